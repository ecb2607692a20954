package dev.sluice.policy;

/** Policies that are refused, or that can't be read or published; the message says why and what to do. */
public final class PolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what is wrong and what to do; several problems are lines of their own
     */
    public PolicyException(String message) {
        super(message);
    }

    /**
     * A failure with a cause.
     *
     * @param message what is wrong and what to do
     * @param cause what led to it
     */
    public PolicyException(String message, Throwable cause) {
        super(message, cause);
    }
}
