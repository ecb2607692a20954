package dev.sluice.mapping;

/** A mapping, a column map or a key file can't be used as it stands; the message says what to change. */
public final class MappingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what is wrong and what to do, a sentence
     */
    public MappingException(String message) {
        super(message);
    }

    /**
     * A refusal with a cause.
     *
     * @param message what is wrong and what to do, a sentence
     * @param cause what led to it
     */
    public MappingException(String message, Throwable cause) {
        super(message, cause);
    }
}
