package dev.sluice.stream;

import java.util.function.LongSupplier;

/**
 * How fast what nobody waits for is worked off beside records that somebody does wait for: in short pieces, and after each four
 * times as long is left to the records. One for each stream thread, whose tasks take turns with it. For that thread only.
 */
final class Pace {
    /** How long a piece is while records are waiting (ns). */
    static final long PIECE_NANOS = 1_000_000;

    /** How long it is while none are (ns): somebody may come meanwhile. */
    static final long IDLE_PIECE_NANOS = 20_000_000;

    /** How many times as long as it took is rested after a piece: a fifth of the time is for it then. */
    private static final int REST = 4;

    private final LongSupplier nanoClock;
    private long begunAt;
    private long endedAt;
    private long rest;

    /**
     * A pace.
     *
     * @param nanoClock a clock that never goes back (ns). That of a task does not do: it stands still while a record is worked on
     */
    Pace(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Whether it has rested long enough. */
    boolean isRested() {
        // Before the first piece there is nothing to compare with: such a clock may begin anywhere, also below zero.
        return rest == 0 || nanoClock.getAsLong() - endedAt >= rest;
    }

    void begin() {
        begunAt = nanoClock.getAsLong();
    }

    /** Whether the piece that was begun is long enough. */
    boolean isLong(boolean isWaitedFor) {
        return nanoClock.getAsLong() - begunAt >= (isWaitedFor ? PIECE_NANOS : IDLE_PIECE_NANOS);
    }

    void end() {
        endedAt = nanoClock.getAsLong();
        rest = REST * (endedAt - begunAt);
    }
}
