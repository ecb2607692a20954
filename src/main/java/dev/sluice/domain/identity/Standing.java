package dev.sluice.domain.identity;

import dev.sluice.event.IdentityStatus;

/**
 * HR status at an instant.
 *
 * @param status the status
 * @param endedAt when the last employment ended (ms since the epoch); meaningful only when TERMINATED
 * @param endEventId the event that recorded that end, or null
 */
public record Standing(IdentityStatus status, long endedAt, String endEventId) {
    /** What holds while HR has said nothing. */
    public static final Standing UNKNOWN = new Standing(IdentityStatus.UNKNOWN, Long.MIN_VALUE, null);

    /**
     * Whether the identity has left.
     *
     * @return true if the status is TERMINATED
     */
    public boolean isLeaver() {
        return status == IdentityStatus.TERMINATED;
    }

    /**
     * Whether the identity is employed: at work, on leave, or absent from the feeds with no end known.
     *
     * @return true if the status is ACTIVE, ON_LEAVE or ABSENT
     */
    public boolean isEmployed() {
        return status == IdentityStatus.ACTIVE || status == IdentityStatus.ON_LEAVE || status == IdentityStatus.ABSENT;
    }

    /**
     * Whether the identity is employed and away for a time.
     *
     * @return true if the status is ON_LEAVE
     */
    public boolean isOnLeave() {
        return status == IdentityStatus.ON_LEAVE;
    }

    /**
     * Whether an employment is known that has yet to begin, and none that has ended.
     *
     * @return true if the status is PRE_HIRE
     */
    public boolean isPreHire() {
        return status == IdentityStatus.PRE_HIRE;
    }
}
