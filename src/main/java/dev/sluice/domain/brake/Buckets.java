package dev.sluice.domain.brake;

import dev.sluice.domain.policy.Brake;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts by the time at which they were made. A count leaves the window with its bucket, a twenty-fourth of the window wide.
 *
 * @param counts by the begin of the bucket (ms since the epoch), unmodifiable
 */
public record Buckets(SortedMap<Long, Long> counts) {
    /** How many buckets a window has. */
    static final int PER_WINDOW = 24;

    /** Buckets that are kept, those of clocks that are ahead included. */
    private static final int MOST = 4 * PER_WINDOW;

    /** Nothing. */
    static final Buckets NONE = new Buckets(new TreeMap<>());

    /** Copies the map. */
    public Buckets {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /**
     * The bucket of an instant.
     *
     * @param at the instant (ms since the epoch)
     * @param policy window and limit
     * @return when it begins (ms since the epoch)
     */
    public static long begin(long at, Brake policy) {
        long width = Math.max(1, policy.window().toMillis() / PER_WINDOW);
        return Math.floorDiv(at, width) * width;
    }

    Buckets with(long bucket, long count) {
        TreeMap<Long, Long> changed = new TreeMap<>(counts);
        changed.merge(bucket, count, Math::max);
        while (changed.size() > MOST) {
            // The oldest, and not what is older than the newest: a clock that is ahead must not wipe out what is
            // counted now.
            changed.pollFirstEntry();
        }
        return new Buckets(changed);
    }

    /**
     * What was counted in a bucket.
     *
     * @param bucket when it begins (ms since the epoch)
     * @return the count
     */
    public long of(long bucket) {
        return counts.getOrDefault(bucket, 0L);
    }

    /** What was counted in the window that ends at an instant. */
    long within(long at, Brake policy) {
        return counts.tailMap(oldest(at, policy)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long oldest(long at, Brake policy) {
        return begin(at - policy.window().toMillis(), policy);
    }
}
