package dev.sluice.topics;

/** The cluster refused or did not answer; the message says what was asked. */
public final class TopicAdminException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what was asked and what went wrong
     * @param cause what led to it, may be null
     */
    public TopicAdminException(String message, Throwable cause) {
        super(message, cause);
    }
}
