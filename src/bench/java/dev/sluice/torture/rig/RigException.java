package dev.sluice.torture.rig;

/** The rig itself failed, so that nothing can be said of what it tortures. */
public final class RigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param message one sentence that says what and where to look
     */
    public RigException(String message) {
        super(message);
    }

    /**
     * A failure with a cause.
     *
     * @param message one sentence that says what and where to look
     * @param cause what led to it
     */
    public RigException(String message, Throwable cause) {
        super(message, cause);
    }
}
