package dev.sluice.acl;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.siem.Format;
import dev.sluice.stream.SluiceTopology;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Nobody gets more than the catalogue, the topology and the commands ask for. */
class RolesTest {
    private static final TopicCatalogue CATALOGUE = TopicCatalogue.load();
    private static final AccessOptions ALL = AccessOptions.DEFAULTS.writing(Set.of(Format.values()), true);

    private static Map<String, Role> roles(AccessOptions options) {
        return Roles.of(CATALOGUE, options).stream().collect(Collectors.toMap(Role::name, Function.identity()));
    }

    private static Role app(AccessOptions options) {
        return roles(options).get(Roles.APP);
    }

    private static List<String> topics(Role role, AclOperation operation) {
        return role.grants().stream()
                .filter(grant -> grant.type() == ResourceType.TOPIC && grant.operation() == operation)
                .map(Grant::name)
                .toList();
    }

    @Test
    void nobodyMayChangeOrDeleteAnythingOrHasRightsToTheCluster() {
        assertThat(Roles.of(CATALOGUE, ALL)).allSatisfy(role -> assertThat(role.grants())
                .isNotEmpty()
                .allMatch(grant ->
                        Set.of(READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS).contains(grant.operation()))
                .allMatch(grant -> grant.type() != ResourceType.CLUSTER));
    }

    @Test
    void topicsAreNamedAndOnlyIdsThatAreMadeUpAreGivenByWhatTheyBeginWith() {
        assertThat(Roles.of(CATALOGUE, ALL))
                .flatMap(Role::grants)
                .filteredOn(grant -> grant.pattern() != PatternType.LITERAL)
                .allMatch(grant -> grant.type() != ResourceType.TOPIC)
                .extracting(Grant::name)
                .contains("sluice-", "sluice-control-iam.", "sluice-dlq-iam.", "sluice-relay-")
                .doesNotContain("sluice-policy-iam.");
    }

    @Test
    void theApplicationReadsAndWritesWhatItsTopologySays() {
        Role app = app(AccessOptions.DEFAULTS);

        assertThat(topics(app, READ).stream().filter(topic -> topic.startsWith("iam.")))
                .containsExactlyInAnyOrderElementsOf(
                        SluiceTopology.INPUTS.stream().map("iam."::concat).toList());
        assertThat(topics(app, WRITE).stream().filter(topic -> topic.startsWith("iam.")))
                .containsExactlyInAnyOrderElementsOf(
                        SluiceTopology.OUTPUTS.stream().map("iam."::concat).toList());
        assertThat(topics(app, CREATE))
                .containsExactlyInAnyOrderElementsOf(SluiceTopology.STORES.stream()
                        .map(store -> "sluice-" + store + "-changelog")
                        .toList());
        assertThat(topics(app, DESCRIBE_CONFIGS)).hasSameSizeAs(CATALOGUE.topics());
    }

    @Test
    void renderingAndSealingTakeWhatTheyNeedAndNoMore() {
        Role rendering = app(AccessOptions.DEFAULTS.writing(Set.of(Format.CEF), false));
        assertThat(topics(rendering, WRITE))
                .contains("iam.audit-cef")
                .doesNotContain("iam.audit-ocsf", "iam.subject-key");
        assertThat(topics(rendering, READ)).contains("iam.audit");

        Role sealing = app(AccessOptions.DEFAULTS.writing(Set.of(), true));
        assertThat(topics(sealing, WRITE)).contains("iam.subject-key", "sluice-subject-key-store-changelog");
        assertThat(topics(sealing, READ)).as("only what renders opens details").doesNotContain("iam.subject-key");
        assertThat(topics(app(ALL), READ)).contains("iam.subject-key");
    }

    @Test
    void anApplicationThatFindsItsChangelogsNeedNotMakeThem() {
        AccessOptions found = new AccessOptions("iam.", "sluice", Set.of(), false, false, Optional.empty(), true, true);

        assertThat(topics(app(found), CREATE)).isEmpty();
        assertThat(topics(app(found), READ)).contains("sluice-timer-store-changelog");
    }

    @Test
    void anAdapterWritesItsCategoryAndReadsNothing() {
        Role adapter = roles(AccessOptions.DEFAULTS).get("hris-adapters");

        assertThat(topics(adapter, WRITE)).containsExactly("iam.control", "iam.identity");
        assertThat(topics(adapter, READ)).isEmpty();
        AccessOptions silent =
                new AccessOptions("iam.", "sluice", Set.of(), false, true, Optional.empty(), true, false);
        assertThat(roles(silent).get("hris-adapters").grants()).containsExactly(Grant.topic("iam.identity", WRITE));
        assertThat(topics(roles(silent).get("operators"), WRITE)).contains("iam.control");
    }

    @Test
    void everyTopicHasWhoWritesAndWhoReadsIt() {
        List<Role> roles = Roles.of(CATALOGUE, ALL);
        for (TopicSpec spec : CATALOGUE.topics()) {
            for (AclOperation operation : List.of(READ, WRITE)) {
                assertThat(roles).as("%s %s", operation, spec.name()).anyMatch(role -> topics(role, operation)
                        .contains("iam." + spec.name()));
            }
        }
    }

    @Test
    void groupAndIdsFollowWhatTheApplicationIsTold() {
        AccessOptions other =
                new AccessOptions("prod.", "gov", Set.of(Format.CEF), false, true, Optional.of("our-siem"), true, true);

        assertThat(app(other).grants())
                .contains(
                        new Grant(ResourceType.GROUP, PatternType.LITERAL, "gov", READ),
                        new Grant(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, "gov-", WRITE))
                .noneMatch(
                        grant -> grant.name().startsWith("iam.") || grant.name().startsWith("sluice"));
        assertThat(roles(other).get("relay").grants())
                .containsExactly(
                        Grant.topic("prod.audit-cef", READ),
                        Grant.topic("prod.relay-parked", WRITE),
                        Grant.group("our-siem", PatternType.LITERAL));
        assertThat(roles(other).get("policy").grants())
                .contains(Grant.transactionalId("sluice-policy-prod.", PatternType.LITERAL));
    }

    @Test
    void anApplicationHasAnId() {
        assertThatThrownBy(() -> AccessOptions.DEFAULTS.with("iam.", " ")).hasMessageContaining("application.id");
    }
}
