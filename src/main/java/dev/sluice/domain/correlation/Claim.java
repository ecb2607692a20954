package dev.sluice.domain.correlation;

/**
 * What was said last of one identity and an account, or the value of an attribute.
 *
 * @param change what was said
 * @param at since when (ms since the epoch, event time)
 */
public record Claim(ClaimChange change, long at) {
    /** What is said at the same instant counts in the order in which it is told: one identity tells it, through one partition. */
    Claim with(ClaimChange next, long since) {
        return since >= at ? new Claim(next, since) : this;
    }

    boolean holds() {
        return change.holds();
    }
}
