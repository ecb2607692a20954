package dev.sluice.domain.watch;

import dev.sluice.event.IdentityStatus;
import java.util.Objects;

/**
 * What an identity tells of itself.
 *
 * @param status its HR status
 * @param managerId identityId of its manager, or null
 * @param at the instant it speaks of (ms since the epoch, event time)
 * @param answersUntil until when it can answer for what it owns (ms since the epoch); {@link Long#MAX_VALUE} if no end is known
 * @param department its department, or null
 * @param departmentSince since when that is its department (ms since the epoch); 0 without one
 */
public record Known(
        IdentityStatus status, String managerId, long at, long answersUntil, String department, long departmentSince) {
    /** What is known of an identity that was asked and has not answered. */
    public static final Known UNHEARD = new Known(IdentityStatus.UNKNOWN, null, Long.MIN_VALUE);

    /** Without a department there is nothing that it could have since. */
    public Known {
        departmentSince = department == null ? 0 : departmentSince;
    }

    /**
     * What earlier versions told of themselves.
     *
     * @param status its HR status
     * @param managerId identityId of its manager, or null
     * @param at the instant it speaks of (ms since the epoch, event time)
     */
    public Known(IdentityStatus status, String managerId, long at) {
        this(status, managerId, at, Long.MAX_VALUE, null, 0);
    }

    /**
     * Whether somebody else has to decide meanwhile.
     *
     * @return true for who has left or is on leave
     */
    public boolean isAway() {
        return status == IdentityStatus.TERMINATED || status == IdentityStatus.ON_LEAVE;
    }

    /**
     * Whether it has answered.
     *
     * @return false while nothing is known of it, not even that HR knows nothing
     */
    public boolean isHeard() {
        return at != UNHEARD.at;
    }

    /**
     * Whether it says more than earlier versions did.
     *
     * @return false if status and manager are all there is
     */
    public boolean saysMore() {
        return department != null || answersUntil != Long.MAX_VALUE;
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
                && Objects.equals(managerId, other.managerId)
                && answersUntil == other.answersUntil
                && Objects.equals(department, other.department)
                && departmentSince == other.departmentSince;
    }
}
