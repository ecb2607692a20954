package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of some sides violates a rule. As many functions as the rule requires must be had by as many different entitlements: one
 * entitlement that is named by two functions, or reached by two ways, does not conflict with itself.
 */
public final class RuleCheck {
    /**
     * Sides that conflict.
     *
     * @param scope the value of the scope's attribute for which they do; empty where the rule has none
     * @param sides all sides that take part
     */
    public record Conflict(String scope, List<Side> sides) {}

    private final SodRule rule;
    private final Catalogue catalogue;
    private final Map<String, String> attributes;

    /**
     * Checks of one rule for one identity.
     *
     * @param rule the rule
     * @param catalogue what is known of entitlements
     * @param attributes what HR tells of the identity
     */
    public RuleCheck(SodRule rule, Catalogue catalogue, Map<String, String> attributes) {
        this.rule = rule;
        this.catalogue = catalogue;
        this.attributes = attributes;
    }

    /**
     * Whether the rule holds for the identity at all.
     *
     * @param identityId the identity
     * @return false if it is exempt, or not one of whom the rule speaks
     */
    public boolean concerns(String identityId) {
        return !rule.exempt().contains(identityId)
                && (rule.scope().when() == null || rule.scope().when().holds(attributes));
    }

    /**
     * What conflicts.
     *
     * @param sides what the identity has at one instant
     * @return one conflict for each value of the scope, sorted
     */
    public List<Conflict> conflicts(List<Side> sides) {
        List<Conflict> conflicts = new ArrayList<>();
        groups(sides).forEach((value, group) -> {
            if (stands(value, group, null)) {
                conflicts.add(new Conflict(value, group));
            }
        });
        return conflicts;
    }

    /**
     * Whether one side takes part in a conflict.
     *
     * @param sides what the identity has at one instant
     * @param side one of them
     * @return true if it conflicts with others of them, or by itself
     */
    public boolean conflictsWith(List<Side> sides, Side side) {
        return groups(sides).entrySet().stream()
                .anyMatch(group -> group.getValue().contains(side) && stands(group.getKey(), group.getValue(), side));
    }

    /** Whether sides of one value of the scope conflict, with one of them taking part; null for any. */
    private boolean stands(String value, List<Side> group, Side forced) {
        List<Side> fixed = forced == null ? List.of() : List.of(forced);
        if (!conflict(group, fixed)) {
            return false;
        }
        if (rule.scope().across() != null) {
            return conflictAcross(group, forced);
        }
        if (value.isEmpty()) {
            return true;
        }
        // What conflicts without the value is a conflict of its own, whatever else there is.
        return group.stream()
                .filter(side -> value(side, rule.scope().same()) != null)
                .anyMatch(valued -> conflict(group, with(fixed, valued)));
    }

    private static List<Side> with(List<Side> fixed, Side another) {
        List<Side> all = new ArrayList<>(fixed);
        if (!all.contains(another)) {
            all.add(another);
        }
        return all;
    }

    /** By value, what has none with each of them, and by itself. */
    private Map<String, List<Side>> groups(List<Side> sides) {
        String attribute = rule.scope().same();
        if (attribute == null) {
            return Map.of("", sides);
        }
        TreeMap<String, List<Side>> groups = new TreeMap<>();
        List<Side> free = new ArrayList<>();
        for (Side side : sides) {
            String value = value(side, attribute);
            (value == null ? free : groups.computeIfAbsent(value, v -> new ArrayList<>())).add(side);
        }
        groups.values().forEach(group -> group.addAll(free));
        groups.put("", free);
        return groups;
    }

    private String value(Side side, String attribute) {
        String value = catalogue.attributeOn(side.path(), attribute);
        return value == null ? attributes.get(attribute) : value;
    }

