package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topics.TopicAdmin;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What Kafka Streams is given of what an operator says and of what the cluster is. */
class StreamsSettingsTest {
    private static AppConfig config(Map<String, Object> more) {
        Map<String, Object> given = new HashMap<>(more);
        given.put("bootstrap.servers", "unused:9092");
        given.put("schema.registry.url", "http://127.0.0.1:1");
        return new AppConfig(given);
    }

    @Test
    void whatIsGivenForAllClientsIsNoLessThanADefaultForSome() {
        Properties properties = config(Map.of("session.timeout.ms", "45000", "compression.type", "none"))
                .streams();

        assertThat(properties)
                .containsEntry("session.timeout.ms", "45000")
                .containsEntry("compression.type", "none")
                .doesNotContainKeys("consumer.session.timeout.ms", "producer.compression.type")
                .containsEntry("producer.linger.ms", 5);
        assertThat(config(Map.of("session.timeout.ms", "45000", "consumer.session.timeout.ms", "20000"))
                        .streams())
                .containsEntry("consumer.session.timeout.ms", "20000");
    }

    @Test
    void theStateSurvivesWhatTheTopicsSurviveThatItComesFrom() {
        TopicAdmin.Durability three = new TopicAdmin.Durability(3, "2");

        assertThat(config(Map.of()).streams(three))
                .containsEntry("replication.factor", 3)
                .containsEntry("topic.min.insync.replicas", "2");
        assertThat(config(Map.of("replication.factor", "1")).streams(three))
                .containsEntry("replication.factor", "1")
                .doesNotContainKey("topic.min.insync.replicas");
        assertThat(config(Map.of("replication.factor", "5", "topic.min.insync.replicas", "1"))
                        .streams(three))
                .containsEntry("replication.factor", "5")
                .containsEntry("topic.min.insync.replicas", "1");
    }
}
