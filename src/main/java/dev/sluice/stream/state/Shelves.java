package dev.sluice.stream.state;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldMarks;
import dev.sluice.domain.access.HeldSums;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * The blocks of an account's rows, in order, on shelves. Of ten thousand rows there are hundreds of blocks, and to look at each is to wait
 * for memory hundreds of times: what is asked of all of them is known by shelf, and who replaces one block makes one shelf anew.
 * Immutable, but for what it remembers. For one thread at a time.
 */
final class Shelves extends AbstractList<RowsImage> implements RandomAccess {
    /** Blocks of a shelf beyond which it is split. */
    private static final int FULL = 32;

    /** Blocks of a shelf at first. */
    private static final int FILLED = 20;

    /** Some blocks in order. */
    static final class Shelf {
        private final RowsImage[] blocks;
        private final int rows;
        private final int bytes;
        private final long nextChange;
        private boolean stored;
        private byte[] contents;
        private int homeNumber;

        private Shelf(List<RowsImage> some) {
            blocks = some.toArray(RowsImage[]::new);
            int ofRows = 0;
            int ofBytes = 0;
            long next = Long.MAX_VALUE;
            for (RowsImage block : blocks) {
                ofRows += block.size();
                ofBytes += block.bytes();
                next = Math.min(next, block.nextChange());
            }
            rows = ofRows;
            bytes = ofBytes;
            nextChange = next;
        }

        private EntitlementKey floor() {
            return blocks[0].floor();
        }

        /** The blocks. */
        List<RowsImage> blocks() {
            return Collections.unmodifiableList(Arrays.asList(blocks));
        }

        /** How the blocks stand in the table of contents where the account's system has a number, or null if nobody has told. */
        byte[] contents(int numberOfHome) {
            return homeNumber == numberOfHome ? contents : null;
        }

        /** Tells how they stand there; each has a number, and keeps it until {@link #markNotStored}. */
        void contents(byte[] written, int numberOfHome) {
            contents = written;
            homeNumber = numberOfHome;
        }
    }

    private final Shelf[] shelves;
    private final int[] ends;
    private final int rows;
    private final int bytes;
    private final long nextChange;
    private SumsMemo memo;
    private Object storedAs;
    private long[] gone = {};

    private Shelves(List<Shelf> some) {
        shelves = some.toArray(Shelf[]::new);
        ends = new int[shelves.length];
        int end = 0;
        int ofRows = 0;
        int ofBytes = 0;
        long next = Long.MAX_VALUE;
        for (int i = 0; i < shelves.length; i++) {
            Shelf shelf = shelves[i];
            end += shelf.blocks.length;
            ends[i] = end;
            ofRows += shelf.rows;
            ofBytes += shelf.bytes;
            next = Math.min(next, shelf.nextChange);
        }
        rows = ofRows;
        bytes = ofBytes;
        nextChange = next;
    }

    /** Blocks in order. */
    static Shelves of(List<RowsImage> blocks) {
        List<Shelf> shelves = new ArrayList<>();
        fill(blocks, shelves);
        return new Shelves(shelves);
    }

    private static void fill(List<RowsImage> blocks, List<Shelf> into) {
        int pieces = (blocks.size() + FILLED - 1) / FILLED;
        for (int i = 0; i < pieces; i++) {
            into.add(new Shelf(blocks.subList(blocks.size() * i / pieces, blocks.size() * (i + 1) / pieces)));
        }
    }

    /**
     * The same blocks with others in the place of some.
     *
     * @param replaced by their index the blocks that take their place, perhaps none or more than one
     */
    Shelves with(SortedMap<Integer, List<RowsImage>> replaced) {
        if (replaced.isEmpty()) {
            return this;
        }
        List<Shelf> now = new ArrayList<>(shelves.length + 1);
        for (int i = 0; i < shelves.length; i++) {
            SortedMap<Integer, List<RowsImage>> here = replaced.subMap(begin(i), ends[i]);
            if (here.isEmpty()) {
                now.add(shelves[i]);
            } else {
                add(replaced(shelves[i], begin(i), here), now);
            }
        }
        Shelves others = new Shelves(now);
        List<RowsImage> before = replaced.keySet().stream().map(this::get).toList();
        if (memo != null) {
            others.memo = memo.with(
                    before, replaced.values().stream().flatMap(List::stream).toList());
        }
        others.storedAs = storedAs;
        others.gone = LongStream.concat(LongStream.of(gone), before.stream().mapToLong(RowsImage::number))
                .filter(number -> number > 0)
                .toArray();
        return others;
    }

