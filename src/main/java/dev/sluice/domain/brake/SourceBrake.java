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
 * @param askedAt when every task was asked to hold the source (ms since the epoch), 0 if that is not under way
 * @param heldAt when the source was held last (ms since the epoch), 0 if never
 * @param held whether it is held
 * @param episode how often it was held
 * @param tasks what each task has told, by its partition; unmodifiable
 */
public record SourceBrake(
        long since, long askedAt, long heldAt, boolean held, int episode, SortedMap<Integer, Told> tasks) {
    /** Nothing counted yet. */
    public static final SourceBrake NONE = new SourceBrake(0, 0, 0, false, 0, new TreeMap<>());

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
     * Whether a count is of those that are added up.
     *
     * @param of the release since which the task counts
     * @return false if it speaks of what was before a release
     */
    public boolean listensTo(long of) {
        return of >= since;
    }

    /**
     * Takes what a task tells. Whatever is told twice or out of order, the greatest count holds.
     *
     * @param task the task
     * @param of the release since which it counts
     * @param bucket the bucket (ms since the epoch)
     * @param count how many it has counted in it
     * @param counted how many it has counted since the release
     * @return the state afterwards
     */
    public SourceBrake told(int task, long of, long bucket, long count, long counted) {
        Told before = tasks.get(task);
        if (!listensTo(of) || before != null && of < before.since()) {
            return this;
        }
        boolean goesOn = before != null && before.since() == of;
        Buckets buckets = goesOn ? before.buckets() : Buckets.NONE;
        TreeMap<Integer, Told> changed = new TreeMap<>(tasks);
        changed.put(
                task,
                new Told(of, goesOn ? Math.max(before.counted(), counted) : counted, buckets.with(bucket, count)));
        return new SourceBrake(since, askedAt, heldAt, held, episode, changed);
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
     * Whether tasks may go on.
     *
     * @return false once they were asked to hold, until the source is released
     */
    public boolean lets() {
        return !held && askedAt == 0;
    }

    /**
     * Notes that every task is asked to hold.
     *
     * @param at when (ms since the epoch)
     * @return the state afterwards
     */
    public SourceBrake ask(long at) {
        return new SourceBrake(since, at, heldAt, held, episode, tasks);
    }

    /**
     * Holds the source.
     *
     * @param at when that was decided (ms since the epoch)
     * @return the state afterwards; the same if it is held already or was released later
     */
    public SourceBrake hold(long at) {
        if (at <= since) {
            return this;
        }
        return held
                ? new SourceBrake(since, 0, Math.max(heldAt, at), true, episode, tasks)
                : new SourceBrake(since, 0, at, true, episode + 1, tasks);
    }

    /**
     * Ends a hold that was decided before. Who has told of counts since that release already keeps them.
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
        return new SourceBrake(at, askedAt > at ? askedAt : 0, heldAt, held && heldAt > at, episode, current);
    }
}
