package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is down is not bad data: known schemas are on disk, and a new one waits. */
@WithStack
@Timeout(240)
class RegistryDownTest {
    @TempDir
    Path state;

    @Test
    void knownSchemasNeedNoRegistryAndANewOneWaitsForIt(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(stack.registry().port());
                StreamCluster cluster = new StreamCluster(stack, topics.name("down."), 1, state)) {
            Map<String, Object> config = cluster.appConfig("one");
            config.put("schema.registry.url", "http://127.0.0.1:" + proxy.port() + "/apis/ccompat/v7");
            cluster.send("identity", null, System.currentTimeMillis(), "E1", hired("E1"));
            SluiceApp first = start(config, cluster, new SimpleMeterRegistry());
            await().atMost(60, SECONDS)
                    .until(() -> cluster.read("identity-access").size() == 1);
            first.closeAndLeave();

            proxy.cut();
            MeterRegistry meters = new SimpleMeterRegistry();
            SluiceApp second = start(config, cluster, meters);
            try {
                cluster.send("identity", null, System.currentTimeMillis(), "E2", hired("E2"));
                await().atMost(60, SECONDS)
                        .until(() -> cluster.read("identity-access").size() == 2);

                sendWithANewSchema(cluster, topics.name("down.") + "identity");
                await().during(6, SECONDS)
                        .atMost(60, SECONDS)
                        .until(() -> cluster.read("dead-letter").isEmpty()
                                && cluster.read("identity-access").size() == 2);
                assertThat(isUnavailable(meters)).isTrue();

                proxy.mend();
                await().atMost(60, SECONDS)
                        .until(() -> cluster.read("identity-access").size() == 3);
                assertThat(cluster.read("identity-access").get(2).key()).isEqualTo("E3");
                // A failure is forgotten after half a minute by itself.
                await().atMost(15, SECONDS).until(() -> !isUnavailable(meters));
            } finally {
                second.closeAndLeave();
            }
        }
    }

    private static boolean isUnavailable(MeterRegistry meters) {
        return meters.get("sluice.not.ready")
                        .tag("reason", "REGISTRY_UNAVAILABLE")
                        .gauge()
                        .value()
                == 1;
    }

    private static SluiceApp start(Map<String, Object> config, StreamCluster cluster, MeterRegistry meters)
            throws InterruptedException {
        SluiceApp app = SluiceApp.start(new AppConfig(config), meters, cluster.overrides());
        assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
        return app;
    }

    /** The same record under a schema that the application has never seen: a later version with one more field. */
    private static void sendWithANewSchema(StreamCluster cluster, String topic) throws Exception {
        String later = IdentityEvent.getClassSchema()
                .toString()
                .replaceFirst(
                        "\"fields\":\\[",
                        "\"fields\":[{\"name\":\"later\",\"type\":[\"null\",\"string\"],\"doc\":\"later\",\"default\":null},")
                .replace(",\"avro.java.string\":\"String\"", "")
                .replace("{\"type\":\"string\"}", "\"string\"");
        SchemaRegistryConfig direct = new SchemaRegistryConfig(cluster.config());
        int id;
        try (SchemaRegistryClient registry = SchemaRegistryClients.create(direct)) {
            id = registry.register(topic + "-value", new Schema.Parser().parse(later), false);
        }
        byte[] plain = IdentityEvent.getEncoder().encode(hired("E3")).array();
        int singleObjectHeader = 10;
        ByteBuffer value = ByteBuffer.allocate(5 + 1 + plain.length - singleObjectHeader);
        value.put((byte) 0).putInt(id).put((byte) 0).put(plain, singleObjectHeader, plain.length - singleObjectHeader);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            producer.send(new ProducerRecord<>(topic, "E3".getBytes(StandardCharsets.UTF_8), value.array()));
        }
    }

    private static IdentityEvent hired(String identity) {
        return IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId("hired-" + identity)
                        .setSource("test")
                        .setOccurredAt(Instant.parse("2026-01-01T00:00:00Z"))
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(IdentityAction.HIRED)
                .build();
    }
}
