package dev.sluice.domain.activity;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * On which days somebody did anything, long after the minutes are gone: HR may tell months later that they had left by then. Read
 * only when somebody asks.
 */
public final class Days {
    /** The days that are kept, the last ones: more than a year. */
    static final int MAX = 400;

    /** Days as they are stored. */
    public interface Stored {
        /**
         * Reads them.
         *
         * @return by number since the epoch; the caller's from then on
         */
        TreeMap<Long, Day> read();
    }

    private Stored stored;
    private TreeMap<Long, Day> byNumber;

    Days() {
        byNumber = new TreeMap<>();
    }

    /**
     * Restores what was stored.
     *
     * @param days the days
     */
    public void restore(Stored days) {
        stored = days;
        byNumber = null;
    }

    /**
     * The days as they are stored.
     *
     * @return null if they have changed since
     */
    public Stored stored() {
        return stored;
    }

    /**
     * The days.
     *
     * @return by number since the epoch (UTC), unmodifiable
     */
    public Map<Long, Day> byNumber() {
        return Collections.unmodifiableMap(read());
    }

    private TreeMap<Long, Day> read() {
        if (byNumber == null) {
            byNumber = stored.read();
        }
        return byNumber;
    }

    void add(ActKind kind, long at) {
        long number = Math.floorDiv(at, Span.DAY_MS);
        TreeMap<Long, Day> days = read();
        Day before = days.getOrDefault(number, Day.NONE);
        Day after = before.with(kind, at);
        if (after.equals(before)) {
            return;
        }
        stored = null;
        days.put(number, after);
        if (days.size() > MAX) {
            days.pollFirstEntry();
        }
    }
}
