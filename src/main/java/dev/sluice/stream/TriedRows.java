package dev.sluice.stream;

import dev.sluice.domain.spray.Tries;
import dev.sluice.stream.state.TriesCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What was tried from the addresses that are at home in a task: one row for each, beside those of what identities did. Stored once per
 * commit, however much is tried in between.
 */
final class TriedRows {
    /** How many may wait for a commit, and how many bytes of them. */
    private static final int MAX_CHANGED = 20_000;

    private static final long MAX_BYTES = 16L << 20;

    private static final byte[] NOTHING = {};

    /** Told from the rows of an identity by what follows its key; none has the key of an address. */
    private static final byte TRIES = 5;

    private final KeyValueStore<Bytes, byte[]> store;
    private final TriesCodec codec = new TriesCodec();
    private final Map<String, byte[]> changed = new HashMap<>();
    private long changedBytes;

    TriedRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** What was tried from an address, to work on; what is to last has to be saved. */
    Tries open(String key) {
        byte[] bytes = changed.containsKey(key) ? changed.get(key) : store.get(row(key));
        return bytes == null || bytes.length == 0 ? new Tries() : codec.read(bytes);
    }

    /** Encodes it for {@link #save}, so that a failure leaves everything as it was. */
    byte[] encode(Tries tries) {
        return tries.isEmpty() ? NOTHING : codec.bytes(tries);
    }

    /** Keeps it until the next commit stores it, or takes the row away if there is nothing. */
    void save(String key, byte[] bytes) {
        byte[] before = changed.put(key, bytes);
        changedBytes += bytes.length - (before == null ? 0 : before.length);
    }

    /** Whether more waits to be stored than should. */
    boolean isFull() {
        return changed.size() > MAX_CHANGED || changedBytes > MAX_BYTES;
    }

    /** Takes the rows away that are no more: before what is known of their addresses, by whose timers they would be found again. */
    void storeRemoved() {
        changed.entrySet().removeIf(entry -> {
            boolean gone = entry.getValue().length == 0;
            if (gone) {
                store.delete(row(entry.getKey()));
            }
            return gone;
        });
    }

    /** Stores what has changed: after what is known of the addresses. */
    void store() {
        storeRemoved();
        changed.forEach((key, bytes) -> store.put(row(key), bytes));
        drop();
    }

    /** Forgets everything that is not stored. */
    void drop() {
        changed.clear();
        changedBytes = 0;
    }

    private static Bytes row(String key) {
        byte[] head = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 2)
                .put(head)
                .put((byte) 0)
                .put(TRIES)
                .array());
    }
}
