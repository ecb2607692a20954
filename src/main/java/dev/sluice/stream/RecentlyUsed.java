package dev.sluice.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that keeps so many entries: the one that was not asked for the longest goes first. For one thread at a time.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final float LOAD_FACTOR = 0.75f;
    private static final int FIRST_CAPACITY = 16;

    private final int most;

    RecentlyUsed(int most) {
        super(FIRST_CAPACITY, LOAD_FACTOR, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
