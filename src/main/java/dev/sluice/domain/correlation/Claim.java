package dev.sluice.domain.correlation;

/**
 * What was said last of one identity and an account, or the value of an attribute.
 *
 * @param holds whether they belong together
 * @param at since when (ms since the epoch, event time)
 */
public record Claim(boolean holds, long at) {
    /** What is said at the same instant counts in the order in which it is told: one identity tells it, through one partition. */
    Claim with(boolean on, long since) {
        return since >= at ? new Claim(on, since) : this;
    }
}
