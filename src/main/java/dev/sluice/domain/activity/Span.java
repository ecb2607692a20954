package dev.sluice.domain.activity;

/**
 * Instants between two.
 *
 * @param from the first (ms since the epoch)
 * @param until the one after the last (ms since the epoch)
 */
public record Span(long from, long until) {
    /** Milliseconds in a day. */
    public static final long DAY_MS = 86_400_000L;

    /**
     * The days, in UTC, of which these instants are.
     *
     * @return from the beginning of the first to the end of the last
     */
    public Span days() {
        return new Span(Math.floorDiv(from, DAY_MS) * DAY_MS, (Math.floorDiv(until - 1, DAY_MS) + 1) * DAY_MS);
    }

    /**
     * Whether an instant is one of these.
     *
     * @param at ms since the epoch
     * @return true from the first on and before the end
     */
    public boolean holds(long at) {
        return at >= from && at < until;
    }
}
