package dev.sluice.domain.session;

/**
 * How often something was done, and when.
 *
 * @param count how often
 * @param first when it was done first (ms since the epoch)
 * @param last when it was done last (ms since the epoch)
 */
public record Tally(long count, long first, long last) {
    /**
     * Both together.
     *
     * @param other the other
     * @return the sum
     */
    public Tally join(Tally other) {
        return new Tally(count + other.count, Math.min(first, other.first), Math.max(last, other.last));
    }
}
