package dev.sluice.domain.identity;

import dev.sluice.domain.Letters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
        // Leaves are told once each, and a leave that is told late must end where it ended.
        return FieldEntries.insert(entries, entry, field.equals(HrTimeline.LEAVE), clock);
    }

    private static AttributeEntry cut(AttributeEntry entry) {
        String value = entry.value();
        if (value == null || value.length() <= MAX_VALUE) {
            return entry;
        }
        return new AttributeEntry(entry.effectiveAt(), entry.key(), Letters.atMost(value, MAX_VALUE - 1) + "…");
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
        byField.entrySet()
                .removeIf(field -> field.getKey().startsWith(EXTRA)
                        && field.getValue().stream().allMatch(entry -> saysNothing(field.getValue(), entry, clock)));
    }

    private boolean saysNothing(List<AttributeEntry> entries, AttributeEntry entry, long clock) {
        String source = FieldEntries.sourceOf(entry);
        if (FieldEntries.atOf(source, entries, Long.MAX_VALUE, Long.MAX_VALUE) != entry) {
            return true;
        }
        AttributeEntry cleared = FieldEntries.atOf(source, fieldEntries(EXTRA_CLEARED), clock, Long.MAX_VALUE);
        boolean endedBefore = cleared != null && entry.value() == null && entry.effectiveAt() <= cleared.effectiveAt();
        return entry.effectiveAt() <= clock && (endedBefore || isHidden(entry, cleared));
    }

    private List<AttributeEntry> fieldEntries(String field) {
        return byField.getOrDefault(field, List.of());
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
            if (holds(extra.getValue(), entry) && !named.contains(extra.getKey().substring(EXTRA.length()))) {
                insert(extra.getKey(), extra.getValue(), entry, clock);
            }
        }
        return changed;
    }

    /** Whether a source or all together give a value at the instant of its record. */
    private static boolean holds(List<AttributeEntry> entries, AttributeEntry record) {
        String source = FieldEntries.sourceOf(record);
        AttributeEntry own = FieldEntries.atOf(source, entries, record.effectiveAt(), Long.MAX_VALUE);
        AttributeEntry any = FieldEntries.at(entries, record.effectiveAt(), Long.MAX_VALUE);
        return own != null && own.value() != null || any != null && any.value() != null;
    }

    /**
     * Restores an entry as it was stored.
     *
     * @param field the attribute
     * @param entry the entry
     */
    public void restore(String field, AttributeEntry entry) {
        FieldEntries.restore(byField.computeIfAbsent(field, f -> new ArrayList<>(2)), entry);
    }

    /**
     * The entry that holds at an instant.
     *
     * @param field the attribute
     * @param at the instant, not before the clock (ms since the epoch)
     * @param precedence whose word counts
     * @return the entry, or null if none does
     */
    public AttributeEntry at(String field, long at, Precedence precedence) {
        return at(field, at, Long.MAX_VALUE, precedence);
    }

    /**
     * The entry that would hold at an instant by what had been told until another.
     *
     * @param field the attribute
     * @param at the instant (ms since the epoch)
     * @param told the instant until which it had to be told (ms since the epoch)
     * @param precedence whose word counts
     * @return the entry, or null if none was known to hold
     */
    public AttributeEntry toldAt(String field, long at, long told, Precedence precedence) {
        return at(field, at, told, precedence);
    }

    private AttributeEntry at(String field, long at, long told, Precedence precedence) {
        List<AttributeEntry> entries = fieldEntries(field);
        if (entries.isEmpty()) {
            return null;
        }
        List<String> sources = precedence.of(field);
        for (String source : sources) {
            AttributeEntry entry = FieldEntries.atOf(source, entries, at, told);
            if (entry != null && entry.value() != null && !isCleared(field, source, entry, at, told)) {
                return entry;
            }
        }
        AttributeEntry entry = FieldEntries.at(entries, at, told, sources);
        return entry == null || isCleared(field, sources, entry, at, told) ? null : entry;
    }

    private boolean isCleared(String field, String source, AttributeEntry entry, long at, long told) {
        return field.startsWith(EXTRA)
                && isHidden(entry, FieldEntries.atOf(source, fieldEntries(EXTRA_CLEARED), at, told));
    }

    private boolean isCleared(String field, List<String> except, AttributeEntry entry, long at, long told) {
        return field.startsWith(EXTRA)
                && isHidden(entry, FieldEntries.at(fieldEntries(EXTRA_CLEARED), at, told, except));
    }

    /**
     * The first entry of an attribute, whenever it begins to hold.
     *
     * @param field the attribute
     * @param precedence whose word counts
     * @return the entry, or null if there is none
     */
    public AttributeEntry first(String field, Precedence precedence) {
        List<AttributeEntry> entries = fieldEntries(field);
        for (String source : precedence.of(field)) {
            for (AttributeEntry entry : entries) {
                if (FieldEntries.sourceOf(entry).equals(source)) {
                    return entry;
                }
            }
        }
        return FieldEntries.first(entries);
    }

    /**
     * All values that hold at an instant.
     *
     * @param at the instant, not before the clock (ms since the epoch)
     * @param precedence whose word counts
     * @return values by attribute, sorted; attributes without a value are absent
     */
    public Map<String, String> valuesAt(long at, Precedence precedence) {
        return values(byField.keySet(), at, Long.MAX_VALUE, precedence);
    }

    private Map<String, String> values(Collection<String> fields, long at, long told, Precedence precedence) {
        TreeMap<String, String> values = new TreeMap<>();
        for (String field : fields) {
            AttributeEntry entry = at(field, at, told, precedence);
            if (entry != null && entry.value() != null) {
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
     * @param precedence whose word counts
     * @return oldest first, each other than the one before; the last one holds at {@code until}. Before the first, nothing had
     *     been told, or it is longer ago than is kept
     */
    public List<Shown> history(Set<String> fields, long until, Precedence precedence) {
        TreeSet<Long> changes = new TreeSet<>();
        changes.add(until);
        changesOf(EXTRA_CLEARED, until, changes);
        fields.forEach(field -> changesOf(field, until, changes));
        List<Shown> history = new ArrayList<>();
        for (long change : changes) {
            Map<String, String> values = values(fields, change, change, precedence);
            if (history.isEmpty() || !history.get(history.size() - 1).values().equals(values)) {
                history.add(new Shown(change, values));
            }
        }
        return history;
    }

    /**
     * Since when an attribute has had the value that it has, however often that was told since.
     *
     * @param field the attribute
     * @param at the instant looked at, not before the clock (ms since the epoch)
     * @param precedence whose word counts
     * @return ms since the epoch, not before it was told; {@link Long#MIN_VALUE} if it never had another than none
     */
    public long since(String field, long at, Precedence precedence) {
        List<Shown> history = history(Set.of(field), at, precedence);
        Shown last = history.get(history.size() - 1);
        return history.size() == 1 && last.values().isEmpty() ? Long.MIN_VALUE : last.since();
    }

    private void changesOf(String field, long until, Set<Long> changes) {
        for (AttributeEntry entry : fieldEntries(field)) {
            if (FieldEntries.shownFrom(entry) <= until) {
                changes.add(FieldEntries.shownFrom(entry));
            }
        }
    }

    private static boolean isHidden(AttributeEntry entry, AttributeEntry cleared) {
        return cleared != null && FieldEntries.comesAfter(cleared, entry);
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
                if (FieldEntries.shownFrom(entry) > after) {
                    next = Math.min(next, FieldEntries.shownFrom(entry));
                }
            }
        }
        return next;
    }

    /**
     * Everything stored, for the store.
     *
     * @return entries by attribute, by source, ascending; unmodifiable
     */
    public Map<String, List<AttributeEntry>> entries() {
        return Collections.unmodifiableMap(byField);
    }
}
