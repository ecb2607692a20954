package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parts of a snapshot that has not arrived whole; it counts for nothing until it has. */
public final class SnapshotParts {
    private final int expected;
    private final TreeMap<Integer, List<EntitlementKey>> parts = new TreeMap<>();
    private FactKey key;

    /**
     * A snapshot of which nothing has arrived.
     *
     * @param expected how many parts it has
     */
    public SnapshotParts(int expected) {
        this.expected = expected;
    }

    /**
     * Adds a part; one that is already there is replaced by its equal.
     *
     * @param number the part's number, from 1
     * @param listed what it lists
     * @param factKey its place in the order of facts
     */
    public void add(int number, List<EntitlementKey> listed, FactKey factKey) {
        parts.put(number, List.copyOf(listed));
        key = FactKey.max(key, factKey);
    }

    /**
     * How many parts the snapshot has.
     *
     * @return the number of parts
     */
    public int expected() {
        return expected;
    }

    /**
     * The parts by number.
     *
     * @return live view
     */
    public Map<Integer, List<EntitlementKey>> parts() {
        return parts;
    }

    /**
     * The greatest key among the parts: the place of the whole in the order of facts.
     *
     * @return the key, null while there is no part
     */
    public FactKey key() {
        return key;
    }

    boolean complete() {
        return parts.size() >= expected;
    }

    NavigableSet<EntitlementKey> listed() {
        NavigableSet<EntitlementKey> all = new TreeSet<>();
        parts.values().forEach(all::addAll);
        return all;
    }
}
