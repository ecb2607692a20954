package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often the registry is asked. */
class CachingSchemaRegistryClientTest {

    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final String ANSWER = JsonNodeFactory.instance
            .objectNode()
            .put("schema", "\"string\"")
            .put("id", 1)
            .put("version", 1)
            .toString();

    private final TestRegistryServer server = new TestRegistryServer();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.close();
    }

    @Test
    void asksOnceForWhatSixteenThreadsMissTogether() throws Exception {
        UUID guid = new UUID(1, 2);
        server.always("POST /subjects/s/versions", "{\"id\":1}");
        server.always("POST /subjects/s", "{\"id\":1}");
        server.always("GET /schemas/ids/1", ANSWER);
        server.always("GET /schemas/guids/" + guid, ANSWER);
        server.always("GET /subjects/s/versions/latest", ANSWER);
        SchemaRegistryClient client = client(Map.of());

        together(16, () -> {
            client.register("s", TEXT, false);
            client.lookup("s", TEXT, false);
            client.latest("s");
            client.byId(1, "s");
            client.byGuid(guid);
        });

        assertThat(server.lines()).doesNotHaveDuplicates().hasSizeBetween(4, 5);
    }

    @Test
    void givesAFailureToAllWhoWaitedAndAsksAgainNextTime() {
        SingleFlightCache<String, String> cache = cache(Optional.empty(), Duration.ZERO);
        AtomicInteger loads = new AtomicInteger();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cache.get("k", () -> {
                        loads.incrementAndGet();
                        throw new RestException("Schema not found", 404, 40403);
                    }))
                    .isInstanceOf(RestException.class);
        }

        assertThat(loads).hasValue(3);
    }

    @Test
    void remembersWhatIsMissingForTheTimeItIsTold() {
        SchemaRegistryClient client = client(Map.of("missing.id.cache.ttl.sec", 30));

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> client.byId(9, "s")).isInstanceOf(RestException.class);
        }
        assertThat(server.requests).hasSize(1);

        now.set(Instant.EPOCH.plusSeconds(30));
        server.always("GET /schemas/ids/9", ANSWER);
        assertThat(client.byId(9, "s")).isEqualTo(TEXT);
    }

    @Test
    void doesNotRememberThatTheRegistryWasAway() {
        SchemaRegistryClient client = client(Map.of("missing.id.cache.ttl.sec", 30, "max.retries", 0));
        server.then(503, "").then(200, ANSWER);

        assertThatThrownBy(() -> client.byId(9, "s")).isInstanceOf(RestException.class);
        assertThat(client.byId(9, "s")).isEqualTo(TEXT);
    }

    @Test
    void asksForTheLatestVersionAgainAfterItsTime() {
        server.always("GET /subjects/s/versions/latest", ANSWER);
        SchemaRegistryClient client = client(Map.of());

        client.latest("s");
        now.set(Instant.EPOCH.plusSeconds(59));
        client.latest("s");
        assertThat(server.requests).hasSize(1);

        now.set(Instant.EPOCH.plusSeconds(60));
        client.latest("s");
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void seesItsOwnRegistrationAsTheLatestAtOnce() {
        SchemaRegistryClient client = new CachingSchemaRegistryClient(
                new MockSchemaRegistryClient(), TestConfigs.mock(Map.of()).caching(), now::get);
        client.register("s", TEXT, false);
        client.latest("s");

        client.register("s", Schema.create(Schema.Type.BYTES), false);

        assertThat(client.latest("s").version()).isEqualTo(2);
    }

    @Test
    void holdsNoMoreThanItsBound() {
        IntStream.rangeClosed(1, 3).forEach(id -> server.always("GET /schemas/ids/" + id, ANSWER));
        SchemaRegistryClient client = client(Map.of("max.schemas.per.subject", 2));

        List.of(1, 2, 1, 3, 1, 2).forEach(id -> client.byId(id, ""));

        assertThat(server.lines().stream().map(line -> line.charAt(17)))
                .as("2 was used least recently when 3 came")
                .containsExactly('1', '2', '3', '2');
    }

    @Test
    void doesNotFailOthersWhenTheThreadThatAsksIsInterrupted() throws Exception {
        SingleFlightCache<String, String> cache = cache(Optional.empty(), Duration.ZERO);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Thread> leader = new AtomicReference<>();
        Future<?> leading = threads.submit(() -> {
            leader.set(Thread.currentThread());
            return cache.get("k", () -> {
                asked.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new InterruptException(e);
                }
                return "unreachable";
            });
        });
        asked.await();
        AtomicReference<Thread> follower = new AtomicReference<>();
        Future<String> following = threads.submit(() -> {
            follower.set(Thread.currentThread());
            return cache.get("k", () -> "own");
        });
        Awaitility.await().until(() -> follower.get() != null && follower.get().getState() == Thread.State.WAITING);

        leader.get().interrupt();

        assertThat(following.get(10, TimeUnit.SECONDS)).isEqualTo("own");
        assertThatThrownBy(leading::get).hasCauseInstanceOf(InterruptException.class);
    }

    @Test
    void waitsForAnotherThreadsQuestionNoLongerThanItMay() throws Exception {
        SingleFlightCache<String, String> cache = cache(Optional.empty(), Duration.ZERO);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Future<String> leading = threads.submit(() -> cache.get("k", () -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            return "late";
        }));
        asked.await();

        assertThatThrownBy(() -> WaitLimit.within(Duration.ofMillis(50), () -> cache.get("k", () -> "own")))
                .isInstanceOf(RegistryUnavailableException.class);

        answer.countDown();
        assertThat(leading.get(10, TimeUnit.SECONDS)).isEqualTo("late");
    }

    private SchemaRegistryClient client(Map<String, ?> more) {
        SchemaRegistryConfig config = TestConfigs.http(server.url(), more);
        return new CachingSchemaRegistryClient(new HttpSchemaRegistryClient(config), config.caching(), now::get);
    }

    private SingleFlightCache<String, String> cache(Optional<Duration> ttl, Duration missing) {
        return new SingleFlightCache<>(10, ttl, 10, missing, now::get);
    }

    private void together(int count, Runnable work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(threads.submit(() -> {
                start.await();
                work.run();
                return null;
            }));
        }
        start.countDown();
        for (Future<?> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
    }
}
