package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a call is repeated, where, and how long it waits. */
class HttpRetryTest {

    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final String ID = "{\"id\":1}";
    private static final String ERROR = "{\"error_code\":50001,\"message\":\"store\"}";

    private final TestRegistryServer first = new TestRegistryServer();
    private final TestRegistryServer second = new TestRegistryServer();
    private final List<Long> waits = new ArrayList<>();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void triesAgainAfter(int status) {
        first.then(status, ERROR).then(200, ID);

        assertThat(register(first.url(), Map.of())).isEqualTo(1);
        assertThat(first.requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422, 501, 505})
    void doesNotTryAgainAfter(int status) {
        first.then(status, ERROR).then(200, ID);

        assertThatThrownBy(() -> register(first.url() + "," + second.url(), Map.of()))
                .isInstanceOf(RestException.class);
        assertThat(first.requests).hasSize(1);
        assertThat(second.requests).isEmpty();
    }

    @Test
    void movesToTheNextUrlAndStaysThere() {
        first.then(503, ERROR);
        second.then(200, ID).then(200, ID);
        HttpSchemaRegistryClient client = client(first.url() + "," + second.url(), Map.of());

        client.register("s", TEXT, false);
        client.register("s", TEXT, false);

        assertThat(first.requests).hasSize(1);
        assertThat(second.requests).hasSize(2);
        assertThat(waits).isEmpty();
    }

    @Test
    void movesOnWhenNobodyListens() throws IOException {
        second.then(200, ID);

        assertThat(register("http://127.0.0.1:" + closedPort() + "," + second.url(), Map.of()))
                .isEqualTo(1);
    }

    @Test
    void givesUpAfterItsRetries() {
        IntStream.range(0, 10).forEach(i -> first.then(503, ERROR));

        assertThatThrownBy(() -> register(first.url(), Map.of("max.retries", 2)))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.status()).isEqualTo(503));
        assertThat(first.requests).hasSize(3);
    }

    @Test
    void reportsARegistryThatIsNotThereAsTransient() throws IOException {
        int port = closedPort();

        Throwable failure = catchThrowable(() -> register("http://127.0.0.1:" + port, Map.of("max.retries", 1)));

        assertThat(failure)
                .isInstanceOf(RegistryUnavailableException.class)
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("127.0.0.1:" + port);
        assertThat(Transience.isTransient(failure)).isTrue();
    }

    @Test
    void doesNotWaitForARegistryThatIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Map<String, ?> settings =
                    Map.of("http.connect.timeout.ms", 50, "http.read.timeout.ms", 100, "max.retries", 0);

            Throwable failure = catchThrowable(() -> register("http://127.0.0.1:" + silent.getLocalPort(), settings));

            assertThat(failure).isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void boundsTheWholeCall() {
        IntStream.range(0, 10).forEach(i -> first.then(503, ERROR));
        Map<String, ?> settings =
                Map.of("sluice.registry.max.block.ms", 700, "retries.wait.ms", 400, "retries.max.wait.ms", 400);
        HttpSchemaRegistryClient client = client(first.url(), settings);

        assertThatThrownBy(() -> client.register("s", TEXT, false)).isInstanceOf(RestException.class);
        assertThat(waits).hasSize(1);
    }

    @Test
    void boundsAllCallsOfAPieceOfWorkTogether() {
        IntStream.range(0, 10).forEach(i -> first.then(503, ERROR));
        Map<String, ?> settings =
                Map.of("sluice.registry.max.block.ms", 50_000, "retries.wait.ms", 4000, "retries.max.wait.ms", 4000);
        HttpSchemaRegistryClient client = client(first.url(), settings);

        WaitLimit.within(Duration.ofSeconds(9), () -> {
            assertThatThrownBy(() -> client.register("a", TEXT, false)).isInstanceOf(RestException.class);
            assertThat(waits).as("9 s are worth two waits").hasSize(2);
            assertThat(first.requests).hasSize(3);
            assertThatThrownBy(() -> client.register("b", TEXT, false)).isInstanceOf(RestException.class);
            assertThat(first.requests).as("1 s is worth one more attempt").hasSize(4);
            return null;
        });
        WaitLimit.within(Duration.ZERO, () -> {
            assertThatThrownBy(() -> client.register("c", TEXT, false))
                    .isInstanceOf(RegistryUnavailableException.class);
            return null;
        });
        assertThat(first.requests).as("nothing left, nothing asked").hasSize(4);

        assertThatThrownBy(() -> client.register("d", TEXT, false)).isInstanceOf(RestException.class);
        assertThat(first.requests).as("nobody is limited any more").hasSize(8);
    }

    @Test
    void theShorterOfTwoLimitsHoldsAndWhatIsWaitedWithinCountsOutside() {
        WaitLimit.within(Duration.ofMillis(100), () -> {
            WaitLimit.within(Duration.ofMillis(1000), () -> {
                assertThat(WaitLimit.leftMillis()).isEqualTo(100);
                WaitLimit.waited(30);
                return null;
            });
            assertThat(WaitLimit.leftMillis()).isEqualTo(70);
            return null;
        });
        assertThat(WaitLimit.leftMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void waitsExponentiallyWithFullJitterUpToALimit() {
        Backoff longest = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20), () -> 1.0);
        Backoff half = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20), () -> 0.5);

        assertThat(IntStream.rangeClosed(1, 7).mapToObj(longest::waitMillis))
                .containsExactly(1000L, 2000L, 4000L, 8000L, 16000L, 20000L, 20000L);
        assertThat(longest.waitMillis(Integer.MAX_VALUE)).isEqualTo(20000L);
        assertThat(half.waitMillis(3)).isEqualTo(2000L);
        assertThat(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20)).waitMillis(1))
                .isCloseTo(500L, within(500L));
    }

    @Test
    void keepsTheInterruptOfAStreamThread() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> register(first.url(), Map.of())).isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private int register(String urls, Map<String, ?> more) {
        return client(urls, more).register("s", TEXT, false);
    }

    /** Its clock moves by the waits alone. */
    private HttpSchemaRegistryClient client(String urls, Map<String, ?> more) {
        SchemaRegistryConfig config = TestConfigs.http(urls, more);
        Backoff backoff =
                new Backoff(config.patience().firstWait(), config.patience().maxWait(), () -> 1.0);
        return new HttpSchemaRegistryClient(new HttpTransport(
                config,
                backoff,
                waits::add,
                () -> Instant.EPOCH.plusMillis(
                        waits.stream().mapToLong(Long::longValue).sum())));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
