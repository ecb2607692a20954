package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.yaml.YamlReader;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyValidatorTest {
    private final PolicyValidator validator = new PolicyValidator();

    @Test
    void everyBundledPolicyIsValid() {
        List<PolicyDocument> bundled = PolicyFiles.bundled();

        assertThat(bundled)
                .extracting(PolicyDocument::kind)
                .contains("Settings", "System", "Role", "Entitlement", "SodRule");
        assertThat(validator.validate(bundled)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: System, id: sap, mod: enforce} | `mod` is not a key here; did you mean `mode`?",
                "{kind: System, id: sap, leaver: {revok: P1D}} | `revok` is not a key here; did you mean `revoke`?",
                "{kind: System, id: sap, zzzzzzzz: 1} | known here are correlate, dormantAfter",
                "{kind: System, id: sap, mode: enforced} | `mode` is \"enforced\"; write enforce, report, ignore.",
                "{kind: System, id: sap, leaver: {revoke: 1 day}} | `revoke` is \"1 day\"; write an ISO-8601 duration",
                "{kind: System, id: sap, leaver: {revoke: -P1D}} | write an ISO-8601 duration",
                "{kind: System, id: sap, leaver: {revoke: P1M}} | write an ISO-8601 duration",
                "{kind: System, id: sap, leaver: {revoke: P999999999D}} | at most P36500D",
                "{kind: System, id: sap, leaver: {revoke: P36501D}} | at most P36500D",
                "{kind: System, id: sap, leaver: {revoke: P36500DT1S}} | give at most P36500D",
                "{kind: System, id: sap, leaver: {residue: PT9999999999999H}} | at most P36500D",
                "{kind: System, id: sap, leaver: {residue: PT876001H}} | at most P36500D",
                "{kind: Role, id: r, grants: ['sap:X'], overlap: P365DT1S} | give at most P365D",
                "{kind: Settings, id: default, brake: {limit: 10000001}} | `limit` is 10000001",
                "{kind: System, id: sap, leave: {kinds: {PARENTAL: kep}}} | `PARENTAL` is \"kep\"; write disable, keep",
                "{kind: System, id: sap, leave: {kind: {PARENTAL: keep}}} | `kind` is not a key here",
                "{kind: System, id: sap, leave: kept} | `leave` is \"kept\"; write disable, keep",
                "{kind: System, id: sap, retry: {attempts: 1001}} | `attempts` is 1001",
                "{kind: System, id: sap, retry: {first: P1D, max: PT1H}} | shorter than retry.first",
                "{kind: System, id: sap, retry: {attempts: 0}} | `attempts` is 0; it must",
                "{kind: System, id: sap, groups: {limit: 0}} | `limit` is 0",
                "{kind: System, id: sap, groups: {attribute: [x]}} | did you mean `attributes`?",
                "{kind: System, id: sap, groups: {attributes: [{name: 'g-{value}'}]}} | lacks the key `attribute`",
                "{kind: System, id: sap, groups: {attributes: [{attribute: email}]}} | `attribute` is \"email\"",
                "{kind: System, id: sap, groups: {attributes: [{attribute: department, name: all}]}} | `name` is \"all\"",
                "{kind: System, id: 'a:b'} | `id` is \"a:b\"; use 1 to 128 letters",
                "{kind: System} | lacks the key `id`",
                "{id: sap} | lacks the key `kind`",
                "{kind: Sytem, id: sap} | `kind` is \"Sytem\"; write SodRule, Role",
                "[1, 2] | it array found, object expected",
                "{kind: Settings, id: other} | `id` is \"other\"; write default",
                "{kind: Settings, id: default, timeZone: Mars/Olympus} | write an IANA zone",
                "{kind: Settings, id: default, skew: PT0S, lateness: 5} | write it in quotes",
                "{kind: Settings, id: default, skew: P1DT1S} | `skew` is P1DT1S; give at most P1D",
                "{kind: Role, id: r, grants: ['sap:X'], when: {departmnet: Treasury}} | did you mean `department`?",
                "{kind: Role, id: r, grants: ['sap:X'], when: {companyCode: [1000]}} | quote numbers",
                "{kind: Role, id: r, grants: ['sap:*']} | write one entitlement as system:name",
                "{kind: Role, id: r, includes: [s]} | includes the unknown role s",
                "{kind: Role, id: r, includes: [r]} | includes itself: r > r",
                "{kind: SodRule, id: r, name: n, functions: [{name: a, entitlements: ['sap:A']}]} | can never be violated",
                "{kind: SodRule, id: r, name: n} | either `functions` or `exclusive`",
                "{kind: SodRule, id: r, name: n, exclusive: ['nocolon']} | write system:name",
            })
    void saysWhatIsWrongAndWhatToWrite(String text, String message) {
        assertThat(validator.validate(documents(text)))
                .as(() -> validator.validate(documents(text)).toString())
                .anySatisfy(problem -> assertThat(problem.message()).contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: Role, id: r, grants: ['sap:A:B\\*'], when: {extra.grade: [A], not: {any: [{title: {prefix: [C]}}]}}}",
                "{kind: SodRule, id: r, name: n, exclusive: ['*:admin*', 'sap:\\*']}",
                "{kind: Settings, id: default, timeZone: Europe/Zurich, lateness: P1DT2H}",
                "{kind: System, id: sap, leave: {otherwise: keep, kinds: {MEDICAL: disable}}}",
                "{kind: System, id: sap, leaver: {revoke: P36500D, residue: PT876000H, delete: P29999D, disable: P36499D}}",
                "{kind: System, id: sap, leaver: {revoke: P32000DT99999H59M, residue: P00030D}}",
                "{kind: Entitlement, id: 'ad:Domain Admins', attributes: {companyCode: '0100'}}",
            })
    void acceptsWhatTheSchemaDescribes(String text) {
        assertThat(validator.validate(documents(text))).isEmpty();
    }

    @Test
    void namesFileAndLine() {
        List<PolicyProblem> problems = validator.validate(
                documents("kind: System\nid: ad\n---\nkind: System\nid: sap\nleaver:\n  revok: P1D\n"));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.toString()).startsWith("test.yaml:7: System/sap: ");
            assertThat(problem.line()).isEqualTo(7);
        });
    }

    @Test
    void aPolicyStatedTwiceIsRefusedWithBothPlaces() {
        assertThat(validator.validate(documents("{kind: System, id: ad}\n---\n{kind: System, id: ad}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .startsWith("test.yaml:3:")
                        .contains("first is at test.yaml:1"));
    }

    @Test
    void aHugeTextIsRefusedBeforeAnyPatternSeesIt() {
        String huge = "sap:" + "\\\\*".repeat(60_000);

        assertThat(validator.validate(documents("{kind: Entitlement, id: \"" + huge + "\"}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("longer than 4000"));
    }

    @ParameterizedTest
    @CsvSource({"9999, true", "10000, false"})
    void whatContainsMoreThanIsLookedAtIsRefused(int below, boolean fits) {
        String parts = IntStream.range(0, below)
                .mapToObj(i -> "\"sap:P" + i + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
        String text = "{kind: Entitlement, id: \"sap:ALL\", contains: [\"sap:MOST\"]}\n---\n"
                + "{kind: Entitlement, id: \"sap:MOST\", contains: " + parts + "}";

        List<PolicyProblem> problems = validator.validate(documents(text));
        if (fits) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.toString())
                    .contains("Entitlement/sap:ALL")
                    .contains("contains more than 10000 entitlements"));
        }
    }

    @Test
    void allProblemsAreInTheRefusal() {
        assertThatThrownBy(() -> validator.requireValid(
                        documents("{kind: System, id: a, x: 1}\n---\n{kind: System, id: b, y: 1}")))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("System/a")
                .hasMessageContaining("System/b");
    }

    private static List<PolicyDocument> documents(String text) {
        return new YamlReader(1 << 20)
                .parse("test.yaml", text).stream().map(PolicyDocument::of).toList();
    }
}
