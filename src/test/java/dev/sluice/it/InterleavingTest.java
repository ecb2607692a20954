package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.InputRef;
import dev.sluice.event.Subject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.internals.QuietPartitionGroup;
import org.apache.kafka.streams.processor.internals.StreamTask;
import org.apache.kafka.streams.processor.internals.StreamThread;
import org.apache.kafka.streams.processor.internals.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits in two topics is taken in the order of arrival, by tasks that say without texts whether they are ready. */
@WithStack
@Timeout(300)
class InterleavingTest {
    private static final int RECORDS = 4_000;
    private static final long FIRST = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @TempDir
    Path state;

    @Test
    void aBacklogOfTwoTopicsIsTakenInTheOrderOfArrival(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("order."), 1, state)) {
            List<String> sent = fill(cluster);
            SluiceApp app = start(cluster);
            try {
                await().atMost(120, SECONDS).until(() -> cluster.behind() == 0);
                assertThat(groups(app.streams())).hasSize(1).hasOnlyElementsOfType(QuietPartitionGroup.class);
            } finally {
                app.closeAndLeave();
            }

            assertThat(cluster.read("audit"))
                    .extracting(audit -> where(((AuditEvent) audit.value()).getInput()))
                    .isEqualTo(sent);
        }
    }

    /** Sends runs of one to three hundred records to either topic in turn, and says what arrived where in that order. */
    private static List<String> fill(StreamCluster cluster) {
        List<String> sent = new ArrayList<>();
        Map<String, byte[]> values = Map.of(
                "identity", cluster.encode("identity", hired()),
                "authentication", cluster.encode("authentication", signedIn()));
        byte[] key = "E1".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        String topic = "identity";
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            while (sent.size() < RECORDS) {
                int run = random.nextInt(10) == 0 ? 300 : 1 + random.nextInt(3);
                for (int i = 0; i < run; i++) {
                    long arrived = FIRST + sent.size();
                    producer.send(new ProducerRecord<>(cluster.topic(topic), 0, arrived, key, values.get(topic)));
                    sent.add(topic + " " + arrived);
                }
                topic = topic.equals("identity") ? "authentication" : "identity";
            }
        }
        return sent.stream().map(text -> cluster.topic(text)).toList();
    }

    private static String where(InputRef input) {
        return input.getTopic() + " " + input.getArrivedAt().toEpochMilli();
    }

    /** An application to which each poll brings a little of one topic, so that the other is empty again and again. */
    private static SluiceApp start(StreamCluster cluster) throws InterruptedException {
        Map<String, Object> config = cluster.appConfig("one");
        config.put("main.consumer.max.poll.records", 100);
        config.put("main.consumer.max.partition.fetch.bytes", 10_000);
        SluiceApp app = SluiceApp.start(new AppConfig(config), new SimpleMeterRegistry(), cluster.overrides());
        assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
        return app;
    }

    private static List<Object> groups(KafkaStreams streams) throws ReflectiveOperationException {
        Field threads = KafkaStreams.class.getDeclaredField("threads");
        Field group = StreamTask.class.getDeclaredField("partitionGroup");
        threads.setAccessible(true);
        group.setAccessible(true);
        List<Object> groups = new ArrayList<>();
        for (Object thread : (List<?>) threads.get(streams)) {
            for (Task task : ((StreamThread) thread).readOnlyActiveTasks()) {
                groups.add(group.get(task));
            }
        }
        return groups;
    }

    private static IdentityEvent hired() {
        return IdentityEvent.newBuilder()
                .setHeader(header("hired"))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(IdentityAction.HIRED)
                .build();
    }

    private static AuthenticationEvent signedIn() {
        return AuthenticationEvent.newBuilder()
                .setHeader(header("signed-in"))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(AuthenticationAction.LOGIN_SUCCEEDED)
                .build();
    }

    private static Header header(String eventId) {
        return Header.newBuilder()
                .setEventId(eventId)
                .setSource("test")
                .setOccurredAt(Instant.ofEpochMilli(FIRST))
                .build();
    }
}
