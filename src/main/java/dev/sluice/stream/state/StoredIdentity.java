package dev.sluice.stream.state;

import dev.sluice.domain.govern.IdentityState;

/**
 * One value of the identity store, to work on: the state, and what the stage itself remembers beside it.
 *
 * @param state the identity's state
 * @param published hashes of the records last written to identity-access: the head first, then the pages by bucket;
 *     empty when none was written
 * @param indexedDue the instant under which the identity stands in the timer index (ms since the epoch), or
 *     {@link Long#MAX_VALUE}
 * @param image the parts that it was opened from, or null if it is new
 */
public record StoredIdentity(IdentityState state, long[] published, long indexedDue, IdentityImage image) {
    /** An identity that was not opened from parts. */
    public StoredIdentity(IdentityState state, long[] published, long indexedDue) {
        this(state, published, indexedDue, null);
    }

    /**
     * An identity that is new.
     *
     * @param key its key
     * @return nothing known, nothing published, nothing due
     */
    public static StoredIdentity fresh(String key) {
        return new StoredIdentity(new IdentityState(key), new long[0], Long.MAX_VALUE);
    }
}
