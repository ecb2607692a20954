package dev.sluice.relay;

import java.util.OptionalInt;

/** The target, or the form that it asks for, does not take what was offered, and would not take it later either. */
final class Refused extends DeliveryFailure {
    private static final long serialVersionUID = 1L;

    private final ParkReason reason;
    private final int index;

    /**
     * @param reason the reason code
     * @param message what is wrong, one sentence
     */
    Refused(ParkReason reason, String message) {
        this(reason, message, OptionalInt.empty());
    }

    /**
     * @param index which record of the batch the target says it is, from 0; a hint only
     */
    Refused(ParkReason reason, String message, OptionalInt index) {
        super(message, null);
        this.reason = reason;
        this.index = index.orElse(-1);
    }

    ParkReason reason() {
        return reason;
    }

    /** Which record of the batch it is; -1 if that is not known. */
    int index() {
        return index;
    }
}
