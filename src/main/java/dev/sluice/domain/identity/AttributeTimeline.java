package dev.sluice.domain.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * HR attributes, field by field, by the instant from which they hold. Entries that can no longer be seen from the
 * identity's clock are dropped; a late one older than what holds at the clock is refused for the same reason.
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

    private final TreeMap<String, List<AttributeEntry>> byField = new TreeMap<>();

    /**
     * Records a value.
     *
     * @param field the attribute
     * @param entry from when it holds, and what
     * @param clock the identity's clock (ms since the epoch)
     * @return false if something later already holds at that instant, so that nothing changed
     */
    public boolean record(String field, AttributeEntry entry, long clock) {
        if (!byField.containsKey(field) && !hasRoomFor(field, clock)) {
            return false;
        }
        return insert(byField.computeIfAbsent(field, f -> new ArrayList<>(2)), cut(entry), clock);
    }

    private boolean insert(List<AttributeEntry> entries, AttributeEntry entry, long clock) {
        int at = 0;
        while (at < entries.size() && entries.get(at).effectiveAt() < entry.effectiveAt()) {
            at++;
        }
        if (at < entries.size() && entries.get(at).effectiveAt() == entry.effectiveAt()) {
            if (!entry.key().isAfter(entries.get(at).key())) {
                return false;
            }
            entries.set(at, entry);
            return true;
        }
        if (at < entries.size() && entries.get(at).effectiveAt() <= clock) {
            return false;
        }
        entries.add(at, entry);
        prune(entries, clock);
        if (entries.size() > MAX_AHEAD + 1) {
            entries.remove(entries.size() - 1);
        }
        return true;
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
        byField.entrySet()
                .removeIf(field -> field.getValue().size() == 1
                        && field.getValue().get(0).effectiveAt() <= clock
                        && isCleared(field.getKey(), field.getValue().get(0), cleared));
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
        AttributeEntry found = null;
        for (AttributeEntry entry : byField.getOrDefault(field, List.of())) {
            if (entry.effectiveAt() > at) {
                break;
            }
            found = entry;
        }
        return found;
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
        TreeMap<String, String> values = new TreeMap<>();
        AttributeEntry cleared = at(EXTRA_CLEARED, at);
        for (String field : byField.keySet()) {
            AttributeEntry entry = at(field, at);
            if (entry != null && entry.value() != null && !isCleared(field, entry, cleared)) {
                values.put(field, entry.value());
            }
        }
        return values;
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
                if (entry.effectiveAt() > after) {
                    next = Math.min(next, entry.effectiveAt());
                    break;
                }
            }
        }
        return next;
    }

    /**
     * Drops what can no longer be seen from the clock.
     *
     * @param clock the identity's clock (ms since the epoch)
     */
    public void prune(long clock) {
        byField.values().forEach(entries -> prune(entries, clock));
    }

    /**
     * Everything stored, for the store.
     *
     * @return entries by attribute, ascending; unmodifiable
     */
    public Map<String, List<AttributeEntry>> entries() {
        return Collections.unmodifiableMap(byField);
    }

    private static void prune(List<AttributeEntry> entries, long clock) {
        while (entries.size() > 1 && entries.get(1).effectiveAt() <= clock) {
            entries.remove(0);
        }
    }
}
