package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** How long a record waits for the registry, and for what. */
class RegistryPatienceTest {
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void aSilentRegistryIsNotWaitedForLongerThanTheLimitHoweverLongOneCallMayTake() throws IOException {
        RegistryPatience patience = patience(4_000);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SchemaRegistryClient registry = client(silent.getLocalPort(), 3_000)) {
            assertThat(elapsed(() -> patience.call(() -> registry.latest("a")))).isLessThan(5_800);
        }
    }

    @Test
    void theCallsOfOneAttemptShareTheLimit() throws IOException {
        RegistryPatience patience = patience(1_000);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SchemaRegistryClient registry = client(silent.getLocalPort(), 800)) {
            assertThat(elapsed(() -> patience.call(() -> {
                        for (String subject : new String[] {"a", "b", "c", "d"}) {
                            assertThatThrownBy(() -> registry.latest(subject))
                                    .isInstanceOf(RegistryUnavailableException.class);
                        }
                        throw new RegistryUnavailableException("none of them answered", null);
                    })))
                    .isLessThan(2_900);
        }
    }

    @Test
    void aRegistryThatRefusesAtOnceIsAskedAgainUntilTheLimit() {
        RegistryPatience patience =
                new RegistryPatience(Duration.ofMillis(1_100), () -> Instant.ofEpochMilli(200L * calls.get()));

        assertThatThrownBy(() -> patience.call(() -> {
                    calls.incrementAndGet();
                    throw new RegistryUnavailableException("refused", null);
                }))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThat(calls).hasValue(5);
    }

    @Test
    void whatAnAnswerComesForIsGiven() {
        String answer = patience(5_000).call(() -> {
            if (calls.incrementAndGet() < 3) {
                throw new RegistryUnavailableException("not yet", null);
            }
            return "there";
        });

        assertThat(answer).isEqualTo("there");
    }

    @Test
    void whatTheDataCausedIsNotTriedAgain() {
        assertThatThrownBy(() -> patience(5_000).call(() -> {
                    calls.incrementAndGet();
                    throw new SerializationException("bad bytes");
                }))
                .isInstanceOf(SerializationException.class);
        assertThat(calls).hasValue(1);
    }

    private static RegistryPatience patience(long millis) {
        return new RegistryPatience(Duration.ofMillis(millis), InstantSource.system());
    }

    private static SchemaRegistryClient client(int port, int maxBlock) {
        return SchemaRegistryClients.create(new SchemaRegistryConfig(Map.of(
                "schema.registry.url",
                "http://127.0.0.1:" + port,
                "sluice.registry.max.block.ms",
                maxBlock,
                "max.retries",
                0)));
    }

    private static long elapsed(Runnable call) {
        long begin = System.nanoTime();
        assertThatThrownBy(call::run).isInstanceOf(RegistryUnavailableException.class);
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
