package dev.sluice.domain.identity;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The entries of one attribute: by source, and of each source by effectiveAt and then by the order of facts. What one source
 * says hides nothing of what another said, since which of them counts is a matter of policy, and policies change.
 */
final class FieldEntries {
    /** Sources of which entries are kept, many more than a precedence names; the one silent for longest goes first. */
    static final int MAX_SOURCES = 32;

    /** Entries of a source that say again what another one contradicted in between. */
    private static final int MAX_CONTRADICTED = 8;

    private FieldEntries() {}

    /**
     * Adds an entry and drops what can't show any more.
     *
     * @param mayRepeat whether entries that say again what held before them are kept all the same
     * @return false if the entry shows at no instant that matters
     */
    static boolean insert(List<AttributeEntry> entries, AttributeEntry entry, boolean mayRepeat, long clock) {
        int to = endOf(entries, sourceOf(entry));
        int at = to;
        while (at > 0 && isOfSource(entries.get(at - 1), entry) && comesAfter(entries.get(at - 1), entry)) {
            at--;
        }
        if (at > 0 && isSame(entries.get(at - 1), entry)) {
            return false;
        }
        entries.add(at, entry);
        prune(entries, sourceOf(entry), mayRepeat, clock);
        dropSilentSource(entries);
        for (AttributeEntry kept : entries) {
            if (kept == entry) {
                return true;
            }
        }
        return false;
    }

    /** Puts an entry where it belongs that was stored; those of a source come in ascending order. */
    static void restore(List<AttributeEntry> entries, AttributeEntry entry) {
        int to = endOf(entries, sourceOf(entry));
        while (to > 0 && isOfSource(entries.get(to - 1), entry) && comesAfter(entries.get(to - 1), entry)) {
            to--;
        }
        entries.add(to, entry);
    }

    /** The entry of any source that holds at an instant, of those told until another; or null. */
    static AttributeEntry at(List<AttributeEntry> entries, long at, long told) {
        return at(entries, at, told, List.of());
    }

    /** The same of all sources but some. */
    static AttributeEntry at(List<AttributeEntry> entries, long at, long told, Collection<String> except) {
        AttributeEntry holds = null;
        String source = null;
        for (int i = entries.size() - 1; i >= 0; i--) {
            AttributeEntry entry = entries.get(i);
            boolean isNext = !sourceOf(entry).equals(source);
            if (isNext && entry.effectiveAt() <= at && entry.key().at() <= told) {
                // The earlier ones of this source are hidden by it.
                source = sourceOf(entry);
                boolean counts = except.isEmpty() || !except.contains(source);
                holds = counts && (holds == null || comesAfter(entry, holds)) ? entry : holds;
            }
        }
        return holds;
    }

    /** The entry of one source that holds at an instant, of those told until another; or null. */
    static AttributeEntry atOf(String source, List<AttributeEntry> entries, long at, long told) {
        for (int i = endOf(entries, source) - 1;
                i >= 0 && sourceOf(entries.get(i)).equals(source);
                i--) {
            AttributeEntry entry = entries.get(i);
            if (entry.effectiveAt() <= at && entry.key().at() <= told) {
                return entry;
            }
        }
        return null;
    }

    /** The entry that begins to hold first; null if there is none. */
    static AttributeEntry first(List<AttributeEntry> entries) {
        AttributeEntry first = null;
        for (AttributeEntry entry : entries) {
            first = first == null || comesAfter(first, entry) ? entry : first;
        }
        return first;
    }

    static long shownFrom(AttributeEntry entry) {
        return Math.max(entry.effectiveAt(), entry.key().at());
    }

    static String sourceOf(AttributeEntry entry) {
        return entry.key().source();
    }

    private static boolean isOfSource(AttributeEntry one, AttributeEntry other) {
        return sourceOf(one).equals(sourceOf(other));
    }

    static boolean comesAfter(AttributeEntry later, AttributeEntry entry) {
        int order = Long.compare(later.effectiveAt(), entry.effectiveAt());
        return order > 0 || order == 0 && later.key().isAfter(entry.key());
    }

    private static boolean isSame(AttributeEntry one, AttributeEntry other) {
        return one.effectiveAt() == other.effectiveAt() && one.key().equals(other.key());
    }

