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
        List<AttributeEntry> entries = byField.computeIfAbsent(field, f -> new ArrayList<>(2));
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
        return true;
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
