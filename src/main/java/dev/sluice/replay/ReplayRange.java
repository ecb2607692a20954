package dev.sluice.replay;

import java.time.Instant;

/** The instants in which a replay plays: those that an event may name without being refused, after 1970 begins to 9999. */
public final class ReplayRange {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private ReplayRange() {}

    /**
     * Whether an instant lies in it.
     *
     * @param instant any instant
     * @return true if it does, and then its ms since the epoch are a positive number
     */
    public static boolean contains(Instant instant) {
        // Compared as instants: those that a text can name are beyond what ms can hold.
        return instant.isAfter(Instant.EPOCH) && !instant.isAfter(LAST);
    }
}
