package dev.sluice.domain.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * HR attributes, field by field, by the instant from which they hold and by the instant at which they were told. An entry
 * <em>shows</em> from the later of the two on, until one that comes after it (by effectiveAt, then by the order of facts) shows
 * as well: that is what processing in order would have seen. Entries that never show within {@link #HISTORY_MS} before the
 * identity's clock are dropped.
 */
public final class AttributeTimeline {
    /** Prefix of attributes that only some organisations have. */
    public static final String EXTRA = "extra.";

    /**
     * The field under which a complete record notes that all further attributes it does not name have no value. Without
     * the dot, so that no further attribute can have its name.
     */
    static final String EXTRA_CLEARED = "extra";

    /** The longest value that is kept, in UTF-16 units; a longer one is cut and ends in an ellipsis. */
    public static final int MAX_VALUE = 1024;

    /** Further attributes that are kept per identity; what comes beyond is left out, never the record that brings it. */
    public static final int MAX_EXTRAS = 256;

    /** The longest name of a further attribute, in UTF-16 units. */
    public static final int MAX_EXTRA_NAME = 128;

    /** Values of one attribute that begin to hold later; the farthest is left out first. */
    static final int MAX_AHEAD = 32;

    /** Values of one attribute that held before; the oldest is left out first. */
    static final int MAX_BEHIND = 32;

    /** How long it is known what attributes were (ms): longer than a role's overlap can be. */
    public static final long HISTORY_MS = Duration.ofDays(400).toMillis();

    /**
     * How long an entry is kept that only says again what held before it (ms): a fact that lies between the two may be
     * late. Where one is later still, an overlap can end at another instant than if it had not been.
     */
    static final long REPEATED_MS = Duration.ofDays(2).toMillis();

    /** Such entries that are kept per attribute at most, however often a feed says the same. */
    static final int MAX_REPEATED = 4;

    private final TreeMap<String, List<AttributeEntry>> byField = new TreeMap<>();

    /**
     * Records a value.
     *
     * @param field the attribute
     * @param entry from when it holds, and what
     * @param clock the identity's clock (ms since the epoch)
     * @return false if it shows at no instant that matters, so that nothing changed
     */
    public boolean record(String field, AttributeEntry entry, long clock) {
        if (!byField.containsKey(field) && !hasRoomFor(field, clock)) {
            return false;
        }
        return insert(field, byField.computeIfAbsent(field, f -> new ArrayList<>(2)), cut(entry), clock);
    }

    private static boolean insert(String field, List<AttributeEntry> entries, AttributeEntry entry, long clock) {
        int at = entries.size();
        while (at > 0 && comesAfter(entries.get(at - 1), entry)) {
            at--;
        }
        if (at > 0 && isSame(entries.get(at - 1), entry)) {
            return false;
        }
        entries.add(at, entry);
        prune(field, entries, clock);
        for (AttributeEntry kept : entries) {
            if (kept == entry) {
                return true;
            }
        }
        return false;
    }

    private static boolean comesAfter(AttributeEntry later, AttributeEntry entry) {
        int order = Long.compare(later.effectiveAt(), entry.effectiveAt());
        return order > 0 || order == 0 && later.key().isAfter(entry.key());
    }

    private static boolean isSame(AttributeEntry one, AttributeEntry other) {
        return one.effectiveAt() == other.effectiveAt() && one.key().equals(other.key());
    }

    private static long shownFrom(AttributeEntry entry) {
        return Math.max(entry.effectiveAt(), entry.key().at());
    }

    private static AttributeEntry cut(AttributeEntry entry) {
        String value = entry.value();
        if (value == null || value.length() <= MAX_VALUE) {
            return entry;
        }
        int end = Character.isHighSurrogate(value.charAt(MAX_VALUE - 2)) ? MAX_VALUE - 2 : MAX_VALUE - 1;
        return new AttributeEntry(entry.effectiveAt(), entry.key(), value.substring(0, end) + "…");
    }

    private boolean hasRoomFor(String field, long clock) {
        if (!field.startsWith(EXTRA)) {
            return true;
        }
        String name = field.substring(EXTRA.length());
        if (name.isEmpty() || name.length() > MAX_EXTRA_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        if (extras() >= MAX_EXTRAS) {
            dropCleared(clock);
        }
        return extras() < MAX_EXTRAS;
    }

    private long extras() {
        return byField.tailMap(EXTRA, true).keySet().stream()
                .takeWhile(field -> field.startsWith(EXTRA))
                .count();
    }

    /** What a complete record has cleared says no more than that record does. */
    private void dropCleared(long clock) {
        AttributeEntry cleared = at(EXTRA_CLEARED, clock);
        byField.entrySet().removeIf(field -> {
            AttributeEntry last = field.getValue().get(field.getValue().size() - 1);
            boolean saysNothing = last.value() == null
                    && cleared != null
                    && field.getKey().startsWith(EXTRA)
                    && last.effectiveAt() <= cleared.effectiveAt();
            return last.effectiveAt() <= clock && (saysNothing || isCleared(field.getKey(), last, cleared));
        });
    }

    /**
     * Records that a complete record names no other further attributes than some.
     *
     * @param named the names, without {@link #EXTRA}, of those that it does name
     * @param entry from when it holds, without a value
     * @param clock the identity's clock (ms since the epoch)
     * @return false if something later already holds at that instant, so that nothing changed
     */
    boolean clearExtras(Set<String> named, AttributeEntry entry, long clock) {
        boolean changed = record(EXTRA_CLEARED, entry, clock);
        // Also one by one: of many such records only the last is kept, and it would hide when a value ended.
        for (Map.Entry<String, List<AttributeEntry>> extra :
                byField.tailMap(EXTRA, true).entrySet()) {
            if (!extra.getKey().startsWith(EXTRA)) {
                break;
            }
            AttributeEntry held = at(extra.getKey(), entry.effectiveAt());
            boolean ends = held != null && held.value() != null;
            if (ends && !named.contains(extra.getKey().substring(EXTRA.length()))) {
                insert(extra.getKey(), extra.getValue(), entry, clock);
            }
        }
        return changed;
    }

    /**
     * Restores an entry as it was stored.
     *
     * @param field the attribute
     * @param entry the entry; entries of a field come in ascending order
     */
    public void restore(String field, AttributeEntry entry) {
        byField.computeIfAbsent(field, f -> new ArrayList<>(2)).add(entry);
    }

    /**
     * The entry that holds at an instant.
     *
     * @param field the attribute
     * @param at the instant, not before the clock (ms since the epoch)
     * @return the entry, or null if none does
     */
    public AttributeEntry at(String field, long at) {
        return at(field, at, Long.MAX_VALUE);
    }

    private AttributeEntry at(String field, long at, long told) {
        List<AttributeEntry> entries = byField.getOrDefault(field, List.of());
        for (int i = entries.size() - 1; i >= 0; i--) {
            AttributeEntry entry = entries.get(i);
            if (entry.effectiveAt() <= at && entry.key().at() <= told) {
                return entry;
            }
        }
        return null;
    }

    /**
     * The first entry of an attribute, whenever it begins to hold.
     *
     * @param field the attribute
     * @return the entry, or null if there is none
     */
    public AttributeEntry first(String field) {
        List<AttributeEntry> entries = byField.get(field);
        return entries == null || entries.isEmpty() ? null : entries.get(0);
    }

    /**
     * All values that hold at an instant.
     *
     * @param at the instant, not before the clock (ms since the epoch)
     * @return values by attribute, sorted; attributes without a value are absent
     */
    public Map<String, String> valuesAt(long at) {
        return values(byField.keySet(), at, Long.MAX_VALUE);
    }

    private Map<String, String> values(Collection<String> fields, long at, long told) {
        TreeMap<String, String> values = new TreeMap<>();
        AttributeEntry cleared = at(EXTRA_CLEARED, at, told);
        for (String field : fields) {
            AttributeEntry entry = at(field, at, told);
            if (entry != null && entry.value() != null && !isCleared(field, entry, cleared)) {
                values.put(field, entry.value());
            }
        }
        return values;
    }

    /**
     * Values that showed from one instant to the next.
     *
     * @param since from when (ms since the epoch)
     * @param values the values by attribute; attributes without a value are absent
     */
    public record Shown(long since, Map<String, String> values) {}

    /**
     * What some attributes were, as processing in order would have seen it. Goes back as far as is kept.
     *
     * @param fields the attributes
     * @param until the instant to which, not before the clock (ms since the epoch)
     * @return oldest first, each other than the one before; the last one holds at {@code until}. Before the first, nothing had
     *     been told, or it is longer ago than is kept
     */
    public List<Shown> history(Set<String> fields, long until) {
        TreeSet<Long> changes = new TreeSet<>();
        changes.add(until);
        changesOf(EXTRA_CLEARED, until, changes);
        fields.forEach(field -> changesOf(field, until, changes));
        List<Shown> history = new ArrayList<>();
        for (long change : changes) {
            Map<String, String> values = values(fields, change, change);
            if (history.isEmpty() || !history.get(history.size() - 1).values().equals(values)) {
                history.add(new Shown(change, values));
            }
        }
        return history;
    }

    private void changesOf(String field, long until, Set<Long> changes) {
        for (AttributeEntry entry : byField.getOrDefault(field, List.of())) {
            if (shownFrom(entry) <= until) {
                changes.add(shownFrom(entry));
            }
        }
    }

    private static boolean isCleared(String field, AttributeEntry entry, AttributeEntry cleared) {
        if (cleared == null || !field.startsWith(EXTRA)) {
            return false;
        }
        return entry.effectiveAt() < cleared.effectiveAt()
                || (entry.effectiveAt() == cleared.effectiveAt()
                        && cleared.key().isAfter(entry.key()));
    }

    /**
     * The next instant at which a value changes.
     *
     * @param after the instant after which to look (ms since the epoch)
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextChange(long after) {
        long next = Long.MAX_VALUE;
        for (List<AttributeEntry> entries : byField.values()) {
            for (AttributeEntry entry : entries) {
                if (shownFrom(entry) > after) {
                    next = Math.min(next, shownFrom(entry));
                }
            }
        }
        return next;
    }

    /**
     * Everything stored, for the store.
     *
     * @return entries by attribute, ascending; unmodifiable
     */
    public Map<String, List<AttributeEntry>> entries() {
        return Collections.unmodifiableMap(byField);
    }

    /** Done where something is recorded and nowhere else, so that what is kept follows from what was told. */
    private static void prune(String field, List<AttributeEntry> entries, long clock) {
        int current = currentOf(entries, clock);
        dropAhead(entries, current);
        long horizon = clock - HISTORY_MS;
        long hiddenFrom = current < 0 ? Long.MAX_VALUE : shownFrom(entries.get(current));
        for (int i = current - 1; i >= 0; i--) {
            long from = shownFrom(entries.get(i));
            if (hiddenFrom <= Math.max(from, horizon)) {
                entries.remove(i);
                current--;
            } else {
                hiddenFrom = from;
            }
        }
        int repeated = 0;
        // Leaves are told once each, and a leave that is told late must end where it ended.
        boolean mayRepeat = field.equals(HrTimeline.LEAVE);
        for (int i = current - 1; i > 0; i--) {
            boolean repeats = !mayRepeat
                    && Objects.equals(entries.get(i).value(), entries.get(i - 1).value());
            if (repeats && (++repeated > MAX_REPEATED || shownFrom(entries.get(i)) < clock - REPEATED_MS)) {
                entries.remove(i);
                current--;
            }
        }
        while (current > MAX_BEHIND) {
            entries.remove(0);
            current--;
        }
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
        while (entries.size() - 1 - current > MAX_AHEAD) {
            entries.remove(entries.size() - 1);
        }
    }
}
