package dev.sluice.domain.watch;

import dev.sluice.event.IdentityStatus;

/**
 * What an identity tells of itself.
 *
 * @param status its HR status
 * @param managerId identityId of its manager, or null
 * @param at the instant it speaks of (ms since the epoch, event time)
 */
public record Known(IdentityStatus status, String managerId, long at) {
    /** What is known of an identity that was asked and has not answered. */
    public static final Known UNHEARD = new Known(IdentityStatus.UNKNOWN, null, Long.MIN_VALUE);

    /**
     * Whether somebody else has to decide meanwhile.
     *
     * @return true for who has left or is on leave
     */
    public boolean isAway() {
        return status == IdentityStatus.TERMINATED || status == IdentityStatus.ON_LEAVE;
    }

    /**
     * Whether two say the same, whenever that was.
     *
     * @param other what was said before, or null
     * @return true if nothing else is to be told
     */
    public boolean saysTheSameAs(Known other) {
        return other != null
                && status == other.status
                && (managerId == null ? other.managerId == null : managerId.equals(other.managerId));
    }
}
