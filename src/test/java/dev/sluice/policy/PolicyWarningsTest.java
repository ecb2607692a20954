package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be published and is probably not meant, and examples beside rules. */
class PolicyWarningsTest {
    private static final String PAY = "{kind: SodRule, id: R1, name: Pay, functions: ["
            + "{name: a, entitlements: ['sap:VENDOR_*']}, {name: b, entitlements: ['sap:PAY_RUN']}]}";

    private static List<String> warnings(String... texts) {
        List<PolicyDocument> documents =
                Stream.of(texts).map(text -> PolicyDocument.parse("test", text)).toList();
        assertThat(new PolicyValidator().validate(documents)).isEmpty();
        return PolicyWarnings.in(documents).stream()
                .map(problem -> problem.policy() + ": " + problem.message())
                .toList();
    }

    @Test
    void whatTravelsWithTheProgramIsMeant() {
        assertThat(PolicyWarnings.in(PolicyFiles.bundled())).isEmpty();
    }

    @Test
    void aRoleThatGivesBothSidesIsTold() {
        assertThat(warnings(
                        PAY,
                        "{kind: Role, id: clerk, when: {department: A}, grants: ['sap:VENDOR_X', 'sap:ROLE']}",
                        "{kind: Entitlement, id: 'sap:ROLE', contains: ['sap:PAY_RUN']}"))
                .containsExactly("Role/clerk: gives by itself what rule R1 forbids: [sap:ROLE, sap:VENDOR_X].");
    }

    @Test
    void rolesThatOneMayHaveTogetherAreTold() {
        String one = "{kind: Role, id: one, when: {department: A}, grants: ['sap:VENDOR_X']}";
        String title = "{kind: Role, id: other, when: {title: B}, grants: ['sap:PAY_RUN']}";
        String department = "{kind: Role, id: other, when: {department: [B, C]}, grants: ['sap:PAY_RUN']}";

        assertThat(warnings(PAY, one, title))
                .containsExactly("Role/one: gives to who also has role other what rule R1 forbids:"
                        + " [sap:PAY_RUN, sap:VENDOR_X].");
        assertThat(warnings(PAY, one, department)).isEmpty();
    }

    @Test
    void aRuleThatCanNeverBeViolatedIsTold() {
        assertThat(warnings("{kind: SodRule, id: R1, name: N, functions: ["
                        + "{name: a, entitlements: ['sap:X']}, {name: b, entitlements: ['sap:X']}]}"))
                .singleElement()
                .asString()
                .contains("can never be violated", "different entitlements");
        assertThat(warnings("{kind: SodRule, id: R1, name: N, exclusive: ['sap:X']}"))
                .singleElement()
                .asString()
                .contains("can never be violated");
        assertThat(warnings(PAY.replace(
                        "name: Pay,", "name: Pay, validFrom: 2026-02-01T00:00:00Z, validTo: 2026-01-01T00:00:00Z,")))
                .singleElement()
                .asString()
                .contains("ends before it begins");
    }

    @Test
    void whatNobodyKnowsIsTold() {
        String known = "{kind: Entitlement, id: 'sap:PAY_RUN'}";
        assertThat(warnings(PAY, known))
                .containsExactly("SodRule/R1: selects nothing that an Entitlement or a Role of this set names.");
        assertThat(warnings(PAY.replace("PAY_RUN", "PAY_RUNN").replace("VENDOR_*", "PAY_*"), known))
                .anyMatch(warning -> warning.contains("did you mean sap:PAY_RUN?"));
    }

    @Test
    void circlesAreToldOnce() {
        assertThat(warnings(
                        "{kind: Entitlement, id: 'sap:A', contains: ['sap:B']}",
                        "{kind: Entitlement, id: 'sap:B', contains: ['sap:C']}",
                        "{kind: Entitlement, id: 'sap:C', contains: ['sap:A']}",
                        "{kind: Entitlement, id: 'sap:D', contains: ['sap:A']}"))
                .containsExactly(
                        "Entitlement/sap:A: contains itself by way of [sap:A, sap:B, sap:C]; who holds one of them has all.");
    }

    @Test
    void theExamplesBesideTheBundledRulesAreRight() {
        List<SodExamples.Outcome> outcomes =
                new SodExamples(PolicyParser.parse(PolicyFiles.bundled(), 1)).in(Path.of("topology/policies"));

        assertThat(outcomes).hasSizeGreaterThan(5).allMatch(SodExamples.Outcome::isRight);
    }

    @Test
    void anExampleThatTheRulesContradictIsWrongAndOneThatNobodyUnderstandsIsRefused(@TempDir Path dir)
            throws IOException {
        SodExamples examples = new SodExamples(PolicyParser.parse(List.of(PolicyDocument.parse("test", PAY)), 1));
        Path file = dir.resolve("a.examples.yaml");
        Files.writeString(file, "example: Both.\nholds: ['sap:VENDOR_X', 'sap:PAY_RUN']\nviolates: []\n");
        assertThat(examples.in(dir)).singleElement().satisfies(outcome -> {
            assertThat(outcome.isRight()).isFalse();
            assertThat(outcome.found()).containsExactly("R1");
            assertThat(outcome.place()).endsWith("a.examples.yaml:1");
        });
        Files.writeString(file, "example: Both.\nholds: ['sap:VENDOR_X']\nviolates: [R9]\n");
        assertThatThrownBy(() -> examples.in(dir)).hasMessageContaining("no enabled rule R9");
        Files.writeString(file, "example: Both.\nhold: ['sap:VENDOR_X']\nviolates: []\n");
        assertThatThrownBy(() -> examples.in(dir)).hasMessageContaining("not [hold]");
    }
}
