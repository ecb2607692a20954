package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is known of entitlements (kind: Entitlement): what each contains, and its attributes. */
public final class Catalogue {
    /** Entitlements that whoever holds one has at most; further ones are left out (the validator refuses them). */
    public static final int MAX_CONTAINED = 10_000;

    /** Ways to them at most, where it makes a difference by which way something is had; further ones are left out. */
    static final int MAX_WAYS = 50_000;

    private static final Catalogue EMPTY = new Catalogue(Map.of());

    /**
     * One entitlement.
     *
     * @param contains entitlements that whoever holds it has too
     * @param attributes its attributes by name
     */
    public record Entry(List<EntitlementKey> contains, Map<String, String> attributes) {
        /** Copies both. */
        public Entry {
            contains = List.copyOf(contains);
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * What whoever holds an entitlement has by it.
     *
     * @param entitlement the entitlement that one has
     * @param by the one that contains it, nearer to what is held; null for what is held itself
     */
    public record Effective(EntitlementKey entitlement, Effective by) {
        /**
         * The way to it, cut in the middle where it is long.
         *
         * @param longest how many entitlements to name at most
         * @return from what is held to this one, both included
         */
        public List<EntitlementKey> path(int longest) {
            List<EntitlementKey> path = new ArrayList<>();
            for (Effective step = this; step != null; step = step.by()) {
                path.add(step.entitlement());
            }
            Collections.reverse(path);
            if (path.size() > longest) {
                path.subList(longest / 2, path.size() - (longest - longest / 2)).clear();
            }
            return path;
        }
    }

    private final Map<EntitlementKey, Entry> entries;

    private Catalogue(Map<EntitlementKey, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /**
     * A catalogue.
     *
     * @param entries by entitlement
     * @return the catalogue
     */
    public static Catalogue of(Map<EntitlementKey, Entry> entries) {
        return entries.isEmpty() ? EMPTY : new Catalogue(entries);
    }

    /**
     * The entitlements of which something is known.
     *
     * @return by entitlement; unmodifiable
     */
    public Map<EntitlementKey, Entry> entries() {
        return entries;
    }

    /**
     * What whoever holds an entitlement has by it: itself, and what it contains at any depth. What is reached twice, or by a
     * circle, is there once, by the shortest way.
     *
     * @param held the entitlement that is held
     * @return nearest first
     */
    public List<Effective> effective(EntitlementKey held) {
        return effective(held, Set.of());
    }

    /** What is had by one way, with the attributes that count. */
    private record Had(EntitlementKey entitlement, Map<String, String> attributes) {}

    private record Way(Effective effective, Map<String, String> attributes) {}

    /**
     * The same, where something may be had several times: by the shortest way for each combination of values that some attributes
     * have on a way to it. What two roles bring for two companies is had for both.
     *
     * @param held the entitlement that is held
     * @param told the names of the attributes that tell ways apart
     * @return nearest first
     */
    List<Effective> effective(EntitlementKey held, Set<String> told) {
        Effective self = new Effective(held, null);
        if (!entries.containsKey(held)) {
            return List.of(self);
        }
        Way start = new Way(self, with(Map.of(), held, told));
        Set<EntitlementKey> known = new HashSet<>(Set.of(held));
        Set<Had> reached = new HashSet<>(Set.of(new Had(held, start.attributes())));
        List<Effective> all = new ArrayList<>(List.of(self));
        ArrayDeque<Way> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            Way from = next.poll();
            Entry entry = entries.get(from.effective().entitlement());
            for (EntitlementKey contained : entry == null ? List.<EntitlementKey>of() : entry.contains()) {
                // One more than may be, so that whoever validates sees it.
                boolean fits = known.contains(contained) ? all.size() < MAX_WAYS : known.size() <= MAX_CONTAINED + 1;
                Map<String, String> attributes = fits ? with(from.attributes(), contained, told) : null;
                if (fits && reached.add(new Had(contained, attributes))) {
                    known.add(contained);
                    Effective one = new Effective(contained, from.effective());
                    all.add(one);
                    next.add(new Way(one, attributes));
                }
            }
        }
        return all;
    }

    /** What is known on the way so far, and what the next entitlement itself tells, which is nearer. */
    private Map<String, String> with(Map<String, String> sofar, EntitlementKey entitlement, Set<String> told) {
        Entry entry = told.isEmpty() ? null : entries.get(entitlement);
        if (entry == null || Collections.disjoint(told, entry.attributes().keySet())) {
            return sofar;
        }
        Map<String, String> attributes = new HashMap<>(sofar);
        entry.attributes().forEach((name, value) -> {
            if (told.contains(name)) {
                attributes.put(name, value);
            }
        });
        return attributes;
    }

    /**
     * An attribute of what somebody has.
     *
     * @param effective what somebody has
     * @param attribute the attribute's name
     * @return the value of the nearest that has one, on the way back to what is held; null if none has
     */
    String attributeOf(Effective effective, String attribute) {
        for (Effective step = effective; step != null; step = step.by()) {
            Entry entry = entries.get(step.entitlement());
            String value = entry == null ? null : entry.attributes().get(attribute);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Catalogue catalogue && entries.equals(catalogue.entries);
    }

    @Override
    public int hashCode() {
        return Objects.hash(entries);
    }
}
