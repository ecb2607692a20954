package dev.sluice.stream;

import java.util.function.LongSupplier;

/**
 * How fast what nobody waits for is worked off beside records that somebody does wait for: in short pieces, and after each as many
 * times its length is left to the records. For one thread at a time.
 */
final class Pace {
    /** How many times as long as it took is rested after a piece: a fifth of the time is for it then. */
    private static final int REST = 4;

    private final LongSupplier wallTime;
    private long begunAt;
    private long restsUntil = Long.MIN_VALUE;

    Pace(LongSupplier wallTime) {
        this.wallTime = wallTime;
    }

    /** Whether it has rested long enough; asks the clock. */
    boolean isRested() {
        long now = wallTime.getAsLong();
        // A clock that was set back is not waited for.
        return now >= restsUntil || now < begunAt;
    }

    void begin() {
        begunAt = wallTime.getAsLong();
    }

    /** Whether the piece that was begun is long enough. */
    boolean isLong() {
        return wallTime.getAsLong() != begunAt;
    }

    /** Pieces take less than the clock can tell apart. What it says is right on average, and so is the rest. */
    void end() {
        long now = wallTime.getAsLong();
        restsUntil = now + REST * Math.max(0, now - begunAt);
    }
}
