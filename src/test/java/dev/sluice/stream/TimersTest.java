package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.Timers.Due;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** The index of what is due, part in memory and part stored, is one sorted map of what is due. */
class TimersTest {
    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::at).thenComparing(Due::key);
    private static final List<String> KEYS = List.of("E1", "E10", "E2", "é", "account:sap/a", "\uD83D\uDE00");
    private static final long NEVER = Long.MAX_VALUE;

    /** Timers beside a map that is simply there, and one of what the last flush left. */
    private static final class Twins {
        private final Random random;
        private final KeyValueStore<Bytes, byte[]> store = store();
        private final Timers timers = new Timers(store);
        private Map<String, Long> dueAt = new HashMap<>();
        private Map<String, Long> flushed = new HashMap<>();
        private long now;

        Twins(long seed) {
            random = new Random(seed);
        }

        void operate() {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> move(key, random.nextInt(6) == 0 ? NEVER : now + random.nextInt(30));
                case 4 -> {
                    long at = dueAt.getOrDefault(key, NEVER);
                    timers.remove(new Due(at == NEVER ? now : at, key));
                    dueAt.put(key, NEVER);
                }
                case 5, 6 -> now += random.nextInt(20);
                case 7 -> flush();
                case 8 -> {
                    if (random.nextInt(3) == 0) {
                        timers.drop();
                        dueAt = new HashMap<>(flushed);
                    }
                }
                default -> fire(1 + random.nextInt(4));
            }
        }

        private void move(String key, long to) {
            timers.move(key, dueAt.getOrDefault(key, NEVER), to);
            dueAt.put(key, to);
        }

        private void flush() {
            timers.storeAdded();
            assertThat(rows(store)).containsAll(sorted());
            timers.storeRemoved();
            flushed = new HashMap<>(dueAt);
            assertThat(rows(store)).isEqualTo(sorted());
        }

        /** What is handed out is worked off: moved, or, where that fails, looked for again. */
        private void fire(int limit) {
            List<Due> expected = sorted().stream()
                    .filter(due -> due.at() <= now)
                    .limit(limit)
                    .toList();
            if (!expected.isEmpty()) {
                assertThat(timers.mayBeDue(now)).isTrue();
            }
            assertThat(timers.due(now, limit)).isEqualTo(expected);
            if (random.nextInt(4) == 0) {
                timers.lookAgain();
                return;
            }
            for (Due due : expected) {
                move(due.key(), random.nextBoolean() ? NEVER : now + 1 + random.nextInt(9));
            }
        }

        private List<Due> sorted() {
            List<Due> rows = new ArrayList<>();
            dueAt.forEach((key, at) -> {
                if (at != NEVER) {
                    rows.add(new Due(at, key));
                }
            });
            rows.sort(ORDER);
            return rows;
        }
    }

    @Property(tries = 400)
    void theIndexIsASortedMap(@ForAll long seed) {
        Twins twins = new Twins(seed);
        for (int i = 0; i < 120; i++) {
            twins.operate();
        }
        twins.flush();
        for (int i = 0; i < 30; i++) {
            twins.now += 100;
            twins.fire(2);
        }
    }

    @Test
    void aRowThatComesBackBetweenTheHalvesOfAFlushStays() {
        KeyValueStore<Bytes, byte[]> store = store();
        Timers timers = new Timers(store);
        timers.move("E1", NEVER, 5);
        timers.storeAdded();
        timers.storeRemoved();
        timers.move("E1", 5, 7);
        timers.storeAdded();
        timers.move("E1", 7, 5);
        timers.storeRemoved();

        assertThat(timers.due(9, 10)).containsExactly(new Due(5, "E1"));
        timers.storeAdded();
        timers.storeRemoved();
        assertThat(rows(store)).containsExactly(new Due(5, "E1"));
    }

    @Test
    void whatIsNotFlushedIsForgottenAndNothingElse() {
        KeyValueStore<Bytes, byte[]> store = store();
        Timers timers = new Timers(store);
        timers.move("E1", NEVER, 5);
        timers.storeAdded();
        timers.storeRemoved();
        timers.move("E1", 5, 9);
        timers.move("E2", NEVER, 3);
        timers.drop();

        assertThat(timers.due(9, 10)).containsExactly(new Due(5, "E1"));
    }

    @Test
    void rowsThatWereTakenAwayAndAreStillStoredDoNotFillALimit() {
        Timers timers = new Timers(store());
        for (int i = 0; i < 20; i++) {
            timers.move("E" + i, NEVER, i);
        }
        timers.storeAdded();
        for (int i = 0; i < 18; i++) {
            timers.move("E" + i, i, NEVER);
        }

        assertThat(timers.due(100, 1)).containsExactly(new Due(18, "E18"));
        timers.move("E18", 18, NEVER);
        assertThat(timers.due(100, 1)).containsExactly(new Due(19, "E19"));
        timers.move("E19", 19, NEVER);
        assertThat(timers.due(100, 1)).isEmpty();
        assertThat(timers.mayBeDue(NEVER - 1)).isFalse();
    }

    /** The first row behind what is asked for tells when to look again; one that is as good as gone does not. */
    @Test
    void aRowThatWasTakenAwayAndIsStillStoredHidesNoneBehindIt() {
        Timers timers = new Timers(store());
        timers.move("E1", NEVER, 3);
        timers.move("E2", NEVER, 10);
        timers.move("E3", NEVER, 12);
        timers.storeAdded();
        timers.storeRemoved();
        timers.move("E2", 10, NEVER);
        assertThat(timers.due(5, 10)).containsExactly(new Due(3, "E1"));
        timers.move("E1", 3, NEVER);

        assertThat(timers.mayBeDue(12)).isTrue();
        assertThat(timers.due(12, 10)).containsExactly(new Due(12, "E3"));
    }

    @Test
    void anotherTaskFindsWhatWasFlushed() {
        KeyValueStore<Bytes, byte[]> store = store();
        Timers timers = new Timers(store);
        timers.move("E1", NEVER, 0);
        timers.move("E2", NEVER, 1);
        timers.storeAdded();
        timers.storeRemoved();

        assertThat(new Timers(store).due(1, 10)).containsExactly(new Due(0, "E1"), new Due(1, "E2"));
    }

    private static List<Due> rows(KeyValueStore<Bytes, byte[]> store) {
        TreeMap<Due, Boolean> rows = new TreeMap<>(ORDER);
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(row -> {
                ByteBuffer key = ByteBuffer.wrap(row.key.get());
                long at = key.getLong();
                rows.put(new Due(at, StandardCharsets.UTF_8.decode(key).toString()), true);
            });
        }
        return new ArrayList<>(rows.keySet());
    }

    private static KeyValueStore<Bytes, byte[]> store() {
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        MockProcessorContext<byte[], byte[]> context =
                new MockProcessorContext<>(properties, new TaskId(0, 0), new File("target/unused"));
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("timers"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
