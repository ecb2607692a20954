package dev.sluice.domain.sod;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Segregation of duties by trying everything: each instant, each rule, each way to pick one entitlement for each function. Shares
 * nothing with the rules' index or its checks; it works on texts.
 */
final class BruteForceSod {
    /** A rule in texts. */
    record Rule(
            String id,
            List<List<String>> functions,
            int required,
            boolean exclusive,
            String same,
            String across,
            long validFrom,
            long validTo) {}

    /** That somebody holds something for a time. */
    record Held(String entitlement, long from, long to) {}

    /** That somebody accepted a rule's conflicts, or those of one entitlement. */
    record Accepted(String ruleId, String entitlement, long at, long to) {}

    /** What is to be found. */
    record Found(String status, long startsAt, List<String> entitlements) {}

    private record Had(String effective, String value) {}

    private record Pick(int function, String effective, String held, String value, long from) {}

    private final Map<String, List<String>> contains;
    private final Map<String, Map<String, String>> attributes;
    private final Map<String, String> own;
    private final List<Held> held;
    private final List<Accepted> accepted;
    private final long employedFrom;
    private final long employedTo;

    BruteForceSod(
            Map<String, List<String>> contains,
            Map<String, Map<String, String>> attributes,
            Map<String, String> own,
            List<Held> held,
            List<Accepted> accepted,
            long employedFrom,
            long employedTo) {
        this.contains = contains;
        this.attributes = attributes;
        this.own = own;
        this.held = held;
        this.accepted = accepted;
        this.employedFrom = employedFrom;
        this.employedTo = employedTo;
    }

    /** What is to be found at an instant, by rule and value of the scope. */
    Map<String, Found> found(Collection<Rule> rules, long now) {
        Map<String, Found> found = new TreeMap<>();
        TreeSet<Long> instants = new TreeSet<>(List.of(now, employedFrom));
        // What is announced begins with something; where it ends, others may be told apart by other values.
        held.forEach(one -> instants.add(one.from()));
        rules.forEach(rule -> instants.add(rule.validFrom()));
        for (long instant : instants.tailSet(now, true)) {
            for (Rule rule : rules) {
                boolean counts = instant >= rule.validFrom()
                        && instant < rule.validTo()
                        && instant >= employedFrom
                        && instant < employedTo;
                if (counts) {
                    at(rule, instant, now).forEach((scope, one) -> found.putIfAbsent(rule.id() + "/" + scope, one));
                }
            }
        }
        return found;
    }

    private Map<String, Found> at(Rule rule, long instant, long now) {
        List<Pick> picks = new ArrayList<>();
        for (Held one : held) {
            if (instant >= one.from() && instant < one.to()) {
                for (Had had : had(rule, one.entitlement())) {
                    String effective = had.effective();
                    for (int f = 0; f < rule.functions().size(); f++) {
                        if (rule.functions().get(f).stream().anyMatch(selector -> matches(selector, effective))) {
                            picks.add(new Pick(f, effective, one.entitlement(), had.value(), one.from()));
                        }
                    }
                }
            }
        }
        Map<String, List<Pick>> groups = new TreeMap<>();
        Set<String> values = new TreeSet<>();
        picks.forEach(pick -> {
            if (pick.value() != null) {
                values.add(pick.value());
            }
        });
        groups.put(
                "",
                rule.same() == null
                        ? picks
                        : picks.stream().filter(pick -> pick.value() == null).toList());
        if (rule.same() != null) {
            for (String value : values) {
                groups.put(
                        value,
                        picks.stream()
                                .filter(pick ->
                                        pick.value() == null || pick.value().equals(value))
                                .toList());
            }
        }
        Map<String, Found> found = new TreeMap<>();
        groups.forEach((scope, group) -> {
            List<List<Pick>> combinations = new ArrayList<>();
            combine(rule, group, 0, new ArrayList<>(), combinations);
            if (!scope.isEmpty()) {
                combinations.removeIf(combination -> combination.stream().allMatch(pick -> pick.value() == null));
            }
            if (!combinations.isEmpty()) {
                boolean all = combinations.stream().allMatch(combination -> isAccepted(rule, group, combination, now));
                List<String> entitlements =
                        group.stream().map(Pick::held).distinct().sorted().toList();
                String status = instant > now ? "PENDING" : all ? "MITIGATED" : "OPEN";
                found.put(scope, new Found(status, instant > now ? instant : 0, entitlements));
            }
        });
        return found;
    }

