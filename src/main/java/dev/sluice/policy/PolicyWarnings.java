package dev.sluice.policy;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.RuleCheck;
import dev.sluice.domain.sod.Selector;
import dev.sluice.domain.sod.Side;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.sod.SodFunction;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.text.NearestName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What may be published and is probably not meant: rules that can't be violated or name what nobody knows, entitlements that
 * contain themselves, and roles that give by birthright what a rule forbids.
 */
public final class PolicyWarnings {
    /** Pairs of roles that are told; a set in which more conflict needs another look anyway. */
    static final int MAX_PAIRS = 100;

    /** Names that nobody knows and that are compared with all that are known. */
    private static final int MAX_COMPARED = 1_000;

    private final Map<String, PolicyDocument> documents = new HashMap<>();
    private final Policies policies;
    private final Set<EntitlementKey> known = new TreeSet<>();
    private final Set<String> systems = new HashSet<>();
    private final List<PolicyProblem> warnings = new ArrayList<>();
    private int compared;

    private PolicyWarnings(List<PolicyDocument> set) {
        set.forEach(document -> documents.put(document.key(), document));
        policies = PolicyParser.parse(set, 1);
        policies.sod().catalogue().entries().forEach((entitlement, entry) -> {
            known.add(entitlement);
            known.addAll(entry.contains());
        });
        policies.roles().byId().values().forEach(role -> known.addAll(role.grants()));
        known.forEach(entitlement -> systems.add(entitlement.system()));
    }

    /**
     * Looks at a set.
     *
     * @param set a valid set
     * @return what is probably not meant; empty if nothing is
     */
    public static List<PolicyProblem> in(List<PolicyDocument> set) {
        PolicyWarnings warnings = new PolicyWarnings(set);
        for (SodRule rule : warnings.policies.sod().rules()) {
            warnings.unsatisfiable(rule);
            warnings.unknown(rule);
        }
        warnings.circles();
        warnings.roles();
        return List.copyOf(warnings.warnings);
    }

    private void warn(String key, String pointer, String message) {
        warnings.add(PolicyValidator.problem(documents.get(key), pointer, message));
    }

    private void unsatisfiable(SodRule rule) {
        String key = "SodRule/" + rule.id();
        if (rule.validTo() <= rule.validFrom()) {
            warn(key, "/validTo", "can never be violated: it ends before it begins.");
            return;
        }
        List<Selector> selectors = new ArrayList<>();
        rule.functions().forEach(function -> selectors.addAll(function.entitlements()));
        if (selectors.stream().anyMatch(selector -> selector.literal() == null)) {
            return;
        }
        List<Side> all = new ArrayList<>();
        for (int i = 0; i < rule.functions().size(); i++) {
            for (Selector selector : rule.functions().get(i).entitlements()) {
                all.add(side(i, selector.literal()));
            }
        }
        if (new RuleCheck(rule.everywhere(), policies.sod().catalogue(), Map.of())
                .conflicts(all)
                .isEmpty()) {
            warn(
                    key,
                    rule.exclusive() ? "/exclusive" : "/functions",
                    "can never be violated: its sides do not name enough different entitlements.");
        }
    }

    private static Side side(int function, EntitlementKey entitlement) {
        return new Side(function, new Catalogue.Effective(entitlement, null), source(entitlement));
    }

    private static Side.Source source(EntitlementKey entitlement) {
        return new Side.Source(entitlement, Long.MIN_VALUE, Long.MAX_VALUE, true, "", null);
    }

    /** Only where the set says something of a system's entitlements can it be said that it does not say enough. */
    private void unknown(SodRule rule) {
        for (int i = 0; i < rule.functions().size(); i++) {
            SodFunction function = rule.functions().get(i);
            boolean selects = false;
            for (int j = 0; j < function.entitlements().size(); j++) {
                Selector selector = function.entitlements().get(j);
                EntitlementKey literal = selector.literal();
                boolean isKnown =
                        literal == null ? known.stream().anyMatch(selector::matches) : known.contains(literal);
                selects |= isKnown || !systems.contains(systemOf(selector));
                if (!isKnown && literal != null && compared++ < MAX_COMPARED) {
                    String pointer = rule.exclusive() ? "/exclusive/" + j : "/functions/" + i + "/entitlements/" + j;
                    misspelt(rule, pointer, literal);
                }
            }
            if (!selects) {
                warn(
                        "SodRule/" + rule.id(),
                        rule.exclusive() ? "/exclusive" : "/functions/" + i + "/entitlements",
                        "selects nothing that an Entitlement or a Role of this set names.");
            }
        }
    }

    private void misspelt(SodRule rule, String pointer, EntitlementKey entitlement) {
        known.stream()
                .filter(one -> one.system().equals(entitlement.system()))
                .filter(one -> NearestName.isOneSlipFrom(one.name(), entitlement.name()))
                .findFirst()
                .ifPresent(near -> warn(
                        "SodRule/" + rule.id(),
                        pointer,
                        "names " + entitlement + ", which nothing else of this set does; did you mean " + near + "?"));
    }

    private static String systemOf(Selector selector) {
        return selector.toString().substring(0, selector.toString().indexOf(':'));
    }

