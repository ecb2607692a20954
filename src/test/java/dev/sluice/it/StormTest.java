package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.stream.Partitioning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who has left fails to log in a million times: one finding that counts, and nobody in another partition waits for it. */
@WithStack
@Tag("oracle")
class StormTest {
    private static final Logger LOG = LoggerFactory.getLogger(StormTest.class);
    private static final int PARTITIONS = 4;
    private static final int FAILURES = 1_000_000;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final String LEFT = "E-storm";

    @TempDir
    Path dir;

    @Test
    void aMillionFailuresAreOneFindingAndStopNobody(EmbeddedStack stack, TestTopics topics) throws Exception {
        long now = System.currentTimeMillis();
        long day = Math.floorDiv(now, DAY) * DAY - DAY;
        int stormy = Partitioning.of(LEFT, PARTITIONS);
        Path history = dir.resolve("history");
        HistoryFiles.write(new GeneratorSettings(1, 10, 1, Instant.parse(GeneratorSettings.DEFAULT_START)), history);
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("storm."), PARTITIONS, dir)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), Instant.ofEpochMilli(day - 20 * HOUR));
            cluster.send("identity", null, day - 10 * HOUR, LEFT, hr(LEFT, IdentityAction.HIRED, day - 10 * HOUR));
            cluster.send("identity", null, day - 5 * HOUR, LEFT, hr(LEFT, IdentityAction.TERMINATED, day - 5 * HOUR));
            storm(cluster, day);
            List<String> others = IntStream.range(0, 10_000)
                    .mapToObj(i -> "E" + i)
                    .filter(id -> Partitioning.of(id, PARTITIONS) != stormy)
                    .limit(300)
                    .toList();
            // Sent last: whoever is not in the partition of the storm overtakes it.
            for (String id : others) {
                cluster.send("identity", null, now, id, hr(id, IdentityAction.HIRED, now));
            }
            long begun = System.nanoTime();
            cluster.startApp("one");
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> known(cluster).containsAll(others));
            long othersDone = System.nanoTime();
            long applied = cluster.committedInputs();
            cluster.awaitRest(Duration.ofMinutes(8));
            long atRest = System.nanoTime();
            LOG.info(
                    "Others are known after {} ms, when {} of {} inputs were committed; at rest after {} ms.",
                    (othersDone - begun) / 1_000_000,
                    applied,
                    FAILURES + others.size() + 2,
                    (atRest - begun) / 1_000_000);

            assertThat(applied).as("the storm was not over").isLessThan(FAILURES);
            List<Finding> told = cluster.read("finding").stream()
                    .map(record -> (Finding) record.value())
                    .filter(finding -> LEFT.equals(finding.getIdentityId()))
                    .toList();
            assertThat(told)
                    .extracting(Finding::getFindingId)
                    .containsOnly(told.get(0).getFindingId());
            assertThat(told.get(0).getKind()).isEqualTo("POST_TERMINATION_ACTIVITY");
            // It is told again when it was seen ten times as often.
            long count = told.get(told.size() - 1).getCount();
            assertThat(count).isGreaterThan(FAILURES / 10).isLessThanOrEqualTo(FAILURES);
            assertThat(told).hasSizeLessThan(10);
            long bytes = stored(dir.resolve("one"));
            LOG.info("Told {} times, last of {}; {} bytes of state.", told.size(), count, bytes);
            assertThat(bytes).as("bytes of state").isLessThan(600_000_000L);
        }
    }

    private static Set<String> known(StreamCluster cluster) {
        return cluster.read("identity-access").stream()
                .map(StreamCluster.Derived::key)
                .collect(Collectors.toSet());
    }

    private static IdentityEvent hr(String id, IdentityAction action, long at) {
        return Events.identity(Events.header(id + action, "hr", null, at), id, action);
    }

    /** All of them on one day, and long before the others' events. */
    private static void storm(StreamCluster cluster, long day) {
        int partition = Partitioning.of(LEFT, PARTITIONS);
        byte[] key = LEFT.getBytes(StandardCharsets.UTF_8);
        String topic = cluster.topic("authentication");
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer();
                AvroSerializer<SpecificRecord> serializer = cluster.serializer()) {
            for (int i = 0; i < FAILURES; i++) {
                long at = day + i * 20L;
                AuthenticationEvent event = AuthenticationEvent.newBuilder()
                        .setHeader(Events.header("f" + i, "idp", null, at))
                        .setSubject(Subject.newBuilder().setIdentityId(LEFT).build())
                        .setAction(AuthenticationAction.LOGIN_FAILED)
                        .setSourceIp("203.0.113.7")
                        .build();
                producer.send(new ProducerRecord<>(topic, partition, at, key, serializer.serialize(topic, event)));
            }
        }
    }

    private static long stored(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
