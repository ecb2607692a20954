package dev.sluice.cli;

/** A failure whose message is a sentence for the person at the terminal: what is wrong and what to do next. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * A failure with exit code 1.
     *
     * @param message what is wrong and what to do next; without secrets
     */
    public CliException(String message) {
        this(message, 1, null);
    }

    /**
     * A failure with an exit code of its own.
     *
     * @param message what is wrong and what to do next; without secrets
     * @param exitCode the exit code of the process, 1 to 125
     * @param cause what led to it, may be null
     */
    public CliException(String message, int exitCode, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /**
     * The exit code of the process.
     *
     * @return 1 to 125
     */
    public int exitCode() {
        return exitCode;
    }
}
