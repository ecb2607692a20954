package dev.sluice.ops;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.relay.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpsServerTest {
    private static final String TOKEN = "a-token-of-some-length";
    private static final String OTHER = "another-token-of-length";

    private enum Why {
        RESTORING
    }

    @TempDir
    private Path dir;

    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Answer live = Answer.YES;
    private volatile Answer ready = Answer.no(Why.RESTORING);
    private volatile Answer started = Answer.NO;
    private volatile String metrics = "sluice_ready 1.0\n";

    private final Probes probes = new Probes() {
        @Override
        public Answer live() {
            return live;
        }

        @Override
        public Answer ready() {
            return ready;
        }

        @Override
        public Answer started() {
            return started;
        }
    };

    private OpsServer start(EndpointOptions options) {
        return OpsServer.start(options, probes, () -> metrics);
    }

    private static EndpointOptions plain(int port) {
        return new EndpointOptions("127.0.0.1", port, null, Map.of(), "sluice.ops.");
    }

    private HttpResponse<String> ask(OpsServer server, String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void saysInALineHowItIsAndWhyNot() throws Exception {
        try (OpsServer server = start(plain(0))) {
            assertThat(ask(server, "GET", "/live").statusCode()).isEqualTo(200);
            assertThat(ask(server, "GET", "/live").body()).isEqualTo("yes\n");
            HttpResponse<String> notReady = ask(server, "GET", "/ready");
            assertThat(notReady.statusCode()).isEqualTo(503);
            assertThat(notReady.body()).isEqualTo("no RESTORING\n");
            assertThat(notReady.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(ask(server, "GET", "/started").body()).isEqualTo("no\n");
            live = Answer.NO;
            started = Answer.YES;
            assertThat(ask(server, "GET", "/live").statusCode()).isEqualTo(503);
            assertThat(ask(server, "GET", "/started").statusCode()).isEqualTo(200);
            assertThat(ask(server, "GET", "/metrics").body()).isEqualTo(metrics);
        }
    }

    @Test
    void hasNothingElseAndTakesNothing() throws Exception {
        try (OpsServer server = start(plain(0))) {
            assertThat(ask(server, "GET", "/live/x").statusCode()).isEqualTo(404);
            assertThat(ask(server, "GET", "/").statusCode()).isEqualTo(404);
            HttpResponse<String> posted = ask(server, "POST", "/live");
            assertThat(posted.statusCode()).isEqualTo(405);
            assertThat(posted.headers().firstValue("Allow")).contains("GET");
            assertThat(ask(server, "DELETE", "/metrics").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void whatFailsTellsNothingOfIt() throws Exception {
        try (OpsServer server = OpsServer.start(plain(0), probes, () -> {
            throw new IllegalStateException("a secret");
        })) {
            HttpResponse<String> failed = ask(server, "GET", "/metrics");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).isEmpty();
        }
    }

    @Test
    void metricsNeedTheTokenAndProbesDoNot() throws Exception {
        Path file = Files.writeString(dir.resolve("token"), TOKEN + "\n");
        EndpointOptions options = new EndpointOptions("0.0.0.0", 0, file, Map.of(), "sluice.ops.");
        try (OpsServer server = start(options)) {
            assertThat(ask(server, "GET", "/live").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = ask(server, "GET", "/metrics");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEmpty();
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            for (String wrong :
                    List.of("Bearer ", "Bearer " + OTHER, "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN + "x")) {
                assertThat(ask(server, "GET", "/metrics", "Authorization", wrong)
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(401);
            }
            assertThat(ask(server, "GET", "/metrics", "Authorization", "Bearer " + TOKEN)
                            .body())
                    .isEqualTo(metrics);

            Files.writeString(file, "short");
            assertThat(ask(server, "GET", "/metrics", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .as("a file that is no token does not lock anybody out")
                    .isEqualTo(200);
            Files.writeString(file, OTHER);
            assertThat(ask(server, "GET", "/metrics", "Authorization", "Bearer " + OTHER)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask(server, "GET", "/metrics", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void anAddressThatOthersReachNeedsATokenThatCanBeRead() {
        assertThatThrownBy(() -> OpsOptions.of(Map.of("sluice.ops.address", "0.0.0.0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sluice.ops.token.file");
        OpsOptions none = OpsOptions.of(Map.of("sluice.ops.address", "0.0.0.0", "sluice.ops.port", "-1"));
        assertThat(none.endpoint().isOn()).isFalse();
        Path missing = dir.resolve("missing");
        assertThatThrownBy(() -> start(new EndpointOptions("0.0.0.0", 0, missing, Map.of(), "sluice.ops.")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sluice.ops.token.file");
    }

    @Test
    void aTokenThatIsTooShortIsRefusedWithoutShowingIt() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), "hunter2");
        assertThatThrownBy(() -> start(new EndpointOptions("127.0.0.1", 0, file, Map.of(), "sluice.ops.")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("16 characters")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void theDefaultsAreLoopbackAndAPortOfItsOwn() {
        OpsOptions options = OpsOptions.of(Map.of("bootstrap.servers", "b:9092"));
        assertThat(options.endpoint()).isEqualTo(plain(8480));
        assertThat(options.stuckAfter()).hasMinutes(6);
        assertThat(options.readyLag()).isEqualTo(10_000);
        assertThatThrownBy(() -> OpsOptions.of(Map.of("sluice.ops.port", "70000")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sluice.ops.port");
    }

    @Test
    void speaksTlsWithACertificateOfItsOwn() throws Exception {
        Path keys = TestKeys.selfSigned(dir, "ops", "ip:127.0.0.1");
        OpsOptions options = OpsOptions.of(Map.of(
                "sluice.ops.port",
                "0",
                "sluice.ops.ssl.keystore.location",
                keys.toString(),
                "sluice.ops.ssl.keystore.password",
                TestKeys.PASSWORD,
                "sluice.ops.ssl.keystore.type",
                "PKCS12"));
        HttpClient trusting =
                HttpClient.newBuilder().sslContext(TestKeys.context(null, keys)).build();
        try (OpsServer server = start(options.endpoint())) {
            HttpRequest live = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/live"))
                    .build();
            assertThat(trusting.send(live, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("yes\n");
            assertThatThrownBy(() -> ask(server, "GET", "/live")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheKey() {
        try (OpsServer server = start(plain(0))) {
            EndpointOptions same =
                    new EndpointOptions("127.0.0.1", server.port(), null, Map.of(), "sluice.relay.health.");
            assertThatThrownBy(() -> start(same))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("sluice.relay.health.port");
        }
    }

    @Test
    void requestsThatNeverEndHoldNobodyElseUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (OpsServer server = start(plain(0))) {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                slow.add(socket);
                socket.getOutputStream().write("GET /live HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            // Before they are cut off, which is after ten seconds.
            await().atMost(8, SECONDS)
                    .untilAsserted(() ->
                            assertThat(ask(server, "GET", "/live").statusCode()).isEqualTo(200));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void headersWithoutAnEndAreCutOff() throws Exception {
        Process alone = startAlone();
        try (Socket socket = new Socket("127.0.0.1", portOf(alone))) {
            StringBuilder request = new StringBuilder("GET /live HTTP/1.1\r\nHost: x\r\n");
            for (int i = 0; i < 40; i++) {
                request.append("X-")
                        .append(i)
                        .append(": ")
                        .append("y".repeat(1000))
                        .append("\r\n");
            }
            request.append("\r\n");
            byte[] told = new byte[0];
            try {
                socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(10_000);
                InputStream in = socket.getInputStream();
                told = in.readNBytes(12);
            } catch (IOException e) {
                // It may have closed before all was written.
                told = new byte[0];
            }
            assertThat(new String(told, StandardCharsets.US_ASCII)).isNotEqualTo("HTTP/1.1 200");
            assertThat(alone.isAlive()).isTrue();
        } finally {
            alone.destroyForcibly();
        }
    }

    private static Process startAlone() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** It says so in a line of its own. */
    private static int portOf(Process process) {
        return process.inputReader(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches("[0-9]+"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    /** A server in a process of its own: the JDK's takes its limits when the first is made, which here may be another test's. */
    public static final class Alone implements Probes {
        private Alone() {}

        /** Runs until nobody holds the other end of its input any more. */
        public static void main(String[] arguments) throws IOException {
            try (OpsServer server = OpsServer.start(plain(0), new Alone(), () -> "")) {
                System.out.println(server.port());
                while (System.in.read() >= 0) {
                    // Nothing is said; only the end counts.
                    continue;
                }
            }
        }

        @Override
        public Answer live() {
            return Answer.YES;
        }

        @Override
        public Answer ready() {
            return Answer.YES;
        }

        @Override
        public Answer started() {
            return Answer.YES;
        }
    }
}
