package dev.sluice.domain.activity;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Minutes by the hour that they are of, each hour read only when somebody asks for it. */
public final class Hours {
    /** Minutes in an hour. */
    static final int MINUTES = 60;

    /** Milliseconds in a minute. */
    public static final long MINUTE_MS = 60_000;

    /** Milliseconds in an hour. */
    public static final long HOUR_MS = MINUTES * MINUTE_MS;

    /** An hour as it is stored. */
    public interface Stored {
        /**
         * Reads it.
         *
         * @return its minutes by number, 0 to 59; the caller's from then on
         */
        TreeMap<Integer, Minute> read();

        /**
         * The bytes that it takes.
         *
         * @return bytes
         */
        int bytes();
    }

    /** One hour. */
    public static final class Hour {
        private Stored stored;
        private TreeMap<Integer, Minute> minutes;

        private Hour(Stored stored, TreeMap<Integer, Minute> minutes) {
            this.stored = stored;
            this.minutes = minutes;
        }

        /**
         * The hour as it is stored.
         *
         * @return null if it has been changed since
         */
        public Stored stored() {
            return stored;
        }

        /**
         * Its minutes.
         *
         * @return by number, 0 to 59; for reading
         */
        public Map<Integer, Minute> minutes() {
            return read();
        }

        /** Tells nothing apart but kinds and emergencies any more, because names and places take too much room. */
        public void fold() {
            read().values().forEach(Minute::fold);
            stored = null;
        }

        private TreeMap<Integer, Minute> read() {
            if (minutes == null) {
                minutes = stored.read();
            }
            return minutes;
        }
    }

    /** Looks at one minute. */
    public interface Visitor {
        /**
         * Looks.
         *
         * @param start when the minute began (ms since the epoch)
         * @param minute what was done in it
         * @return false to look no further
         */
        boolean visit(long start, Minute minute);
    }

    private final TreeMap<Long, Hour> hours = new TreeMap<>();

    /**
     * The hours by number since the epoch.
     *
     * @return live, for the store
     */
    public Map<Long, Hour> byNumber() {
        return hours;
    }

    /**
     * Restores an hour.
     *
     * @param number hours since the epoch
     * @param stored what is stored of it
     */
    public void restore(long number, Stored stored) {
        hours.put(number, new Hour(stored, null));
    }

    /** When the minute of an instant began (ms since the epoch). */
    static long minuteOf(long at) {
        return Math.floorDiv(at, MINUTE_MS) * MINUTE_MS;
    }

    private static long numberOf(long at) {
        return Math.floorDiv(at, HOUR_MS);
    }

    private static int minuteNumber(long at) {
        return (int) (Math.floorMod(at, HOUR_MS) / MINUTE_MS);
    }

    /** Whether something is known of the hour of an instant. */
    boolean holds(long at) {
        return hours.containsKey(numberOf(at));
    }

    /** Looks at the minutes of the hour of an instant. */
    void ofHour(long at, BiConsumer<Long, Minute> visitor) {
        Hour hour = hours.get(numberOf(at));
        if (hour != null) {
            hour.read()
                    .forEach((number, minute) -> visitor.accept(numberOf(at) * HOUR_MS + number * MINUTE_MS, minute));
        }
    }

    /** Adds what was done; tells whether it is told apart from all else of its minute. */
    boolean add(Act act) {
        Hour hour = hours.computeIfAbsent(numberOf(act.at()), number -> new Hour(null, new TreeMap<>()));
        int minute = minuteNumber(act.at());
        TreeMap<Integer, Minute> minutes = hour.read();
        hour.stored = null;
        return minutes.computeIfAbsent(minute, number -> new Minute())
                .add(act, (int) Math.floorMod(act.at(), MINUTE_MS));
    }

    /**
     * Whether nothing like an act was done before within its minute.
     *
     * @param act an act that was added
     * @return true if it is the only one of its kind, account and place, or nothing is known of its minute
     */
    public boolean isFirstOfItsMinute(Act act) {
        Hour hour = hours.get(numberOf(act.at()));
        Minute minute = hour == null ? null : hour.read().get(minuteNumber(act.at()));
        return minute == null || minute.count(act) <= 1;
    }

    /** The first hour, taken away; null if there is none. */
    Map.Entry<Long, Hour> takeFirst() {
        return hours.pollFirstEntry();
    }

    /**
     * When the first hour began.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public long start() {
        return hours.isEmpty() ? Long.MAX_VALUE : hours.firstKey() * HOUR_MS;
    }

    /**
     * Looks at minutes in order.
     *
     * @param from the first instant at which they may begin (ms since the epoch)
     * @param until the instant before which they begin (ms since the epoch)
     * @param visitor looks at each
     */
    public void forward(long from, long until, Visitor visitor) {
        if (from >= until) {
            return;
        }
        for (Map.Entry<Long, Hour> hour :
                hours.subMap(numberOf(from), true, numberOf(until - 1), true).entrySet()) {
            for (Map.Entry<Integer, Minute> minute : hour.getValue().read().entrySet()) {
                long start = hour.getKey() * HOUR_MS + minute.getKey() * MINUTE_MS;
                if (start >= from && start < until && !visitor.visit(start, minute.getValue())) {
                    return;
                }
            }
        }
    }

    /** The minutes that began at or before one instant and at or after another, the last one first. */
    void backward(long from, long downTo, Visitor visitor) {
        if (from < downTo) {
            return;
        }
        for (Map.Entry<Long, Hour> hour : hours.subMap(numberOf(downTo), true, numberOf(from), true)
                .descendingMap()
                .entrySet()) {
            for (Map.Entry<Integer, Minute> minute :
                    hour.getValue().read().descendingMap().entrySet()) {
                long start = hour.getKey() * HOUR_MS + minute.getKey() * MINUTE_MS;
                if (start <= from && start >= downTo && !visitor.visit(start, minute.getValue())) {
                    return;
                }
            }
        }
    }
}
