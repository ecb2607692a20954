package dev.sluice.stream.state;

import java.util.List;

/**
 * An identity as it is stored, in parts that are read, and replaced, one by one. Immutable: whoever failed to change it has
 * not changed it.
 */
public final class IdentityImage {
    /** Numbers that every identity has, and the lengths of its parts, at most. */
    private static final int NUMBERS = 80;

    /** Objects around each part in memory. */
    private static final int PART_OVERHEAD = 120;

    private final Head head;
    private final Slice hr;
    private final Slice decisions;
    private final List<NameImage> names;
    private final int bytes;
    private final int parts;

    /**
     * What is asked of an identity before anything else.
     *
     * @param indexedDue the instant under which it stands in the timer index (ms since the epoch)
     * @param clock its clock (ms since the epoch)
     * @param setVersion the policy set under which it was last evaluated
     * @param calm see {@link dev.sluice.domain.govern.IdentityState#isCalm}
     * @param nextHrChange see {@link dev.sluice.domain.govern.IdentityState#nextHrChange}
     * @param owed see {@link dev.sluice.domain.govern.IdentityState#isOwed}
     * @param published hashes of what was last published
     */
    record Head(
            long indexedDue,
            long clock,
            long setVersion,
            boolean calm,
            long nextHrChange,
            boolean owed,
            long[] published) {}

    IdentityImage(Head head, Slice hr, Slice decisions, List<NameImage> names) {
        this.head = head;
        this.hr = hr;
        this.decisions = decisions;
        this.names = names;
        int size = NUMBERS + Long.BYTES * head.published().length + hr.length() + decisions.length();
        int count = 3;
        for (NameImage name : names) {
            size += name.bytes();
            count += 1 + name.blocks().size();
        }
        this.bytes = size;
        this.parts = count;
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
     * The bytes that it takes in the store.
     *
     * @return a number that is never too small, and too large by little
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The bytes that it takes in memory.
     *
     * @return about
     */
    public long memory() {
        return bytes + (long) PART_OVERHEAD * parts;
    }
}
