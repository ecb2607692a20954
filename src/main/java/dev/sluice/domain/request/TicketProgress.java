package dev.sluice.domain.request;

/** What ITSM was last told of a request. Stored by its place: add at the end only. */
public enum TicketProgress {
    /** Nothing yet. */
    NONE,
    /** It waits for an approval. */
    PENDING,
    /** It waits for an approval, and the approver was reminded. */
    REMINDED,
    /** It was approved, and the access is on its way. */
    APPROVED,
    /** The access was observed. */
    FULFILLED,
    /** It was rejected. */
    REJECTED,
    /** It was withdrawn. */
    CANCELLED,
    /** Nobody decided in time. */
    UNDECIDED,
    /** Whom it was for has left. */
    LEFT,
    /** Its time was over before the access was observed. */
    EXPIRED,
    /** It was approved, and a second person has to approve because of a conflict. */
    SECOND_APPROVAL,
    /** It was approved, and refused because of a conflict. */
    REFUSED;

    /**
     * Whether the ticket is closed.
     *
     * @return true if nobody waits for anything
     */
    public boolean isClosed() {
        return ordinal() >= FULFILLED.ordinal() && this != SECOND_APPROVAL;
    }
}
