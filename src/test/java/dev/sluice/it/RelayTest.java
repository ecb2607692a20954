package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.ops.OpsMeters;
import dev.sluice.relay.HttpReceiver;
import dev.sluice.relay.HttpReceiver.Reply;
import dev.sluice.relay.Relay;
import dev.sluice.relay.RelayConfig;
import dev.sluice.relay.RelayException;
import dev.sluice.relay.SyslogReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The relay between a broker and receivers that come, go, stall and refuse. */
@WithStack
@Timeout(180)
class RelayTest {
    private static final int PARTITIONS = 3;

    /** Window and one batch, in records: none of them has fewer than 100 bytes. */
    private static final int WINDOW_RECORDS = 20_000 / 100 + 50;

    @TempDir
    private Path directory;

    private final RelayLedger ledger = new RelayLedger();

    private static ConditionFactory soon() {
        return await().atMost(90, SECONDS).pollInterval(Duration.ofMillis(20));
    }

    private SyslogReceiver receiver() throws IOException {
        return new SyslogReceiver(ServerSocketFactory.getDefault(), ledger::syslog);
    }

    @Test
    void aReceiverThatDiesAndComesBackAndConnectionsThatAreCutLoseNothing(TestTopics topics) throws Exception {
        try (RelayBed bed = new RelayBed(topics, "cut", PARTITIONS, directory);
                SyslogReceiver receiver = receiver()) {
            bed.fill(0, 4_000);
            bed.start(bed.syslog(receiver.port()));
            for (int i = 1; i <= 4; i++) {
                long then = ledger.received() + 700;
                soon().until(() -> ledger.received() >= then);
                receiver.cutAfter(1_000 + 37 * i);
            }
            for (int i = 0; i < 3; i++) {
                long then = Math.min(ledger.received() + 500, 3 * 4_000 - 1_000);
                soon().until(() -> ledger.received() >= then);
                receiver.kill();
                double failures = bed.count("sluice.relay.failures");
                // Something has to be on its way, or nobody notices.
                bed.fill(4_000 + 100 * i, 4_100 + 100 * i);
                soon().until(() -> bed.count("sluice.relay.failures") > failures);
                receiver.restart();
            }
            bed.fill(4_300, 4_500);

            soon().until(() -> ledger.distinct() == 4_500 * PARTITIONS);
            ledger.assertComplete(PARTITIONS, 4_500);
            assertThat(ledger.repeats()).isPositive();
            assertThat(ledger.farthestBack()).isLessThanOrEqualTo(WINDOW_RECORDS);
            soon().until(() -> bed.committed().values().stream().allMatch(offset -> offset == 4_500));
            soon().until(() -> bed.count("sluice.relay.delivered") == 4_500 * PARTITIONS);
            soon().until(() ->
                    bed.meters().get("sluice.relay.lag.records").gauge().value() == 0);
        }
    }

