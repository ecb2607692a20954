package dev.sluice.stream;

import dev.sluice.stream.state.UnreadableStateException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Up to 256 events that were seen in a row, as one row of the store: a put for each event cost more than all else about
 * deduplication. Key: the batch's number, 8 bytes big-endian, of which the first is 0 and tells it from the text keys of
 * earlier versions. Value: the format, the greatest arrivedAt, then per event its hash (16 bytes) and its content's hash.
 *
 * <p>The arrival is where the rows of earlier versions had theirs, so the sweep of such a version does no harm.
 */
final class SeenBatch {
    static final int CAPACITY = 256;

    /** The content's hash tells whether an id was used again for other content. */
    static final byte COMPARABLE = 3;

    /** The content's hash is not known (rows of format 1): an event of that id is a repeat. */
    static final byte NOT_COMPARABLE = 4;

    private static final int ARRIVED_AT = 1;
    private static final int HEAD = ARRIVED_AT + Long.BYTES;
    private static final int ENTRY = 3 * Long.BYTES;

    private final ByteBuffer bytes;
    private int end;

    private SeenBatch(ByteBuffer bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static SeenBatch begin() {
        SeenBatch batch = new SeenBatch(ByteBuffer.allocate(HEAD + CAPACITY * ENTRY), HEAD);
        batch.restart(COMPARABLE);
        return batch;
    }

    static SeenBatch read(byte[] row) {
        if (row.length > 0 && row[0] != COMPARABLE && row[0] != NOT_COMPARABLE) {
            throw new UnreadableStateException("A later version wrote seen events in format " + row[0]
                    + "; run a version at least as new as that one.");
        }
        int entries = row.length - HEAD;
        if (entries < 0 || entries % ENTRY != 0 || entries > CAPACITY * ENTRY) {
            throw new UnreadableStateException("The seen events of a task are damaged where they are stored. Delete the"
                    + " local state directory; it is rebuilt from the changelog.");
        }
        return new SeenBatch(ByteBuffer.wrap(row), row.length);
    }

    static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    static long number(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong();
    }

    /** Empties a batch of which {@link #row} was taken, for the next. */
    void restart(byte format) {
        bytes.put(0, format).putLong(ARRIVED_AT, Long.MIN_VALUE);
        end = HEAD;
    }

    void add(EventHash hash, long contentHash, long arrivedAt) {
        bytes.putLong(ARRIVED_AT, Math.max(arrivedAt, greatestArrivedAt()))
                .putLong(end, hash.high())
                .putLong(end + Long.BYTES, hash.low())
                .putLong(end + 2 * Long.BYTES, contentHash);
        end += ENTRY;
    }

    SeenEvents.Verdict look(EventHash hash, long contentHash) {
        for (int at = HEAD; at < end; at += ENTRY) {
            if (bytes.getLong(at) == hash.high() && bytes.getLong(at + Long.BYTES) == hash.low()) {
                boolean same = bytes.get(0) == NOT_COMPARABLE || bytes.getLong(at + 2 * Long.BYTES) == contentHash;
                return same ? SeenEvents.Verdict.DUPLICATE : SeenEvents.Verdict.ID_REUSED;
            }
        }
        return SeenEvents.Verdict.NEW;
    }

    long greatestArrivedAt() {
        return bytes.getLong(ARRIVED_AT);
    }

    int size() {
        return (end - HEAD) / ENTRY;
    }

    boolean isEmpty() {
        return end == HEAD;
    }

    boolean isFull() {
        return end == HEAD + CAPACITY * ENTRY;
    }

    EventHash hash(int index) {
        int at = HEAD + index * ENTRY;
        return new EventHash(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
    }

    /** The value to store; of a full batch it is the batch itself, which must not be restarted. */
    byte[] row() {
        return end == bytes.capacity() ? bytes.array() : Arrays.copyOf(bytes.array(), end);
    }
}
