package dev.sluice.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Which differences between the catalogue and a cluster keep the application from starting. */
class TopicComparisonTest {
    private final TopicCatalogue catalogue = TopicCatalogue.load();
    private final Map<String, TopicDescription> topics = new HashMap<>();
    private final Map<String, Map<String, String>> configs = new HashMap<>();

    TopicComparisonTest() {
        Node node = new Node(1, "localhost", 9092);
        for (TopicSpec spec : catalogue.topics()) {
            String name = spec.fullName("iam.");
            List<Node> replicas = List.of(node, node, node);
            topics.put(
                    name,
                    new TopicDescription(
                            name,
                            false,
                            IntStream.range(0, spec.partitions())
                                    .mapToObj(p -> new TopicPartitionInfo(p, node, replicas, replicas))
                                    .toList()));
            Map<String, String> config = new HashMap<>(spec.kafkaConfig(3, false));
            config.putIfAbsent("max.message.bytes", "1048588");
            configs.put(name, config);
        }
    }

    @Test
    void aClusterAsDeclaredHasNone() {
        assertThat(deviations()).isEmpty();
    }

    @Test
    void aTopicThatWouldRefuseWhatTheStageWritesIsFatal() {
        configs.get("iam.dead-letter").put("max.message.bytes", "1048588");
        configs.get("iam.finding").put("max.message.bytes", "500000");

        assertThat(deviations())
                .allMatch(Deviation::fatal)
                .extracting(Deviation::topic)
                .containsExactlyInAnyOrder("iam.dead-letter", "iam.finding");
        assertThat(deviations().toString()).contains("--add-config max.message.bytes=4194304");
    }

    @Test
    void aTopicThatTakesMoreIsWelcome() {
        configs.get("iam.dead-letter").put("max.message.bytes", "8388608");
        configs.get("iam.audit").put("max.message.bytes", "8388608");

        assertThat(deviations()).isEmpty();
    }

    @Test
    void anInputThatTakesLessIsAWarning() {
        configs.get("iam.access").put("max.message.bytes", "1048588");

        assertThat(deviations()).hasSize(1).noneMatch(Deviation::fatal);
    }

    private List<Deviation> deviations() {
        Map<String, Config> given = new HashMap<>();
        configs.forEach((topic, values) -> {
            List<ConfigEntry> entries = new ArrayList<>();
            values.forEach((key, value) -> entries.add(new ConfigEntry(key, value)));
            given.put(topic, new Config(entries));
        });
        return new TopicComparison(catalogue, "iam.", TopicOverrides.NONE).deviations(topics, given);
    }
}
