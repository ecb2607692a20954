package dev.sluice.stream;

import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The identities of a task and the index of what is due: one row per identity, ordered by instant. */
final class Identities {
    /** An identity and the instant at which it is due. */
    record Due(long at, String key) {}

    /** An identity as it is stored, and the bytes that it takes. */
    record Loaded(StoredIdentity stored, int bytes) {}

    /** A row to be stored: the state, encoded, and the instant under which it stood and will stand in the index. */
    record Row(byte[] key, byte[] value, long indexedDue, long nextDue) {}

    private final KeyValueStore<Bytes, byte[]> identities;
    private final KeyValueStore<Bytes, byte[]> timers;
    private final IdentityCodec codec = new IdentityCodec();
    private long earliest = Long.MIN_VALUE;

    Identities(KeyValueStore<Bytes, byte[]> identities, KeyValueStore<Bytes, byte[]> timers) {
        this.identities = identities;
        this.timers = timers;
    }

    Loaded load(String key) {
        byte[] bytes = identities.get(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)));
        return bytes == null
                ? new Loaded(StoredIdentity.fresh(key), 0)
                : new Loaded(codec.decode(key, bytes), bytes.length);
    }

    /** Encodes an identity for {@link #save}, so that it can be measured before anything is stored. */
    Row encode(StoredIdentity stored, long nextDue) {
        byte[] value = codec.encode(new StoredIdentity(stored.state(), stored.published(), nextDue));
        byte[] key = stored.state().key().getBytes(StandardCharsets.UTF_8);
        return new Row(key, value, stored.indexedDue(), nextDue);
    }

    void save(Row row) {
        if (row.indexedDue() != row.nextDue()) {
            if (row.indexedDue() != Long.MAX_VALUE) {
                timers.delete(timerKey(row.indexedDue(), row.key()));
            }
            if (row.nextDue() != Long.MAX_VALUE) {
                timers.put(timerKey(row.nextDue(), row.key()), new byte[0]);
                earliest = Math.min(earliest, row.nextDue());
            }
        }
        identities.put(Bytes.wrap(row.key()), row.value());
    }

    /** The first rows due until an instant. The earliest instant is remembered, so that asking in vain costs nothing. */
    List<Due> due(long until, int limit) {
        List<Due> due = new ArrayList<>();
        if (earliest > until) {
            return due;
        }
        try (KeyValueIterator<Bytes, byte[]> rows = timers.all()) {
            earliest = Long.MAX_VALUE;
            while (rows.hasNext()) {
                ByteBuffer row = ByteBuffer.wrap(rows.next().key.get());
                long at = row.getLong();
                if (at > until || due.size() >= limit) {
                    earliest = at;
                    break;
                }
                byte[] key = new byte[row.remaining()];
                row.get(key);
                due.add(new Due(at, new String(key, StandardCharsets.UTF_8)));
            }
        }
        return due;
    }

    /** Rows that were handed out have not been worked off: look at the index again. */
    void lookAgain() {
        earliest = Long.MIN_VALUE;
    }

    /** Whether asking for what is due until an instant can give anything; costs nothing. */
    boolean mayBeDue(long until) {
        return earliest <= until;
    }

    /** Keys after a given one, in store order. */
    List<String> keysAfter(String after, int limit) {
        List<String> keys = new ArrayList<>();
        Bytes from = after == null ? null : Bytes.wrap(after.getBytes(StandardCharsets.UTF_8));
        try (KeyValueIterator<Bytes, byte[]> rows = identities.range(from, null)) {
            while (rows.hasNext() && keys.size() < limit) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (!row.key.equals(from)) {
                    keys.add(new String(row.key.get(), StandardCharsets.UTF_8));
                }
            }
        }
        return keys;
    }

    private static Bytes timerKey(long at, byte[] key) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(at)
                .put(key)
                .array());
    }
}
