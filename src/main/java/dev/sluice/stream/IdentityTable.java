package dev.sluice.stream;

import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.IdentityImage;
import dev.sluice.stream.state.RowsImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of the identity store: one for each identity, and where one holds so much that writing all of it for each change would be
 * too much, one more for each block of what it holds. For one thread at a time.
 */
final class IdentityTable {
    /** Reading beside the task that writes may meet a block that has just been replaced; it is not replaced ten times meanwhile. */
    private static final int TRIES = 10;

    /**
     * An identity as it is stored.
     *
     * @param image the identity
     * @param bytes the bytes of its rows
     * @param blocks the numbers of all its blocks that are stored, those included that nothing refers to any more
     */
    record Stored(IdentityImage image, int bytes, BlockNumbers blocks) {}

    private final KeyValueStore<Bytes, byte[]> store;
    private final IdentityCodec codec;
    private final boolean inBlocks;

    /**
     * The rows of a store.
     *
     * @param store the store
     * @param codec reads and writes identities
     * @param inBlocks whether blocks are written. Under at_least_once they are not: after a process has died its store may be ahead of
     *     the changelog, or be overwritten by an older part of it, and rows that belong together would be of different times
     */
    IdentityTable(KeyValueStore<Bytes, byte[]> store, IdentityCodec codec, boolean inBlocks) {
        this.store = store;
        this.codec = codec;
        this.inBlocks = inBlocks;
    }

    /** Whether an identity is written in blocks. */
    boolean isInBlocks(IdentityImage image) {
        return inBlocks && IdentityCodec.isInBlocks(image);
    }

    /** The identity, or null. */
    Stored read(String key) {
        byte[] value = store.get(bytes(key));
        for (int tries = 1; value != null; tries++) {
            RuntimeException failure = null;
            Stored found = null;
            try {
                found = read(key, value);
            } catch (RuntimeException e) {
                failure = e;
            }
            byte[] now = IdentityCodec.isInBlocks(value) ? store.get(bytes(key)) : value;
            boolean isSame = Arrays.equals(value, now);
            if (found != null && isSame) {
                return found;
            }
            if (isSame || tries == TRIES) {
                throw failure != null
                        ? failure
                        : new IllegalStateException("What is stored of an identity changes faster than it is read.");
            }
            value = now;
        }
        return null;
    }

    /** Whether what a key leads to is an identity, and not a block of one. */
    static boolean isIdentity(Bytes key) {
        byte[] bytes = key.get();
        // A control character stands in no key of an identity.
        int before = bytes.length - Long.BYTES - 1;
        return before < 1 || bytes[before] != 0;
    }

    Stored read(String key, byte[] value) {
        if (!IdentityCodec.isInBlocks(value)) {
            return new Stored(codec.read(key, value), value.length, BlockNumbers.NONE);
        }
        Map<Long, byte[]> blocks = new HashMap<>();
        int bytes = value.length;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(block(key, 0), block(key, Long.MAX_VALUE))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                blocks.put(number(row.key), row.value);
                bytes += row.value.length;
            }
        }
        IdentityImage image = codec.read(key, value, blocks::get);
        BlockNumbers numbers = BlockNumbers.of(blocks.keySet());
        image.markStoredInBlocks(numbers);
        return new Stored(image, bytes, numbers);
    }

    /**
     * Stores an identity: first the blocks that are new, then what refers to them, and at last those go that nothing refers to
     * any more, so that a process may end anywhere in between.
     *
     * @param key the identity's key
     * @param image the identity, whose blocks are numbered as they are stored
     * @param before the numbers of its blocks that are stored
     * @return what is stored now
     */
    Stored put(String key, IdentityImage image, BlockNumbers before) {
        byte[] value;
        BlockNumbers now = BlockNumbers.NONE;
        if (isInBlocks(image)) {
            now = putBlocks(key, image, before);
            value = codec.contents(image);
            image.markStoredInBlocks(now);
        } else {
            value = codec.bytes(image);
            image.markNotStoredInBlocks();
        }
        store.put(bytes(key), value);
        before.without(now).forEach(number -> store.delete(block(key, number)));
        return new Stored(image, value.length, now);
    }

    /** Of ten thousand rows there are hundreds of blocks, and mostly one is new: the others are not looked at, if that is known. */
    private BlockNumbers putBlocks(String key, IdentityImage image, BlockNumbers before) {
        if (image.isStoredAs(before)) {
            BlockNumbers now = before.with(put(key, image.unstored(), before), image.gone());
            // A name that is gone took its blocks along.
            if (now.size() == image.blockCount()) {
                return now;
            }
        }
        // What is remembered of their numbers may not be so.
        image.markNotStoredInBlocks();
        put(key, image.blocks(), before);
        return BlockNumbers.of(image.blocks().stream().map(RowsImage::number).toList());
    }

    /** Stores those blocks that are not stored, and tells which they were. */
    private List<RowsImage> put(String key, List<RowsImage> blocks, BlockNumbers before) {
        List<RowsImage> put = new ArrayList<>();
        long next = before.greatest() + 1;
        for (RowsImage block : blocks) {
            if (!before.contains(block.number())) {
                block.number(next++);
                store.put(block(key, block.number()), codec.block(block));
                put.add(block);
            }
        }
        return put;
    }

    void delete(String key, BlockNumbers blocks) {
        store.delete(bytes(key));
        blocks.forEach(number -> store.delete(block(key, number)));
    }

    static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes block(String key, long number) {
        byte[] head = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 1 + Long.BYTES)
                .put(head)
                .put((byte) 0)
                .putLong(number)
                .array());
    }

    private static long number(Bytes row) {
        return ByteBuffer.wrap(row.get()).getLong(row.get().length - Long.BYTES);
    }
}
