package dev.sluice.domain.access;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The rows of an account by entitlement, sorted. They lie in blocks, and a block that was stored is read when one of its
 * rows is asked for: a change of one row costs a block, however many rows there are.
 */
public final class RowTable extends AbstractMap<EntitlementKey, HeldRow> {
    /** A block: as it was stored, with some rows that were asked for and then perhaps changed; or read as a whole. */
    public static final class Block {
        /** So many rows are read one by one; whoever asks for more will want them all. */
        private static final int READ_SINGLY = 4;

        private StoredRows stored;
        private TreeMap<EntitlementKey, HeldRow> rows;
        private final int storedSize;
        private final long storedNext;
        private int added;

        private Block(StoredRows stored) {
            this.stored = stored;
            this.storedSize = stored.size();
            this.storedNext = stored.nextChange();
        }

        private Block(TreeMap<EntitlementKey, HeldRow> rows) {
            this.rows = rows;
            this.storedSize = 0;
            this.storedNext = Long.MAX_VALUE;
        }

        /**
         * What was stored; {@link #touched} has to be put in its place.
         *
         * @return the stored rows, or null once they were read as a whole
         */
        public StoredRows stored() {
            return stored;
        }

        /**
         * The rows that were asked for while the others were not, and such as are new.
         *
         * @return live; empty if nothing was asked for
         */
        public Map<EntitlementKey, HeldRow> touched() {
            return stored == null || rows == null ? Map.of() : rows;
        }

        /**
         * The rows.
         *
         * @return live, read if they were not
         */
        public Map<EntitlementKey, HeldRow> rows() {
            if (stored != null) {
                TreeMap<EntitlementKey, HeldRow> all = stored.read();
                if (rows != null) {
                    all.putAll(rows);
                }
                rows = all;
                stored = null;
                added = 0;
            }
            return rows;
        }

        private HeldRow get(EntitlementKey key) {
            if (stored == null) {
                return rows.get(key);
            }
            HeldRow row = rows == null ? null : rows.get(key);
            if (row != null) {
                return row;
            }
            if (rows != null && rows.size() >= READ_SINGLY) {
                return rows().get(key);
            }
            row = stored.read(key);
            if (row != null) {
                touch(key, row);
            }
            return row;
        }

        private HeldRow put(EntitlementKey key, HeldRow row) {
            if (stored == null) {
                return rows.put(key, row);
            }
            HeldRow before = get(key);
            if (stored == null) {
                return rows.put(key, row);
            }
            added += before == null ? 1 : 0;
            touch(key, row);
            return before;
        }

        private void touch(EntitlementKey key, HeldRow row) {
            if (rows == null) {
                rows = new TreeMap<>();
            }
            rows.put(key, row);
        }

        /**
         * How many rows there are.
         *
         * @return the number, read or not
         */
        public int size() {
            return stored == null ? rows.size() : storedSize + added;
        }

        private boolean isAsStored() {
            return stored != null && touched().isEmpty();
        }

        private HeldMarks held(long at, FactKeys snapshots) {
            HeldMarks.Builder marks = new HeldMarks.Builder(rows().size(), at, snapshots);
            rows().forEach(marks::add);
            return marks.build();
        }

        private void look(BitSet places, BiConsumer<EntitlementKey, HeldRow> reader) {
            int place = 0;
            for (Map.Entry<EntitlementKey, HeldRow> row : rows().entrySet()) {
                if (places.get(place++)) {
                    reader.accept(row.getKey(), row.getValue());
                }
            }
        }

        /**
         * The next instant at which a limit begins or ends one of the holdings.
         *
         * @param after the instant after which to look (ms since the epoch)
         * @return the instant, or {@link Long#MAX_VALUE}
         */
        public long nextChange(long after) {
            if (isAsStored() && storedNext > after) {
                return storedNext;
            }
            // Where no row had a limit, only those that were touched can have one.
            boolean touchedOnly = stored != null && storedNext == Long.MAX_VALUE;
            long next = Long.MAX_VALUE;
            for (HeldRow row : touchedOnly ? touched().values() : rows().values()) {
                next = Math.min(next, row.nextChange(after));
            }
            return next;
        }
    }

