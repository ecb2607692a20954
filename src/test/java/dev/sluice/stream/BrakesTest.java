package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.brake.Asked;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.policy.Brake;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * The brake over all tasks, with messages that take as long as they like and announcements that go back in time: only what
 * goes from one task to another keeps its order.
 */
class BrakesTest {
    private static final int[] PARTITIONS = {1, 4, 16};
    private static final String SOURCE = "hr";
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long START = 1_000 * HOUR;

    private static final Codecs CODECS = new Codecs(
            new MockSchemaRegistryClient(), new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://brakes")));

    private record Message(int from, byte[] control, byte[] exchange) {}

    /** One task: what it stores survives a restart, what it knows besides does not. */
    private static final class Task {
        private final int partition;
        private final int partitions;
        private final MockProcessorContext<byte[], Outgoing> context;
        private final KeyValueStore<Bytes, byte[]> store;
        private final Outbox outbox;
        private UnitOfWork unit;
        private BrakeMail mail;
        private Brakes brakes;

        Task(int partition, int partitions) {
            this.partition = partition;
            this.partitions = partitions;
            Properties properties = new Properties();
            properties.put("application.id", "brakes");
            properties.put("bootstrap.servers", "unused:9092");
            properties.put("default.key.serde", Serdes.ByteArraySerde.class);
            properties.put("default.value.serde", Serdes.ByteArraySerde.class);
            context = new MockProcessorContext<>(properties, new TaskId(0, partition), null);
            store = Stores.inMemoryKeyValueStore(Names.TASK_STORE).get();
            store.init(context.getStateStoreContext(), store);
            outbox = new Outbox(partition, record -> {});
            start();
        }

        void start() {
            StageOptions options = new StageOptions(
                    "sluice",
                    "iam.",
                    partitions,
                    false,
                    StageOptions.DEFAULT_TIMER_BATCH,
                    StageOptions.DEFAULT_EVALUATION_BATCH,
                    InputLag.NONE,
                    StageOptions.DEFAULT_CACHE_BYTES);
            unit = new UnitOfWork(outbox, new TaskValues(store, false));
            mail = new BrakeMail(options, CODECS, outbox, partition);
            brakes = new Brakes(store, unit, mail, partition, partitions);
        }
    }

    private static final class Cluster {
        private final Brake policy;
        private final List<Task> tasks = new ArrayList<>();
        private final List<Deque<Message>> inboxes = new ArrayList<>();
        private final Set<String> free = new HashSet<>();
        private final Set<String> held = new HashSet<>();
        private boolean asked;

        Cluster(int partitions, int limit) {
            policy = new Brake(Duration.ofDays(1), limit);
            for (int i = 0; i < partitions; i++) {
                tasks.add(new Task(i, partitions));
                inboxes.add(new ArrayDeque<>());
            }
        }

        void announce(int task, String identity, long at) {
            Asked asked = tasks.get(task).brakes.announced(SOURCE, identity, null, at, policy);
            (asked.lets() ? free : held).add(identity);
            commit(task, at);
        }

        private void commit(int task, long at) {
            Task of = tasks.get(task);
            of.unit.commit();
            of.outbox.flush(of.context, at);
            of.context.forwarded().forEach(forward -> {
                Outgoing value = (Outgoing) forward.record().value();
                boolean control = forward.childName().orElseThrow().equals(Names.sink(Names.CONTROL));
                inboxes.get(value.partition())
                        .add(new Message(task, control ? value.bytes() : null, control ? null : value.bytes()));
            });
            of.context.resetForwards();
        }

        /** Any message may come next, unless an earlier one of the same task is on its way to the same task. */
        void deliver(Random random) {
            int task = random.nextInt(tasks.size());
            if (!inboxes.get(task).isEmpty()) {
                deliver(task, random);
            }
        }

        private void deliver(int task, Random random) {
            Deque<Message> inbox = inboxes.get(task);
            int from = List.copyOf(inbox).get(random.nextInt(inbox.size())).from();
            Message next = inbox.stream()
                    .filter(message -> message.from() == from)
                    .findFirst()
                    .orElseThrow();
            inbox.remove(next);
            Brakes brakes = tasks.get(task).brakes;
            if (next.control() != null) {
                Control control = CODECS.control().decode("iam.control", null, next.control());
                assertThat(control.getAction()).isEqualTo(ControlAction.BRAKE_HOLD);
                asked = true;
                long at = control.getHeader().getOccurredAt().toEpochMilli();
                brakes.hold(SOURCE, at);
                if (brakes.source(SOURCE).hold(at) != brakes.source(SOURCE) && isHome(task)) {
                    brakes.set(SOURCE, brakes.source(SOURCE).hold(at));
                }
            } else {
                Exchange message = CODECS.exchange().decode("iam.exchange", null, next.exchange());
                assertThat(tasks.get(task).mail.check(message, START + 1_000 * HOUR))
                        .isEmpty();
                if (message.getKind() == ExchangeKind.COUNT) {
                    brakes.told(tasks.get(task).mail.readCount(message), policy);
                } else {
                    brakes.allowed(tasks.get(task).mail.readAllow(message), policy);
                }
            }
            commit(task, START);
            work(task);
        }

        boolean isHome(int task) {
            return Partitioning.of("feed:" + SOURCE, tasks.size()) == task;
        }

        void work(int task) {
            HeldRows rows = tasks.get(task).brakes.held();
            while (rows.hasWork(START)) {
                for (HeldRows.Ended ended : rows.next(3)) {
                    if (ended.order().verdict() == Verdict.FREE && held.remove(ended.key())) {
                        free.add(ended.key());
                    }
                    rows.settled(ended.source(), ended.row());
                }
                rows.passed();
                rows.save();
            }
        }

        void settle(Random random) {
            while (inboxes.stream().anyMatch(inbox -> !inbox.isEmpty())) {
                deliver(random);
            }
        }

        void release(long at) {
            for (int task = 0; task < tasks.size(); task++) {
                Brakes brakes = tasks.get(task).brakes;
                brakes.release(SOURCE, 0, new HeldRows.Order(Verdict.FREE, null, at, "release"));
                if (isHome(task)) {
                    brakes.set(SOURCE, brakes.source(SOURCE).release(at));
                    brakes.allowAll(SOURCE, brakes.source(SOURCE).release(at), at);
                }
                commit(task, at);
                work(task);
            }
        }
    }

    /** Within half a day back and forth: live events among absences that are counted by the time of their feed. */
    private static long around(Random random, int i) {
        return START + i * 1000L - (random.nextInt(4) == 0 ? random.nextInt(12) * HOUR : 0);
    }

    @Property(tries = 300)
    void whateverTheDelaysAtMostTwiceTheLimitIsLetThrough(
            @ForAll @IntRange(max = 2) int size,
            @ForAll @IntRange(min = 1, max = 40) int limit,
            @ForAll @IntRange(max = 100) int haste,
            @ForAll long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(PARTITIONS[size], limit);
        int announced = 5 * limit;
        for (int i = 0; i < announced; i++) {
            cluster.announce(random.nextInt(PARTITIONS[size]), "E" + i, around(random, i));
            while (random.nextInt(100) < haste && random.nextBoolean()) {
                cluster.deliver(random);
            }
            if (random.nextInt(40) == 0) {
                cluster.tasks.get(random.nextInt(PARTITIONS[size])).start();
            }
        }
        cluster.settle(random);

        assertThat(cluster.free).hasSizeLessThanOrEqualTo(2 * limit);
        assertThat(cluster.free.size() + cluster.held.size()).isEqualTo(announced);
        assertThat(cluster.asked).isTrue();

        cluster.release(START + 100 * HOUR);
        assertThat(cluster.held).isEmpty();
        assertThat(cluster.free).hasSize(announced);
    }

    @Property(tries = 300)
    void withinTheLimitNobodyWaitsForLongerThanTheAnswer(
            @ForAll @IntRange(max = 2) int size, @ForAll @IntRange(min = 1, max = 40) int limit, @ForAll long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(PARTITIONS[size], limit);
        int skewed = random.nextInt(PARTITIONS[size]);
        for (int i = 0; i < limit; i++) {
            // All of them in one partition, faster than any message.
            cluster.announce(skewed, "E" + i, around(random, i));
        }
        cluster.settle(random);

        assertThat(cluster.held).isEmpty();
        assertThat(cluster.asked).isFalse();
    }

    @Property(tries = 100)
    void withinTheShareNobodyWaitsAtAll(
            @ForAll @IntRange(max = 2) int size, @ForAll @IntRange(min = 16, max = 100) int limit, @ForAll long seed) {
        Random random = new Random(seed);
        int partitions = PARTITIONS[size];
        Cluster cluster = new Cluster(partitions, limit);
        for (int i = 0; i < limit; i++) {
            cluster.announce(i % partitions, "E" + i, around(random, i));
            assertThat(cluster.held).isEmpty();
        }
    }

    @Property(tries = 300)
    void releasesAmongAnnouncementsLeaveNobodyBehind(
            @ForAll @IntRange(max = 2) int size, @ForAll @IntRange(min = 1, max = 10) int limit, @ForAll long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(PARTITIONS[size], limit);
        for (int i = 0; i < 100; i++) {
            cluster.announce(random.nextInt(PARTITIONS[size]), "E" + i, around(random, i));
            for (int j = random.nextInt(4); j > 0; j--) {
                cluster.deliver(random);
            }
            if (random.nextInt(20) == 0) {
                cluster.release(START + i * 1000L + 1);
            }
        }
        cluster.settle(random);
        cluster.release(START + 1_000 * HOUR);
        assertThat(cluster.held).isEmpty();
        // After it, all is as at the beginning.
        cluster.settle(random);
        cluster.announce(0, "last", START + 1_001 * HOUR);
        cluster.settle(random);
        assertThat(cluster.free).contains("last");
    }

    @Test
    void anAnswerThatWasLostIsGivenAgain() {
        Cluster cluster = new Cluster(16, 5);
        int asks = 15;
        cluster.announce(asks, "E1", START);
        assertThat(cluster.held).containsExactly("E1");
        int home = Partitioning.of("feed:" + SOURCE, 16);
        Message count = cluster.inboxes.get(home).peek();
        cluster.deliver(home, new Random(1));
        cluster.inboxes.get(asks).clear();
        cluster.inboxes.get(home).add(count);
        cluster.settle(new Random(1));
        assertThat(cluster.held).isEmpty();
    }

    @Test
    void whoIsHeldAgainWhileTheirRowIsGoingIsStillThere() {
        Cluster cluster = new Cluster(1, 1);
        HeldRows rows = cluster.tasks.get(0).brakes.held();
        HeldRows.Place place = new HeldRows.Place(0, 1);
        rows.add(SOURCE, "E1", place);
        rows.settled(SOURCE, rows.row(SOURCE, "E1"));
        rows.add(SOURCE, "E1", place);
        rows.save();
        assertThat(rows.holds(SOURCE)).isTrue();
        rows.settled(SOURCE, rows.row(SOURCE, "E1"));
        rows.save();
        assertThat(rows.holds(SOURCE)).isFalse();
        rows.add(SOURCE, "E2", place);
        assertThat(rows.holds(SOURCE)).isTrue();
    }
}
