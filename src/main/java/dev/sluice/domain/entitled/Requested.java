package dev.sluice.domain.entitled;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.certification.Verdict;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.HrTimeline.Employed;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.RequestFact;
import dev.sluice.domain.request.SodCheck;
import dev.sluice.domain.request.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What approved requests give at an instant. */
final class Requested {
    private record Given(String requestId, Term term) {}

    private final Map<EntitlementKey, List<Given>> byEntitlement = new HashMap<>();
    private final Map<EntitlementKey, Long> ownApprovals = new HashMap<>();
    private final Function<EntitlementKey, Verdict> revocations;
    private final boolean ahead;
    private final long at;

    private Requested(Function<EntitlementKey, Verdict> revocations, boolean ahead, long at) {
        this.revocations = revocations;
        this.ahead = ahead;
        this.at = at;
    }

    static Requested at(
            String identityId,
            HrTimeline hr,
            Map<String, Request> requests,
            Standing standing,
            long at,
            Policies policies,
            Function<EntitlementKey, Verdict> revocations) {
        HrRules rules = policies.settings().hrRules();
        long startsAt = standing.isPreHire() && !requests.isEmpty() ? hr.nextStart(at, rules) : Long.MAX_VALUE;
        Requested requested = new Requested(revocations, startsAt != Long.MAX_VALUE, at);
        List<Employed> employed =
                requests.isEmpty() ? List.of() : hr.employmentsUntil(startsAt == Long.MAX_VALUE ? at : startsAt, rules);
        requests.forEach((id, request) -> {
            boolean isClear = request.check().outcome() == SodCheck.Outcome.CLEAR;
            for (Request.Approved approved : isClear ? request.approved(identityId) : List.<Request.Approved>of()) {
                requested.add(id, request, approved.entitlement(), identityId, employed, startsAt, policies);
            }
            RequestFact own = request.selfApproval(identityId);
            if (own != null && own.entitlement() != null) {
                requested.ownApprovals.merge(own.entitlement(), own.key().at(), Math::min);
            }
        });
        return requested;
    }

    private void add(
            String id,
            Request request,
            EntitlementKey entitlement,
            String identityId,
            List<Employed> employed,
            long startsAt,
            Policies policies) {
        List<Given> given = byEntitlement.computeIfAbsent(entitlement, e -> new ArrayList<>(1));
        List<Employed> times = new ArrayList<>(employed);
        if (ahead && !times.isEmpty()) {
            long lead = policies.system(entitlement.system()).joiner().lead().toMillis();
            times.set(times.size() - 1, times.get(times.size() - 1).beginning(startsAt - lead));
        }
        Verdict verdict = revocations.apply(entitlement);
        for (Term all : Term.of(request, identityId, times)) {
            Term term = leftBy(verdict, all);
            boolean isAnother = term.entitlement().equals(entitlement) && !given.contains(new Given(id, term));
            if (isAnother && term.from() < term.to()) {
                given.add(new Given(id, term));
            }
        }
    }

    /** What was approved before somebody said that it has to go ends there, or never begins. */
    static Term leftBy(Verdict verdict, Term term) {
        if (verdict == null || term.approvedAt() >= verdict.at()) {
            return term;
        }
        long revoked = term.approvedAt() < verdict.since() ? verdict.since() : verdict.at();
        return new Term(term.entitlement(), term.approvedAt(), term.from(), Math.min(term.to(), revoked));
    }

    /** All that it depends on what requests give. */
    Object basis() {
        return List.of(ahead, at, Map.copyOf(byEntitlement), Map.copyOf(ownApprovals));
    }

    boolean isEmpty() {
        return byEntitlement.isEmpty() && ownApprovals.isEmpty();
    }

    /** Since when somebody has approved of an entitlement who must not, and nobody else has decided; or the end of all time. */
    long ownApprovalOf(EntitlementKey entitlement) {
        return ownApprovals.getOrDefault(entitlement, Long.MAX_VALUE);
    }

    /** Adds the entitlements for which a request may be a reason. */
    void mention(Set<EntitlementKey> into) {
        into.addAll(byEntitlement.keySet());
    }

    /** The best reason, or null. */
    Reason reasonFor(EntitlementKey entitlement) {
        Reason best = null;
        for (Given given : byEntitlement.getOrDefault(entitlement, List.of())) {
            Term term = given.term();
            Reason.Kind kind = null;
            if (term.covers(at)) {
                kind = Reason.Kind.REQUEST;
            } else if (ahead && at < term.from()) {
                kind = Reason.Kind.AHEAD;
            }
            if (kind != null) {
                best = Reason.better(best, new Reason(kind, List.of(given.requestId()), term.from(), term.to()));
            }
        }
        return best;
    }

    void eachGiven(BiConsumer<EntitlementKey, Reason> reader) {
        for (EntitlementKey entitlement : byEntitlement.keySet()) {
            Reason reason = reasonFor(entitlement);
            if (reason != null && reason.gives()) {
                reader.accept(entitlement, reason);
            }
        }
    }

    /** What is approved and not over, whether or not it has begun. */
    void eachToCome(BiConsumer<EntitlementKey, Reason> reader) {
        byEntitlement.forEach((entitlement, some) -> some.forEach(given -> {
            Term term = given.term();
            if (term.to() > at) {
                reader.accept(
                        entitlement,
                        new Reason(Reason.Kind.REQUEST, List.of(given.requestId()), term.from(), term.to()));
            }
        }));
    }

    /** When the last request ended that gave an entitlement, not after the instant looked at. */
    long endOf(EntitlementKey entitlement) {
        long end = Long.MIN_VALUE;
        for (Given given : byEntitlement.getOrDefault(entitlement, List.of())) {
            if (given.term().to() <= at) {
                end = Math.max(end, given.term().to());
            }
        }
        return end;
    }

    long nextChange() {
        long next = Long.MAX_VALUE;
        for (List<Given> some : byEntitlement.values()) {
            for (Given given : some) {
                next = Math.min(next, later(given.term().from()));
                next = Math.min(next, later(given.term().to()));
            }
        }
        return next;
    }

    private long later(long candidate) {
        return candidate > at ? candidate : Long.MAX_VALUE;
    }
}
