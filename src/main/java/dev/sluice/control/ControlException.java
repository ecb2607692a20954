package dev.sluice.control;

/** A control record can't be published; the message says why and what to do. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * With a cause.
     *
     * @param message what failed, and what to do
     * @param cause why
     */
    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
