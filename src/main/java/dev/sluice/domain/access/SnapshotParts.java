package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The parts of snapshots that have not arrived whole; a snapshot counts for nothing until it has. A feed may use one id for
 * each of its runs, and parts get lost and come late; so the parts of one run are told by their place in time: between two
 * runs there is a gap. Which parts are of one run follows from the set of parts alone, not from their order of arrival.
 */
public final class SnapshotParts {
    /** Parts that follow on each other within this time are of one run. */
    static final long MAX_GAP_MS = Duration.ofHours(1).toMillis();

    /**
     * One part.
     *
     * @param number its number, from 1
     * @param of how many parts the snapshot has
     * @param listed what it lists
     */
    public record Part(int number, int of, List<EntitlementKey> listed) {
        /** Copies the list. */
        public Part {
            listed = List.copyOf(listed);
        }
    }

    /** A snapshot that is whole, and its place in the order of facts: that of its last part. */
    record Whole(FactKey key, NavigableSet<EntitlementKey> listed) {}

    private final TreeMap<FactKey, Part> parts = new TreeMap<>();

    /**
     * The parts in the order of facts.
     *
     * @return live view, for the store
     */
    public Map<FactKey, Part> parts() {
        return parts;
    }

    /** Takes a part; gives the snapshot that it completes, whose parts are then forgotten. */
    Optional<Whole> add(FactKey key, Part part) {
        parts.put(key, part);
        List<FactKey> run = runAround(key, part.of());
        // A part that was sent again replaces itself.
        Map<Integer, Part> byNumber = new HashMap<>();
        run.forEach(k -> byNumber.put(parts.get(k).number(), parts.get(k)));
        if (byNumber.size() < part.of()) {
            return Optional.empty();
        }
        NavigableSet<EntitlementKey> listed = new TreeSet<>();
        byNumber.values().forEach(p -> listed.addAll(p.listed()));
        parts.keySet().removeAll(run);
        return Optional.of(new Whole(run.get(run.size() - 1), listed));
    }

    private List<FactKey> runAround(FactKey key, int of) {
        List<FactKey> run = new ArrayList<>();
        boolean found = false;
        for (Map.Entry<FactKey, Part> entry : parts.entrySet()) {
            if (entry.getValue().of() != of) {
                continue;
            }
            boolean gap = !run.isEmpty()
                    && entry.getKey().at() - run.get(run.size() - 1).at() > MAX_GAP_MS;
            if (gap && found) {
                break;
            }
            if (gap) {
                run.clear();
            }
            run.add(entry.getKey());
            found |= entry.getKey().equals(key);
        }
        return run;
    }

    /** Forgets parts of before an instant, and tells whether any is left. */
    boolean forgetBefore(long instant) {
        parts.keySet().removeIf(key -> key.at() < instant);
        return !parts.isEmpty();
    }

    /** The last part, or null. */
    FactKey latest() {
        return parts.isEmpty() ? null : parts.lastKey();
    }
}