    /** Two sides of different value take part, whatever the others are. */
    private boolean conflictAcross(List<Side> sides, Side forced) {
        record Valued(int function, EntitlementKey effective, String value) {}
        Map<Valued, Side> valued = new HashMap<>();
        for (Side side : sides) {
            String value = value(side, rule.scope().across());
            if (value != null) {
                valued.putIfAbsent(new Valued(function(side), side.effective(), value), side);
            }
        }
        List<Map.Entry<Valued, Side>> all = new ArrayList<>(valued.entrySet());
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                boolean differ =
                        !all.get(i).getKey().value().equals(all.get(j).getKey().value());
                if (differ) {
                    List<Side> pair = List.of(all.get(i).getValue(), all.get(j).getValue());
                    if (conflict(sides, forced == null ? pair : with(pair, forced))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** In an exclusive rule each entitlement is a function of its own. */
    private int function(Side side) {
        return rule.exclusive() ? -1 : side.function();
    }

    private int required() {
        return rule.exclusive() ? 2 : rule.required();
    }

    /** Whether so many functions as are required are had by different entitlements, of which some are given. */
    private boolean conflict(List<Side> sides, List<Side> fixed) {
        if (rule.exclusive()) {
            Set<EntitlementKey> distinct = new HashSet<>();
            fixed.forEach(side -> distinct.add(side.effective()));
            if (distinct.size() < fixed.size() || fixed.size() > required()) {
                return false;
            }
            sides.forEach(side -> distinct.add(side.effective()));
            return distinct.size() >= required();
        }
        Map<Integer, Set<EntitlementKey>> byFunction = new TreeMap<>();
        for (Side side : sides) {
            byFunction.computeIfAbsent(side.function(), f -> new HashSet<>()).add(side.effective());
        }
        Set<EntitlementKey> taken = new HashSet<>();
        for (Side side : fixed) {
            boolean isNew = taken.add(side.effective()) && byFunction.remove(side.function()) != null;
            if (!isNew) {
                return false;
            }
        }
        int missing = required() - fixed.size();
        return missing >= 0 && byFunction.size() >= missing && hasDistinct(byFunction, taken, missing);
    }

    /** A matching of functions with entitlements by augmenting paths; there are few functions. */
    private static boolean hasDistinct(
            Map<Integer, Set<EntitlementKey>> byFunction, Set<EntitlementKey> taken, int wanted) {
        Map<EntitlementKey, Integer> matched = new HashMap<>();
        int found = 0;
        for (Integer function : byFunction.keySet()) {
            if (found >= wanted) {
                break;
            }
            if (augment(function, byFunction, matched, new HashSet<>(taken))) {
                found++;
            }
        }
        return found >= wanted;
    }

    private static boolean augment(
            Integer function,
            Map<Integer, Set<EntitlementKey>> byFunction,
            Map<EntitlementKey, Integer> matched,
            Set<EntitlementKey> visited) {
        for (EntitlementKey entitlement : byFunction.get(function)) {
            if (visited.add(entitlement)) {
                Integer other = matched.get(entitlement);
                if (other == null || augment(other, byFunction, matched, visited)) {
                    matched.put(entitlement, function);
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether what conflicts is accepted by an exception.
     *
     * @param conflict what conflicts
     * @param acceptedAt when the conflict was accepted as it was then (ms since the epoch); {@link Long#MIN_VALUE} for not
     * @param entitlements entitlements that are accepted whatever they conflict with
     * @return true if nothing conflicts beside what is accepted
     */
    public boolean isAccepted(Conflict conflict, long acceptedAt, Set<EntitlementKey> entitlements) {
        List<Side> rest = conflict.sides().stream()
                .filter(side ->
                        !entitlements.contains(side.source().held()) && !entitlements.contains(side.effective()))
                .toList();
        boolean stands = stands(conflict.scope(), rest, null);
        if (!stands || acceptedAt == Long.MIN_VALUE) {
            return !stands;
        }
        Set<Had> before = new HashSet<>();
        rest.stream().filter(side -> side.source().from() <= acceptedAt).forEach(side -> before.add(Had.by(side)));
        return rest.stream()
                .filter(side -> !before.contains(Had.by(side)))
                .noneMatch(side -> stands(conflict.scope(), rest, side));
    }

    /** What one has, however it came about. */
    private record Had(int function, EntitlementKey effective) {
        static Had by(Side side) {
            return new Had(side.function(), side.effective());
        }
    }
}
