package dev.sluice.stream.state;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldMarks;

/**
 * A block of rows, encoded. Immutable, but for what it remembers of itself: which rows are held, and under which number it is stored.
 * For one thread at a time.
 */
public final class RowsImage {
    /** Numbers beside the entitlement that a block takes in the table of contents, at most. */
    private static final int NUMBERS = 40;

    private final EntitlementKey floor;
    private final int size;
    private final long nextChange;
    private final Slice rows;
    private final int bytes;
    private long number;
    private HeldMarks marks;
    private long markedBy;

    private RowsImage(EntitlementKey floor, int size, long nextChange, Slice rows, int bytes) {
        this.floor = floor;
        this.size = size;
        this.nextChange = nextChange;
        this.rows = rows;
        this.bytes = bytes;
    }

    static RowsImage of(EntitlementKey floor, int size, long nextChange, Slice rows) {
        int bytes = NUMBERS + Utf8.length(floor.system()) + Utf8.length(floor.name()) + rows.length();
        return new RowsImage(floor, size, nextChange, rows, bytes);
    }

    /** Whether it says the same, wherever it is stored. */
    boolean isSameAs(RowsImage other) {
        return this == other
                || size == other.size
                        && nextChange == other.nextChange
                        && floor.equals(other.floor)
                        && rows.isSameAs(other.rows);
    }

    /** The first row's entitlement. */
    EntitlementKey floor() {
        return floor;
    }

    /** How many rows there are. */
    int size() {
        return size;
    }

    /** When a limit begins or ends one of the holdings next (ms since the epoch), as of when it was encoded. */
    long nextChange() {
        return nextChange;
    }

    /** The rows. */
    Slice rows() {
        return rows;
    }

    /** The bytes that it takes, at most. */
    int bytes() {
        return bytes;
    }

    /**
     * The number of the row of its own in which it is stored.
     *
     * @return the number, from 1; 0 if it never was
     */
    public long number() {
        return number;
    }

    /**
     * Gives it a number.
     *
     * @param stored the number of the row in which it is stored, from 1
     */
    public void number(long stored) {
        number = stored;
    }

    /** Which rows are held at an instant with some snapshots, as far as that is remembered; or null. */
    HeldMarks marks(long at, long snapshots) {
        return marks != null && markedBy == snapshots && marks.holdAt(at) ? marks : null;
    }

    void remember(HeldMarks held, long snapshots) {
        marks = held;
        markedBy = snapshots;
    }
}
