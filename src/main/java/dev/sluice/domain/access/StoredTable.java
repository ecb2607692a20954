package dev.sluice.domain.access;

/**
 * The rows of an account that are stored and not read yet, in blocks, and the blocks in runs: of ten thousand rows there are hundreds of
 * blocks, each somewhere else in memory, and what an event asks is answered by a few of them. Immutable.
 */
public interface StoredTable {
    /**
     * How many blocks there are.
     *
     * @return the number
     */
    int blocks();

    /**
     * A block.
     *
     * @param index which, from 0
     * @return its rows
     */
    StoredRows block(int index);

    /**
     * The block in which an entitlement is, or would be; what lies before all of them belongs to the first.
     *
     * @param key the entitlement
     * @return its index; 0 if there is no block
     */
    int blockOf(EntitlementKey key);

    /**
     * How many rows there are in all blocks.
     *
     * @return the number
     */
    int rows();

    /**
     * How many runs of blocks there are.
     *
     * @return the number
     */
    int runs();

    /**
     * Where a run ends and the next begins.
     *
     * @param run which, from 0
     * @return the index behind its last block
     */
    int runEnd(int run);

    /**
     * The next instant at which a limit begins or ends one of the holdings of a run, as of the identity's clock when it was stored.
     *
     * @param run which, from 0
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    long nextChange(int run);

    /**
     * What of it is held at an instant, summed up by page.
     *
     * @param at the instant, not before the identity's clock when it was stored (ms since the epoch)
     * @param pages how many pages there are, a power of two
     * @param account a number of the account, which tells the page of an entitlement together with its own
     * @return kept with what is stored, so that it costs little to ask again, also after a change
     */
    HeldSums held(long at, int pages, int account);
}
