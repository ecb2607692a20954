package dev.sluice.domain.owner;

import java.time.Instant;

/**
 * Why nobody answers for something.
 *
 * @param reason why
 * @param ownerId who was to answer for it, or null
 * @param since since when it is so; may be ahead (ms since the epoch)
 * @param managerId identityId of who is to find another owner, or null
 * @param eventId the event that tells of it, or null if another identity does
 */
public record Loss(Reason reason, String ownerId, long since, String managerId, String eventId) {
    /** Why an owner is none. */
    public enum Reason {
        /** HR names nobody. */
        NOT_NAMED,
        /** HR names the service itself. */
        ITSELF,
        /** HR knows nothing of who is named. */
        UNKNOWN,
        /** The owner has left. */
        LEFT,
        /** The owner is on leave for too long. */
        ON_LEAVE,
        /** The owner works for another department. */
        TRANSFERRED
    }

    /**
     * The loss in words.
     *
     * @param of what nobody answers for
     * @return a sentence without its full stop
     */
    public String text(String of) {
        String when = Instant.ofEpochMilli(since).toString();
        return switch (reason) {
            case NOT_NAMED -> "Nobody is named as the owner of " + of + " since " + when;
            case ITSELF -> "Since " + when + " nobody but " + ownerId + " itself is named as the owner of " + of;
            case UNKNOWN -> ownerId + ", since " + when + " the owner of " + of + ", is not known to HR";
            case LEFT -> ownerId + ", the owner of " + of + ", has left, and answers for nothing since " + when;
            case ON_LEAVE -> ownerId + ", the owner of " + of + ", is on leave, since " + when + " for too long";
            case TRANSFERRED -> ownerId + ", the owner of " + of + ", is of another department since " + when;
        };
    }
}
