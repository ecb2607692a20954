package dev.sluice.domain.spray;

import dev.sluice.domain.policy.PasswordSpray;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/** Looks for minutes with which a spray begins. */
final class SprayWindows {
    static final long MINUTES_OF_A_DAY = 1440;

    private SprayWindows() {}

    static long dayOf(long minute) {
        return Math.floorDiv(minute, MINUTES_OF_A_DAY);
    }

    /**
     * The days on which a spray begins.
     *
     * @param minutes what was tried, by minute since the epoch
     * @param from the first minute that is looked at as the first of a spray
     * @param to the last one
     * @param spray the thresholds
     * @param known days that are not looked at
     * @return days since the epoch, in order
     */
    static SortedSet<Long> days(
            NavigableMap<Long, TriedSpan> minutes, long from, long to, PasswordSpray spray, LongPredicate known) {
        SortedSet<Long> found = new TreeSet<>();
        if (from <= to && (!known.test(dayOf(from)) || !known.test(dayOf(to)) || dayOf(to) > dayOf(from) + 1)) {
            slide(minutes, from, to, spray.fast(), known, found);
            slide(minutes, from, to, spray.slow(), known, found);
        }
        return found;
    }

    private static void slide(
            NavigableMap<Long, TriedSpan> minutes,
            long from,
            long to,
            PasswordSpray.Rule rule,
            LongPredicate known,
            SortedSet<Long> found) {
        Sum sum = new Sum();
        Iterator<Map.Entry<Long, TriedSpan>> ends =
                minutes.tailMap(from, true).entrySet().iterator();
        Map.Entry<Long, TriedSpan> end = next(ends);
        for (Map.Entry<Long, TriedSpan> begin :
                minutes.subMap(from, true, to, true).entrySet()) {
            while (end != null && end.getKey() < begin.getKey() + rule.minutes()) {
                sum.add(end.getValue().users(), 1);
                end = next(ends);
            }
            long day = dayOf(begin.getKey());
            if (rule.isReached(sum.users.size(), sum.attempts) && !known.test(day)) {
                found.add(day);
            }
            sum.add(begin.getValue().users(), -1);
        }
    }

    private static Map.Entry<Long, TriedSpan> next(Iterator<Map.Entry<Long, TriedSpan>> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    /** Users of several minutes, each once, and of each so many attempts as count. */
    private static final class Sum {
        private final Map<Long, Integer> users = new HashMap<>();
        private long attempts;

        void add(Users minute, int sign) {
            for (int i = 0; i < minute.size(); i++) {
                long user = minute.number(i);
                int before = users.getOrDefault(user, 0);
                int after = before + sign * minute.attempts(i);
                attempts += counted(after) - counted(before);
                if (after == 0) {
                    users.remove(user);
                } else {
                    users.put(user, after);
                }
            }
        }

        private static int counted(int attempts) {
            return Math.min(PasswordSpray.ATTEMPTS_OF_A_USER, attempts);
        }
    }
}
