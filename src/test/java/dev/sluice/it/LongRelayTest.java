package dev.sluice.it;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.embedded.FreePorts;
import dev.sluice.generate.LongHistories;
import dev.sluice.relay.HttpReceiver;
import dev.sluice.relay.HttpReceiver.Reply;
import dev.sluice.relay.Relay;
import dev.sluice.relay.SyslogReceiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A million records, while relay, receiver and network fail in turn; and how fast each target goes when nothing does. */
@WithStack
@Tag(LongHistories.TAG)
@Timeout(1_800)
class LongRelayTest {
    private static final Logger LOG = LoggerFactory.getLogger(LongRelayTest.class);
    private static final int PARTITIONS = 4;
    private static final int EACH = 250_000;
    private static final int FAULTS = 24;
    /** Shorter than any message, so that the file is never thought to hold less than it does. */
    private static final int MESSAGE_BYTES = 160;

    private static final Pattern ID = Pattern.compile("-(\\d+)-(\\d+)\"] ");

    @TempDir
    private Path directory;

    /** What was committed at a moment, and how far the receiver's file was then or later. */
    private record Floor(long position, Map<Integer, Long> committed) {}

    private static ConditionFactory soon() {
        return await().atMost(10, MINUTES).pollInterval(Duration.ofMillis(20));
    }

    @Test
    void aMillionRecordsArriveWhateverFails(TestTopics topics) throws Exception {
        Path file = directory.resolve("received");
        int receiverPort = FreePorts.one();
        int healthPort = FreePorts.one();
        List<Floor> floors = new ArrayList<>();
        try (RelayBed bed = new RelayBed(topics, "million", PARTITIONS, directory);
                CuttingProxy network = new CuttingProxy(receiverPort)) {
            bed.fill(0, EACH);
            Map<String, Object> config = bed.syslog(
                    network.port(),
                    "sluice.relay.batch.max.records",
                    "500",
                    "sluice.relay.syslog.window.bytes",
                    "1000000",
                    "sluice.relay.health.port",
                    Integer.toString(healthPort),
                    "group.instance.id",
                    "million");
            Process receiver = ReceiverProcess.start(receiverPort, file);
            Process relay = bed.spawn(config);
            long begin = System.nanoTime();
            try {
                for (int fault = 0; fault < FAULTS; fault++) {
                    long least = size(file) + (long) PARTITIONS * EACH * MESSAGE_BYTES / (2 * FAULTS);
                    soon().until(() -> size(file) >= least);
                    switch (fault % 4) {
                        case 0 -> {
                            relay.destroyForcibly().waitFor();
                            floors.add(floor(bed, file));
                            relay = bed.spawn(config);
                        }
                        case 1 -> {
                            receiver.destroyForcibly().waitFor();
                            soon().until(() -> !ready(healthPort));
                            floors.add(floor(bed, file));
                            receiver = ReceiverProcess.start(receiverPort, file);
                        }
                        case 2 -> {
                            network.cut();
                            soon().until(() -> !ready(healthPort));
                            floors.add(floor(bed, file));
                            network.mend();
                        }
                        case 3 -> {
                            network.swallow();
                            soon().until(() -> !ready(healthPort));
                            floors.add(floor(bed, file));
                            network.mend();
                        }
                        default -> throw new AssertionError(fault);
                    }
                }
                soon().until(() -> bed.committed().values().stream().allMatch(offset -> offset == EACH));
            } finally {
                relay.destroyForcibly();
                receiver.destroyForcibly();
            }
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();

            RelayLedger ledger = new RelayLedger();
            check(file, floors, ledger);
            ledger.assertComplete(PARTITIONS, EACH);
            LOG.info(
                    "{} records in {} s with {} faults, {} came again",
                    ledger.distinct(),
                    seconds,
                    FAULTS,
                    ledger.repeats());
        }
    }

    private static Floor floor(RelayBed bed, Path file) throws Exception {
        Map<Integer, Long> committed = bed.committed();
        return new Floor(size(file), committed);
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Whatever comes again was not committed when the last fault before it was. */
    private static void check(Path file, List<Floor> floors, RelayLedger ledger) throws IOException {
        Map<Integer, Long> highest = new HashMap<>();
        Map<Integer, Long> committed = Map.of();
        long position = 0;
        int next = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ledger.syslog(line);
                while (next < floors.size() && position >= floors.get(next).position()) {
                    committed = floors.get(next++).committed();
                }
                position += line.length() + 1;
                Matcher id = ID.matcher(line);
                assertThat(id.find()).isTrue();
                int partition = Integer.parseInt(id.group(1));
                long offset = Long.parseLong(id.group(2));
                if (offset <= highest.getOrDefault(partition, -1L)) {
                    assertThat(offset).isGreaterThanOrEqualTo(committed.getOrDefault(partition, 0L));
                }
                highest.merge(partition, offset, Math::max);
            }
        }
        assertThat(next).isEqualTo(floors.size());
    }

    private static boolean ready(int port) {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready"))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachTargetTakesAllThatIsThere(TestTopics topics) throws Exception {
        // Without this the JDK's server waits 40 ms between the head and the body of an answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int each = 50_000;
        try (RelayBed bed = new RelayBed(topics, "rates", PARTITIONS, directory);
                SyslogReceiver syslog = new SyslogReceiver(ServerSocketFactory.getDefault(), message -> {});
                HttpReceiver http = new HttpReceiver(HttpServer.create(), 0)) {
            AtomicLong acks = new AtomicLong();
            http.answer(request -> request.path().endsWith("/ack")
                    ? Reply.of(
                            200,
                            request.body()
                                            .replaceAll("\\[|]", "")
                                            .replaceAll("([0-9]+)", "\"$1\":true")
                                            .replace("\"acks\":", "\"acks\":{")
                                    + "}")
                    : Reply.of(200, "{\"code\":0,\"ackId\":" + acks.getAndIncrement() + "}"));
            bed.fill(0, each);
            String url = "http://127.0.0.1:" + http.port();
            Map<String, Map<String, Object>> targets = new HashMap<>();
            targets.put("syslog-tcp", bed.syslog(syslog.port(), "sluice.relay.syslog.window.bytes", "8388608"));
            targets.put("http", bed.config("http", "sluice.relay.http.url", url));
            targets.put("hec", bed.config("hec", "sluice.relay.hec.url", url, "sluice.relay.hec.token", "t"));
            targets.put(
                    "hec-ack",
                    bed.config(
                            "hec",
                            "sluice.relay.hec.url",
                            url,
                            "sluice.relay.hec.token",
                            "t",
                            "sluice.relay.hec.ack",
                            "true",
                            "sluice.relay.hec.ack.poll.ms",
                            "100"));
            targets.put(
                    "file",
                    bed.config(
                            "file",
                            "sluice.relay.file.dir",
                            directory.resolve("files").toString()));
            targets.forEach((name, config) -> {
                config.put("group.id", bed.topic() + "-" + name);
                config.put("sluice.relay.batch.max.records", "500");
                double before = bed.count("sluice.relay.delivered");
                Relay relay = bed.start(config);
                soon().until(() -> bed.count("sluice.relay.delivered") > before);
                long begin = System.nanoTime();
                double first = bed.count("sluice.relay.delivered");
                soon().until(() -> bed.count("sluice.relay.delivered") == before + each * PARTITIONS);
                double seconds = (System.nanoTime() - begin) / 1e9;
                LOG.info("{}: {} records/s", name, Math.round((before + each * PARTITIONS - first) / seconds));
                relay.close();
            });
            assertThat(bed.count("sluice.relay.retried")).isZero();
        }
    }
}
