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

    private final KeyValueStore<Bytes, byte[]> identities;
    private final KeyValueStore<Bytes, byte[]> timers;
    private final IdentityCodec codec = new IdentityCodec();
    private long earliest = Long.MIN_VALUE;

    Identities(KeyValueStore<Bytes, byte[]> identities, KeyValueStore<Bytes, byte[]> timers) {
        this.identities = identities;
        this.timers = timers;
    }

    StoredIdentity load(String key) {
        byte[] bytes = identities.get(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)));
        return bytes == null ? StoredIdentity.fresh(key) : codec.decode(key, bytes);
    }

    void save(StoredIdentity stored, long nextDue) {
        byte[] key = stored.state().key().getBytes(StandardCharsets.UTF_8);
        if (stored.indexedDue() != nextDue) {
            if (stored.indexedDue() != Long.MAX_VALUE) {
                timers.delete(timerKey(stored.indexedDue(), key));
            }
            if (nextDue != Long.MAX_VALUE) {
                timers.put(timerKey(nextDue, key), new byte[0]);
                earliest = Math.min(earliest, nextDue);
            }
        }
        identities.put(Bytes.wrap(key), codec.encode(new StoredIdentity(stored.state(), stored.published(), nextDue)));
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
