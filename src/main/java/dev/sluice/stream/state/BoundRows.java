package dev.sluice.stream.state;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldMarks;
import dev.sluice.domain.access.HeldRow;
import dev.sluice.domain.access.StoredRows;
import java.util.BitSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A block of rows and the snapshots of its account, to which the rows refer by their place.
 *
 * @param image the rows
 * @param home the account's system
 * @param sources the sources that the rows refer to
 * @param snapshots the account's snapshots as they were when the rows were encoded
 */
record BoundRows(RowsImage image, String home, String[] sources, Snapshots snapshots) implements StoredRows {
    @Override
    public int size() {
        return image.size();
    }

    @Override
    public long nextChange() {
        return image.nextChange();
    }

    @Override
    public HeldRow read(EntitlementKey key) {
        try {
            return RowBytes.read(image.rows(), home, sources, key, snapshots.keys());
        } catch (RuntimeException e) {
            throw DamagedStateException.of(image.rows().length(), e);
        }
    }

    @Override
    public void forEach(BiConsumer<EntitlementKey, HeldRow> reader) {
        RowBytes.forEach(image.rows(), home, sources, snapshots.keys(), reader);
    }

    @Override
    public void forEach(BitSet places, BiConsumer<EntitlementKey, HeldRow> reader) {
        RowBytes.forEach(image.rows(), home, sources, snapshots.keys(), places, reader);
    }

    @Override
    public HeldMarks held(long at) {
        HeldMarks known = image.marks(at, snapshots.hash());
        if (known == null) {
            HeldMarks.Builder marks = new HeldMarks.Builder(image.size(), at, snapshots.asKeys());
            forEach(marks::add);
            known = marks.build();
            image.remember(known, snapshots.hash());
        }
        return known;
    }

    @Override
    public TreeMap<EntitlementKey, HeldRow> read() {
        TreeMap<EntitlementKey, HeldRow> rows = new TreeMap<>();
        forEach(rows::put);
        return rows;
    }
}
