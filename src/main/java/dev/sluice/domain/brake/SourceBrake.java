package dev.sluice.domain.brake;

import dev.sluice.domain.policy.Brake;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One source over all tasks: adds up what they have counted. Lives in one of them, the one that has the partition of
 * {@code feed:<source>}.
 *
 * @param since the release since which is counted (ms since the epoch), 0 if there was none
 * @param held whether the source is held, or has been asked to be
 * @param tasks what each task has told, by its partition; unmodifiable
 * @param episode how often the source was held
 * @param openedAt since when it is held (ms since the epoch)
 */
public record SourceBrake(long since, boolean held, SortedMap<Integer, Told> tasks, int episode, long openedAt) {
    /** Nothing counted yet. */
    public static final SourceBrake NONE = new SourceBrake(0, false, new TreeMap<>(), 0, 0);

    /**
     * What one task has told.
     *
     * @param since the release since which it counts
     * @param counted how many it has counted since then
     * @param buckets what it counted when
     */
    public record Told(long since, long counted, Buckets buckets) {}

    /** Copies the map. */
    public SourceBrake {
        tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    }

    /**
     * Takes what a task tells. Whatever is told twice or out of order, the greatest count holds.
     *
     * @param task the task
     * @param of the release since which it counts
     * @param bucket the bucket (ms since the epoch)
     * @param count how many it has counted in it
     * @param counted how many it has counted since the release
     * @param policy window and limit
     * @return the state afterwards; the same if it speaks of counts before a release
     */
    public SourceBrake told(int task, long of, long bucket, long count, long counted, Brake policy) {
        Told before = tasks.get(task);
        if (of < since || before != null && of < before.since()) {
            return this;
        }
        boolean goesOn = before != null && before.since() == of;
        Buckets buckets = goesOn ? before.buckets() : Buckets.NONE;
        TreeMap<Integer, Told> changed = new TreeMap<>(tasks);
        changed.put(
                task,
                new Told(
                        of,
                        goesOn ? Math.max(before.counted(), counted) : counted,
                        buckets.with(bucket, count, policy)));
        return new SourceBrake(since, held, changed, episode, openedAt);
    }

    /**
     * How many identities were counted in the window that ends at an instant.
     *
     * @param at the instant (ms since the epoch, arrival)
     * @param policy window and limit
     * @return the sum over all tasks
     */
    public long total(long at, Brake policy) {
        return tasks.values().stream()
                .mapToLong(told -> told.buckets().within(at, policy))
                .sum();
    }

    /**
     * Asks for a hold, which is decided when every task is told.
     *
     * @return the state afterwards
     */
    public SourceBrake ask() {
        return new SourceBrake(since, true, tasks, episode, openedAt);
    }

    /**
     * Holds the source.
     *
     * @param at when that was decided (ms since the epoch)
     * @return the state afterwards; the same if it is held already or was released later
     */
    public SourceBrake hold(long at) {
        return at <= since || isOpen() ? this : new SourceBrake(since, true, tasks, episode + 1, at);
    }

    /**
     * Whether a hold has been told and not ended.
     *
     * @return true from the hold to the release
     */
    public boolean isOpen() {
        return held && openedAt > since;
    }

    /**
     * Ends the hold. Who has told of counts since that release already keeps them.
     *
     * @param at when that was decided (ms since the epoch)
     * @return the state afterwards; the same if the source was released later
     */
    public SourceBrake release(long at) {
        if (at <= since) {
            return this;
        }
        TreeMap<Integer, Told> current = new TreeMap<>(tasks);
        current.values().removeIf(told -> told.since() < at);
        return new SourceBrake(at, false, current, episode, openedAt);
    }
}
