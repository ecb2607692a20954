package dev.sluice.domain.watch;

import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Standing;

/**
 * Until when somebody can answer for others: until they leave, or until a leave has lasted for too long. Who leaves from such a
 * leave has not been there since it was too long, not only since the end.
 */
public final class Availability {
    private final HrTimeline hr;
    private final HrRules rules;
    private final long longestLeave;

    /**
     * Of one identity.
     *
     * @param hr what HR has said of it
     * @param rules how that is read
     * @param longestLeave how long it may be on leave and still answer (ms)
     */
    public Availability(HrTimeline hr, HrRules rules, long longestLeave) {
        this.hr = hr;
        this.rules = rules;
        this.longestLeave = longestLeave;
    }

    /**
     * The end, as far as is known.
     *
     * @param standing the status at the instant
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @return ms since the epoch; {@link Long#MAX_VALUE} if there is none
     */
    public long until(Standing standing, long at) {
        if (standing.isOnLeave()) {
            return hr.onLeaveSince(at, rules) + longestLeave;
        }
        if (!standing.isLeaver()) {
            return Long.MAX_VALUE;
        }
        long end = standing.endedAt();
        return hr.standing(end - 1, rules).isOnLeave()
                ? Math.min(end, hr.onLeaveSince(end - 1, rules) + longestLeave)
                : end;
    }
}
