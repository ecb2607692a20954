package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of some sides violates a rule. As many functions as the rule requires must be had by as many different entitlements: one
 * entitlement that is named by two functions, or reached by two ways, does not conflict with itself.
 */
public final class RuleCheck {
    /** Values of a scope for which conflicts are told apart; those beyond are told together. */
    static final int MAX_SCOPES = 100;

    /** The scope of what is told together. */
    static final String FURTHER = "*";

    /** Values of one function, and entitlements of one value, that are tried for a pair of different values. */
    private static final int TRIED = 3;

    /**
     * Sides that conflict.
     *
     * @param scope the value of the scope's attribute for which they do; empty where the rule has none, or no value is needed
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
     * Whether the conflicts of the rule are accepted for a group to which the identity belongs.
     *
     * @param identityId the identity
     * @param at the instant (ms since the epoch)
     * @return true if so
     */
    public boolean isAcceptedForGroup(String identityId, long at) {
        return rule.exceptions().stream()
                .anyMatch(exception -> at < exception.validTo()
                        && !exception.approvedBy().equals(identityId)
                        && exception.group().holds(attributes));
    }

    /**
     * What conflicts.
     *
     * @param sides what the identity has at one instant
     * @return one conflict for each value of the scope, sorted; of very many values those beyond {@link #MAX_SCOPES} together
     */
    public List<Conflict> conflicts(List<Side> sides) {
        List<Conflict> conflicts = new ArrayList<>();
        List<Side> further = new ArrayList<>();
        groups(sides).forEach((value, members) -> {
            if (new Group(value, members).stands(null)) {
                if (conflicts.size() < MAX_SCOPES) {
                    conflicts.add(new Conflict(value, members));
                } else {
                    further.addAll(members);
                }
            }
        });
        if (!further.isEmpty()) {
            conflicts.add(new Conflict(FURTHER, further.stream().distinct().toList()));
        }
        return conflicts;
    }

    /**
     * What one side conflicts with.
     *
     * @param sides what the identity has at one instant
     * @param side one of them
     * @return the sides of its value of the scope; empty if it takes part in no conflict
     */
    public Optional<List<Side>> conflictWith(List<Side> sides, Side side) {
        return groups(sides).entrySet().stream()
                .filter(group -> group.getValue().contains(side))
                .filter(group -> new Group(group.getKey(), group.getValue()).stands(side))
                .map(Map.Entry::getValue)
                .findFirst();
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
        if (conflict.scope().equals(FURTHER)) {
            return conflicts(rest).stream().allMatch(one -> isAccepted(one.scope(), one.sides(), acceptedAt));
        }
        return isAccepted(conflict.scope(), rest, acceptedAt);
    }

    private boolean isAccepted(String scope, List<Side> sides, long acceptedAt) {
        Group group = new Group(scope, sides);
        boolean stands = group.stands(null);
        if (!stands || acceptedAt == Long.MIN_VALUE) {
            return !stands;
        }
        Set<Had> before = new HashSet<>();
        sides.stream().filter(side -> side.source().from() <= acceptedAt).forEach(side -> before.add(Had.by(side)));
        return sides.stream().filter(side -> !before.contains(Had.by(side))).noneMatch(group::stands);
    }

    /** What one has, however it came about. */
    private record Had(int function, EntitlementKey effective) {
        static Had by(Side side) {
            return new Had(side.function(), side.effective());
        }
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
        String value = catalogue.attributeOf(side.way(), attribute);
        return value == null ? attributes.get(attribute) : value;
    }

    /** In an exclusive rule each entitlement is a function of its own. */
    private int required() {
        return rule.exclusive() ? 2 : rule.required();
    }

    /** Sides of one value of the scope. */
    private final class Group {
        private final String value;
        private final List<Side> sides;
        private final TreeMap<Integer, Set<EntitlementKey>> byFunction = new TreeMap<>();

        Group(String value, List<Side> sides) {
            this.value = value;
            this.sides = sides;
            for (Side side : sides) {
                byFunction
                        .computeIfAbsent(rule.exclusive() ? 0 : side.function(), f -> new HashSet<>())
                        .add(side.effective());
            }
        }

