package dev.sluice.embedded;

/** Says in one sentence why a part of the embedded stack cannot run, and what the person can do about it. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the whole sentence for the person, never null */
    public StackException(String message) {
        super(message);
    }

    /**
     * @param message the whole sentence for the person, never null
     * @param cause what happened underneath, may be null
     */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