    @Test
    void aBusyServiceIsWaitedForAndWhatItRefusesIsParked(TestTopics topics) throws Exception {
        AtomicInteger busy = new AtomicInteger();
        List<String> taken = new CopyOnWriteArrayList<>();
        List<String> putOff = new CopyOnWriteArrayList<>();
        try (RelayBed bed = new RelayBed(topics, "busy", PARTITIONS, directory);
                HttpReceiver server = new HttpReceiver(HttpServer.create(), 0)) {
            server.answer(request -> {
                if (request.body().contains("cn1=bad")) {
                    return Reply.of(400, "not valid");
                }
                String key = request.headers().get("Idempotency-key");
                if (busy.incrementAndGet() % 5 == 0) {
                    putOff.add(key);
                    return new Reply(503, Map.of("Retry-After", "1"), "busy");
                }
                taken.add(key);
                int partition = Integer.parseInt(key.split("-")[key.split("-").length - 3]);
                for (String line : request.body().split("\n")) {
                    // The records that are parked have offsets, but no number.
                    ledger.record(partition, Integer.parseInt(line.substring(line.lastIndexOf('=') + 1)), line);
                }
                return Reply.of(200, "");
            });
            bed.fill(0, 500);
            bed.add(1, "CEF:0|cn1=bad");
            bed.add(2, "CEF:0|" + "x".repeat(5_000));
            bed.fill(500, 1_000);
            bed.start(bed.config(
                    "http",
                    "sluice.relay.http.url",
                    "http://127.0.0.1:" + server.port() + "/in",
                    "sluice.relay.http.idempotency.header",
                    "Idempotency-Key",
                    "sluice.relay.record.max.bytes",
                    "4000",
                    "sluice.relay.batch.max.records",
                    "100"));

            soon().until(() -> ledger.distinct() == 1_000 * PARTITIONS);
            ledger.assertComplete(PARTITIONS, 1_000);
            assertThat(taken).doesNotHaveDuplicates().containsAll(putOff);
            assertThat(putOff).isNotEmpty();
            assertThat(ledger.repeats()).isZero();
            soon().until(() -> bed.committed().equals(Map.of(0, 1_000L, 1, 1_001L, 2, 1_001L)));
            List<ConsumerRecord<byte[], byte[]>> parked = bed.parked();
            assertThat(parked)
                    .extracting(record -> header(record, "sluice.reason") + " " + header(record, "sluice.topic") + " "
                            + header(record, "sluice.partition") + " " + header(record, "sluice.offset"))
                    .containsExactlyInAnyOrder(
                            "REFUSED_INVALID " + bed.topic() + " 1 500", "TOO_LARGE " + bed.topic() + " 2 500");
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void aRelayThatIsKilledBeforeItCommitsSendsAgainWhatWasNotCommitted(TestTopics topics) throws Exception {
        try (RelayBed bed = new RelayBed(topics, "killed", PARTITIONS, directory);
                SyslogReceiver receiver = receiver()) {
            bed.fill(0, 2_000);
            Map<String, Object> never = bed.syslog(
                    receiver.port(), "sluice.relay.commit.interval.ms", "86400000", "group.instance.id", "it");
            Process first = bed.spawn(never);
            soon().until(() -> ledger.distinct() > 3_000);
            first.destroyForcibly().waitFor();
            Map<Integer, Long> committed = bed.committed();

            Process second = bed.spawn(bed.syslog(receiver.port(), "group.instance.id", "it"));
            soon().until(() -> ledger.distinct() == 2_000 * PARTITIONS
                    && bed.committed().values().stream().allMatch(offset -> offset == 2_000));
            ledger.assertComplete(PARTITIONS, 2_000);
            assertThat(ledger.repeats()).isPositive();
            ledger.lowestRepeats().forEach((partition, lowest) -> assertThat((long) lowest)
                    .isGreaterThanOrEqualTo(committed.get(partition)));

            second.destroy();
            assertThat(second.waitFor(30, SECONDS)).isTrue();
            long before = ledger.received();
            bed.fill(2_000, 2_100);
            Process third = bed.spawn(bed.syslog(receiver.port(), "group.instance.id", "it"));
            soon().until(() -> ledger.distinct() == 2_100 * PARTITIONS);
            assertThat(ledger.received())
                    .as("a stop in order leaves nothing to repeat")
                    .isEqualTo(before + 100 * PARTITIONS);
            assertThat(third.isAlive()).isTrue();
        }
    }

    @Test
    void anInstanceThatComesOrGoesTakesNothingAlong(TestTopics topics) throws Exception {
        try (RelayBed bed = new RelayBed(topics, "shared", PARTITIONS, directory);
                SyslogReceiver receiver = receiver()) {
            bed.fill(0, 3_000);
            Relay first = bed.start(bed.syslog(receiver.port()));
            soon().until(() -> ledger.received() > 1_000);
            Relay second = bed.start(bed.syslog(receiver.port(), "sluice.relay.name", "it-2"));
            bed.fill(3_000, 6_000);
            soon().until(() -> ledger.received() > 10_000);
            first.close();
            assertThat(first.awaitEnd()).isNull();
            bed.fill(6_000, 7_000);

            soon().until(() -> ledger.distinct() == 7_000 * PARTITIONS);
            ledger.assertComplete(PARTITIONS, 7_000);
            assertThat(ledger.farthestBack()).isLessThanOrEqualTo(WINDOW_RECORDS);
            second.close();
        }
    }

    @Test
    void filesHaveNoTornLineAfterTheRelayWasKilled(TestTopics topics) throws Exception {
        Path files = directory.resolve("files");
        try (RelayBed bed = new RelayBed(topics, "files", PARTITIONS, directory)) {
            bed.fill(0, 3_000);
            Map<String, Object> config = bed.config(
                    "file",
                    "sluice.relay.file.dir",
                    files.toString(),
                    "sluice.relay.file.max.bytes",
                    "30000",
                    "sluice.relay.batch.max.records",
                    "20",
                    "group.instance.id",
                    "it");
            for (int i = 1; i <= 3; i++) {
                Process relay = bed.spawn(config);
                int count = 1_500 * i;
                soon().until(() -> lines(files).size() > count);
                relay.destroyForcibly().waitFor();
            }
            bed.spawn(config);
            soon().until(() -> bed.committed().values().stream().allMatch(offset -> offset == 3_000));

            for (String line : lines(files)) {
                int partition = Integer.parseInt(line.substring(line.indexOf("suid=E") + 6, line.indexOf(" cn1=")));
                ledger.record(partition, Integer.parseInt(line.substring(line.indexOf("cn1=") + 4)), line);
            }
            ledger.assertComplete(PARTITIONS, 3_000);
        }
    }

    /** By partition, and of each in the order in which files were begun: a name sorts by offset, then by time. */
    private static List<String> lines(Path files) throws IOException {
        if (!Files.isDirectory(files)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.sorted(Comparator.comparing(RelayTest::begun)).toList()) {
                try {
                    lines.addAll(Files.readAllLines(file));
                } catch (NoSuchFileException renamed) {
                    return List.of();
                }
            }
        }
        return lines;
    }

    private static String begun(Path file) {
        String[] parts = file.getFileName().toString().replace(".open", "").split("\\.");
        return parts[parts.length - 2];
    }

    @Test
    void aTargetThatCannotWorkEndsTheProcessWithASentenceAndItsExitCode(TestTopics topics) throws Exception {
        try (RelayBed bed = new RelayBed(topics, "wrong", 1, directory);
                HttpReceiver server = new HttpReceiver(HttpServer.create(), 0)) {
            server.answer(request -> Reply.of(403, "{\"text\":\"Invalid token\",\"code\":4}"));
            bed.fill(0, 1);
            Map<String, Object> hec = bed.config(
                    "hec",
                    "sluice.relay.hec.url",
                    "http://127.0.0.1:" + server.port(),
                    "sluice.relay.hec.token",
                    "s3cr3t-t0ken");
            Map<String, Object> host = bed.syslog(1, "sluice.relay.syslog.host", "no-such-host.invalid");
            Map<String, Object> topic = bed.syslog(1, "sluice.relay.topics", "audit-nothing");

            List<Process> processes = List.of(bed.spawn(hec), bed.spawn(host), bed.spawn(topic));
            for (Process process : processes) {
                assertThat(process.waitFor(90, SECONDS)).isTrue();
            }
            assertThat(processes).extracting(Process::exitValue).containsExactly(4, 4, 1);
            assertThat(Files.readString(bed.log(0)))
                    .contains("refuses the credentials")
                    .doesNotContain("s3cr3t-t0ken");
            assertThat(Files.readString(bed.log(1))).contains("no-such-host.invalid");
            assertThat(Files.readString(bed.log(2))).contains("audit-nothing").contains("sluice topics create");
            assertThat(bed.committed()).isEqualTo(Map.of(0, 0L));
        }
    }

    @Test
    void isReadyWhileTheTargetIsThere(TestTopics topics) throws Exception {
        try (RelayBed bed = new RelayBed(topics, "ready", 1, directory);
                SyslogReceiver receiver = receiver()) {
            bed.fill(0, 10);
            Relay relay = bed.start(bed.syslog(receiver.port(), "sluice.relay.health.port", "0"));
            soon().until(() -> ask(relay, "/ready") == 200);
            soon().until(() -> ledger.distinct() == 10);

            receiver.kill();
            bed.fill(10, 20);
            soon().until(() -> ask(relay, "/ready") == 503);
            assertThat(ask(relay, "/live")).isEqualTo(200);
            receiver.restart();
            soon().until(() -> ask(relay, "/ready") == 200);
            soon().until(() -> ledger.distinct() == 20);
            assertThat(ask(relay, "/metrics")).isEqualTo(200);
        }
    }

    private static int ask(Relay relay, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.healthPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aMissingTopicIsSaidBeforeAnythingStarts(TestTopics topics) {
        try (RelayBed bed = new RelayBed(topics, "missing", 1, directory)) {
            Map<String, Object> config = bed.syslog(1, "sluice.relay.topics", "audit-nothing");
            assertThatThrownBy(() -> Relay.start(new RelayConfig(config), new OpsMeters()))
                    .isInstanceOf(RelayException.class)
                    .hasMessageContaining("audit-nothing");
        }
    }
}
