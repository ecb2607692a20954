package dev.sluice.domain.watch;

import dev.sluice.domain.govern.Decisions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whom an identity watches, and who watches it. */
public final class Watches {
    /** More people than wait for one person's decision at once; who comes after them is answered once. */
    public static final int MAX_WATCHERS = 5_000;

    private final TreeMap<String, Known> watched = new TreeMap<>();
    private final TreeSet<String> watchers = new TreeSet<>();
    private Known told;

    /**
     * What is known of the identities that are watched.
     *
     * @return live, by identityId
     */
    public Map<String, Known> watched() {
        return watched;
    }

    /**
     * Who watches.
     *
     * @return live, identityIds
     */
    public Set<String> watchers() {
        return watchers;
    }

    /**
     * What the watchers were told last.
     *
     * @return null if nothing
     */
    public Known told() {
        return told;
    }

    /**
     * Notes what the watchers are told.
     *
     * @param known what; null for nothing
     */
    public void tell(Known known) {
        told = known;
    }

    /**
     * Sees that exactly those are watched whose status matters.
     *
     * @param needed identityIds
     * @param out takes who is to be watched, and who no longer
     */
    public void follow(Set<String> needed, Decisions out) {
        for (String other : List.copyOf(watched.keySet())) {
            if (!needed.contains(other)) {
                watched.remove(other);
                out.watch(other, false);
            }
        }
        for (String other : needed) {
            if (watched.putIfAbsent(other, Known.UNHEARD) == null) {
                out.watch(other, true);
            }
        }
    }

    /** Forgets everything. */
    public void clear() {
        watched.clear();
        watchers.clear();
        told = null;
    }

    /**
     * Whether nobody watches anybody.
     *
     * @return true if there is nothing to remember
     */
    public boolean isEmpty() {
        return watched.isEmpty() && watchers.isEmpty() && told == null;
    }
}
