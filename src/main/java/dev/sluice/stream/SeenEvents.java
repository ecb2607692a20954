package dev.sluice.stream;

import dev.sluice.domain.EventView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which events were seen, by source and eventId, of one subject in one category: a subject's events are all in one
 * partition, so what counts as a repeat does not depend on the partition count, and a source that uses one id for two
 * people loses none of them. Rows older than the dedupe period go as new ones come: each new row
 * lets the sweep look at a few more, so the store stays within a small multiple of what the period holds.
 */
final class SeenEvents {
    /** What is known of an event. */
    enum Verdict {
        NEW,
        DUPLICATE,
        ID_REUSED
    }

    private static final byte FORMAT = 2;
    private static final String SEPARATOR = "\u001f";
    private static final int SWEPT_PER_NEW_ROW = 4;
    private static final int SWEEP_BATCH = 256;

    private final KeyValueStore<Bytes, byte[]> store;
    private Bytes sweptTo;
    private int owed;

    SeenEvents(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    Verdict look(EventView event, long contentHash) {
        byte[] row = store.get(key(event));
        if (row == null) {
            return Verdict.NEW;
        }
        // Format 1 had a hash that changed with the contract: what it knows is that the id was seen.
        boolean comparable = row[0] == FORMAT;
        return comparable && ByteBuffer.wrap(row).getLong(1 + Long.BYTES) != contentHash
                ? Verdict.ID_REUSED
                : Verdict.DUPLICATE;
    }

    void remember(EventView event, long contentHash, long arrivedAt) {
        store.put(
                key(event),
                ByteBuffer.allocate(1 + 2 * Long.BYTES)
                        .put(FORMAT)
                        .putLong(arrivedAt)
                        .putLong(contentHash)
                        .array());
        owed += SWEPT_PER_NEW_ROW;
    }

    /** Drops rows older than an instant, as far as the sweep's allowance goes. */
    void sweep(long olderThan) {
        if (owed < SWEEP_BATCH) {
            return;
        }
        owed -= SWEEP_BATCH;
        int looked = 0;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(sweptTo, null)) {
            while (rows.hasNext() && looked++ < SWEEP_BATCH) {
                KeyValue<Bytes, byte[]> row = rows.next();
                sweptTo = row.key;
                if (ByteBuffer.wrap(row.value).getLong(1) < olderThan) {
                    store.delete(row.key);
                }
            }
            if (!rows.hasNext()) {
                sweptTo = null;
            }
        }
    }

    private static Bytes key(EventView event) {
        String text = String.join(
                SEPARATOR,
                event.category().topic(),
                event.subjectKey(),
                event.header().getSource(),
                event.header().getEventId());
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
