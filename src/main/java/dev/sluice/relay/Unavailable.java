package dev.sluice.relay;

import java.time.Duration;

/** The target can't take anything now. What was not confirmed is to be sent again, later. */
final class Unavailable extends DeliveryFailure {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * @param message what happened, one sentence without secrets
     * @param cause what led to it, may be null
     */
    Unavailable(String message, Throwable cause) {
        this(message, cause, Duration.ZERO);
    }

    /**
     * @param retryAfter the least wait that the target asks for; zero if it asks for none
     */
    Unavailable(String message, Throwable cause, Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
