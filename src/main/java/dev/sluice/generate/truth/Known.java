package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is known at an instant: of one identity, whose facts they are, and of others.
 *
 * @param annals all facts of all identities
 * @param identityId the identity
 * @param now the instant
 * @param inclusive whether what happened at that very instant is known
 */
record Known(Annals annals, String identityId, Instant now, boolean inclusive) {
    Known of(String other) {
        return new Known(annals, other, now, inclusive);
    }

    <T extends Fact> List<T> facts(Class<T> kind) {
        return told(kind).facts();
    }

    private <T extends Fact> Told<T> told(Class<T> kind) {
        return annals.told(identityId, kind, now, inclusive);
    }

    HrStatus status() {
        return status(now);
    }

    /** How it stood at an instant, by all that is known now. */
    HrStatus status(Instant at) {
        return told(Fact.Hr.class)
                .once("status", at, facts -> annals.employments().at(facts, at));
    }

    /** The value of an attribute at an instant, by all that is known now; null if it has none. */
    String attribute(String name, Instant at) {
        return told(Fact.Hr.class)
                .once("attributes", at, facts -> Attributes.at(facts, at))
                .get(name);
    }

    Holdings holdings() {
        return told(Fact.Access.class).once("holdings", now, facts -> Holdings.at(facts, now));
    }

    /** What was held at an instant, by all that had happened by then. */
    Holdings holdings(Instant at) {
        return told(Fact.Access.class)
                .once(
                        "holdings by what had happened",
                        at,
                        facts -> Holdings.at(
                                facts.stream()
                                        .filter(fact -> !fact.at().isAfter(at))
                                        .toList(),
                                at));
    }

    /** What kind of account it was last told to be; empty if nobody told. */
    String kind(AccountName account) {
        return told(Fact.Access.class).once("kind", account, facts -> kind(account, facts));
    }

    private static String kind(AccountName account, List<Fact.Access> facts) {
        String kind = "";
        for (Fact.Access fact : facts) {
            kind = fact.account().equals(account) && fact.kind() != null ? fact.kind() : kind;
        }
        return kind;
    }

    /** Whether it is one person's own. */
    boolean isOwn(AccountName account) {
        String kind = kind(account);
        return !kind.equals("SERVICE") && !kind.equals("SHARED") && !kind.equals("BREAK_GLASS");
    }

    boolean holds(EntitlementName entitlement) {
        return holds(entitlement, now);
    }

    /** Whether an account of its own held something at an instant. */
    boolean holds(EntitlementName entitlement, Instant at) {
        return holdings(at).held().entrySet().stream()
                .anyMatch(held -> held.getValue().contains(entitlement) && isOwn(held.getKey()));
    }

    /** Since when something has been so without a break, up to now; it is now. It changes at no other instants than these. */
    Instant since(TreeSet<Instant> instants, Predicate<Instant> isSo) {
        Instant since = now;
        for (Instant at : instants.headSet(now, true).descendingSet()) {
            if (!isSo.test(at)) {
                return since;
            }
            since = at;
        }
        return since;
    }

    /** Whether it was employed without a break from an instant on. */
    boolean isEmployedSince(Instant at) {
        TreeSet<Instant> between = new TreeSet<>(instantsOfEmployments().stream()
                .filter(instant -> instant.isAfter(at) && !instant.isAfter(now))
                .toList());
        between.add(at);
        between.add(now);
        return between.stream().allMatch(instant -> status(instant).employed());
    }

    /** Every instant at which HR's facts of it may change what is so. */
    TreeSet<Instant> instantsOfHr() {
        TreeSet<Instant> instants = new TreeSet<>(instantsOfEmployments());
        facts(Fact.Hr.class).forEach(fact -> instants.add(fact.effective()));
        return instants;
    }

    private List<Instant> instantsOfEmployments() {
        return told(Fact.Hr.class)
                .once("instants", identityId, facts -> annals.employments().instants(facts));
    }
}
