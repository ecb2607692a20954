package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclsCommandTest {
    @Test
    void withoutARoleItPrintsThemAll() {
        Ran ran = Ran.of("acls");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("# app. ", "# hris-adapters. ", "# relay. ", "# operators. ", "# auditors. ");
    }

    @Test
    void aFamilyIsAllOfItsRoles() {
        String printed = Ran.of("acls", "--role", "operator,app").out();

        assertThat(printed)
                .contains("# app. ", "# operators. ", "# policy. ", "# redrive. ")
                .doesNotContain("# relay. ", "# auditors. ");
    }

    @Test
    void rightsFollowThePrefixTheIdAndTheFormats() {
        String printed = Ran.of(
                        "acls",
                        "--role",
                        "app",
                        "--prefix",
                        "prod.",
                        "--application-id",
                        "gov",
                        "--render",
                        "cef,ocsf",
                        "--sealed")
                .out();

        assertThat(printed)
                .contains("'prod.audit-cef'", "'prod.audit-ocsf'", "'gov-subject-key-store-changelog'", "--group 'gov'")
                .doesNotContain("iam.", "'sluice'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice.audit.encryption.key.file", "sluice.audit.encryption.keys"})
    void checkAsksForTheRightsOfSealingHoweverTheMasterKeysAreGiven(String key) {
        AclsCommand.Application application = new AclsCommand.Application();

        assertThat(application.options(Map.of(key, "given"), "iam.").sealing()).isTrue();
        assertThat(application.options(Map.of(), "iam.").sealing()).isFalse();
    }

    @Test
    void rolesOfOnePrincipalAreOneStrimziUser() {
        String printed = Ran.of(
                        "acls", "--role", "auditors,witnesses", "--principal", "User:security", "--format", "strimzi")
                .out();

        assertThat(printed).containsOnlyOnce("kind: KafkaUser").contains("name: security");
    }

    @Test
    void wrongUsageIsToldInASentence() {
        assertThat(Ran.of("acls", "--role", "auditor").err()).contains("did you mean auditors?");
        assertThat(Ran.of("acls", "--role", "king").err()).contains("there are adapter, app,");
        assertThat(Ran.of("acls", "--principal", "ada").err()).contains("User:NAME");
        assertThat(Ran.of("acls", "--render", "pdf").err()).contains("There is no format `pdf`");
        assertThat(Ran.of("acls", "--application-id", "").err()).contains("application.id");
        assertThat(Ran.of("acls", "--role", "king").exit()).isEqualTo(2);
    }
}
