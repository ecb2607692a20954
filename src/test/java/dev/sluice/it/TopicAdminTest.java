package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.topics.Deviation;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicAdminException;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithStack
class TopicAdminTest {
    private static final TopicOverrides SMALL = TopicOverrides.singleBroker(2);

    private final TopicCatalogue catalogue = TopicCatalogue.load();
    private Admin kafka;
    private TopicAdmin admin;
    private String base;

    @BeforeEach
    void connect(EmbeddedStack stack, TestTopics topics) {
        kafka = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
        admin = new TopicAdmin(kafka, catalogue);
        base = topics.prefix();
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void makesAllTopicsOnceAndFindsThemAsDeclared() {
        String prefix = base + "once.";

        TopicAdmin.Created first = admin.create(prefix, SMALL);
        TopicAdmin.Created second = admin.create(prefix, SMALL);

        assertThat(first.created()).hasSize(catalogue.topics().size()).contains(prefix + "identity");
        assertThat(first.existing()).isEmpty();
        assertThat(second.created()).isEmpty();
        assertThat(second.existing()).isEqualTo(first.created());
        assertThat(admin.check(prefix, SMALL)).isEmpty();
        assertThat(admin.partitionCount(prefix)).hasValue(2);
    }

    @Test
    void whatIsMissingIsFatal() {
        List<Deviation> deviations = admin.check(base + "absent.");

        assertThat(deviations).hasSize(catalogue.topics().size()).allMatch(Deviation::fatal);
        assertThat(deviations.get(0).toString()).contains("missing").contains("sluice topics create");
        assertThat(admin.partitionCount(base + "absent.")).isEmpty();
    }

    @Test
    void aGrownTopicIsFatalAndNamedAgainstTheOthers() throws Exception {
        String prefix = base + "grown.";
        admin.create(prefix, SMALL);
        kafka.createPartitions(Map.of(prefix + "access", NewPartitions.increaseTo(3)))
                .all()
                .get(30, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(TopicAdmin.fatal(admin.check(prefix, SMALL)))
                .singleElement()
                .satisfies(deviation -> {
                    assertThat(deviation.topic()).isEqualTo(prefix + "access");
                    assertThat(deviation.what()).isEqualTo("partitions");
                    assertThat(deviation.expected()).isEqualTo("2");
                    assertThat(deviation.actual()).isEqualTo("3");
                }));
        assertThat(admin.partitionCount(prefix)).isEmpty();
    }

    @Test
    void aTopicOutsideTheCoPartitionedOnesMayGrow() throws Exception {
        String prefix = base + "free.";
        admin.create(prefix, SMALL);
        kafka.createPartitions(Map.of(prefix + "dead-letter", NewPartitions.increaseTo(3)))
                .all()
                .get(30, TimeUnit.SECONDS);

        await().untilAsserted(
                        () -> assertThat(partitions(prefix + "dead-letter")).isEqualTo(3));
        assertThat(admin.check(prefix, SMALL)).isEmpty();
    }

    @Test
    void changedSettingsAreWarningsWithTheCommandThatPutsThemRight() throws Exception {
        String prefix = base + "changed.";
        admin.create(prefix, SMALL);
        set(prefix + "policy", "cleanup.policy", "compact");
        set(prefix + "audit", "retention.ms", "1000");

        await().until(() -> admin.check(prefix, SMALL).size() == 2);
        List<Deviation> deviations = admin.check(prefix, SMALL);
        assertThat(deviations).extracting(Deviation::what).containsExactly("cleanup.policy", "retention.ms");
        assertThat(deviations).noneMatch(Deviation::fatal);
        assertThat(deviations.get(1).remedy()).contains("kafka-configs").contains("retention.ms=-1");
    }

    @Test
    void aSingleBrokerDeviatesFromTheDeclaredReplicationWithoutBeingFatal() {
        String prefix = base + "single.";
        admin.create(prefix, SMALL);

        List<Deviation> deviations = admin.check(prefix);

        assertThat(deviations).extracting(Deviation::what).contains("replication", "retention.ms");
        assertThat(deviations).noneMatch(Deviation::fatal);
    }

    @Test
    void aRefusalOfTheClusterIsToldWithTheTopic() {
        assertThatThrownBy(() -> admin.create(base + "three.", TopicOverrides.NONE))
                .isInstanceOf(TopicAdminException.class)
                .hasMessageContaining("identity")
                .hasMessageContaining("replication");
    }

    private int partitions(String topic) throws Exception {
        return kafka.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(30, TimeUnit.SECONDS)
                .partitions()
                .size();
    }

    private void set(String topic, String key, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        kafka.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get(30, TimeUnit.SECONDS);
    }
}
