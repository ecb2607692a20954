package dev.sluice.domain.entitled;

/**
 * A grant that was asked for and then withdrawn, because its reason was gone. The target may do it all the same.
 *
 * @param from since when it was asked for (ms since the epoch)
 * @param until until when the target may be about to do it (ms since the epoch)
 */
public record Crossing(long from, long until) {
    /**
     * This one and another.
     *
     * @param other the other
     * @return from the first to the last of both
     */
    public Crossing with(Crossing other) {
        return new Crossing(Math.min(from, other.from), Math.max(until, other.until));
    }

    boolean covers(long at) {
        return at >= from && at < until;
    }
}