    private static final StoredTable NOTHING = new NoTable();

    private final StoredTable stored;

    /** A block that nobody asked for is not there yet: who opens ten thousand rows asks for one or two. */
    private final Block[] blocks;

    /** A table without rows. */
    public RowTable() {
        this(NOTHING);
    }

    /**
     * A table as it was stored.
     *
     * @param stored its rows
     */
    public RowTable(StoredTable stored) {
        this.stored = stored;
        this.blocks = new Block[Math.max(1, stored.blocks())];
        if (stored.blocks() == 0) {
            blocks[0] = new Block(new TreeMap<>());
        }
    }

    /**
     * What was stored; {@link #changed} says which blocks of it have to be replaced.
     *
     * @return the rows as they were
     */
    public StoredTable stored() {
        return stored;
    }

    /**
     * How many blocks there are.
     *
     * @return the number, 1 at least
     */
    public int blockCount() {
        return blocks.length;
    }

    /**
     * A block.
     *
     * @param index which, from 0
     * @return live
     */
    public Block block(int index) {
        Block block = blocks[index];
        if (block == null) {
            block = new Block(stored.block(index));
            blocks[index] = block;
        }
        return block;
    }

    /**
     * The blocks that may be otherwise than they were stored.
     *
     * @return their indexes
     */
    public BitSet changed() {
        BitSet changed = new BitSet(0);
        for (int i = 0; i < blocks.length; i++) {
            if (!isAsStored(i)) {
                changed.set(i);
            }
        }
        return changed;
    }

    /**
     * Whether every block was read as a whole, so that nothing is as it was stored.
     *
     * @return true also where nothing was stored
     */
    public boolean isReadWhole() {
        for (Block block : blocks) {
            if (block == null || block.stored != null) {
                return false;
            }
        }
        return true;
    }

    private boolean isAsStored(int index) {
        return blocks[index] == null || blocks[index].isAsStored();
    }

    @Override
    public int size() {
        int size = stored.rows();
        for (int i = 0; i < blocks.length; i++) {
            if (blocks[i] != null) {
                size += blocks[i].size() - blocks[i].storedSize;
            }
        }
        return size;
    }

