package dev.sluice.domain.govern;

import dev.sluice.domain.finding.ActivityFindings;
import dev.sluice.domain.finding.FindingTickets;
import dev.sluice.domain.finding.PasswordSprays;
import dev.sluice.domain.finding.SuppressedFindings;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.spray.Tried;
import dev.sluice.domain.spray.Tries;
import java.util.Set;

/** What is decided about an address, which is nobody: it has no status, holds nothing and is published nowhere. */
final class Addresses {
    private Addresses() {}

    /** Records what was tried from it; false if it came too late, or nobody wants to know. */
    static boolean record(
            IdentityState state, Tried tried, Policies policies, long arrivedAt, long toldAt, Decisions out) {
        Detection detection = policies.settings().detection();
        if (!PasswordSprays.isReported(detection)
                || !state.tries().record(tried, arrivedAt, toldAt, late(policies), detection.passwordSpray())) {
            return false;
        }
        if (state.clock() == IdentityState.NO_CLOCK) {
            state.advanceClock(tried.lastAt());
        }
        if (policies.active()) {
            PasswordSprays sprays = new PasswordSprays(state, policies, Trigger.exchange(tried.lastAt()), out);
            Set<Long> days = sprays.look(tried);
            if (!days.isEmpty()) {
                state.advanceClock(tried.lastAt());
                sprays.tell(days);
            }
        }
        return true;
    }

    /** Whether nothing is known of it that anybody will ask for. */
    static boolean isOver(IdentityState state) {
        return state.tries().isEmpty() && state.findings().isEmpty();
    }

    static void evaluate(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        Tries tries = state.tries();
        if (tries.expiresAt(late(policies)) <= state.clock()) {
            tries.clear();
        }
        if (!policies.active()) {
            return;
        }
        if (trigger.kind() == Trigger.Kind.POLICY) {
            new PasswordSprays(state, policies, trigger, out).evaluate();
        }
        new ActivityFindings(state, policies, trigger, out).settleOld();
        new SuppressedFindings(state, policies, trigger, out).evaluate();
        new FindingTickets(state, policies, trigger, out).remind();
        state.owe(false);
    }

    static long nextDue(IdentityState state, Policies policies) {
        long next = new ActivityFindings(state, policies, null, null).nextDue();
        next = Math.min(next, new FindingTickets(state, policies, null, null).nextDue());
        next = Math.min(next, new SuppressedFindings(state, policies, null, null).nextDue());
        long expiresAt = state.tries().expiresAt(late(policies));
        return Math.min(next, expiresAt == Long.MAX_VALUE ? expiresAt : Math.max(expiresAt, state.clock() + 1));
    }

    private static long late(Policies policies) {
        return policies.settings().lateness().toMillis()
                + policies.settings().skew().toMillis();
    }
}
