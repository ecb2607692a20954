package dev.sluice.domain.finding;

import dev.sluice.domain.activity.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Of one kind and day only so many findings are told for themselves; the others are one, however many somebody provokes. */
final class DailyLimit {
    /** Findings of a kind and day, beside the one for all others. */
    static final int MAX = 16;

    /** What the scope of that one ends with. */
    private static final String REST = " *";

    private DailyLimit() {}

    /**
     * Limits sightings of one kind.
     *
     * @param found what was found
     * @param told the scopes of what is told already: that stays, whatever is found besides
     */
    static List<Sighting> of(List<Sighting> found, Set<String> told) {
        if (found.size() < MAX && told.size() < MAX) {
            return found;
        }
        Map<String, List<Sighting>> byDay = new TreeMap<>();
        found.forEach(sighting -> byDay.computeIfAbsent(Sighting.dayIn(sighting.scope()), day -> new ArrayList<>())
                .add(sighting));
        List<Sighting> limited = new ArrayList<>();
        byDay.forEach((day, sightings) -> limit(day, sightings, told, limited));
        return limited;
    }

    /** The scope of all others of a day. */
    static String rest(String day) {
        return day + REST;
    }

    /** Whether a scope is that of all others of its day. */
    static boolean isRest(String scope) {
        return scope.endsWith(REST);
    }

    private static void limit(String day, List<Sighting> sightings, Set<String> told, List<Sighting> into) {
        List<Sighting> others = new ArrayList<>();
        for (Sighting sighting : sightings) {
            (told.contains(sighting.scope()) ? into : others).add(sighting);
        }
        others.sort(Comparator.comparingLong(Sighting::firstAt).thenComparing(Sighting::scope));
        String rest = rest(day);
        long room = MAX
                - told.stream()
                        .filter(scope -> Sighting.dayIn(scope).equals(day) && !scope.equals(rest))
                        .count();
        int apart = (int) Math.max(0, Math.min(others.size(), room));
        into.addAll(others.subList(0, apart));
        if (apart < others.size()) {
            into.add(together(rest, others.subList(apart, others.size())));
        }
    }

    private static Sighting together(String scope, List<Sighting> others) {
        long count = 0;
        long last = Long.MIN_VALUE;
        int shift = Integer.MIN_VALUE;
        for (Sighting other : others) {
            count += other.count();
            last = Math.max(last, other.lastAt());
            shift = Math.max(shift, other.shift());
        }
        Sighting first = others.get(0);
        String text =
                first.text() + (others.size() == 1 ? "" : ", and the like " + (others.size() - 1) + " times more");
        return new Sighting(scope, null, first.firstAt(), last, count, shift, text);
    }
}
