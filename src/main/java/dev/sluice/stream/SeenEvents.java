package dev.sluice.stream;

import dev.sluice.domain.EventView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which events were seen, by source and eventId, of one subject in one category: a subject's events are all in one
 * partition, so what counts as a repeat does not depend on the partition count, and a source that uses one id for two
 * people loses none of them.
 *
 * <p>Nearly every event is new, so that is what must cost little: a {@link SeenTable} in memory knows without the store that
 * an event is new, and what is new is stored in batches ({@link SeenBatch}), which {@link #flush} writes before each commit.
 * A thread that dies before that loses nothing that was committed: its events come again, and are new again. A possible
 * repeat is looked up in its batch, so the answer is exact. The table is rebuilt from the batches when the task starts.
 *
 * <p>Batches older than the dedupe period go, oldest first, as new events come: each new one lets the sweep look at a few
 * more, so the store stays within a small multiple of what the period holds. A batch is as old as the last arrival in it, and
 * one that is still young keeps those after it, so an event is remembered for the period at least.
 */
final class SeenEvents {
    /** What is known of an event. */
    enum Verdict {
        NEW,
        DUPLICATE,
        ID_REUSED
    }

    private static final int SWEPT_PER_NEW_EVENT = 4;
    private static final int SWEEP_SLICE = 256;

    /** Bounds what one commit takes. */
    private static final int SLICES_MOVED_AT_ONCE = 64;

    /** Batches that may wait for a commit: a million events, 25 MB. Storing them means storing every identity before. */
    private static final int MAX_FILLED = 4096;

    /** A feed that is sent again comes in the order in which its batches were written, for each topic at its own place. */
    private static final int RECENT_BATCHES = 16;

    private static final long FIRST_NUMBER = 1;
    private static final Bytes FIRST_KEY = SeenBatch.key(0);
    private static final Bytes LAST_KEY = SeenBatch.key(0x00ff_ffff_ffff_ffffL);
    private static final long NOTHING_STORED = Long.MAX_VALUE;

    private final KeyValueStore<Bytes, byte[]> store;
    private final SeenTable table;
    private final OldSeenRows oldRows;
    private final Map<Long, SeenBatch> filled = new LinkedHashMap<>();
    private final Map<Long, SeenBatch> recent = new LinkedHashMap<>(16, 0.75f, true);
    private SeenBatch open = SeenBatch.begin();
    private long openNumber = FIRST_NUMBER;
    private long oldest;
    private long storedEnd;
    private long oldestArrivedAt = NOTHING_STORED;
    private int owed;
    private int slicesToMove;
    private long movedIfNotOlderThan;
    private EventView hashed;
    private EventHash itsHash;

    SeenEvents(KeyValueStore<Bytes, byte[]> store) {
        this(store, new SeenTable());
    }

    SeenEvents(KeyValueStore<Bytes, byte[]> store, SeenTable table) {
        this.store = store;
        this.table = table;
        this.oldRows = new OldSeenRows(store);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(FIRST_KEY, LAST_KEY)) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                long number = SeenBatch.number(row.key);
                SeenBatch batch = SeenBatch.read(row.value);
                if (oldestArrivedAt == NOTHING_STORED) {
                    table.forgetBefore((int) number);
                }
                stored(number, batch.greatestArrivedAt());
                for (int i = 0; i < batch.size(); i++) {
                    table.add(batch.hash(i), (int) number);
                }
                openNumber = after(number);
            }
        }
    }

    Verdict look(EventView event, long contentHash) {
        EventHash hash = hash(event);
        for (int number : table.batches(hash)) {
            Verdict verdict = batch(wholeNumber(number)).look(hash, contentHash);
            if (verdict != Verdict.NEW) {
                return verdict;
            }
        }
        return oldRows.look(event, contentHash);
    }

    void remember(EventView event, long contentHash, long arrivedAt) {
        add(hash(event), contentHash, arrivedAt);
        owed += SWEPT_PER_NEW_EVENT;
    }

    /** Whether so much waits that it should be stored before the next commit. */
    boolean isFull() {
        return filled.size() >= MAX_FILLED;
    }

    /** Stores what was remembered; before each commit, so that the events and what followed from them are one. */
    void flush() {
        writePending();
        for (int slice = 0; slice < SLICES_MOVED_AT_ONCE && slicesToMove > 0; slice++) {
            slicesToMove--;
            moveOldRows();
        }
    }

    private void writePending() {
        filled.forEach(this::write);
        filled.clear();
        if (!open.isEmpty()) {
            write(openNumber, open);
            open.restart(SeenBatch.COMPARABLE);
            openNumber = after(openNumber);
        }
    }

    /** Drops what is older than an instant, as far as the sweep's allowance goes. */
    void sweep(long olderThan) {
        if (owed < SWEEP_SLICE) {
            return;
        }
        owed -= SWEEP_SLICE;
        if (oldRows.remain()) {
            // What waits is not to be stored before a commit, so they are moved then.
            slicesToMove++;
            movedIfNotOlderThan = olderThan;
        } else if (oldestArrivedAt < olderThan) {
            dropBatches(olderThan);
        }
    }

    /** By number, since opening a range costs as much as many reads. */
    private void dropBatches(long olderThan) {
        int dropped = 0;
        oldestArrivedAt = NOTHING_STORED;
        while (oldest != storedEnd) {
            Bytes key = SeenBatch.key(oldest);
            byte[] row = store.get(key);
            // The sweep of an earlier version that ran in between leaves gaps.
            if (row != null) {
                SeenBatch batch = SeenBatch.read(row);
                if (dropped >= SWEEP_SLICE || batch.greatestArrivedAt() >= olderThan) {
                    oldestArrivedAt = batch.greatestArrivedAt();
                    break;
                }
                store.delete(key);
                recent.remove(oldest);
                dropped += batch.size();
            }
            oldest = after(oldest);
        }
        table.forgetBefore((int) oldest);
    }

    /** Written before they are deleted; if that is done twice, the events are known twice, which changes no answer. */
    private void moveOldRows() {
        List<OldSeenRows.Row> rows = oldRows.next(SWEEP_SLICE);
        for (byte format : new byte[] {SeenBatch.COMPARABLE, SeenBatch.NOT_COMPARABLE}) {
            writePending();
            open.restart(format);
            for (OldSeenRows.Row row : rows) {
                if (row.arrivedAt() >= movedIfNotOlderThan && row.isComparable() == (format == SeenBatch.COMPARABLE)) {
                    add(row.hash(), row.contentHash(), row.arrivedAt());
                }
            }
        }
        writePending();
        open.restart(SeenBatch.COMPARABLE);
        oldRows.delete(rows);
    }

    private void add(EventHash hash, long contentHash, long arrivedAt) {
        open.add(hash, contentHash, arrivedAt);
        table.add(hash, (int) openNumber);
        if (open.isFull()) {
            filled.put(openNumber, open);
            open = SeenBatch.begin();
            openNumber = after(openNumber);
        }
    }

    private void write(long number, SeenBatch batch) {
        store.put(SeenBatch.key(number), batch.row());
        stored(number, batch.greatestArrivedAt());
    }

    private void stored(long number, long greatestArrivedAt) {
        if (oldestArrivedAt == NOTHING_STORED) {
            oldest = number;
            oldestArrivedAt = greatestArrivedAt;
        }
        storedEnd = after(number);
    }

    private SeenBatch batch(long number) {
        if (number == openNumber) {
            return open;
        }
        SeenBatch batch = filled.get(number);
        return batch == null ? storedBatch(number) : batch;
    }

    private SeenBatch storedBatch(long number) {
        SeenBatch known = recent.get(number);
        if (known != null) {
            return known;
        }
        byte[] row = store.get(SeenBatch.key(number));
        if (row == null) {
            throw new IllegalStateException("Batch " + number + " of seen events is gone from the store");
        }
        SeenBatch batch = SeenBatch.read(row);
        recent.put(number, batch);
        if (recent.size() > RECENT_BATCHES) {
            recent.remove(recent.keySet().iterator().next());
        }
        return batch;
    }

    /** Both the look and the remembering of a new event need the hash. */
    private EventHash hash(EventView event) {
        if (event != hashed) {
            itsHash = EventHash.of(event);
            hashed = event;
        }
        return itsHash;
    }

    /** The table knows 32 bits of a number: the rest follows, since no 2^32 batches are kept at a time. */
    private long wholeNumber(int number) {
        return openNumber - Integer.toUnsignedLong((int) openNumber - number);
    }

    /** The next number; in the table 0 is a free slot. */
    private static long after(long number) {
        return (int) (number + 1) == 0 ? number + 2 : number + 1;
    }
}
