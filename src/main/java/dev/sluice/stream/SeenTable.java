package dev.sluice.stream;

import java.util.Arrays;

/**
 * In which batch an event may be, by its hash, in 8 bytes an event: 32 bits of the hash and the number of the batch. Who
 * finds a batch here has to look into it, since two events may share those bits.
 *
 * <p>One table of 40 million entries would stand still for seconds when it grows. So there are 256 segments, by other bits of
 * the hash, each built anew on its own when it is full: at that size 160,000 entries, some milliseconds. Open addressing with
 * linear probing; the home of an entry follows from its bits by order, so building anew reads and writes in sequence.
 *
 * <p>The entries of batches that are gone are left out when a segment is built anew, for taking each out at its random place
 * cost as much as putting it in. Batches go in the order of their numbers, of which the table has the last 32 bits: they
 * wrap, and fewer than 2^31 are kept at a time, as there is no memory for as many entries.
 */
final class SeenTable {
    private static final int SEGMENTS = 256;
    private static final int SEGMENT_SHIFT = Long.SIZE - 8;
    private static final int SMALLEST = 16;
    private static final int[] NONE = {};

    private final long[][] segments = new long[SEGMENTS][];
    private final int[] sizes = new int[SEGMENTS];
    private final long comparedBits;
    private int firstBatch;

    SeenTable() {
        this(-1);
    }

    /** A table that compares some of the 32 bits only, so that a test has events that share them. */
    SeenTable(int comparedBits) {
        this.comparedBits = Integer.toUnsignedLong(comparedBits) << Integer.SIZE;
    }

    /** Adds an event; a batch's number is not 0, which marks a free slot. */
    void add(EventHash hash, int batch) {
        int segment = segment(hash);
        long[] slots = segments[segment];
        if (slots == null) {
            slots = new long[SMALLEST];
            segments[segment] = slots;
        } else if ((sizes[segment] + 1) * 10L > slots.length * 7L) {
            slots = buildAnew(segment);
        }
        insert(slots, entry(hash, batch));
        sizes[segment]++;
    }

    /** The batches in which an event may be; in all likelihood none if it is new. */
    int[] batches(EventHash hash) {
        long[] slots = segments[segment(hash)];
        int[] found = NONE;
        if (slots == null) {
            return found;
        }
        long wanted = entry(hash, 0);
        int at = home(wanted, slots.length);
        while (slots[at] != 0) {
            if (bits(slots[at]) == wanted && isKept(slots[at])) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = (int) slots[at];
            }
            at = next(at, slots.length);
        }
        return found;
    }

    /** Forgets all batches before one; the first is 0 until then. */
    void forgetBefore(int batch) {
        firstBatch = batch;
    }

    /** How many entries there are, some of them of batches that are gone. */
    long size() {
        return Arrays.stream(sizes).asLongStream().sum();
    }

    private long[] buildAnew(int segment) {
        long[] before = segments[segment];
        int kept = 0;
        for (long entry : before) {
            if (entry != 0 && isKept(entry)) {
                kept++;
            }
        }
        long[] slots = new long[Math.max(SMALLEST, 2 * kept)];
        for (long entry : before) {
            if (entry != 0 && isKept(entry)) {
                insert(slots, entry);
            }
        }
        segments[segment] = slots;
        sizes[segment] = kept;
        return slots;
    }

    private boolean isKept(long entry) {
        return (int) entry - firstBatch >= 0;
    }

    private static void insert(long[] slots, long entry) {
        int at = home(entry, slots.length);
        while (slots[at] != 0) {
            at = next(at, slots.length);
        }
        slots[at] = entry;
    }

    private long entry(EventHash hash, int batch) {
        return hash.low() << Integer.SIZE & comparedBits | Integer.toUnsignedLong(batch);
    }

    private static long bits(long entry) {
        return entry >>> Integer.SIZE << Integer.SIZE;
    }

    private static int segment(EventHash hash) {
        return (int) (hash.high() >>> SEGMENT_SHIFT);
    }

    private static int home(long entry, int length) {
        return (int) ((entry >>> Integer.SIZE) * length >>> Integer.SIZE);
    }

    private static int next(int at, int length) {
        return at + 1 == length ? 0 : at + 1;
    }
}
