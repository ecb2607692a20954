package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the known access facts say at one instant: which accounts are enabled, and what each account holds. */
record Holdings(Set<AccountName> enabled, Map<AccountName, SortedSet<EntitlementName>> held) {
    private record Limits(Instant from, Instant to) {
        boolean contain(Instant t) {
            return (from == null || !t.isBefore(from)) && (to == null || t.isBefore(to));
        }
    }

    private static final Limits ALWAYS = new Limits(null, null);

    static Holdings at(List<Fact.Access> known, Instant t) {
        Set<AccountName> enabled = new TreeSet<>();
        Set<AccountName> mentioned = new HashSet<>();
        Map<AccountName, Map<EntitlementName, Limits>> granted = new TreeMap<>();
        for (Fact.Access fact : known) {
            AccountName account = fact.account();
            Map<EntitlementName, Limits> onAccount = granted.computeIfAbsent(account, a -> new TreeMap<>());
            boolean first = !mentioned.contains(account);
            switch (fact.action()) {
                case "ACCOUNT_CREATED", "ACCOUNT_ENABLED" -> enabled.add(account);
                case "ACCOUNT_DISABLED" -> enabled.remove(account);
                case "ACCOUNT_DELETED" -> {
                    enabled.remove(account);
                    onAccount.clear();
                }
                case "ENTITLEMENT_GRANTED" -> {
                    onAccount.put(fact.entitlement(), new Limits(fact.validFrom(), fact.validTo()));
                    implied(first, enabled, account);
                }
                case "ENTITLEMENT_REVOKED" -> onAccount.remove(fact.entitlement());
                case "ACCESS_SNAPSHOT" -> {
                    onAccount.clear();
                    fact.snapshot().forEach(item -> onAccount.put(item, ALWAYS));
                    implied(first, enabled, account);
                }
                default -> {
                    continue;
                }
            }
            mentioned.add(account);
        }
        return new Holdings(enabled, inForce(granted, t));
    }

    private static void implied(boolean first, Set<AccountName> enabled, AccountName account) {
        if (first) {
            enabled.add(account);
        }
    }

    private static Map<AccountName, SortedSet<EntitlementName>> inForce(
            Map<AccountName, Map<EntitlementName, Limits>> granted, Instant t) {
        Map<AccountName, SortedSet<EntitlementName>> held = new TreeMap<>();
        granted.forEach((account, entitlements) -> entitlements.forEach((name, limits) -> {
            if (limits.contain(t)) {
                held.computeIfAbsent(account, a -> new TreeSet<>()).add(name);
            }
        }));
        return held;
    }

    SortedSet<EntitlementName> heldBy(AccountName account) {
        return held.getOrDefault(account, new TreeSet<>());
    }
}
