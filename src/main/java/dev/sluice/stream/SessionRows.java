package dev.sluice.stream;

import dev.sluice.domain.session.Sessions;
import dev.sluice.domain.session.Tracked;
import dev.sluice.domain.session.TrackedKey;
import dev.sluice.domain.session.TrackedKey.Kind;
import dev.sluice.stream.state.SessionCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The sessions, credentials, leases and pipelines of the identities of a task: a row for each, beside what they did, so that one is written
 * without the others. What changes is kept in memory until the commit, with which the identities are stored.
 */
final class SessionRows {
    /** How many may wait for a commit. */
    private static final int MAX_CHANGED = 50_000;

    /** After the kinds of {@link Activities}. */
    private static final byte TRACKED = 3;

    private final KeyValueStore<Bytes, byte[]> store;
    private final SessionCodec codec = new SessionCodec();
    private final TreeMap<Bytes, byte[]> changed = new TreeMap<>();

    SessionRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** All that is tracked of an identity, to work on; what is to last has to be saved. */
    Sessions open(String key, long knownFrom) {
        List<Tracked> tracked = new ArrayList<>();
        rows(key).forEach((row, value) -> {
            TrackedKey of = keyOf(key, row);
            tracked.add(codec.decode(of, value));
        });
        return new Sessions(tracked, knownFrom);
    }

    /** What is tracked under one key; null if nothing is. */
    Tracked get(String key, TrackedKey of) {
        Bytes row = row(key, of);
        byte[] value = changed.containsKey(row) ? changed.get(row) : store.get(row);
        return value == null ? null : codec.decode(of, value);
    }

    private NavigableMap<Bytes, byte[]> rows(String key) {
        Bytes first = prefix(key, TRACKED);
        Bytes last = prefix(key, (byte) (TRACKED + 1));
        TreeMap<Bytes, byte[]> rows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> stored = store.range(first, last)) {
            while (stored.hasNext()) {
                KeyValue<Bytes, byte[]> next = stored.next();
                rows.put(next.key, next.value);
            }
        }
        changed.subMap(first, last).forEach((row, value) -> {
            if (value == null) {
                rows.remove(row);
            } else {
                rows.put(row, value);
            }
        });
        return rows;
    }

    /** Encodes rows for {@link #save}, so that a failure leaves everything as it was. */
    Map<Bytes, byte[]> encode(String key, Map<TrackedKey, Tracked> tracked) {
        Map<Bytes, byte[]> rows = new HashMap<>();
        tracked.forEach((of, one) -> rows.put(row(key, of), one == null ? null : codec.encode(one)));
        return rows;
    }

    /** Keeps rows until the next commit stores them. */
    void save(Map<Bytes, byte[]> rows) {
        changed.putAll(rows);
    }

    /** Forgets all of an identity. */
    void clear(String key) {
        rows(key).keySet().forEach(row -> changed.put(row, null));
    }

    /** Stores what has changed. */
    void store() {
        changed.forEach((row, value) -> {
            if (value == null) {
                store.delete(row);
            } else {
                store.put(row, value);
            }
        });
        changed.clear();
    }

    /** Whether more waits to be stored than should. */
    boolean isFull() {
        return changed.size() > MAX_CHANGED;
    }

    /** Forgets everything that is not stored. */
    void drop() {
        changed.clear();
    }

    private static Bytes prefix(String key, byte kind) {
        byte[] head = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 2)
                .put(head)
                .put((byte) 0)
                .put(kind)
                .array());
    }

    /** Control characters stand neither in keys nor in ids. */
    private static Bytes row(String key, TrackedKey of) {
        byte[] head = prefix(key, TRACKED).get();
        byte[] source = of.source().getBytes(StandardCharsets.UTF_8);
        byte[] id = of.id().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 2 + source.length + id.length)
                .put(head)
                .put((byte) of.kind().ordinal())
                .put(source)
                .put((byte) 0)
                .put(id)
                .array());
    }

    private static TrackedKey keyOf(String key, Bytes row) {
        byte[] bytes = row.get();
        int at = key.getBytes(StandardCharsets.UTF_8).length + 2;
        Kind kind = Kind.values()[bytes[at]];
        int border = at + 1;
        while (bytes[border] != 0) {
            border++;
        }
        return new TrackedKey(
                kind,
                new String(bytes, at + 1, border - at - 1, StandardCharsets.UTF_8),
                new String(bytes, border + 1, bytes.length - border - 1, StandardCharsets.UTF_8));
    }
}
