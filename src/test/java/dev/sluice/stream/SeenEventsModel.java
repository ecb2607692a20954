package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.stream.SeenEvents.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** A random life of a task's deduplication beside a map that knows all: commits, restarts, crashes, time that passes. */
final class SeenEventsModel {
    private record Known(long content, long arrivedAt) {}

    private final KeyValueStore<Bytes, byte[]> store;
    private final Random random;
    private final int comparedMask;
    private final int eventsPerCommit;
    private final int ids;
    private final long period;
    private final Map<String, Known> known = new HashMap<>();
    private final Set<String> uncommitted = new HashSet<>();
    private SeenEvents seen;
    private long now;

    SeenEventsModel(
            KeyValueStore<Bytes, byte[]> store,
            Random random,
            int comparedBits,
            int eventsPerCommit,
            int ids,
            long period) {
        this.store = store;
        this.random = random;
        this.comparedMask = (int) (-1L << (Integer.SIZE - comparedBits));
        this.eventsPerCommit = eventsPerCommit;
        this.ids = ids;
        this.period = period;
        start();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            now += random.nextInt(3);
            take("e" + random.nextInt(ids), random.nextInt(10) == 0 ? 2 : 1);
            if (random.nextInt(eventsPerCommit) == 0) {
                seen.flush();
                uncommitted.clear();
            }
            if (random.nextInt(500) == 0) {
                crash();
            }
        }
        finish();
    }

    private void take(String id, long content) {
        EventView event = SeenStores.event("identity", "E1", "test", id);
        Verdict verdict = seen.look(event, content);
        Known before = known.get(id);
        if (before == null) {
            assertThat(verdict).isEqualTo(Verdict.NEW);
        } else if (verdict != Verdict.NEW || before.arrivedAt() >= now - period) {
            assertThat(verdict).isEqualTo(before.content() == content ? Verdict.DUPLICATE : Verdict.ID_REUSED);
        }
        if (verdict == Verdict.NEW) {
            // Arrivals are not in order: partitions of several topics are read side by side.
            long arrivedAt = now - random.nextInt((int) period / 4);
            seen.remember(event, content, arrivedAt);
            known.put(id, new Known(content, arrivedAt));
            uncommitted.add(id);
            seen.sweep(now - period);
        }
    }

    private void crash() {
        known.keySet().removeAll(uncommitted);
        uncommitted.clear();
        start();
    }

    private void start() {

        seen = new SeenEvents(store, new SeenTable(comparedMask));
    }

    /** In the end all that is old has gone. */
    private void finish() {
        seen.flush();
        now += 2 * period;
        int others = known.size() + 2_000;
        for (int i = 0; i < others; i++) {
            seen.remember(SeenStores.event("identity", "E2", "test", "f" + i), 1, now);
            seen.sweep(now - period);
        }
        seen.flush();
        known.forEach((id, what) -> assertThat(seen.look(SeenStores.event("identity", "E1", "test", id), 1))
                .isEqualTo(Verdict.NEW));
        assertThat(SeenStores.rows(store).stream()
                        .mapToInt(row -> SeenBatch.read(row.value).size())
                        .sum())
                .isEqualTo(others);
    }
}
