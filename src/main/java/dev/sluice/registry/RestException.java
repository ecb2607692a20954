package dev.sluice.registry;

import java.util.Set;

/**
 * A definite answer of the registry that is not a success.
 *
 * <p>The error code is the registry's own five-digit code (40403 = schema not found, 42201 = invalid schema, …); {@value
 * #UNREADABLE_BODY} when the body of the answer was not the documented error object.
 */
public final class RestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The code Confluent's client reports for an error body it cannot read. */
    public static final int UNREADABLE_BODY = 50005;

    /** Statuses after which another attempt, or another URL, may succeed. */
    private static final Set<Integer> RETRIABLE = Set.of(408, 429, 500, 502, 503, 504);

    private final int status;
    private final int errorCode;

    /**
     * @param message the registry's own words; never contains credentials
     * @param status HTTP status
     * @param errorCode the registry's error code
     */
    public RestException(String message, int status, int errorCode) {
        super(message + "; status " + status + ", error code " + errorCode);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The registry's error code, for example 40401 when the subject is unknown. */
    public int errorCode() {
        return errorCode;
    }

    /** Whether the registry itself said that it has no such subject, version or schema. */
    public boolean isMissing() {
        return errorCode >= 40401 && errorCode <= 40403;
    }

    /** Whether the same request may succeed later or at another URL of the list. */
    public boolean isRetriable() {
        return RETRIABLE.contains(status);
    }
}
