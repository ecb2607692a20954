package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is held again, and nobody knows why, after a command to revoke it was done. Which commands were done depends on what was known
 * when, so that it holds only for facts that are told in order. Covers access that requests give, and no roles in systems that get
 * commands.
 */
final class ResurrectionTruth implements StateRule {
    /** The kind of findings. */
    static final String KIND = "RESURRECTED_ACCESS";

    private record On(AccountName account, EntitlementName entitlement) {
        boolean isHeld(Known known) {
            return known.holdings().heldBy(account).contains(entitlement);
        }
    }

    private final SystemPolicies policies;

    /** By identity and what it held: when that was taken away as a command asked for. Each is looked at once. */
    private final Map<String, Map<On, TreeSet<Instant>>> revoked = new HashMap<>();

    ResurrectionTruth(SystemPolicies policies) {
        this.policies = policies;
    }

    @Override
    public void look(Known known, Found found) {
        HrStatus status = known.status();
        if (!status.employed() && status.phase() != HrStatus.Phase.AHEAD) {
            return;
        }
        known.holdings()
                .held()
                .forEach((account, names) -> names.forEach(name -> {
                    On on = new On(account, name);
                    boolean candidate = policies.system(account.system()).enforced() && known.isOwn(account);
                    TreeSet<Instant> done = candidate ? revoked(known).get(on) : null;
                    if (done != null && done.first().isBefore(known.now()) && !new Approvals(known).give(name)) {
                        Instant since = heldSince(known, on);
                        if (done.floor(since) != null && !hasLostAReason(known, name, since)) {
                            found.stands(
                                    KIND, "HIGH", known.identityId(), account.system(), account.name(), name.text());
                        }
                    }
                }));
    }

    /** At all instants of the whole history, each by what was known then. */
    private Map<On, TreeSet<Instant>> revoked(Known any) {
        return revoked.computeIfAbsent(any.identityId(), identityId -> {
            Map<On, TreeSet<Instant>> done = new HashMap<>();
            for (Instant at : instants(any.annals(), identityId)) {
                Known before = new Known(any.annals(), identityId, at, false);
                Known after = new Known(any.annals(), identityId, at, true);
                before.holdings()
                        .held()
                        .forEach((account, names) -> names.forEach(name -> {
                            On on = new On(account, name);
                            if (!on.isHeld(after) && isOwed(before, on)) {
                                done.computeIfAbsent(on, key -> new TreeSet<>()).add(at);
                            }
                        }));
            }
            return done;
        });
    }

    private static TreeSet<Instant> instants(Annals annals, String identityId) {
        TreeSet<Instant> instants = new TreeSet<>();
        for (Fact fact : annals.facts(identityId)) {
            instants.add(fact.knownAt());
        }
        return instants;
    }

    /** Whether a command to revoke it is open. */
    private boolean isOwed(Known known, On on) {
        SystemPolicies.SystemRule rule = policies.system(on.account().system());
        HrStatus status = known.status();
        if (!rule.enforced() || status.phase() == HrStatus.Phase.UNKNOWN) {
            return false;
        }
        if (status.left()) {
            return !known.now().isBefore(status.since().plus(rule.revoke()));
        }
        return !new Approvals(known).give(on.entitlement())
                && hasLostAReason(known, on.entitlement(), heldSince(known, on));
    }

    /** Since when it is held without a break. */
    private static Instant heldSince(Known known, On on) {
        TreeSet<Instant> instants = instants(known.annals(), known.identityId());
        Instant since = known.now();
        for (Instant at : instants.headSet(known.now(), known.inclusive()).descendingSet()) {
            if (!on.isHeld(new Known(known.annals(), known.identityId(), at, true))) {
                return since;
            }
            since = at;
        }
        return since;
    }

    /** Whether there was a request for it at any time since an instant, or a reviewer has revoked it since. */
    private static boolean hasLostAReason(Known known, EntitlementName entitlement, Instant since) {
        Instant reviewed = Reviews.revokedAt(known, entitlement);
        boolean refused = reviewed != null && reviewed.isAfter(since);
        return refused
                || instants(known.annals(), known.identityId())
                        .subSet(since, true, known.now(), known.inclusive())
                        .stream()
                        .map(at -> new Known(known.annals(), known.identityId(), at, true))
                        .anyMatch(then -> new Approvals(then).give(entitlement));
    }
}
