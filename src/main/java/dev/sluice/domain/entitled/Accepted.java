package dev.sluice.domain.entitled;

import dev.sluice.domain.accepted.AcceptedException;
import dev.sluice.domain.accepted.Subject;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What somebody has accepted that an identity holds. It is a reason to keep what is held, and none to give it. It ends with the
 * employment in which it was granted, and what is granted before one counts in it; nobody accepts what he has himself.
 */
final class Accepted {
    private final Map<EntitlementKey, AcceptedException> byEntitlement = new HashMap<>();
    private final ToLongFunction<EntitlementKey> revokedAt;
    private final long at;

    private Accepted(ToLongFunction<EntitlementKey> revokedAt, long at) {
        this.revokedAt = revokedAt;
        this.at = at;
    }

    static Accepted at(
            IdentityState state, Standing standing, Policies policies, ToLongFunction<EntitlementKey> revokedAt) {
        Accepted accepted = new Accepted(revokedAt, state.clock());
        Map<Subject, AcceptedException> all = state.exceptions().bySubject();
        if (all.isEmpty()) {
            return accepted;
        }
        long since = standing.isEmployed()
                ? state.hr().lastEnd(state.clock(), policies.settings().hrRules())
                : Long.MIN_VALUE;
        all.forEach((subject, exception) -> {
            boolean counts = subject.ruleId().isEmpty()
                    && exception.grant() != null
                    && exception.grant().key().at() >= since
                    && !state.key().equals(exception.grant().approvedBy());
            if (counts) {
                accepted.byEntitlement.put(subject.entitlement(), exception);
            }
        });
        return accepted;
    }

    /** All that it depends on what is accepted. */
    Object basis() {
        return List.of(at, Map.copyOf(byEntitlement));
    }

    boolean isEmpty() {
        return byEntitlement.isEmpty();
    }

    /** Adds the entitlements for which an exception may be a reason. */
    void mention(Set<EntitlementKey> into) {
        into.addAll(byEntitlement.keySet());
    }

    /** The reason, or null. */
    Reason reasonFor(EntitlementKey entitlement) {
        AcceptedException exception = byEntitlement.get(entitlement);
        return exception == null || !exception.holds(at) || isRevoked(entitlement, exception)
                ? null
                : new Reason(
                        Reason.Kind.EXCEPTION,
                        List.of(exception.grant().key().eventId()),
                        exception.grant().key().at(),
                        exception.end());
    }

    /** What a review says after it was granted ends it. */
    private boolean isRevoked(EntitlementKey entitlement, AcceptedException exception) {
        return exception.grant().key().at() < revokedAt.applyAsLong(entitlement);
    }

    /** When it ended, not after the instant looked at; before all time if it never was, or goes on. */
    long endOf(EntitlementKey entitlement) {
        AcceptedException exception = byEntitlement.get(entitlement);
        return exception == null || exception.end() > at ? Long.MIN_VALUE : exception.end();
    }

    long nextChange() {
        long next = Long.MAX_VALUE;
        for (AcceptedException exception : byEntitlement.values()) {
            next = exception.end() > at ? Math.min(next, exception.end()) : next;
        }
        return next;
    }
}
