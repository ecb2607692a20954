package dev.sluice.json;

/** Says why a piece of text or a JSON tree is not the plain JSON form of a record, and where in it. */
public final class PlainJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String reason;

    /**
     * A refusal.
     *
     * @param path where, {@code $} being the whole, for example {@code $.header.eventId} or {@code $.snapshot[2].name}
     * @param reason what is wrong there, a sentence without a full stop
     */
    public PlainJsonException(String path, String reason) {
        this(path, reason, null);
    }

    /**
     * A refusal with a cause.
     *
     * @param path where, {@code $} being the whole
     * @param reason what is wrong there, a sentence without a full stop
     * @param cause what led to it, may be null
     */
    public PlainJsonException(String path, String reason, Throwable cause) {
        super(path + ": " + reason, cause);
        this.path = path;
        this.reason = reason;
    }

    /**
     * Where the text departs from the form.
     *
     * @return a path from {@code $}
     */
    public String path() {
        return path;
    }

    /**
     * What is wrong there.
     *
     * @return a sentence without a full stop
     */
    public String reason() {
        return reason;
    }
}
