package dev.sluice.domain.govern;

import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.finding.ReportedByOthers;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;

/**
 * All by which is judged what an identity holds, besides what that is. As long as it is the same, what was decided about each
 * entitlement stands, and of ten thousand none has to be looked at.
 *
 * @param standing the status
 * @param entitled what {@link Entitled#basis} gives
 * @param isRaised whether what others report makes findings weigh more
 */
record Outlook(Standing standing, Object entitled, boolean isRaised) {
    static Outlook of(IdentityState state, Standing standing, Entitled entitled, Policies policies) {
        return new Outlook(standing, entitled.basis(), ReportedByOthers.raises(state, policies));
    }

    static Outlook of(IdentityState state, Policies policies) {
        Standing standing =
                state.hr().standing(state.clock(), policies.settings().hrRules());
        return of(state, standing, Entitled.of(state, standing, policies), policies);
    }
}
