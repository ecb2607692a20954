package dev.sluice.relay;

/**
 * The target does not work with this configuration: unknown host, refused credentials or certificate, wrong path. Waiting
 * does not help by itself, somebody has to change something.
 */
final class Unusable extends DeliveryFailure {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what is wrong and what to do, without secrets
     * @param cause what led to it, may be null
     */
    Unusable(String message, Throwable cause) {
        super(message, cause);
    }
}
