package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.json.PlainJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The formats of SIEMs with a broker: one topology, in which one sub-topology reads what the other writes. */
@WithStack
@Timeout(300)
class RenderTest {
    private static final int EVENTS = 500;
    private static final int PARTITIONS = 2;

    @TempDir
    private Path dir;

    @Test
    void whatTheStageAuditsIsRenderedOnceInItsOrder(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("render."), PARTITIONS, dir)) {
            Map<String, Object> config = cluster.appConfig("one");
            config.put(AppConfig.RENDER, "json,cef");
            try (SluiceApp app =
                    SluiceApp.start(new AppConfig(config), new SimpleMeterRegistry(), cluster.overrides())) {
                assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
                hireAll(cluster);
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> texts(stack, cluster.topic("audit-cef")).size() >= EVENTS);
            }
            Map<Integer, List<Long>> audited = new TreeMap<>();
            cluster.read("audit")
                    .forEach(audit -> add(audited, audit.partition(), ((AuditEvent) audit.value()).getSequence()));
            Map<Integer, List<Long>> rendered = new TreeMap<>();
            for (ConsumerRecord<String, String> text : texts(stack, cluster.topic("audit-json"))) {
                AuditEvent audit = PlainJson.read(text.value(), AuditEvent.class);
                assertThat(text.key()).isEqualTo(audit.getIdentityId());
                add(rendered, text.partition(), audit.getSequence());
            }

            assertThat(audited.values().stream().mapToInt(List::size).sum()).isEqualTo(EVENTS);
            assertThat(rendered).isEqualTo(audited);
            assertThat(texts(stack, cluster.topic("audit-cef"))).hasSize(EVENTS).allMatch(text -> text.value()
                    .contains(" dvchost=" + cluster.topic("app")));
            assertThat(texts(stack, cluster.topic("audit-leef"))).isEmpty();
            assertThat(cluster.read("dead-letter")).isEmpty();
        }
    }

    private static void hireAll(StreamCluster cluster) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = 0; i < EVENTS; i++) {
                producer.send(new ProducerRecord<>(
                        cluster.topic("identity"),
                        ("E" + i).getBytes(StandardCharsets.UTF_8),
                        cluster.encode("identity", hired(i))));
            }
        }
    }

    private static void add(Map<Integer, List<Long>> byPartition, int partition, long sequence) {
        byPartition.computeIfAbsent(partition, key -> new ArrayList<>()).add(sequence);
    }

    private static List<ConsumerRecord<String, String>> texts(EmbeddedStack stack, String topic) {
        List<ConsumerRecord<String, String>> texts = new ArrayList<>();
        Map<String, Object> config =
                Map.of("bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(texts::add);
            }
        }
        return texts;
    }

    private static IdentityEvent hired(int number) {
        Instant now = Instant.now();
        return IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId("hired-" + number)
                        .setSource("test")
                        .setOccurredAt(now)
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId("E" + number).build())
                .setAction(IdentityAction.HIRED)
                .build();
    }
}
