package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.SluiceApp;
import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records at the edge of what the broker takes: none of them makes the stage write something that it does not take. */
@WithStack
class OversizeTest {
    private static final byte[] KEY = "E1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path state;

    @Test
    void whatIsTooLargeToBeDecidedIsDeadLetteredAndTheStreamGoesOn(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        long now = System.currentTimeMillis();
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("large."), 1, state)) {
            cluster.send("identity", 0, now, "E1", hired("first"));
            byte[] largeKey = "k".repeat(900_000).getBytes(StandardCharsets.UTF_8);
            sendLarge(stack, cluster, "identity", largeKey, new byte[] {1});
            sendLarge(stack, cluster, "access", KEY, cluster.encode("access", snapshot()));
            sendLarge(stack, cluster, "identity", KEY, cluster.encode("identity", bulky()));
            sendLarge(stack, cluster, "access", KEY, new byte[2_000_000]);
            cluster.send("identity", 0, now, "E1", hired("last"));
            SluiceApp app = cluster.startApp("one");
            await().atMost(60, SECONDS).until(() -> cluster.behind() == 0);

            assertThat(cluster.read("dead-letter"))
                    .extracting(StreamCluster.Derived::key)
                    .containsExactlyInAnyOrder(null, "E1", "E1");
            assertThat(cluster.read("audit").stream()
                            .map(record -> (AuditEvent) record.value())
                            .filter(audit -> audit.getType() == AuditType.INPUT))
                    .extracting(audit -> audit.getOutcome() == AuditOutcome.DEAD_LETTERED
                            ? audit.getReason()
                            : audit.getOutcome().name())
                    .containsExactlyInAnyOrder(
                            "APPLIED", "UNDECODABLE", "TOO_LARGE", "APPLIED", "TOO_LARGE", "APPLIED");
            assertThat(app.streams().state().isRunningOrRebalancing()).isTrue();
        }
    }

    private static IdentityEvent hired(String eventId) {
        return Events.identity(Events.header(eventId, "test", null, 1_000_000), "E1", IdentityAction.HIRED);
    }

    /** Near the limit of an event: its attributes are cut, the record itself is not refused. */
    private static IdentityEvent bulky() {
        IdentityEvent event = Events.identity(
                Events.header("bulky", "test", null, 1_000_001), "E1", IdentityAction.UPDATED, worker -> {});
        for (int i = 0; i < 240; i++) {
            event.getWorker().getExtra().put("attribute" + i, "x".repeat(4_000));
        }
        return event;
    }

    private static AccessEvent snapshot() {
        AccessEvent event = Events.access(
                Events.header("snapshot", "test", null, 1_000_002),
                "E1",
                AccessAction.ACCESS_SNAPSHOT,
                Events.account("sap", "E1"));
        List<EntitlementRef> listed = new ArrayList<>();
        for (int i = 0; i < 3_800; i++) {
            listed.add(new EntitlementRef("sap", "R".repeat(490) + i));
        }
        event.setSnapshot(listed);
        return event;
    }

    private static void sendLarge(EmbeddedStack stack, StreamCluster cluster, String topic, byte[] key, byte[] value)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "max.request.size", 4 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(cluster.topic(topic), 0, key, value))
                    .get();
        }
    }
}
