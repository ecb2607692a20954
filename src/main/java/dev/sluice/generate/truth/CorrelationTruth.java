package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose accounts are: by what sources say, else by the policies' rules. What nobody owns for too long is found, and what several may
 * own. Covers rules that compare the name with an attribute in small letters; nobody decides here.
 */
final class CorrelationTruth {
    /** The kind of findings about accounts that nobody owns. */
    static final String UNCORRELATED = "UNCORRELATED_ACCOUNT";

    /** The kind of findings about accounts that several may own. */
    static final String DISPUTED = "DISPUTED_ACCOUNT";

    static final Duration GRACE = Duration.ofDays(7);

    private static final Set<String> CLAIMING = Set.of("ACCOUNT_CREATED", "ACCOUNT_ENABLED");

    /** Who owns an account, and since when that is known. */
    record Owner(String identityId, Instant since) {}

    private record Candidates(Set<String> identityIds, boolean shared) {}

    private final FactReader.History history;
    private final SystemPolicies policies;
    private final Map<AccountName, List<String>> named = new TreeMap<>();
    private final Map<AccountName, Set<String>> bearers = new TreeMap<>();

    CorrelationTruth(FactReader.History history, SystemPolicies policies) {
        this.history = history;
        this.policies = policies;
        history.byIdentity().forEach((identityId, facts) -> facts.stream()
                .filter(Fact.Access.class::isInstance)
                .map(fact -> ((Fact.Access) fact).account())
                .distinct()
                .forEach(account -> named.computeIfAbsent(account, name -> new ArrayList<>())
                        .add(identityId)));
    }

    /** Who owns the accounts of which anything was told without saying whose they are, in the end, and since when. */
    Map<AccountName, Owner> owners() {
        Map<AccountName, Owner> owners = new TreeMap<>();
        for (AccountName account : history.ofNobody().keySet()) {
            Owner owner = null;
            for (Instant at : instants(account)) {
                Set<String> candidates = candidates(account, at).identityIds();
                if (candidates.size() != 1) {
                    owner = null;
                } else if (owner == null || !candidates.contains(owner.identityId())) {
                    owner = new Owner(candidates.iterator().next(), at);
                }
            }
            if (owner != null) {
                owners.put(account, owner);
            }
        }
        return owners;
    }

    /** All accounts of which it can be asked whose they are. */
    Set<AccountName> accounts() {
        Set<AccountName> accounts = new TreeSet<>(history.ofNobody().keySet());
        named.forEach((account, identities) -> {
            if (identities.size() > 1) {
                accounts.add(account);
            }
        });
        return accounts;
    }

    /** Every instant at which anything may be found of an account, or no longer. */
    TreeSet<Instant> instants(AccountName account) {
        TreeSet<Instant> instants = new TreeSet<>();
        history.ofNobody().getOrDefault(account, List.of()).forEach(fact -> {
            instants.add(fact.at());
            instants.add(fact.at().plus(GRACE));
        });
        Set<String> bearers = bearers(account);
        history.byIdentity().forEach((identityId, facts) -> facts.stream()
                .filter(fact -> fact instanceof Fact.Hr && bearers.contains(identityId)
                        || fact instanceof Fact.Access access
                                && access.account().equals(account))
                .forEach(fact -> instants.add(fact.at())));
        return instants;
    }

    /** Who has ever had its name as the value of an attribute by which its owner is found. */
    private Set<String> bearers(AccountName account) {
        return bearers.computeIfAbsent(account, name -> {
            Set<String> identities = new TreeSet<>();
            List<String> attributes = policies.system(name.system()).correlate();
            history.byIdentity().forEach((identityId, facts) -> {
                boolean bears = facts.stream()
                        .filter(Fact.Hr.class::isInstance)
                        .map(fact -> ((Fact.Hr) fact).attributes())
                        .anyMatch(
                                told -> attributes.stream().anyMatch(attribute -> isNamed(name, told.get(attribute))));
                if (bears) {
                    identities.add(identityId);
                }
            });
            return identities;
        });
    }

    private static boolean isNamed(AccountName account, String value) {
        return value != null && account.name().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT));
    }

    /** What stands at an instant, with what happened then. */
    void look(AccountName account, Instant now, StateRule.Found found) {
        Candidates candidates = candidates(account, now);
        if (candidates.identityIds().size() > 1 && !candidates.shared()) {
            found.stands(DISPUTED, "HIGH", account.system(), account.name());
        }
        List<Fact.Access> facts = history.ofNobody().getOrDefault(account, List.of()).stream()
                .filter(fact -> !fact.at().isAfter(now))
                .toList();
        boolean waited = !facts.isEmpty() && !now.isBefore(facts.get(0).at().plus(GRACE));
        if (waited
                && candidates.identityIds().size() != 1
                && !policies.system(account.system()).ignored()
                && Holdings.at(facts, now).is(account, Holdings.State.ENABLED)) {
            String key = "account:" + account.system() + "/" + account.name();
            found.stands(UNCORRELATED, "MEDIUM", key, account.system(), account.name());
        }
    }

    private Candidates candidates(AccountName account, Instant now) {
        Set<String> claimants = new TreeSet<>();
        boolean shared = false;
        for (String identityId : named.getOrDefault(account, List.of())) {
            Fact.Access claim = claim(account, identityId, now);
            if (claim != null) {
                claimants.add(identityId);
                shared |= "SHARED".equals(claim.kind());
            }
        }
        return new Candidates(claimants.isEmpty() ? byRule(account, now) : claimants, shared);
    }

    /** The fact by which a source says last that it is somebody's; null if none does, or it was deleted since. */
    private Fact.Access claim(AccountName account, String identityId, Instant now) {
        Fact.Access claim = null;
        boolean first = true;
        for (Fact fact : history.byIdentity().get(identityId)) {
            if (fact instanceof Fact.Access access
                    && access.account().equals(account)
                    && !access.at().isAfter(now)) {
                if (access.action().equals("ACCOUNT_DELETED")) {
                    claim = null;
                } else if (first || CLAIMING.contains(access.action())) {
                    claim = access;
                }
                first = false;
            }
        }
        return claim;
    }

    /** By the first rule that finds anybody. */
    private Set<String> byRule(AccountName account, Instant now) {
        Set<String> found = new TreeSet<>();
        for (String attribute : policies.system(account.system()).correlate()) {
            if (found.isEmpty()) {
                for (String identityId : bearers(account)) {
                    if (isNamed(account, value(history.byIdentity().get(identityId), attribute, now))) {
                        found.add(identityId);
                    }
                }
            }
        }
        return found;
    }

    private static String value(List<Fact> facts, String attribute, Instant now) {
        List<Fact.Hr> hr = facts.stream()
                .filter(Fact.Hr.class::isInstance)
                .map(Fact.Hr.class::cast)
                .filter(fact -> !fact.at().isAfter(now))
                .toList();
        Instant last = hr.stream()
                .map(Fact.Hr::effective)
                .filter(at -> !at.isAfter(now))
                .max(Comparator.naturalOrder())
                .orElse(now);
        return Attributes.at(hr, last).get(attribute);
    }
}
