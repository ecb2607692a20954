package dev.sluice.stream;

import dev.sluice.domain.brake.Asked;
import dev.sluice.domain.brake.SourceBrake;
import dev.sluice.domain.brake.TaskBrake;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.policy.Brake;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The brake of a task: what it has counted of each source, and of the sources that are at home here what all have. */
final class Brakes {
    private static final String TASK = "brake-task/";
    private static final String SOURCE = "brake-source/";

    private final KeyValueStore<Bytes, byte[]> store;
    private final UnitOfWork unit;
    private final BrakeMail mail;
    private final HeldRows held;
    private final int partition;
    private final int partitions;
    private final Map<String, TaskBrake> tasks = new TreeMap<>();
    private final Map<String, SourceBrake> sources = new TreeMap<>();

    Brakes(KeyValueStore<Bytes, byte[]> store, UnitOfWork unit, BrakeMail mail, int partition, int partitions) {
        this.store = store;
        this.unit = unit;
        this.mail = mail;
        this.held = new HeldRows(store);
        this.partition = partition;
        this.partitions = partitions;
        eachRow(TASK, (source, value) -> tasks.put(source, BrakeFormat.task(value)));
        eachRow(SOURCE, (source, value) -> sources.put(source, BrakeFormat.source(value)));
    }

    private interface Row {
        void read(String source, byte[] value);
    }

    private void eachRow(String prefix, Row row) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(name(prefix), Prefixes.endOf(prefix))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> next = rows.next();
                String key = new String(next.key.get(), StandardCharsets.UTF_8);
                row.read(key.substring(prefix.length()), next.value);
            }
        }
    }

    HeldRows held() {
        return held;
    }

    /**
     * Counts that a source announces something of an identity, and says whether what follows may go on.
     *
     * @param source the source
     * @param key the identity
     * @param before when the source was last counted with it (ms since the epoch), or null
     * @param at when it arrived (ms since the epoch)
     * @param policy window and limit
     * @return what is to be remembered
     */
    Asked announced(String source, String key, Long before, long at, Brake policy) {
        TaskBrake brake = task(source);
        boolean counts = brake.counts(before, at, policy);
        TaskBrake counted = counts ? brake.count(at, policy) : brake;
        if (counts) {
            set(source, counted);
            if (!counted.held()) {
                mail.count(source, counted, at, policy);
            }
        }
        boolean lets = counted.lets(at, policy, share(policy));
        if (!lets) {
            HeldRows.Place place = new HeldRows.Place(counted.since(), counted.counted());
            unit.onCommit(() -> held.add(source, key, place));
        }
        long countedAt = before == null ? 0 : before;
        return new Asked(counts ? at : countedAt, lets);
    }

    /** Whether everything that a source announces waits. */
    boolean isHeld(String source) {
        return task(source).held();
    }

    private int share(Brake policy) {
        return TaskBrake.share(policy, partition, partitions);
    }

    /**
     * Takes what another task, or this one, has counted of a source that is at home here. Also what is told again is answered:
     * the answer may have been lost.
     */
    void told(BrakeMail.Count count, Brake policy) {
        SourceBrake before = source(count.source());
        if (!before.listensTo(count.since())) {
            return;
        }
        SourceBrake after = before.told(count.task(), count.since(), count.bucket(), count.count(), count.counted());
        if (after.lets()) {
            long total = after.total(count.at(), policy);
            if (total > policy.limit()) {
                after = after.ask(Math.max(count.at(), after.since() + 1));
            } else {
                mail.allow(count.source(), count.task(), count.at(), count.since(), count.counted());
            }
        }
        if (!after.lets() && !after.held()) {
            mail.hold(count.source(), after.askedAt(), after.total(count.at(), policy), policy);
        }
        if (!after.equals(before)) {
            set(count.source(), after);
        }
    }

    /** Hears that what this task has counted of a source is not too much. */
    void allowed(BrakeMail.Allow allow, Brake policy) {
        TaskBrake before = task(allow.source());
        TaskBrake after = before.allowed(allow.since(), allow.seen());
        if (!after.equals(before)) {
            set(allow.source(), after);
        }
        unit.onCommit(() -> endAllowed(allow.source(), after, allow.at(), policy));
    }

    /** Under another limit others may go on. To be run with a commit. */
    void policyActivated(long at, Brake policy) {
        tasks.forEach((source, brake) -> endAllowed(source, brake, at, policy));
    }

    private void endAllowed(String source, TaskBrake brake, long at, Brake policy) {
        if (!brake.held() && held.holds(source)) {
            HeldRows.Place upTo = new HeldRows.Place(brake.since(), brake.allowance(at, policy, share(policy)));
            held.end(source, upTo, new HeldRows.Order(Verdict.FREE, null, at, null));
        }
    }

    /**
     * Holds a source.
     *
     * @return false if it was released later than that was decided
     */
    boolean hold(String source, long at) {
        TaskBrake before = task(source);
        TaskBrake after = before.hold(at);
        set(source, after);
        return after != before;
    }

    /** Holds a source whatever was decided before. */
    void holdNow(String source, long at) {
        set(source, task(source).hold(Math.max(at, task(source).since() + 1)));
    }

    /**
     * Ends the hold of a source for all that are held by then; unless it was held later.
     *
     * @return false if it was released or held later
     */
    boolean release(String source, long until, HeldRows.Order order) {
        TaskBrake before = task(source);
        TaskBrake after = before.release(order.at(), until);
        if (after.equals(before)) {
            return false;
        }
        set(source, after);
        if (after.held()) {
            return false;
        }
        HeldRows.Place upTo = new HeldRows.Place(order.at() - 1, Long.MAX_VALUE);
        unit.onCommit(() -> held.end(source, upTo, order));
        return true;
    }

    /** What all tasks together have counted of a source that is at home here. */
    SourceBrake source(String source) {
        return sources.getOrDefault(source, SourceBrake.NONE);
    }

    /** How many of the sources that are at home here are held. */
    long heldSources() {
        long held = 0;
        for (SourceBrake brake : sources.values()) {
            held += brake.held() ? 1 : 0;
        }
        return held;
    }

    /** Who counts for a source that is at home here is heard again after a release: it may be the first to know of it. */
    void allowAll(String source, SourceBrake brake, long at) {
        if (brake.lets()) {
            brake.tasks().forEach((task, told) -> mail.allow(source, task, at, told.since(), told.counted()));
        }
    }

    void set(String source, SourceBrake brake) {
        byte[] value = BrakeFormat.bytes(brake);
        unit.onCommit(() -> {
            sources.put(source, brake);
            store.put(name(SOURCE + source), value);
        });
    }

    private TaskBrake task(String source) {
        return tasks.getOrDefault(source, TaskBrake.NONE);
    }

    private void set(String source, TaskBrake brake) {
        byte[] value = BrakeFormat.bytes(brake);
        unit.onCommit(() -> {
            tasks.put(source, brake);
            store.put(name(TASK + source), value);
        });
    }

    private static Bytes name(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
