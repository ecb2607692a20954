package dev.sluice.domain.sod;

import dev.sluice.domain.accepted.AcceptedException;
import dev.sluice.domain.accepted.Subject;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What somebody has accepted of one identity's conflicts. Nobody accepts his own, and it ends with the employment. */
public final class RuleExceptions {
    private final IdentityState state;
    private final long since;
    private final long now;

    /**
     * What is accepted now.
     *
     * @param state the identity, whose clock is the instant
     * @param policies the policies in force
     */
    public RuleExceptions(IdentityState state, Policies policies) {
        this.state = state;
        this.now = state.clock();
        // What was accepted in an employment ends with it; what is accepted before one counts in it.
        this.since = state.exceptions().bySubject().isEmpty()
                ? Long.MIN_VALUE
                : state.hr().lastEnd(now, policies.settings().hrRules());
    }

    /**
     * When the conflicts of a rule were accepted as they were then.
     *
     * @param ruleId the rule
     * @return ms since the epoch; {@link Long#MIN_VALUE} if they are not
     */
    public long acceptedAt(String ruleId) {
        AcceptedException exception = state.exceptions().bySubject().get(new Subject(ruleId, null));
        return exception != null && counts(exception, now)
                ? exception.grant().key().at()
                : Long.MIN_VALUE;
    }

    /**
     * Entitlements of which all conflicts by a rule are accepted.
     *
     * @param ruleId the rule
     * @return the entitlements
     */
    public Set<EntitlementKey> entitlements(String ruleId) {
        return entitlements(ruleId, now);
    }

    /**
     * The same at a later instant, by what is known now.
     *
     * @param ruleId the rule
     * @param at the instant, not before the clock (ms since the epoch)
     * @return the entitlements
     */
    Set<EntitlementKey> entitlements(String ruleId, long at) {
        Set<EntitlementKey> entitlements = new HashSet<>();
        for (Map.Entry<Subject, AcceptedException> entry :
                state.exceptions().bySubject().entrySet()) {
            Subject subject = entry.getKey();
            if (subject.entitlement() != null && subject.ruleId().equals(ruleId) && counts(entry.getValue(), at)) {
                entitlements.add(subject.entitlement());
            }
        }
        return entitlements;
    }

    /** When what is accepted of entitlements by a rule begins or ends. */
    Set<Long> changes(String ruleId) {
        Set<Long> changes = new HashSet<>();
        state.exceptions().bySubject().forEach((subject, exception) -> {
            if (subject.entitlement() != null && subject.ruleId().equals(ruleId) && exception.grant() != null) {
                changes.add(exception.grant().key().at());
                changes.add(exception.end());
            }
        });
        return changes;
    }

    private boolean counts(AcceptedException exception, long at) {
        return isInForce(exception, at) && !state.exceptions().hasFailed(exception);
    }

    private boolean isInForce(AcceptedException exception, long at) {
        return exception.holds(at)
                && !state.key().equals(exception.grant().approvedBy())
                && exception.grant().key().at() >= since;
    }

    /**
     * Whether a control has failed that makes conflicts of a rule acceptable.
     *
     * @param ruleId the rule
     * @return true if an exception that is in force counts for nothing because of it
     */
    public boolean hasFailedControl(String ruleId) {
        return state.exceptions().bySubject().entrySet().stream()
                .anyMatch(entry -> entry.getKey().ruleId().equals(ruleId)
                        && entry.getValue().grant() != null
                        && isInForce(entry.getValue(), now)
                        && state.exceptions().hasFailed(entry.getValue()));
    }

    /**
     * What is accepted and has not ended, whether or not anything conflicts.
     *
     * @return by what it is about
     */
    public Map<Subject, AcceptedException> inForce() {
        Map<Subject, AcceptedException> inForce = new TreeMap<>();
        state.exceptions().bySubject().forEach((subject, exception) -> {
            if (!subject.ruleId().isEmpty() && exception.grant() != null && isInForce(exception, now)) {
                inForce.put(subject, exception);
            }
        });
        return inForce;
    }

    /**
     * The next instant at which something that is accepted begins or ends.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextChange() {
        long next = Long.MAX_VALUE;
        for (Map.Entry<Subject, AcceptedException> entry :
                state.exceptions().bySubject().entrySet()) {
            AcceptedException exception = entry.getValue();
            if (!entry.getKey().ruleId().isEmpty() && exception.end() > now) {
                long begins = exception.grant().key().at();
                next = Math.min(next, begins > now ? begins : exception.end());
            }
        }
        return next;
    }
}
