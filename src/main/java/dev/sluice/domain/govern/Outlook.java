package dev.sluice.domain.govern;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.finding.ReportedByOthers;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import java.util.Map;

/**
 * All by which is judged what an identity holds, besides what that is. As long as it is the same, what was decided about each
 * entitlement stands, and of ten thousand none has to be looked at.
 *
 * @param standing the status
 * @param entitled what {@link Entitled#basis} gives
 * @param announced what was announced, and what the brake said
 * @param isRaised whether what others report makes findings weigh more
 */
record Outlook(Standing standing, Object entitled, Map<Announcer, Announced> announced, boolean isRaised) {
    static Outlook of(IdentityState state, Standing standing, Entitled entitled, Policies policies) {
        return new Outlook(
                standing, entitled.basis(), Map.copyOf(state.announced()), ReportedByOthers.raises(state, policies));
    }

    /** Null for who has left: little is told of them, and each word may end what the brake holds. */
    static Outlook of(IdentityState state, Policies policies) {
        Standing standing =
                state.hr().standing(state.clock(), policies.settings().hrRules());
        return standing.isLeaver() ? null : of(state, standing, Entitled.of(state, standing, policies), policies);
    }
}
