package dev.sluice.domain.certification;

/**
 * What ITSM was last told of one page of items.
 *
 * @param stage how far it had come
 * @param assignee who was to review; null if nobody is known
 * @param items a number that is another one for other items
 */
public record PageTold(Stage stage, String assignee, long items) {
    /** How far a page of items has come. Stored by its place: add at the end only. */
    public enum Stage {
        /** It waits for a reviewer. */
        PENDING,
        /** It still waits, and will soon be due. */
        REMINDED,
        /** It is overdue, and with whom the reviewer answers to. */
        OVERDUE,
        /** All of it is decided, or gone. */
        DONE,
        /** The campaign has ended before all was decided. */
        ENDED,
        /** Whom it is about has left. */
        LEFT,
        /** The campaign was withdrawn, or another change has started another one. */
        CANCELLED;

        /**
         * Whether nobody waits for anything.
         *
         * @return true if the ticket is closed
         */
        public boolean isClosed() {
            return ordinal() >= DONE.ordinal();
        }
    }
}
