package dev.sluice.domain.access;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
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
        private EntitlementKey floor;
        private int added;

        private Block(StoredRows stored) {
            this.stored = stored;
            this.floor = stored.floor();
        }

        private Block(TreeMap<EntitlementKey, HeldRow> rows) {
            this.rows = rows;
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
            return stored == null ? rows.size() : stored.size() + added;
        }

        private boolean isAsStored() {
            return stored != null && touched().isEmpty();
        }

        private HeldMarks held(long at, FactKeys snapshots) {
            if (isAsStored()) {
                return stored.held(at);
            }
            HeldMarks.Builder marks = new HeldMarks.Builder(rows().size(), at, snapshots);
            rows().forEach(marks::add);
            return marks.build();
        }

        private void look(BitSet places, BiConsumer<EntitlementKey, HeldRow> reader) {
            if (isAsStored()) {
                stored.forEach(places, reader);
                return;
            }
            int place = 0;
            for (Map.Entry<EntitlementKey, HeldRow> row : rows().entrySet()) {
                if (places.get(place++)) {
                    reader.accept(row.getKey(), row.getValue());
                }
            }
        }

        private boolean begins(EntitlementKey key) {
            return floor == null || floor.compareTo(key) <= 0;
        }

        /**
         * The next instant at which a limit begins or ends one of the holdings.
         *
         * @param after the instant after which to look (ms since the epoch)
         * @return the instant, or {@link Long#MAX_VALUE}
         */
        public long nextChange(long after) {
            if (stored != null && touched().isEmpty() && stored.nextChange() > after) {
                return stored.nextChange();
            }
            // Where no row had a limit, only those that were touched can have one.
            boolean touchedOnly = stored != null && stored.nextChange() == Long.MAX_VALUE;
            long next = Long.MAX_VALUE;
            for (HeldRow row : touchedOnly ? touched().values() : rows().values()) {
                next = Math.min(next, row.nextChange(after));
            }
            return next;
        }
    }

    private final List<Block> blocks;

    /** A table without rows. */
    public RowTable() {
        blocks = new ArrayList<>(1);
        blocks.add(new Block(new TreeMap<>()));
    }

    /**
     * A table as it was stored.
     *
     * @param stored its blocks, in order
     */
    public RowTable(List<? extends StoredRows> stored) {
        blocks = new ArrayList<>(Math.max(1, stored.size()));
        for (StoredRows some : stored) {
            blocks.add(new Block(some));
        }
        if (blocks.isEmpty()) {
            blocks.add(new Block(new TreeMap<>()));
        }
    }

    /**
     * The blocks in order.
     *
     * @return unmodifiable
     */
    public List<Block> blocks() {
        return Collections.unmodifiableList(blocks);
    }

    @Override
    public int size() {
        int size = 0;
        for (Block block : blocks) {
            size += block.size();
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

    /** The block in which an entitlement is, or would be; what lies before all of them belongs to the first. */
    private Block of(EntitlementKey key) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks.get(middle).begins(key)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks.get(low);
    }

    /**
     * Looks at every row in order; what is stored stays unread. The rows are not to be changed.
     *
     * @param reader takes each entitlement and its row
     */
    void look(BiConsumer<EntitlementKey, HeldRow> reader) {
        for (Block block : blocks) {
            if (block.isAsStored()) {
                block.stored.forEach(reader);
            } else {
                block.rows().forEach(reader);
            }
        }
    }

    /** How many rows are held at an instant. */
    int held(long at, FactKeys snapshots) {
        int held = 0;
        for (Block block : blocks) {
            held += block.held(at, snapshots).size();
        }
        return held;
    }

    /** Looks at what is held at an instant, without reading it. */
    void look(long at, FactKeys snapshots, HeldMarks.Reader reader) {
        for (Block block : blocks) {
            block.held(at, snapshots).forEach(reader);
        }
    }

    /** Looks at some of what is held at an instant, in order; of what is stored nothing else is read. */
    void look(long at, FactKeys snapshots, IntPredicate entitlements, BiConsumer<EntitlementKey, HeldRow> reader) {
        for (Block block : blocks) {
            HeldMarks marks = block.held(at, snapshots);
            BitSet places = new BitSet(0);
            for (int i = 0; i < marks.size(); i++) {
                if (entitlements.test(marks.entitlement(i))) {
                    places.set(marks.place(i));
                }
            }
            if (!places.isEmpty()) {
                block.look(places, reader);
            }
        }
    }

    long nextChange(long after) {
        long next = Long.MAX_VALUE;
        for (Block block : blocks) {
            next = Math.min(next, block.nextChange(after));
        }
        return next;
    }

    @Override
    public Set<Map.Entry<EntitlementKey, HeldRow>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<EntitlementKey, HeldRow>> iterator() {
                return new Entries(blocks.iterator());
            }

            @Override
            public int size() {
                return RowTable.this.size();
            }
        };
    }

    private static final class Entries implements Iterator<Map.Entry<EntitlementKey, HeldRow>> {
        private final Iterator<Block> blocks;
        private Iterator<Map.Entry<EntitlementKey, HeldRow>> entries = Collections.emptyIterator();
        private Iterator<Map.Entry<EntitlementKey, HeldRow>> last;

        Entries(Iterator<Block> blocks) {
            this.blocks = blocks;
        }

        @Override
        public boolean hasNext() {
            while (!entries.hasNext() && blocks.hasNext()) {
                entries = blocks.next().rows().entrySet().iterator();
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
}
