package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.relay.HttpReceiver.Reply;
import dev.sluice.relay.HttpReceiver.Request;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP and Splunk HEC against servers of this process. */
@Timeout(60)
class HttpTargetsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Encoder HEC = new HecEncoder(new HecEncoder.Metadata("", "", "", ""));

    private final AtomicLong clock = new AtomicLong(1_000_000);

    @TempDir
    private Path directory;

    private HttpReceiver server;

    @BeforeEach
    void start() throws Exception {
        server = HttpReceiver.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpPoster poster(SSLContext tls) {
        return new HttpPoster(Duration.ofSeconds(5), Duration.ofSeconds(5), tls, InstantSource.fixed(NOW));
    }

    private HttpTarget http(boolean array, String idempotency, Secret authorization) {
        return new HttpTarget(
                poster(null),
                new HttpTarget.Request(uri("/in"), array, "text/x", Map.of("X-Own", "1"), idempotency),
                authorization);
    }

    private HecTarget hec(boolean ack) {
        ArrayDeque<UUID> channels = new ArrayDeque<>(List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3)));
        return new HecTarget(
                poster(null),
                new HecTarget.Settings(uri("/"), ack, Duration.ofSeconds(60), Duration.ofMillis(500)),
                Secret.of("s3cr3t"),
                channels::poll,
                clock::get);
    }

    @Test
    void postsLinesWithHeadersAndRange() throws Exception {
        try (HttpTarget target = http(false, "Idempotency-Key", Secret.of("Bearer b"))) {
            target.send(Messages.outgoing(new LineEncoder(), 5, "CEF:0|a", "CEF:0|b"));

            assertThat(target.confirmed(false)).isEqualTo(2);
            Request request = server.requests().get(0);
            assertThat(request.body()).isEqualTo("CEF:0|a\nCEF:0|b\n");
            assertThat(request.headers())
                    .containsEntry("Content-type", "text/x")
                    .containsEntry("X-own", "1")
                    .containsEntry("Authorization", "Bearer b")
                    .containsEntry("Idempotency-key", "iam.audit-cef-0-5-6");
        }
    }

    @Test
    void postsAnArrayInWhichTextsAreStrings() throws Exception {
        try (HttpTarget target = http(true, "", Secret.NONE)) {
            target.send(Messages.outgoing(new JsonEncoder(), 0, "{\"a\":1}", "x \"y\"\n"));

            assertThat(JSON.readTree(server.requests().get(0).body()))
                    .isEqualTo(JSON.readTree("[{\"a\":1},\"x \\\"y\\\"\\n\"]"));
            assertThat(server.requests().get(0).headers()).doesNotContainKeys("Authorization", "Idempotency-key");
        }
    }

    @Test
    void refusesALineBreakWhereARecordIsALine() {
        assertThat(catchThrowableOfType(Refused.class, () -> new LineEncoder().encode(Messages.of(0, "a\nb")))
                        .reason())
                .isEqualTo(ParkReason.MULTI_LINE);
    }

    @Test
    void sortsAnswersByWhatIsToBeDone() throws Exception {
        for (int status : new int[] {408, 425, 429, 500, 502, 503, 504}) {
            assertThat(failure(status)).as("%s", status).isInstanceOf(Unavailable.class);
        }
        for (int status : new int[] {301, 401, 403, 404, 405, 407, 415}) {
            assertThat(failure(status)).as("%s", status).isInstanceOf(Unusable.class);
        }
        for (int status : new int[] {400, 422}) {
            assertThat(((Refused) failure(status)).reason()).isEqualTo(ParkReason.REFUSED_INVALID);
        }
        assertThat(((Refused) failure(413)).reason()).isEqualTo(ParkReason.REFUSED_TOO_LARGE);
    }

    private DeliveryFailure failure(int status) {
        server.answer(request -> Reply.of(status, "why not"));
        try (HttpTarget target = http(false, "", Secret.NONE)) {
            DeliveryFailure failure = catchThrowableOfType(
                    DeliveryFailure.class, () -> target.send(Messages.outgoing(new LineEncoder(), 0, "a")));
            assertThat(failure)
                    .as("what it says may repeat a record")
                    .hasMessageContaining(Integer.toString(status))
                    .hasMessageNotContaining("why not");
            assertThat(target.confirmed(false)).isZero();
            return failure;
        }
    }

    @Test
    void whoDoesNotSayCode0IsNoCollector() throws Exception {
        for (String body : new String[] {"<html>log in</html>", "{}", "{\"code\":6}"}) {
            server.answer(request -> Reply.of(200, body));
            try (HecTarget target = hec(false)) {
                assertThat(catchThrowableOfType(
                                Unusable.class, () -> target.send(Messages.outgoing(new LineEncoder(), 0, "a"))))
                        .hasMessageContaining("is no collector");
                assertThat(target.confirmed(false)).isZero();
            }
        }
    }

    @Test
    void readsRetryAfterInSecondsAndAsADate() throws Exception {
        assertThat(retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
        assertThat(retryAfter("Thu, 01 Jan 2026 00:01:00 GMT")).isEqualTo(Duration.ofMinutes(1));
        assertThat(retryAfter("Wed, 31 Dec 2025 00:01:00 GMT")).isZero();
        assertThat(retryAfter("soon")).isZero();
    }

    private Duration retryAfter(String value) {
        server.answer(request -> new Reply(503, Map.of("Retry-After", value), "busy"));
        try (HttpTarget target = http(false, "", Secret.NONE)) {
            return catchThrowableOfType(
                            Unavailable.class, () -> target.send(Messages.outgoing(new LineEncoder(), 0, "a")))
                    .retryAfter();
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsATransientFailure() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.answer(request -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.of(200, "");
        });
        HttpPoster impatient =
                new HttpPoster(Duration.ofMillis(200), Duration.ofMillis(200), null, InstantSource.fixed(NOW));

        assertThat(catchThrowableOfType(DeliveryFailure.class, () -> impatient.post(uri("/in"), Map.of(), new byte[0])))
                .isInstanceOf(Unavailable.class);
        over.countDown();
    }

    @Test
    void nobodyListeningIsTransientAndAnUnknownHostIsNot() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        HttpPoster poster = poster(null);
        assertThat(catchThrowableOfType(
                        DeliveryFailure.class,
                        () -> poster.post(URI.create("http://127.0.0.1:" + port), Map.of(), new byte[0])))
                .isInstanceOf(Unavailable.class);
        assertThat(catchThrowableOfType(
                        DeliveryFailure.class,
                        () -> poster.post(URI.create("http://no-such-host.invalid"), Map.of(), new byte[0])))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void httpsChecksTheCertificate() throws Exception {
        Path good = TestKeys.selfSigned(directory, "good", "ip:127.0.0.1");
        Path other = TestKeys.selfSigned(directory, "other", "ip:127.0.0.1");
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(TestKeys.context(good, null)));
        try (HttpReceiver secured = new HttpReceiver(https, 0)) {
            URI uri = URI.create("https://127.0.0.1:" + secured.port() + "/");
            assertThat(poster(TestKeys.context(null, good))
                            .post(uri, Map.of(), new byte[0])
                            .status())
                    .isEqualTo(200);
            HttpPoster doubting = poster(TestKeys.context(null, other));
            assertThat(catchThrowableOfType(DeliveryFailure.class, () -> doubting.post(uri, Map.of(), new byte[0])))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("truststore.location");
        }
    }

    @Test
    void hecPostsObjectsOneAfterTheOther() throws Exception {
        server.answer(request -> Reply.of(200, "{\"text\":\"Success\",\"code\":0}"));
        try (HecTarget target = hec(false)) {
            target.send(Messages.outgoing(HEC, 0, "{\"a\":1}", "b"));

            assertThat(target.confirmed(false)).isEqualTo(2);
            Request request = server.requests().get(0);
            assertThat(request.path()).isEqualTo("/services/collector/event");
            assertThat(request.headers())
                    .containsEntry("Authorization", "Splunk s3cr3t")
                    .doesNotContainKey("X-splunk-request-channel");
            assertThat(request.body()).contains("}{\"time\":").doesNotStartWith("[");
        }
    }

    @Test
    void hecTellsWhatIsAboutRecordsFromWhatIsNot() {
        for (int code : new int[] {5, 6, 12, 13, 15}) {
            Refused refused = (Refused) hecFailure(400, "{\"code\":" + code + ",\"invalid-event-number\":3}");
            assertThat(refused.index()).isEqualTo(3);
            assertThat(refused.reason()).isEqualTo(ParkReason.REFUSED_INVALID);
        }
        assertThat(((Refused) hecFailure(400, "{\"code\":6}")).index()).isEqualTo(-1);
        assertThat(((Refused) hecFailure(413, "too large")).reason()).isEqualTo(ParkReason.REFUSED_TOO_LARGE);
        for (int code : new int[] {7, 10, 11, 14}) {
            assertThat(hecFailure(400, "{\"code\":" + code + "}")).isInstanceOf(Unusable.class);
        }
        assertThat(hecFailure(400, "<html>")).isInstanceOf(Unusable.class);
        assertThat(hecFailure(503, "{\"code\":9}")).isInstanceOf(Unavailable.class);
        assertThat(hecFailure(403, "{\"code\":4}")).isInstanceOf(Unusable.class);
        assertThat(hecFailure(400, "{\"text\":\"bad ada@example.org\",\"code\":6}"))
                .as("its own code is told, its words may repeat a record")
                .hasMessage("The collector answered 400, code 6.");
    }

    private DeliveryFailure hecFailure(int status, String body) {
        server.answer(request -> Reply.of(status, body));
        try (HecTarget target = hec(false)) {
            return catchThrowableOfType(
                    DeliveryFailure.class, () -> target.send(Messages.outgoing(HEC, 0, "a", "b", "c", "d")));
        }
    }

    /** Gives each request an id on its channel, and says of those that the test names that they are written. */
    private Set<String> indexer() {
        Set<String> written = ConcurrentHashMap.newKeySet();
        AtomicLong ids = new AtomicLong();
        server.answer(request -> {
            String channel = request.headers().get("X-splunk-request-channel");
            if (request.path().equals("/services/collector/event")) {
                return Reply.of(200, "{\"code\":0,\"ackId\":" + ids.getAndIncrement() + "}");
            }
            StringBuilder acks = new StringBuilder("{\"acks\":{");
            Pattern.compile("[0-9]+").matcher(request.body()).results().forEach(id -> {
                boolean done = written.contains(channel.substring(channel.length() - 1) + "/" + id.group());
                acks.append(acks.length() > 9 ? "," : "")
                        .append('"')
                        .append(id.group())
                        .append("\":")
                        .append(done);
            });
            return Reply.of(200, acks.append("}}").toString());
        });
        return written;
    }

    @Test
    void hecConfirmsInOrderWhatTheIndexersHaveWritten() throws Exception {
        Set<String> written = indexer();
        try (HecTarget target = hec(true)) {
            target.send(Messages.outgoing(HEC, 0, "a", "b"));
            target.send(Messages.outgoing(HEC, 2, "c"));
            written.add("1/1");
            assertThat(target.confirmed(false)).isZero();
            assertThat(target.confirmed(false))
                    .as("asked again only after the interval")
                    .isZero();
            assertThat(server.requests()).hasSize(3);

            written.add("1/0");
            clock.addAndGet(500);
            assertThat(target.confirmed(false)).isEqualTo(3);
            JsonNode asked = JSON.readTree(server.requests().get(3).body());
            assertThat(asked).isEqualTo(JSON.readTree("{\"acks\":[0]}"));
        }
    }

    @Test
    void hecSendsAgainOnANewChannelWhatIsNotAcknowledgedInTime() throws Exception {
        Set<String> written = indexer();
        try (HecTarget target = hec(true)) {
            target.send(Messages.outgoing(HEC, 0, "a"));
            clock.addAndGet(60_001);
            assertThat(catchThrowableOfType(Unavailable.class, () -> target.confirmed(false)))
                    .hasMessageContaining("60000 ms");

            target.reset();
            written.add("2/1");
            target.send(Messages.outgoing(HEC, 0, "a"));
            clock.addAndGet(500);
            assertThat(target.confirmed(false)).isEqualTo(1);
        }
    }

    /** Of two collectors behind one address each counts for itself: one number would speak for two requests. */
    @Test
    void hecTakesNoIdTwiceOnOneChannel() throws Exception {
        server.answer(request -> Reply.of(200, "{\"code\":0,\"ackId\":0}"));
        try (HecTarget target = hec(true)) {
            target.send(Messages.outgoing(HEC, 0, "a"));
            assertThat(catchThrowableOfType(Unusable.class, () -> target.send(Messages.outgoing(HEC, 1, "b"))))
                    .hasMessageContaining("several answer at this address");

            target.reset();
            target.send(Messages.outgoing(HEC, 0, "a"));
        }
    }

    @Test
    void hecWithoutAcknowledgementForTheTokenIsAMistakeOfConfiguration() {
        server.answer(request -> Reply.of(200, "{\"code\":0}"));
        try (HecTarget target = hec(true)) {
            assertThat(catchThrowableOfType(Unusable.class, () -> target.send(Messages.outgoing(HEC, 0, "a"))))
                    .hasMessageContaining("sluice.relay.hec.ack=false");
        }
    }

    @Test
    void aSecretInAFileIsReadAgainEachTimeAndNeverShown() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        Secret secret = Secret.inFile(file);
        assertThat(secret.read()).isEqualTo("first");
        Files.writeString(file, "second");
        assertThat(secret.read()).isEqualTo("second");
        assertThat(secret.toString()).doesNotContain("second");
        Files.writeString(file, "two\nlines");
        assertThat(catchThrowableOfType(Unusable.class, secret::read))
                .hasMessageContaining("one line")
                .hasMessageNotContaining("two");
        Files.writeString(file, "");
        assertThat(catchThrowableOfType(Unusable.class, secret::read)).hasMessageContaining("empty");
        Files.delete(file);
        assertThat(catchThrowableOfType(Unusable.class, secret::read)).hasMessageContaining("can't be read");
    }
}
