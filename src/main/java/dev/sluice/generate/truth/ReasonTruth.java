package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is held and nothing gives, neither a role nor a request nor an exception: it never had a reason since it is held, or its last one
 * has ended. Covers reasons that end at the instant at which that becomes known, and what is not held again after it was revoked as a
 * command asked for.
 */
final class ReasonTruth implements StateRule {
    /** The kind of findings about what never had a reason. */
    static final String UNSANCTIONED = "UNSANCTIONED_ACCESS";

    /** The kind of findings about what had one. */
    static final String EXPIRED = "EXPIRED_ACCESS";

    private static final Duration A_DAY = Duration.ofDays(1);

    private record On(AccountName account, EntitlementName entitlement) {}

    private final SystemPolicies policies;
    private final Roles roles;

    private String identityId;
    private Set<On> looked;
    private final Map<On, Instant> heldSince = new HashMap<>();
    private final Set<EntitlementName> given = new HashSet<>();
    private final Map<EntitlementName, Instant> endedAt = new HashMap<>();

    ReasonTruth(SystemPolicies policies) {
        this.policies = policies;
        this.roles = new Roles(policies);
    }

    @Override
    public void addInstants(Annals annals, String identity, TreeSet<Instant> instants) {
        Set<Duration> graces = new HashSet<>();
        for (On on : lookedAt(annals.facts(identity))) {
            SystemPolicies.SystemRule rule = policies.system(on.account().system());
            graces.add(rule.grace(UNSANCTIONED, Duration.ZERO));
            graces.add(rule.grace(EXPIRED, A_DAY));
        }
        List<Instant> all = List.copyOf(instants);
        graces.forEach(grace -> all.forEach(instant -> instants.add(instant.plus(grace))));
    }

    /** What may be found: what anything says that it has a reason, or had one, and all where the policy asks for a reason. */
    private Set<On> lookedAt(List<Fact> facts) {
        Set<EntitlementName> reasoned = new HashSet<>();
        for (Fact fact : facts) {
            if (fact instanceof Fact.Requested request) {
                reasoned.add(request.entitlement());
            } else if (fact instanceof Fact.Accepted exception) {
                reasoned.add(exception.entitlement());
            } else if (fact instanceof Fact.Reviewed review) {
                reasoned.add(review.entitlement());
            }
        }
        Set<On> all = new HashSet<>();
        for (Fact fact : facts) {
            if (fact instanceof Fact.Access access) {
                named(access).stream()
                        .filter(name -> reasoned.contains(name) || roles.mayGive(name) || isReported(access.account()))
                        .forEach(name -> all.add(new On(access.account(), name)));
            }
        }
        return all;
    }

    private static Set<EntitlementName> named(Fact.Access access) {
        Set<EntitlementName> names = new HashSet<>(access.snapshot());
        if (access.entitlement() != null) {
            names.add(access.entitlement());
        }
        return names;
    }

    private boolean isReported(AccountName account) {
        SystemPolicies.SystemRule rule = policies.system(account.system());
        return !rule.ignored() && !rule.unsanctioned().equals("ignore");
    }

    @Override
    public void look(Known known, Found found) {
        if (!known.identityId().equals(identityId)) {
            identityId = known.identityId();
            looked = lookedAt(known.annals().facts(identityId));
            heldSince.clear();
            given.clear();
            endedAt.clear();
        }
        if (!looked.isEmpty()) {
            note(known);
            boolean governed = known.status().employed() || known.status().phase() == HrStatus.Phase.AHEAD;
            heldSince.forEach((on, since) -> {
                boolean without = governed && known.isOwn(on.account()) && !given.contains(on.entitlement());
                if (without && !policies.system(on.account().system()).ignored()) {
                    judge(known, on, since, found);
                }
            });
        }
    }

    /** Since when what is held has been held without a break, what has a reason now, and when what has none had one last. */
    private void note(Known known) {
        Holdings holdings = known.holdings();
        Approvals approvals = new Approvals(known);
        for (On on : looked) {
            EntitlementName entitlement = on.entitlement();
            if (holdings.heldBy(on.account()).contains(entitlement)) {
                heldSince.putIfAbsent(on, known.now());
            } else {
                heldSince.remove(on);
            }
            boolean reason = approvals.give(entitlement)
                    || roles.give(entitlement, known)
                    || Exceptions.accept(known, entitlement);
            if (reason) {
                given.add(entitlement);
            } else if (given.remove(entitlement)) {
                endedAt.put(entitlement, known.now());
            }
        }
    }

    private void judge(Known known, On on, Instant since, Found found) {
        SystemPolicies.SystemRule rule = policies.system(on.account().system());
        Instant ended = later(endedAt.get(on.entitlement()), Reviews.revokedAt(known, on.entitlement()));
        boolean expired = ended != null && ended.isAfter(since);
        Duration grace = expired ? rule.grace(EXPIRED, A_DAY) : rule.grace(UNSANCTIONED, Duration.ZERO);
        boolean told = expired || isReported(on.account());
        if (told && !known.now().isBefore((expired ? ended : since).plus(grace))) {
            found.stands(
                    expired ? EXPIRED : UNSANCTIONED,
                    expired ? "HIGH" : "MEDIUM",
                    known.identityId(),
                    on.account().system(),
                    on.account().name(),
                    on.entitlement().text());
        }
    }

    /** Either may be null. */
    private static Instant later(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }
}
