package dev.sluice.relay;

/** Why the relay ended by itself: a sentence for the person who runs it, and the exit code of the process. */
public final class RelayException extends RuntimeException {
    /** Exit code: something failed that waiting does not put right. */
    public static final int FAILED = 3;

    /** Exit code: the target does not work with this configuration (unknown host, credentials, certificate, path). */
    public static final int TARGET_UNUSABLE = 4;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * A failure.
     *
     * @param message what is wrong and what to do next; without secrets
     * @param exitCode the exit code of the process
     * @param cause what led to it, may be null
     */
    public RelayException(String message, int exitCode, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /**
     * The exit code of the process.
     *
     * @return {@link #FAILED} or {@link #TARGET_UNUSABLE}, or 1 for what is wrong before the start
     */
    public int exitCode() {
        return exitCode;
    }
}
