package dev.sluice.stream.state;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldSums;
import dev.sluice.domain.access.StoredRows;
import dev.sluice.domain.access.StoredTable;

/**
 * The rows of an account and its snapshots, to which they refer by their place.
 *
 * @param shelves the rows
 * @param home the account's system
 * @param sources the sources that the rows refer to
 * @param snapshots the account's snapshots as they were when the rows were encoded
 */
record BoundTable(Shelves shelves, String home, String[] sources, Snapshots snapshots) implements StoredTable {
    @Override
    public int blocks() {
        return shelves.size();
    }

    @Override
    public StoredRows block(int index) {
        return bound(shelves.get(index));
    }

    private BoundRows bound(RowsImage block) {
        return new BoundRows(block, home, sources, snapshots);
    }

    @Override
    public int blockOf(EntitlementKey key) {
        return shelves.indexOf(key);
    }

    @Override
    public int rows() {
        return shelves.rows();
    }

    @Override
    public int runs() {
        return shelves.count();
    }

    @Override
    public int runEnd(int run) {
        return shelves.end(run);
    }

    @Override
    public long nextChange(int run) {
        return shelves.nextChange(run);
    }

    @Override
    public HeldSums held(long at, int pages, int account) {
        return shelves.held(
                at, pages, account, snapshots.hash(), block -> bound(block).held(at));
    }
}
