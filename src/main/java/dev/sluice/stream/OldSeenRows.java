package dev.sluice.stream;

import dev.sluice.domain.EventView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Rows of formats 1 and 2, one an event, by text: what an earlier version left behind and {@link SeenEvents} has not moved
 * into batches yet. They are known all the while. There may be millions, and what a task writes as it starts is one
 * transaction: moved all at once they would outlast its timeout, and the next start would begin anew. So they go in slices.
 */
final class OldSeenRows {
    /** One row. */
    record Row(Bytes key, byte[] value) {
        EventHash hash() {
            // Validation refuses control characters, so none of the parts has a separator in it.
            String[] parts = new String(key.get(), StandardCharsets.UTF_8).split(SEPARATOR, -1);
            return EventHash.of(parts[0], parts[1], parts[2], parts[3]);
        }

        long arrivedAt() {
            return ByteBuffer.wrap(value).getLong(1);
        }

        long contentHash() {
            return ByteBuffer.wrap(value).getLong(1 + Long.BYTES);
        }

        /** Format 1 had a hash that changed with the contract: what it knows is that the id was seen. */
        boolean isComparable() {
            return value[0] == COMPARABLE;
        }
    }

    private static final byte COMPARABLE = 2;
    private static final String SEPARATOR = "\u001f";
    private static final Bytes FIRST = Bytes.wrap(new byte[] {1});

    private final KeyValueStore<Bytes, byte[]> store;
    private Bytes from = FIRST;
    private boolean remain;

    OldSeenRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.remain = !next(1).isEmpty();
    }

    boolean remain() {
        return remain;
    }

    SeenEvents.Verdict look(EventView event, long contentHash) {
        if (!remain) {
            return SeenEvents.Verdict.NEW;
        }
        Bytes key = key(event);
        byte[] value = store.get(key);
        if (value == null) {
            return SeenEvents.Verdict.NEW;
        }
        Row row = new Row(key, value);
        return row.isComparable() && row.contentHash() != contentHash
                ? SeenEvents.Verdict.ID_REUSED
                : SeenEvents.Verdict.DUPLICATE;
    }

    /** The first rows; they are the first until they are deleted. */
    List<Row> next(int atMost) {
        List<Row> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.range(from, null)) {
            while (rows.size() < atMost && all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                rows.add(new Row(row.key, row.value));
            }
        }
        return rows;
    }

    void delete(List<Row> rows) {
        for (Row row : rows) {
            store.delete(row.key());
            // The next search begins here: RocksDB steps over what is deleted, row by row.
            from = row.key();
        }
        remain = !next(1).isEmpty();
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
