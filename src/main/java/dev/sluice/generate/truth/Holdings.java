package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the known access facts say at one instant: the state of each account, and what each account holds. */
record Holdings(Map<AccountName, Account> accounts, Map<AccountName, SortedSet<EntitlementName>> held) {
    enum State {
        ENABLED,
        DISABLED,
        DELETED
    }

    /** The state of an account, and since when without a break. */
    record Account(State state, Instant since) {}

    private record Limits(Instant from, Instant to) {
        boolean contain(Instant t) {
            return (from == null || !t.isBefore(from)) && (to == null || t.isBefore(to));
        }
    }

    private static final Limits ALWAYS = new Limits(null, null);

    static Holdings at(List<Fact.Access> known, Instant t) {
        Map<AccountName, Account> accounts = new TreeMap<>();
        Map<AccountName, Map<EntitlementName, Limits>> granted = new TreeMap<>();
        for (Fact.Access fact : known) {
            Map<EntitlementName, Limits> onAccount = granted.computeIfAbsent(fact.account(), a -> new TreeMap<>());
            switch (fact.action()) {
                case "ACCOUNT_CREATED", "ACCOUNT_ENABLED" -> turn(accounts, fact, State.ENABLED);
                case "ACCOUNT_DISABLED" -> turn(accounts, fact, State.DISABLED);
                case "ACCOUNT_DELETED" -> {
                    turn(accounts, fact, State.DELETED);
                    onAccount.clear();
                }
                case "ENTITLEMENT_GRANTED" -> {
                    onAccount.put(fact.entitlement(), new Limits(fact.validFrom(), fact.validTo()));
                    implied(accounts, fact);
                }
                case "ENTITLEMENT_REVOKED" -> {
                    onAccount.remove(fact.entitlement());
                    accounts.putIfAbsent(fact.account(), new Account(State.ENABLED, fact.at()));
                }
                case "ACCESS_SNAPSHOT" -> {
                    list(onAccount, fact);
                    implied(accounts, fact);
                }
                default -> {
                    // Requests and their like say nothing of the account.
                }
            }
        }
        return new Holdings(accounts, inForce(granted, t));
    }

    /** What a snapshot lists is held; a limit that has not run out says how long. */
    private static void list(Map<EntitlementName, Limits> onAccount, Fact.Access snapshot) {
        Map<EntitlementName, Limits> before = Map.copyOf(onAccount);
        onAccount.clear();
        for (EntitlementName item : snapshot.snapshot()) {
            Limits limits = before.getOrDefault(item, ALWAYS);
            onAccount.put(item, limits.contain(snapshot.at()) ? limits : ALWAYS);
        }
    }

    /** What only repeats a state does not begin it anew. */
    private static void turn(Map<AccountName, Account> accounts, Fact.Access fact, State state) {
        Account before = accounts.get(fact.account());
        if (before == null || before.state() != state) {
            accounts.put(fact.account(), new Account(state, fact.at()));
        }
    }

    /** An account that is told to hold something is there, whether or not anybody said so before. */
    private static void implied(Map<AccountName, Account> accounts, Fact.Access fact) {
        Account before = accounts.get(fact.account());
        if (before == null || before.state() == State.DELETED) {
            accounts.put(fact.account(), new Account(State.ENABLED, fact.at()));
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

    boolean is(AccountName account, State state) {
        Account found = accounts.get(account);
        return found != null && found.state() == state;
    }
}
