package dev.sluice.domain.session;

/**
 * What was told of a session, a credential, a lease or a pipeline. Immutable. Two of them about the same thing can be joined; in
 * which order makes no difference.
 */
public sealed interface Tracked permits Session, Credential, Lease, Pipeline {
    /** An instant that was not told, where the earliest counts. */
    long UNTOLD = Long.MAX_VALUE;

    /** An instant that was not told, where the latest counts. */
    long NEVER = Long.MIN_VALUE;

    /**
     * What it is.
     *
     * @return the key
     */
    TrackedKey key();

    /**
     * The first that was told of it.
     *
     * @return ms since the epoch
     */
    long firstAt();

    /**
     * The last that was told of it.
     *
     * @return ms since the epoch
     */
    long lastAt();

    /**
     * Whether it goes on at an instant.
     *
     * @param at the instant (ms since the epoch)
     * @return false once it is over: nothing more is expected of it
     */
    boolean isOpen(long at);

    /**
     * Joins what was told of the same thing.
     *
     * @param other what else was told of it
     * @return both
     * @throws ClassCastException if it is not the same thing
     */
    Tracked join(Tracked other);
}
