package dev.sluice.domain.govern;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.finding.ReportedByOthers;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.IdentityStatus;
import java.util.Map;

/**
 * All by which is judged what an identity holds, besides what that is. As long as it is the same, what was decided about each
 * entitlement stands, and of ten thousand none has to be looked at.
 *
 * @param standing the status, ACTIVE for all who are employed: who is on leave keeps what is held
 * @param entitled what {@link Entitled#basis} gives
 * @param announced what was announced, and what the brake said
 * @param isRaised whether what others report makes findings weigh more
 */
record Outlook(Standing standing, Object entitled, Map<Announcer, Announced> announced, boolean isRaised) {
    static Outlook of(IdentityState state, Standing standing, Entitled entitled, Policies policies) {
        Standing judged = standing.isEmployed()
                ? new Standing(IdentityStatus.ACTIVE, standing.endedAt(), standing.endEventId())
                : standing;
        return new Outlook(
                judged, entitled.basis(), Map.copyOf(state.announced()), ReportedByOthers.raises(state, policies));
    }
}