    /** Every way to have so many functions by different entitlements. */
    private static void combine(
            Rule rule, List<Pick> group, int from, List<Pick> chosen, List<List<Pick>> combinations) {
        int required = rule.exclusive() ? 2 : rule.required();
        if (chosen.size() == required) {
            boolean differs = rule.across() == null
                    || chosen.stream()
                                    .map(Pick::value)
                                    .filter(value -> value != null)
                                    .distinct()
                                    .count()
                            > 1;
            if (differs) {
                combinations.add(List.copyOf(chosen));
            }
            return;
        }
        for (int i = from; i < group.size(); i++) {
            Pick pick = group.get(i);
            boolean fits = chosen.stream()
                    .noneMatch(other -> other.effective().equals(pick.effective())
                            || !rule.exclusive() && other.function() == pick.function());
            if (fits) {
                chosen.add(pick);
                combine(rule, group, i + 1, chosen, combinations);
                chosen.remove(chosen.size() - 1);
            }
        }
    }

    private boolean isAccepted(Rule rule, List<Pick> group, List<Pick> combination, long now) {
        for (Accepted one : accepted) {
            boolean holds = one.ruleId().equals(rule.id()) && now >= one.at() && now < one.to();
            if (holds && one.entitlement() != null) {
                if (combination.stream()
                        .anyMatch(pick -> pick.held().equals(one.entitlement())
                                || pick.effective().equals(one.entitlement()))) {
                    return true;
                }
            } else if (holds) {
                boolean known = combination.stream().allMatch(pick -> group.stream()
                        .filter(other -> !isExcepted(rule, other, now))
                        .anyMatch(other -> other.function() == pick.function()
                                && other.effective().equals(pick.effective())
                                && other.from() <= one.at()));
                if (known) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isExcepted(Rule rule, Pick pick, long now) {
        return accepted.stream()
                .anyMatch(one -> one.entitlement() != null
                        && one.ruleId().equals(rule.id())
                        && now >= one.at()
                        && now < one.to()
                        && (pick.held().equals(one.entitlement())
                                || pick.effective().equals(one.entitlement())));
    }

    /** What an entitlement brings, once for each value that the rule's attribute has by some way to it. */
    private List<Had> had(Rule rule, String entitlement) {
        String attribute = rule.same() != null ? rule.same() : rule.across();
        Set<String> all = reachable(entitlement, one -> true);
        List<Had> had = new ArrayList<>();
        for (String one : all) {
            String told = value(one, attribute);
            if (told != null) {
                had.add(new Had(one, told));
                continue;
            }
            for (String from : all) {
                String nearest = value(from, attribute);
                if (nearest != null
                        && reachable(from, step -> value(step, attribute) == null)
                                .contains(one)) {
                    had.add(new Had(one, nearest));
                }
            }
            boolean untold = value(entitlement, attribute) == null
                    && reachable(entitlement, step -> value(step, attribute) == null)
                            .contains(one);
            if (untold) {
                had.add(new Had(one, attribute == null ? null : own.get(attribute)));
            }
        }
        return had;
    }

    /** All that one gets to, on the way only by such as may be passed. */
    private Set<String> reachable(String from, Predicate<String> passes) {
        Set<String> reached = new TreeSet<>(Set.of(from));
        List<String> next = new ArrayList<>(List.of(from));
        while (!next.isEmpty()) {
            for (String contained : contains.getOrDefault(next.remove(0), List.of())) {
                if (reached.add(contained) && passes.test(contained)) {
                    next.add(contained);
                }
            }
        }
        return reached;
    }

    private String value(String entitlement, String attribute) {
        return attribute == null
                ? null
                : attributes.getOrDefault(entitlement, Map.of()).get(attribute);
    }

    private static boolean matches(String selector, String entitlement) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '\\') {
                regex.append(Pattern.quote(String.valueOf(selector.charAt(++i))));
            } else {
                regex.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
            }
        }
        return entitlement.matches(regex.toString());
    }
}
