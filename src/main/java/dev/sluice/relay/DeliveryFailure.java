package dev.sluice.relay;

/** Why a target did not take something. */
abstract sealed class DeliveryFailure extends Exception permits Unavailable, Refused, Unusable {
    private static final long serialVersionUID = 1L;

    DeliveryFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
