package dev.sluice.stream.state;

/**
 * What is stored can't be read by this version. Its message tells operators what to do, and says nothing of what is stored, so that logs may
 * show it.
 */
public class UnreadableStateException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * A failure that nothing else led to.
     *
     * @param message what can't be read and what to do, without anything that is in it
     */
    public UnreadableStateException(String message) {
        super(message);
    }

    /**
     * A failure.
     *
     * @param message what can't be read and what to do, without anything that is in it
     * @param cause what failed; may be null
     */
    public UnreadableStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
