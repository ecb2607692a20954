package dev.sluice.stream.state;

import dev.sluice.domain.govern.AccessPages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * An identity as it is stored, in parts that are read, and replaced, one by one. Immutable: whoever failed to change it has
 * not changed it.
 */
public final class IdentityImage {
    /** Numbers that every identity has, and the lengths of its parts, at most. */
    private static final int NUMBERS = 80;

    /** What is remembered of each row of an identity with many, and around each block of them. */
    private static final int MARK = 16;

    private static final int MARKS_OVERHEAD = 100;

    /** Sums over pages, which each account with many rows has, take eight bytes for 32 rows of the identity at most. */
    private static final int ROWS_OF_A_BYTE = 4;

    /** An account has its sums where it has as many rows as there are pages, so no more accounts do. */
    private static final int MOST_SUMS = 32;

    /** Objects around each part in memory. */
    private static final int PART_OVERHEAD = 120;

    private final Head head;
    private final Slice hr;
    private final Slice decisions;
    private final List<NameImage> names;
    private final int bytes;
    private final int parts;
    private final long marks;
    private final int blockBytes;

    /**
     * What is asked of an identity before anything else.
     *
     * @param indexedDue the instant under which it stands in the timer index (ms since the epoch)
     * @param clock its clock (ms since the epoch)
     * @param setVersion the policy set under which it was last evaluated
     * @param calm see {@link dev.sluice.domain.govern.IdentityState#isCalm}
     * @param nextHrChange see {@link dev.sluice.domain.govern.IdentityState#nextHrChange}
     * @param owed see {@link dev.sluice.domain.govern.IdentityState#isOwed}
     * @param settled whether nothing is due before that instant; one that is set aside stands under a later one
     * @param published hashes of what was last published
     */
    record Head(
            long indexedDue,
            long clock,
            long setVersion,
            boolean calm,
            long nextHrChange,
            boolean owed,
            boolean settled,
            long[] published) {
        Head under(long anotherClock, long anotherSetVersion) {
            return new Head(indexedDue, anotherClock, anotherSetVersion, calm, nextHrChange, owed, settled, published);
        }

        Head telling(long[] hashes) {
            return new Head(indexedDue, clock, setVersion, calm, nextHrChange, owed, settled, hashes);
        }
    }

    IdentityImage(Head head, Slice hr, Slice decisions, List<NameImage> names) {
        this.head = head;
        this.hr = hr;
        this.decisions = decisions;
        this.names = names;
        int size = NUMBERS + Long.BYTES * head.published().length + hr.length() + decisions.length();
        int count = 3;
        long rows = 0;
        int ofBlocks = 0;
        for (NameImage name : names) {
            size += name.bytes();
            count += 1 + name.blocks().size();
            rows += name.rows();
            ofBlocks += name.blocks().bytes();
        }
        this.bytes = size;
        this.parts = count;
        this.blockBytes = ofBlocks;
        this.marks = AccessPages.isPaged(rows)
                ? MARK * rows
                        + rows * Math.min(names.size(), MOST_SUMS) / ROWS_OF_A_BYTE
                        + (long) MARKS_OVERHEAD * count
                : 0;
    }

    Head head() {
        return head;
    }

    Slice hr() {
        return hr;
    }

    Slice decisions() {
        return decisions;
    }

    List<NameImage> names() {
        return names;
    }

    /**
     * The instant under which the identity stands in the timer index.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public long indexedDue() {
        return head.indexedDue();
    }

    /**
     * Whether nothing follows from what somebody does unless it is wrong in itself: nothing is open, and they are at work.
     *
     * @param at when they do it (ms since the epoch)
     * @return false also if that is not known
     */
    public boolean isCalmAt(long at) {
        return head.calm() && at >= head.clock() && at < head.nextHrChange();
    }

    /**
     * The policy set under which the identity was last evaluated.
     *
     * @return its version
     */
    public long setVersion() {
        return head.setVersion();
    }

    /**
     * Whether an evaluation has changed nothing of an identity but its clock, the set under which it was made, and that something is
     * due later than it was: whoever looks then finds nothing.
     *
     * @param before the identity as it was
     * @return false if anything else is stored otherwise, if only in other words
     */
    public boolean isAsBefore(IdentityImage before) {
        Head was = before.head;
        // Of who is calm it is not stored whether they are settled.
        boolean same = head.indexedDue() >= was.indexedDue()
                && head.nextHrChange() >= was.nextHrChange()
                && head.calm() == was.calm()
                && (head.calm() || head.settled() == was.settled())
                && head.owed() == was.owed()
                && Arrays.equals(head.published(), was.published())
                && names.size() == before.names.size()
                && hr.isSameAs(before.hr)
                && decisions.isSameAs(before.decisions);
        for (int i = 0; same && i < names.size(); i++) {
            same = names.get(i).isSameAs(before.names.get(i));
        }
        return same;
    }

    /**
     * The same parts under another set.
     *
     * @param evaluated the identity as it was evaluated, which {@link #isAsBefore}
     * @return the parts with its clock and set
     */
    public IdentityImage under(IdentityImage evaluated) {
        Head now = head.under(evaluated.head.clock(), evaluated.head.setVersion());
        return new IdentityImage(now, hr, decisions, names);
    }

    /**
     * The blocks of what its accounts hold.
     *
     * @return all of them, by account and in order
     */
    public List<RowsImage> blocks() {
        List<RowsImage> blocks = new ArrayList<>(parts);
        names.forEach(name -> blocks.addAll(name.blocks()));
        return blocks;
    }

    /**
     * How many blocks there are.
     *
     * @return the number
     */
    public int blockCount() {
        int count = 0;
        for (NameImage name : names) {
            count += name.blocks().size();
        }
        return count;
    }

    /**
     * The blocks of which it is not known that they are stored in rows of their own.
     *
     * @return some of {@link #blocks}
     */
    public List<RowsImage> unstored() {
        List<RowsImage> unstored = new ArrayList<>();
        names.forEach(name -> name.blocks().addUnstored(unstored));
        return unstored;
    }

    /**
     * The numbers of stored blocks in the place of which others are since all were stored.
     *
     * @return the numbers, each once
     */
    public LongStream gone() {
        return names.stream().flatMapToLong(name -> name.blocks().gone());
    }

    /**
     * Whether {@link #unstored} and {@link #gone} say how it differs from what is stored.
     *
     * @param known what was given to {@link #markStoredInBlocks} when that was stored, the very object
     * @return false if that is of another time
     */
    public boolean isStoredAs(Object known) {
        return names.stream().allMatch(name -> name.blocks().areStoredAs(known));
    }

    /**
     * Notes that each block is stored in a row of its own, whose number it has.
     *
     * @param as what says so
     */
    public void markStoredInBlocks(Object as) {
        names.forEach(name -> name.blocks().markStored(as));
    }

    /** Notes that it is not known of any block that it is stored in a row of its own. */
    public void markNotStoredInBlocks() {
        names.forEach(name -> name.blocks().markNotStored());
    }

    /**
     * The bytes that it takes in the store.
     *
     * @return a number that is never too small, and too large by little
     */
    public int bytes() {
        return bytes;
    }

    /** The bytes that its blocks take, at most. */
    int blockBytes() {
        return blockBytes;
    }

    /**
     * The bytes that it takes in memory.
     *
     * @return about
     */
    public long memory() {
        return bytes + (long) PART_OVERHEAD * parts + marks;
    }
}