    /** The place after the last entry of a source, or where its first one belongs. */
    private static int endOf(List<AttributeEntry> entries, String source) {
        int end = entries.size();
        while (end > 0 && sourceOf(entries.get(end - 1)).compareTo(source) > 0) {
            end--;
        }
        return end;
    }

    private static List<AttributeEntry> ofSource(List<AttributeEntry> entries, String source) {
        int to = endOf(entries, source);
        int from = to;
        while (from > 0 && sourceOf(entries.get(from - 1)).equals(source)) {
            from--;
        }
        return entries.subList(from, to);
    }

    private static void dropSilentSource(List<AttributeEntry> entries) {
        if (entries.size() <= MAX_SOURCES) {
            return;
        }
        List<String> sources =
                entries.stream().map(FieldEntries::sourceOf).distinct().toList();
        if (sources.size() <= MAX_SOURCES) {
            return;
        }
        String silent = null;
        AttributeEntry last = null;
        for (String source : sources) {
            AttributeEntry latest = latestTold(ofSource(entries, source));
            if (last == null || last.key().isAfter(latest.key())) {
                silent = source;
                last = latest;
            }
        }
        ofSource(entries, silent).clear();
    }

    private static AttributeEntry latestTold(List<AttributeEntry> entries) {
        AttributeEntry latest = entries.get(0);
        for (AttributeEntry entry : entries) {
            latest = entry.key().isAfter(latest.key()) ? entry : latest;
        }
        return latest;
    }

    /** Done where something is recorded and nowhere else, so that what is kept follows from what was told. */
    private static void prune(List<AttributeEntry> entries, String source, boolean mayRepeat, long clock) {
        List<AttributeEntry> own = ofSource(entries, source);
        int current = currentOf(own, clock);
        dropAhead(own, current);
        long horizon = clock - AttributeTimeline.HISTORY_MS;
        long hiddenFrom = current < 0 ? Long.MAX_VALUE : shownFrom(own.get(current));
        for (int i = current - 1; i >= 0; i--) {
            long from = shownFrom(own.get(i));
            if (hiddenFrom <= Math.max(from, horizon)) {
                own.remove(i);
                current--;
            } else {
                hiddenFrom = from;
            }
        }
        if (!mayRepeat) {
            current -= dropRepeated(entries, own, current, clock);
        }
        while (current > AttributeTimeline.MAX_BEHIND) {
            own.remove(0);
            current--;
        }
    }

    /** What a source says again is news where another one said something else in between. */
    private static int dropRepeated(List<AttributeEntry> entries, List<AttributeEntry> own, int current, long clock) {
        int dropped = 0;
        int repeated = 0;
        int contradicted = 0;
        for (int i = current - 1; i > 0; i--) {
            AttributeEntry before = own.get(i - 1);
            AttributeEntry again = own.get(i);
            if (!Objects.equals(again.value(), before.value())) {
                continue;
            }
            boolean drops;
            if (isContradicted(entries, before, again)) {
                drops = ++contradicted > MAX_CONTRADICTED;
            } else {
                drops = ++repeated > AttributeTimeline.MAX_REPEATED
                        || shownFrom(again) < clock - AttributeTimeline.REPEATED_MS;
            }
            if (drops) {
                own.remove(i);
                dropped++;
            }
        }
        return dropped;
    }

    private static boolean isContradicted(List<AttributeEntry> entries, AttributeEntry before, AttributeEntry again) {
        for (AttributeEntry other : entries) {
            boolean isBetween = comesAfter(other, before) && comesAfter(again, other);
            if (isBetween && !Objects.equals(other.value(), again.value())) {
                return true;
            }
        }
        return false;
    }

    /** The place of the entry that holds at the clock, or -1. */
    private static int currentOf(List<AttributeEntry> entries, long clock) {
        int current = entries.size() - 1;
        while (current >= 0 && entries.get(current).effectiveAt() > clock) {
            current--;
        }
        return current;
    }

    /** Of entries for one instant to come only the last can ever show. */
    private static void dropAhead(List<AttributeEntry> entries, int current) {
        for (int i = entries.size() - 2; i > current; i--) {
            boolean together =
                    entries.get(i).effectiveAt() == entries.get(i + 1).effectiveAt();
            if (together && shownFrom(entries.get(i + 1)) <= shownFrom(entries.get(i))) {
                entries.remove(i);
            }
        }
        while (entries.size() - 1 - current > AttributeTimeline.MAX_AHEAD) {
            entries.remove(entries.size() - 1);
        }
    }
}
