package dev.sluice.api;

import java.util.function.LongSupplier;

/**
 * Until when a request has to be answered.
 *
 * @param endsAt in the nanoseconds of the clock
 * @param clock a clock that only goes forward, in nanoseconds
 */
record Deadline(long endsAt, LongSupplier clock) {
    private static final long NANOS = 1_000_000L;

    static Deadline in(long ms, LongSupplier clock) {
        return new Deadline(clock.getAsLong() + ms * NANOS, clock);
    }

    boolean isOver() {
        return clock.getAsLong() - endsAt >= 0;
    }

    long leftMs() {
        return Math.max(0, (endsAt - clock.getAsLong()) / NANOS);
    }
}
