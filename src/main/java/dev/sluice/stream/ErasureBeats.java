package dev.sluice.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * After an erasure, a row that says nothing is written a few times. Kafka begins a new segment only when something is
 * written, and compacts only what is no longer written to: without these rows an erased key would stay on a quiet partition
 * until somebody else's is made.
 */
final class ErasureBeats {
    /** Longer than {@code segment.ms} of the topic and the changelog, so that each of them begins a segment. */
    static final long INTERVAL_MS = Duration.ofHours(13).toMillis();

    /** The first ends the segment of the key; the others are for brokers that were away. */
    static final int TIMES = 3;

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + Long.BYTES + Integer.BYTES;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Outbox outbox;
    private final String name;
    private long nextAt = Long.MAX_VALUE;
    private int left;

    /**
     * Beats of one writer.
     *
     * @param store the keys of the task
     * @param outbox takes what is written
     * @param writer the task's partition
     */
    ErasureBeats(KeyValueStore<Bytes, byte[]> store, Outbox outbox, int writer) {
        this.store = store;
        this.outbox = outbox;
        // Names of keys begin with the number.
        this.name = "beat-" + writer;
        byte[] stored = store.get(key());
        if (stored != null && stored.length == BYTES && stored[0] == VERSION) {
            ByteBuffer in = ByteBuffer.wrap(stored, 1, stored.length - 1);
            set(in.getLong(), in.getInt());
        }
    }

    private void set(long at, int times) {
        nextAt = times == 0 ? Long.MAX_VALUE : at;
        left = times;
    }

    /** Something was erased. */
    void erased(long now) {
        keep(now + INTERVAL_MS, TIMES);
    }

    boolean isDue(long now) {
        return now >= nextAt;
    }

    /** Writes a row, on the topic and, by keeping it, in the changelog. */
    void beat(long now) {
        keep(now + INTERVAL_MS, left - 1);
        outbox.add(Names.SUBJECT_KEY, name, bytes());
    }

    private void keep(long at, int times) {
        set(at, times);
        store.put(key(), bytes());
    }

    private byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(left == 0 ? 0 : nextAt)
                .putInt(left)
                .array();
    }

    private Bytes key() {
        return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
    }
}
