package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is known of entitlements (kind: Entitlement): what each contains, and its attributes. */
public final class Catalogue {
    /** Entitlements that whoever holds one has at most; further ones are left out (the validator refuses them). */
    public static final int MAX_CONTAINED = 10_000;

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
        Effective self = new Effective(held, null);
        if (!entries.containsKey(held)) {
            return List.of(self);
        }
        Set<EntitlementKey> reached = new HashSet<>(Set.of(held));
        List<Effective> all = new ArrayList<>(List.of(self));
        ArrayDeque<Effective> next = new ArrayDeque<>(List.of(self));
        while (!next.isEmpty()) {
            Effective from = next.poll();
            Entry entry = entries.get(from.entitlement());
            for (EntitlementKey contained : entry == null ? List.<EntitlementKey>of() : entry.contains()) {
                if (all.size() <= MAX_CONTAINED && reached.add(contained)) {
                    Effective one = new Effective(contained, from);
                    all.add(one);
                    next.add(one);
                }
            }
        }
        return all;
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