    private static List<RowsImage> replaced(Shelf shelf, int begin, Map<Integer, List<RowsImage>> by) {
        List<RowsImage> blocks = new ArrayList<>(shelf.blocks.length + by.size());
        for (int i = 0; i < shelf.blocks.length; i++) {
            List<RowsImage> others = by.get(begin + i);
            if (others == null) {
                blocks.add(shelf.blocks[i]);
            } else {
                blocks.addAll(others);
            }
        }
        return blocks;
    }

    private static void add(List<RowsImage> blocks, List<Shelf> into) {
        if (blocks.size() > FULL) {
            fill(blocks, into);
        } else if (!blocks.isEmpty()) {
            into.add(new Shelf(blocks));
        }
    }

    /** Whether they are the same blocks in the same order, wherever they are stored. */
    boolean areSameAs(Shelves other) {
        if (this == other) {
            return true;
        }
        boolean same = rows == other.rows && size() == other.size();
        for (int i = 0; same && i < size(); i++) {
            same = get(i).isSameAs(other.get(i));
        }
        return same;
    }

    private int begin(int shelf) {
        return shelf == 0 ? 0 : ends[shelf - 1];
    }

    @Override
    public RowsImage get(int index) {
        int at = Arrays.binarySearch(ends, index + 1);
        int shelf = at < 0 ? -at - 1 : at;
        return shelves[shelf].blocks[index - begin(shelf)];
    }

    @Override
    public int size() {
        return shelves.length == 0 ? 0 : ends[shelves.length - 1];
    }

    /** The block in which an entitlement is, or would be; what lies before all of them belongs to the first. */
    int indexOf(EntitlementKey key) {
        if (shelves.length == 0) {
            return 0;
        }
        int shelf = last(shelves.length, i -> shelves[i].floor(), key);
        RowsImage[] blocks = shelves[shelf].blocks;
        return begin(shelf) + last(blocks.length, i -> blocks[i].floor(), key);
    }

    /** The last of some that does not begin behind an entitlement, or the first. */
    private static int last(int count, IntFunction<EntitlementKey> floors, EntitlementKey key) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (floors.apply(middle).compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * What is held at an instant, by page.
     *
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param pages how many pages there are
     * @param account the number of the account
     * @param snapshots tells the snapshots of the account
     * @param marks tells what is held of a block at the instant
     */
    HeldSums held(long at, int pages, int account, long snapshots, Function<RowsImage, HeldMarks> marks) {
        HeldSums held = memo == null ? null : memo.at(at, pages, account, snapshots, marks);
        if (held == null) {
            HeldSums.Builder sums = HeldSums.of(at, pages, account);
            for (RowsImage block : this) {
                sums.add(marks.apply(block));
            }
            held = sums.build();
        }
        memo = SumsMemo.of(held, snapshots);
        return held;
    }

    /**
     * Notes that each block is stored in a row of its own, whose number it has.
     *
     * @param as what says so: the very object that has to be asked for in {@link #areStoredAs}
     */
    void markStored(Object as) {
        for (Shelf shelf : shelves) {
            shelf.stored = true;
        }
        storedAs = as;
        gone = new long[0];
    }

    /** Notes that it is not known of any block that it is stored in a row of its own. */
    void markNotStored() {
        for (Shelf shelf : shelves) {
            shelf.stored = false;
            shelf.contents = null;
        }
        storedAs = null;
        gone = new long[0];
    }

    /** Whether what is remembered of blocks that are stored is what somebody knows, and not of a time before or beside it. */
    boolean areStoredAs(Object known) {
        return shelves.length == 0 || storedAs == known;
    }

    /** Adds the blocks of which it is not known that they are stored in rows of their own. */
    void addUnstored(List<RowsImage> into) {
        for (Shelf shelf : shelves) {
            if (!shelf.stored) {
                into.addAll(shelf.blocks());
            }
        }
    }

    /** The numbers of stored blocks in the place of which others are since all were stored. */
    LongStream gone() {
        return LongStream.of(gone);
    }

    /** The shelves in order. */
    List<Shelf> shelves() {
        return Collections.unmodifiableList(Arrays.asList(shelves));
    }

    /** How many shelves there are. */
    int count() {
        return shelves.length;
    }

    /** The index behind the last block of a shelf. */
    int end(int shelf) {
        return ends[shelf];
    }

    /** When a limit begins or ends one of the holdings of a shelf next (ms since the epoch), as of when its blocks were encoded. */
    long nextChange(int shelf) {
        return shelves[shelf].nextChange;
    }

    /** How many rows all blocks have. */
    int rows() {
        return rows;
    }

    /** The bytes that all blocks take, at most. */
    int bytes() {
        return bytes;
    }

    /** When a limit begins or ends one of the holdings next (ms since the epoch), as of when the blocks were encoded. */
    long nextChange() {
        return nextChange;
    }
}
