package dev.sluice.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCatalogueTest {
    private static final Set<String> INPUTS =
            Set.of("identity", "access", "authentication", "privileged-session", "compliance");
    private static final String GOOD =
            """
            defaults: {partitions: 4, replication: 3}
            topics:
              - name: one
                doc: First.
                key: k
                value: Finding
                cleanup: delete
                retention: P1D
                coPartitioned: true
                writers: [a]
                readers: [b]
            """;

    private final TopicCatalogue catalogue = TopicCatalogue.load();

    @TempDir
    private Path dir;

    @Test
    void everyTopicOfTheDesignIsDeclared() {
        assertThat(catalogue.names())
                .containsExactlyInAnyOrder(
                        "identity",
                        "access",
                        "authentication",
                        "privileged-session",
                        "compliance",
                        "policy",
                        "control",
                        "exchange",
                        "identity-access",
                        "finding",
                        "finding-state",
                        "provisioning-command",
                        "ticket",
                        "audit",
                        "audit-checkpoint",
                        "subject-key",
                        "audit-ocsf",
                        "audit-json",
                        "audit-cef",
                        "audit-leef",
                        "audit-syslog",
                        "audit-winevent",
                        "dead-letter",
                        "dead-letter-mark",
                        "relay-parked");
    }

    @Test
    void everyValueIsARecordOfTheContract() {
        assertThat(catalogue.topics()).filteredOn(TopicSpec::avro).hasSize(15).allSatisfy(spec -> assertThat(
                        Path.of("schemas", spec.value() + ".avsc"))
                .isRegularFile());
    }

    @Test
    void everySettingIsOneThatKafkaKnowsAndAccepts() {
        for (TopicSpec spec : catalogue.topics()) {
            Map<String, String> config = spec.kafkaConfig(3, false);
            assertThat(LogConfig.configNames()).as(spec.name()).containsAll(config.keySet());
            LogConfig.validate(config);
        }
    }

    @Test
    void whatMustMeetSharesItsPartitions() {
        assertThat(catalogue.coPartitioned())
                .extracting(TopicSpec::name)
                .containsAll(INPUTS)
                .contains("policy", "control", "exchange", "identity-access", "finding", "finding-state", "audit");
        assertThat(catalogue.coPartitioned()).extracting(TopicSpec::partitions).containsOnly(12);
    }

    @Test
    void onlyPolicyAndControlGoToEveryPartitionAndOnlyExchangeIsInternal() {
        assertThat(catalogue.topics())
                .filteredOn(TopicSpec::everyPartition)
                .extracting(TopicSpec::name)
                .containsExactly("policy", "control");
        assertThat(catalogue.topics())
                .filteredOn(TopicSpec::internal)
                .extracting(TopicSpec::name)
                .containsExactly("exchange");
    }

    @Test
    void policyIsKeptForEverAndNeverCompacted() {
        TopicSpec policy = catalogue.topic("policy");

        assertThat(policy.cleanup()).isEqualTo(Cleanup.DELETE);
        assertThat(policy.kafkaConfig(3, false)).containsEntry(TopicConfig.RETENTION_MS_CONFIG, "-1");
    }

    @Test
    void whatWasRefusedIsKeptAsLongAsAnyInput() {
        Duration kept = catalogue.topic("dead-letter").retention().orElseThrow();

        assertThat(INPUTS).allSatisfy(input -> assertThat(
                        catalogue.topic(input).retention().orElseThrow())
                .isLessThanOrEqualTo(kept));
    }

    @Test
    void aWrappedRecordFitsWhereverItsOriginalFitted() {
        int largest = catalogue.topics().stream()
                .filter(spec -> INPUTS.contains(spec.name()))
                .mapToInt(spec -> Integer.parseInt(spec.config().getOrDefault("max.message.bytes", "1048588")))
                .max()
                .orElseThrow();

        assertThat(List.of("exchange", "dead-letter")).allSatisfy(name -> assertThat(
                        Integer.parseInt(catalogue.topic(name).config().get("max.message.bytes")))
                .isGreaterThan(largest));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,2", "5,2"})
    void aSmallerClusterAsksForFewerReplicasInSync(int replication, String minimum) {
        assertThat(catalogue.topic("audit").kafkaConfig(replication, false))
                .containsEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, minimum);
    }

    @Test
    void retentionCanBeLiftedWithoutTouchingCompactedTopics() {
        assertThat(catalogue.topic("identity").kafkaConfig(1, true)).containsEntry("retention.ms", "-1");
        assertThat(catalogue.topic("finding-state").kafkaConfig(1, true)).doesNotContainKey("retention.ms");
    }

    @Test
    void aFullNameIsPrefixAndName() {
        assertThat(catalogue.topic("audit").fullName("iam.")).isEqualTo("iam.audit");
        assertThat(new NewTopic(catalogue.topic("audit").fullName(""), Optional.empty(), Optional.empty()).name())
                .isEqualTo("audit");
    }

    @Test
    void anUnknownTopicIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> catalogue.topic("audits"))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("audits")
                .hasMessageContaining("dead-letter");
    }

    @Test
    void aCatalogueOfOnesOwnIsRead() throws IOException {
        TopicSpec one = TopicCatalogue.load(write(GOOD)).topic("one");

        assertThat(one.partitions()).isEqualTo(4);
        assertThat(one.retention()).contains(Duration.ofDays(1));
        assertThat(one.everyPartition()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention: P1D | retention: 7 days | 8 | `retention` is \"7 days\"",
                "retention: P1D | retention: P0D | 8 | positive duration",
                "cleanup: delete | cleanup: forget | 7 | `cleanup`",
                "cleanup: delete | cleanup: compact | 8 | write forever",
                "partitions: 4 | partitions: 0 | 3 | `partitions`",
                "name: one | name: One/1 | 3 | `name`",
                "value: Finding | valeu: Finding | 6 | `valeu` is not a key here",
                "writers: [a] | writers: [] | 10 | at least one",
                "coPartitioned: true | coPartitioned: yes | 9 | true or false",
                "key: k | config: {retention.ms: 5} | 5 | `key` is missing",
            })
    void aMistakeIsNamedWithItsPlace(String right, String wrong, int line, String message) throws IOException {
        Path file = write(GOOD.replace(right, wrong));

        assertThatThrownBy(() -> TopicCatalogue.load(file))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(message);
        if (!message.contains("missing") && !wrong.startsWith("partitions")) {
            assertThatThrownBy(() -> TopicCatalogue.load(file)).hasMessageContaining("topics.yaml:" + line + ":");
        }
    }

    @Test
    void aTopicDeclaredTwiceIsRefused() throws IOException {
        Path file = write(GOOD + GOOD.substring(GOOD.indexOf("  - name")));

        assertThatThrownBy(() -> TopicCatalogue.load(file)).hasMessageContaining("one is declared twice");
    }

    @Test
    void coPartitionedTopicsOfDifferingCountsAreRefused() throws IOException {
        String other =
                GOOD.substring(GOOD.indexOf("  - name")).replace("name: one", "name: two") + "    partitions: 5\n";
        Path file = write(GOOD + other);

        assertThatThrownBy(() -> TopicCatalogue.load(file)).hasMessageContaining("one and two declare 4 and 5");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> TopicCatalogue.load(dir.resolve("absent.yaml")))
                .hasMessageContaining("absent.yaml");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("topics.yaml"), text);
    }
}