        /** Whether they conflict, with one of them taking part; null for any. */
        boolean stands(Side forced) {
            List<Side> fixed = forced == null ? List.of() : List.of(forced);
            if (!conflict(fixed)) {
                return false;
            }
            if (rule.scope().across() != null) {
                return conflictAcross(fixed);
            }
            if (value.isEmpty()) {
                return true;
            }
            // What conflicts without the value is a conflict of its own, whatever else there is.
            return sides.stream()
                    .filter(side -> value(side, rule.scope().same()) != null)
                    .anyMatch(valued -> conflict(with(fixed, valued)));
        }

        /** Two sides of different value take part, whatever the others are. */
        private boolean conflictAcross(List<Side> fixed) {
            List<Valued> tried = tried(fixed);
            for (int i = 0; i < tried.size(); i++) {
                for (int j = i + 1; j < tried.size(); j++) {
                    Side one = tried.get(i).side();
                    Side other = tried.get(j).side();
                    // One that is had with two values takes part with one of them only.
                    boolean may = !tried.get(i).value().equals(tried.get(j).value())
                            && !one.effective().equals(other.effective())
                            && (rule.exclusive() || one.function() != other.function());
                    if (may && conflict(with(with(fixed, one), other))) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Some of each function and value: with so many to choose from, more would make no difference. */
        private List<Valued> tried(List<Side> fixed) {
            Map<Integer, Map<String, List<Side>>> kept = new TreeMap<>();
            List<Valued> tried = new ArrayList<>();
            List<Side> order = new ArrayList<>(fixed);
            order.addAll(sides);
            for (Side side : order) {
                String own = value(side, rule.scope().across());
                if (own == null) {
                    continue;
                }
                Map<String, List<Side>> values = kept.computeIfAbsent(side.function(), f -> new HashMap<>());
                if (values.size() >= TRIED && !values.containsKey(own)) {
                    continue;
                }
                List<Side> some = values.computeIfAbsent(own, v -> new ArrayList<>(1));
                if (some.size() < TRIED && some.stream().noneMatch(side::isSameAs)) {
                    some.add(side);
                    tried.add(new Valued(side, own));
                }
            }
            return tried;
        }

        /** Whether so many functions as are required are had by different entitlements, of which some are given. */
        private boolean conflict(List<Side> fixed) {
            Set<EntitlementKey> taken = new HashSet<>();
            Set<Integer> functions = new HashSet<>();
            for (Side side : fixed) {
                boolean isNew = taken.add(side.effective()) && (rule.exclusive() || functions.add(side.function()));
                if (!isNew) {
                    return false;
                }
            }
            int missing = required() - fixed.size();
            if (rule.exclusive()) {
                int distinct = byFunction.getOrDefault(0, Set.of()).size();
                return missing >= 0 && distinct >= required();
            }
            return missing >= 0
                    && byFunction.size() - functions.size() >= missing
                    && hasDistinct(functions, taken, missing);
        }

        /** A matching of functions with entitlements by augmenting paths; there are few functions. */
        private boolean hasDistinct(Set<Integer> without, Set<EntitlementKey> taken, int wanted) {
            Map<EntitlementKey, Integer> matched = new HashMap<>();
            int found = 0;
            for (Integer function : byFunction.keySet()) {
                if (found >= wanted) {
                    break;
                }
                if (!without.contains(function) && augment(function, matched, new HashSet<>(taken))) {
                    found++;
                }
            }
            return found >= wanted;
        }

        private boolean augment(Integer function, Map<EntitlementKey, Integer> matched, Set<EntitlementKey> visited) {
            for (EntitlementKey entitlement : byFunction.get(function)) {
                if (visited.add(entitlement)) {
                    Integer other = matched.get(entitlement);
                    if (other == null || augment(other, matched, visited)) {
                        matched.put(entitlement, function);
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private record Valued(Side side, String value) {}

    private static List<Side> with(List<Side> fixed, Side another) {
        if (fixed.stream().anyMatch(another::isSameAs)) {
            return fixed;
        }
        List<Side> all = new ArrayList<>(fixed);
        all.add(another);
        return all;
    }
}
