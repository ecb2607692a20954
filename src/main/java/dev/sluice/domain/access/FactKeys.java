package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Fact keys in order, each once. A sorted list: there are few, and most come in order. */
public final class FactKeys implements Iterable<FactKey> {
    private final ArrayList<FactKey> keys = new ArrayList<>(0);

    /**
     * Adds a key.
     *
     * @param key the key
     * @return false if it is there already
     */
    public boolean add(FactKey key) {
        if (keys.isEmpty() || key.isAfter(keys.get(keys.size() - 1))) {
            return keys.add(key);
        }
        int at = Collections.binarySearch(keys, key);
        if (at >= 0) {
            return false;
        }
        keys.add(-at - 1, key);
        return true;
    }

    void addAll(Iterable<FactKey> others) {
        others.forEach(this::add);
    }

    boolean remove(FactKey key) {
        int at = Collections.binarySearch(keys, key);
        return at >= 0 && keys.remove(at) != null;
    }

    /**
     * Whether a key is there.
     *
     * @param key the key
     * @return true if it is
     */
    public boolean contains(FactKey key) {
        return Collections.binarySearch(keys, key) >= 0;
    }

    /**
     * How many keys there are.
     *
     * @return the number
     */
    public int size() {
        return keys.size();
    }

    /**
     * Whether there is none.
     *
     * @return true if there is no key
     */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    FactKey first() {
        return keys.isEmpty() ? null : keys.get(0);
    }

    FactKey last() {
        return keys.isEmpty() ? null : keys.get(keys.size() - 1);
    }

    FactKey removeFirst() {
        return keys.remove(0);
    }

    /** The keys after a given one; all of them after null. */
    List<FactKey> after(FactKey key) {
        if (key == null) {
            return keys;
        }
        int at = Collections.binarySearch(keys, key);
        return keys.subList(at >= 0 ? at + 1 : -at - 1, keys.size());
    }

    FactKeys within(Stretch stretch) {
        FactKeys some = new FactKeys();
        for (FactKey key : keys) {
            if (stretch.contains(key)) {
                some.keys.add(key);
            }
        }
        return some;
    }

    @Override
    public Iterator<FactKey> iterator() {
        return Collections.unmodifiableList(keys).iterator();
    }
}
