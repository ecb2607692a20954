package dev.sluice.stream.state;

import dev.sluice.domain.access.EntitlementKey;

/**
 * A block of rows, encoded.
 *
 * @param floor the first row's entitlement
 * @param size how many rows there are
 * @param nextChange when a limit begins or ends one of the holdings next (ms since the epoch), as of when it was encoded
 * @param rows the rows
 * @param bytes the bytes that it takes, at most
 */
record RowsImage(EntitlementKey floor, int size, long nextChange, Slice rows, int bytes) {
    /** Numbers beside the entitlement that a block takes in the table of contents, at most. */
    private static final int NUMBERS = 40;

    static RowsImage of(EntitlementKey floor, int size, long nextChange, Slice rows) {
        int bytes = NUMBERS + Utf8.length(floor.system()) + Utf8.length(floor.name()) + rows.length();
        return new RowsImage(floor, size, nextChange, rows, bytes);
    }
}
