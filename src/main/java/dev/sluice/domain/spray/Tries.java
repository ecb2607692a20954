package dev.sluice.domain.spray;

import dev.sluice.domain.policy.PasswordSpray;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was tried from one address. By the minute, as long as something may still arrive that makes a spray of it; a day on which one was
 * found needs no minutes any more, since more can't refute it, and is kept in one piece. Adding is commutative. Of one address at most
 * {@value #MAX_BYTES} bytes are kept: beyond, the first minutes go.
 */
public final class Tries {
    /** The clock of an address from which nothing was tried. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    /** What is kept of one address, in bytes as they are stored. */
    public static final int MAX_BYTES = 64 << 10;

    /** A user is a number of eight bytes and how often it was tried. */
    private static final int USER_BYTES = 9;

    /** The instants and numbers of a minute or a day, at most. */
    private static final int SPAN_BYTES = 32;

    private final TreeMap<Long, TriedSpan> minutes = new TreeMap<>();
    private final TreeMap<Long, TriedSpan> days = new TreeMap<>();
    private long clock = NO_CLOCK;
    private long toldAt = NO_CLOCK;
    private boolean changed;

    /**
     * What was tried, as it was stored.
     *
     * @param clockMs what {@link #clock} gave
     * @param toldAtMs what {@link #toldAt} gave
     * @param byMinute what {@link #minutes} gave
     * @param byDay what {@link #days} gave
     * @return unchanged
     */
    public static Tries of(long clockMs, long toldAtMs, Map<Long, TriedSpan> byMinute, Map<Long, TriedSpan> byDay) {
        Tries tries = new Tries();
        tries.clock = clockMs;
        tries.toldAt = toldAtMs;
        tries.minutes.putAll(byMinute);
        tries.days.putAll(byDay);
        return tries;
    }

    /**
     * When something was tried last.
     *
     * @return ms since the epoch, or {@link #NO_CLOCK}
     */
    public long clock() {
        return clock;
    }

    /**
     * What time it was where it is added up when something was told last.
     *
     * @return ms since the epoch, or {@link #NO_CLOCK}
     */
    public long toldAt() {
        return toldAt;
    }

    /**
     * What was tried in minutes that still matter.
     *
     * @return by minute since the epoch, live, for reading
     */
    public NavigableMap<Long, TriedSpan> minutes() {
        return Collections.unmodifiableNavigableMap(minutes);
    }

    /**
     * What was tried on days on which a spray began.
     *
     * @return by day since the epoch, live, for reading
     */
    public NavigableMap<Long, TriedSpan> days() {
        return Collections.unmodifiableNavigableMap(days);
    }

    /**
     * Whether it has to be stored.
     *
     * @return true if anything was recorded, found or forgotten
     */
    public boolean isChanged() {
        return changed;
    }

    /**
     * Whether nothing is kept.
     *
     * @return true if there is nothing to store
     */
    public boolean isEmpty() {
        return minutes.isEmpty() && days.isEmpty();
    }

    /**
     * Adds what was tried.
     *
     * @param tried it
     * @param arrivedAt when that arrived where it was counted (ms since the epoch)
     * @param at what time it is where it is added up (ms since the epoch): where tasks catch up they may be months apart in the events' time
     * @param late how late something may arrive, in ms, zero or more
     * @param spray the thresholds
     * @return false if it arrived later than that, and so much was tried since, and it was not added
     */
    public boolean record(Tried tried, long arrivedAt, long at, long late, PasswordSpray spray) {
        if (clock != NO_CLOCK && tried.lastAt() < Math.min(arrivedAt, clock) - late) {
            return false;
        }
        changed = true;
        clock = Math.max(clock, tried.lastAt());
        long told = Math.max(at, tried.lastAt());
        toldAt = Math.max(toldAt, told);
        long minute = tried.minute();
        long day = SprayWindows.dayOf(minute);
        boolean found = days.containsKey(day);
        if (found) {
            days.computeIfPresent(day, (number, span) -> span.with(tried, told));
        }
        // A spray that began on the day before may go on in the first minutes of this one.
        if (!found || minute < beginOf(day) + spray.minutes()) {
            minutes.merge(minute, TriedSpan.NONE.with(tried, told), TriedSpan::with);
        }
        long from = told - late - PasswordSpray.LONGEST.toMillis();
        minutes.values().removeIf(span -> span.toldAt() < from);
        days.values().removeIf(span -> span.toldAt() < from);
        shrink();
        return true;
    }

    private static long beginOf(long day) {
        return day * SprayWindows.MINUTES_OF_A_DAY;
    }

    private void shrink() {
        int bytes = bytes(minutes) + bytes(days);
        while (bytes > MAX_BYTES && minutes.size() + days.size() > 1) {
            bytes -=
                    bytes((minutes.size() > 1 ? minutes : days).pollFirstEntry().getValue());
        }
    }

    private static int bytes(Map<Long, TriedSpan> spans) {
        int bytes = 0;
        for (TriedSpan span : spans.values()) {
            bytes += bytes(span);
        }
        return bytes;
    }

    private static int bytes(TriedSpan span) {
        return SPAN_BYTES + USER_BYTES * span.users().size();
    }

    /**
     * Looks for sprays that something tried in a minute belongs to; the days on which they began are kept in one piece from now on.
     *
     * @param minute the minute, since the epoch
     * @param spray the thresholds
     * @return days since the epoch, such as were not found before
     */
    public SortedSet<Long> find(long minute, PasswordSpray spray) {
        return find(minute - spray.minutes() + 1, minute, spray);
    }

    /**
     * Looks for sprays in all minutes that are kept.
     *
     * @param spray the thresholds
     * @return days since the epoch, such as were not found before
     */
    public SortedSet<Long> find(PasswordSpray spray) {
        return minutes.isEmpty() ? Collections.emptySortedSet() : find(minutes.firstKey(), minutes.lastKey(), spray);
    }

    private SortedSet<Long> find(long from, long to, PasswordSpray spray) {
        SortedSet<Long> found = SprayWindows.days(minutes, from, to, spray, days::containsKey);
        found.forEach(day -> found(day, spray));
        return found;
    }

    private void found(long day, PasswordSpray spray) {
        long next = beginOf(day + 1);
        TriedSpan all = TriedSpan.NONE;
        for (TriedSpan span :
                minutes.subMap(beginOf(day), next + spray.minutes()).values()) {
            all = all.with(span);
        }
        days.put(day, all);
        minutes.subMap(beginOf(day) + spray.minutes(), next).clear();
        changed = true;
    }

    /**
     * Forgets the days on which no spray can have begun under other thresholds: what is known of the whole day is too little.
     *
     * @param spray the thresholds
     * @return days since the epoch
     */
    public SortedSet<Long> refute(PasswordSpray spray) {
        SortedSet<Long> refuted = new TreeSet<>();
        days.forEach((day, span) -> {
            long next = beginOf(day + 1);
            TriedSpan all = span;
            for (TriedSpan more : minutes.subMap(next, next + spray.minutes()).values()) {
                all = all.with(more);
            }
            int users = all.users().size();
            if (!spray.fast().isReached(users, all.attempts()) && !spray.slow().isReached(users, all.attempts())) {
                refuted.add(day);
            }
        });
        days.keySet().removeAll(refuted);
        changed |= !refuted.isEmpty();
        return refuted;
    }

    /**
     * When nothing of it can matter any more, unless something else is told.
     *
     * @param late how late something may arrive, in ms, zero or more
     * @return ms since the epoch, or {@link Long#MAX_VALUE} if nothing is kept
     */
    public long expiresAt(long late) {
        return isEmpty() ? Long.MAX_VALUE : toldAt + late + PasswordSpray.LONGEST.toMillis();
    }

    /** Forgets everything. */
    public void clear() {
        changed |= !isEmpty();
        minutes.clear();
        days.clear();
    }
}