    @Override
    public HeldRow get(Object key) {
        return of((EntitlementKey) key).get((EntitlementKey) key);
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public HeldRow put(EntitlementKey key, HeldRow row) {
        return of(key).put(key, row);
    }

    private Block of(EntitlementKey key) {
        return block(stored.blockOf(key));
    }

    /**
     * Looks at every row in order; what is stored stays unread. The rows are not to be changed.
     *
     * @param reader takes each entitlement and its row
     */
    void look(BiConsumer<EntitlementKey, HeldRow> reader) {
        for (int i = 0; i < blocks.length; i++) {
            if (isAsStored(i)) {
                rows(i).forEach(reader);
            } else {
                blocks[i].rows().forEach(reader);
            }
        }
    }

    /** Some rows as they were stored. */
    private StoredRows rows(int index) {
        return blocks[index] == null ? stored.block(index) : blocks[index].stored;
    }

    private HeldMarks held(int index, long at, FactKeys snapshots) {
        return isAsStored(index) ? rows(index).held(at) : blocks[index].held(at, snapshots);
    }

    /** What is held at an instant, by page. */
    HeldSums held(long at, FactKeys snapshots, int pages, int account) {
        if (changed().isEmpty()) {
            return stored.held(at, pages, account);
        }
        HeldSums.Builder sums = HeldSums.of(at, pages, account);
        marks(at, snapshots, sums::add);
        return sums.build();
    }

    /** What is held at an instant, block by block, without reading it. */
    void marks(long at, FactKeys snapshots, Consumer<HeldMarks> reader) {
        for (int i = 0; i < blocks.length; i++) {
            reader.accept(held(i, at, snapshots));
        }
    }

    /** Looks at some of what is held at an instant, in order; of what is stored nothing else is read. */
    void look(long at, FactKeys snapshots, IntPredicate entitlements, BiConsumer<EntitlementKey, HeldRow> reader) {
        for (int i = 0; i < blocks.length; i++) {
            HeldMarks marks = held(i, at, snapshots);
            BitSet places = new BitSet(0);
            for (int j = 0; j < marks.size(); j++) {
                if (entitlements.test(marks.entitlement(j))) {
                    places.set(marks.place(j));
                }
            }
            if (!places.isEmpty()) {
                look(i, places, reader);
            }
        }
    }

    private void look(int index, BitSet places, BiConsumer<EntitlementKey, HeldRow> reader) {
        if (isAsStored(index)) {
            rows(index).forEach(places, reader);
        } else {
            blocks[index].look(places, reader);
        }
    }

    /** Whether an entitlement is held at an instant, by the hash of its key; of what is stored nothing is read. */
    boolean mayHold(EntitlementKey key, long at, FactKeys snapshots) {
        int index = stored.blockOf(key);
        if (!isAsStored(index)) {
            HeldRow row = blocks[index].get(key);
            return row != null && row.at(at, snapshots) != null;
        }
        HeldMarks marks = rows(index).held(at);
        int hash = key.hashCode();
        for (int i = 0; i < marks.size(); i++) {
            if (marks.entitlement(i) == hash) {
                return true;
            }
        }
        return false;
    }

    long nextChange(long after) {
        if (stored.blocks() == 0) {
            return blocks[0].nextChange(after);
        }
        long next = Long.MAX_VALUE;
        for (int run = 0, from = 0; run < stored.runs(); from = stored.runEnd(run++)) {
            next = Math.min(next, nextChange(run, from, stored.runEnd(run), after));
        }
        return next;
    }

    private long nextChange(int run, int from, int to, long after) {
        long ofRun = stored.nextChange(run);
        long next = Long.MAX_VALUE;
        boolean ofOthers = true;
        for (int i = from; i < to; i++) {
            if (!isAsStored(i)) {
                next = Math.min(next, blocks[i].nextChange(after));
                ofOthers &= blocks[i].storedNext > ofRun || ofRun == Long.MAX_VALUE;
            }
        }
        if (ofOthers && ofRun > after) {
            return Math.min(next, ofRun);
        }
        for (int i = from; i < to; i++) {
            next = Math.min(next, block(i).nextChange(after));
        }
        return next;
    }

    @Override
    public Set<Map.Entry<EntitlementKey, HeldRow>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<EntitlementKey, HeldRow>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return RowTable.this.size();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<EntitlementKey, HeldRow>> {
        private int next;
        private Iterator<Map.Entry<EntitlementKey, HeldRow>> entries = Collections.emptyIterator();
        private Iterator<Map.Entry<EntitlementKey, HeldRow>> last;

        @Override
        public boolean hasNext() {
            while (!entries.hasNext() && next < blocks.length) {
                entries = block(next++).rows().entrySet().iterator();
            }
            return entries.hasNext();
        }

        @Override
        public Map.Entry<EntitlementKey, HeldRow> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = entries;
            return entries.next();
        }

        @Override
        public void remove() {
            last.remove();
        }
    }

    /** What nothing was stored of. */
    private static final class NoTable implements StoredTable {
        @Override
        public int blocks() {
            return 0;
        }

        @Override
        public StoredRows block(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int blockOf(EntitlementKey key) {
            return 0;
        }

        @Override
        public int rows() {
            return 0;
        }

        @Override
        public int runs() {
            return 0;
        }

        @Override
        public int runEnd(int run) {
            throw new IndexOutOfBoundsException(run);
        }

        @Override
        public long nextChange(int run) {
            throw new IndexOutOfBoundsException(run);
        }

        @Override
        public HeldSums held(long at, int pages, int account) {
            return HeldSums.of(at, pages, account).build();
        }
    }
}