    /** Each circle once: it is collapsed, so that all of its entitlements are had with any of them. */
    private void circles() {
        Set<EntitlementKey> told = new HashSet<>();
        Catalogue catalogue = policies.sod().catalogue();
        for (EntitlementKey entitlement : mayBeInCircles(catalogue)) {
            if (told.contains(entitlement)) {
                continue;
            }
            Set<EntitlementKey> circle = new TreeSet<>();
            for (Catalogue.Effective reached : catalogue.effective(entitlement)) {
                boolean back = catalogue.effective(reached.entitlement()).stream()
                        .anyMatch(effective -> effective.entitlement().equals(entitlement));
                if (back) {
                    circle.add(reached.entitlement());
                }
            }
            boolean itself = catalogue.entries().get(entitlement).contains().contains(entitlement);
            if (circle.size() > 1 || itself) {
                told.addAll(circle);
                warn(
                        key(entitlement),
                        "/contains",
                        "contains itself by way of " + circle + "; who holds one of them has all.");
            }
        }
    }

    /** Without what contains nothing that is left, again and again: what is not peeled off leads to a circle. */
    private static Set<EntitlementKey> mayBeInCircles(Catalogue catalogue) {
        Map<EntitlementKey, Integer> contained = new HashMap<>();
        Map<EntitlementKey, List<EntitlementKey>> containers = new HashMap<>();
        catalogue.entries().forEach((entitlement, entry) -> {
            contained.put(entitlement, entry.contains().size());
            entry.contains().forEach(one -> containers
                    .computeIfAbsent(one, o -> new ArrayList<>(1))
                    .add(entitlement));
        });
        Set<EntitlementKey> left = new TreeSet<>(catalogue.entries().keySet());
        ArrayDeque<EntitlementKey> leaves = new ArrayDeque<>();
        for (EntitlementKey one : containers.keySet()) {
            if (!contained.containsKey(one)) {
                leaves.add(one);
            }
        }
        contained.forEach((one, count) -> {
            if (count == 0) {
                leaves.add(one);
            }
        });
        while (!leaves.isEmpty()) {
            EntitlementKey leaf = leaves.poll();
            left.remove(leaf);
            for (EntitlementKey container : containers.getOrDefault(leaf, List.of())) {
                if (contained.merge(container, -1, Integer::sum) == 0) {
                    leaves.add(container);
                }
            }
        }
        return left;
    }

    private String key(EntitlementKey entitlement) {
        return documents.keySet().stream()
                .filter(key -> key.startsWith("Entitlement/"))
                .filter(key -> EntitlementKey.parse(key.substring("Entitlement/".length()))
                        .equals(entitlement))
                .findFirst()
                .orElseThrow();
    }

    private void roles() {
        Map<String, Sides> byRole = new TreeMap<>();
        Map<String, List<Role>> byRule = new TreeMap<>();
        Set<String> alone = new HashSet<>();
        for (Role role : policies.roles().birthright()) {
            Sides sides = new Sides(policies.sod());
            policies.roles().givenBy(role.id()).keySet().forEach(given -> sides.add(source(given)));
            byRole.put(role.id(), sides);
            for (String ruleId : new TreeSet<>(sides.touchedRuleIds())) {
                byRule.computeIfAbsent(ruleId, r -> new ArrayList<>()).add(role);
                if (conflict(ruleId, sides.of(ruleId))) {
                    alone.add(ruleId + "/" + role.id());
                    warn(
                            "Role/" + role.id(),
                            "/grants",
                            "gives by itself what rule " + ruleId + " forbids: " + held(sides.of(ruleId)) + ".");
                }
            }
        }
        int told = 0;
        for (Map.Entry<String, List<Role>> rule : byRule.entrySet()) {
            List<Role> roles = rule.getValue();
            for (int i = 0; i < roles.size() && told < MAX_PAIRS; i++) {
                for (int j = i + 1; j < roles.size() && told < MAX_PAIRS; j++) {
                    told += pair(rule.getKey(), roles.get(i), roles.get(j), byRole, alone) ? 1 : 0;
                }
            }
        }
    }

    private boolean pair(String ruleId, Role one, Role other, Map<String, Sides> byRole, Set<String> alone) {
        boolean isTold = alone.contains(ruleId + "/" + one.id()) || alone.contains(ruleId + "/" + other.id());
        if (isTold || excludeEachOther(one.when(), other.when())) {
            return false;
        }
        List<Side> together = new ArrayList<>(byRole.get(one.id()).of(ruleId));
        together.addAll(byRole.get(other.id()).of(ruleId));
        if (!conflict(ruleId, together)) {
            return false;
        }
        warn(
                "Role/" + one.id(),
                "/grants",
                "gives to who also has role " + other.id() + " what rule " + ruleId + " forbids: " + held(together)
                        + ".");
        return true;
    }

    private boolean conflict(String ruleId, List<Side> sides) {
        SodRule rule = policies.sod().rule(ruleId);
        return !new RuleCheck(rule, policies.sod().catalogue(), Map.of())
                .conflicts(sides)
                .isEmpty();
    }

    private static List<EntitlementKey> held(List<Side> sides) {
        return sides.stream()
                .map(side -> side.source().held())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether two conditions ask for different values of one attribute; of others it is not known. */
    private static boolean excludeEachOther(Condition one, Condition other) {
        Map<String, Set<String>> asked = valuesAsked(one);
        return valuesAsked(other).entrySet().stream()
                .anyMatch(entry -> asked.containsKey(entry.getKey())
                        && Collections.disjoint(asked.get(entry.getKey()), entry.getValue()));
    }

    private static Map<String, Set<String>> valuesAsked(Condition condition) {
        Map<String, Set<String>> asked = new HashMap<>();
        if (condition instanceof Condition.OneOf one) {
            asked.put(one.attribute(), one.values());
        } else if (condition instanceof Condition.All all) {
            all.conditions().forEach(part -> valuesAsked(part).forEach(asked::putIfAbsent));
        }
        return asked;
    }
}
