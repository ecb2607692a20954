package dev.sluice.registry;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bounds how long a thread waits for the registry within a piece of work, whatever number of calls that makes. Only the
 * waits count: work that is long in itself still finds its whole allowance when it asks at last, or it would fail each
 * time it is tried.
 */
public final class WaitLimit {
    private static final ThreadLocal<WaitLimit> CURRENT = new ThreadLocal<>();

    private final WaitLimit outer;
    private long leftMillis;

    private WaitLimit(WaitLimit outer, long leftMillis) {
        this.outer = outer;
        this.leftMillis = leftMillis;
    }

    /**
     * Does the work on this thread; a call that finds nothing left of the limit fails as unavailable without being made.
     *
     * @param limit the longest wait; within other limited work the shorter one holds
     * @param work what may ask the registry
     * @param <T> what it gives
     * @return what it gave
     */
    public static <T> T within(Duration limit, Supplier<T> work) {
        WaitLimit outer = CURRENT.get();
        CURRENT.set(new WaitLimit(outer, Math.min(limit.toMillis(), leftMillis())));
        try {
            return work.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** What this thread may still wait; without end if nobody has set a limit. */
    static long leftMillis() {
        WaitLimit current = CURRENT.get();
        return current == null ? Long.MAX_VALUE : Math.max(0, current.leftMillis);
    }

    /** Notes a wait of this thread. */
    static void waited(long millis) {
        for (WaitLimit limit = CURRENT.get(); limit != null; limit = limit.outer) {
            limit.leftMillis -= Math.max(0, millis);
        }
    }
}
