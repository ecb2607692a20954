package dev.sluice.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The index of what is due: one row per identity, ordered by instant. Changes are kept in memory and stored with the
 * identities; a row that is no more goes only when every identity is stored.
 */
final class Timers {
    /** An identity and the instant at which it is due. */
    record Due(long at, String key) {}

    private static final int MAX_REMOVED = 50_000;

    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::at).thenComparing(Due::key);

    private final KeyValueStore<Bytes, byte[]> store;
    /** Rows that the store does not have yet, and such as it still has but should not. */
    private final TreeSet<Due> added = new TreeSet<>(ORDER);

    private final Set<Due> removed = new HashSet<>();
    private long earliest = Long.MIN_VALUE;

    Timers(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Changes the instant at which an identity is due; {@link Long#MAX_VALUE} stands for never. */
    void move(String key, long from, long to) {
        if (from == to) {
            return;
        }
        if (from != Long.MAX_VALUE) {
            remove(new Due(from, key));
        }
        if (to != Long.MAX_VALUE) {
            Due due = new Due(to, key);
            removed.remove(due);
            added.add(due);
            earliest = Math.min(earliest, to);
        }
    }

    /** Takes a row away, whether or not the identity knows of it. */
    void remove(Due due) {
        added.remove(due);
        removed.add(due);
    }

    /** The first rows due until an instant. The earliest instant is remembered, so that asking in vain costs nothing. */
    List<Due> due(long until, int limit) {
        if (earliest > until) {
            return List.of();
        }
        TreeMap<Due, Boolean> first = new TreeMap<>(ORDER);
        try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
            // One more than is asked for: it tells when the next is due.
            while (rows.hasNext() && first.size() <= limit) {
                Due row = row(rows.next().key);
                if (removed.contains(row)) {
                    continue;
                }
                first.put(row, true);
                if (row.at() > until) {
                    break;
                }
            }
        }
        int more = 0;
        for (Due row : added) {
            if (more++ > limit) {
                break;
            }
            first.put(row, true);
        }
        List<Due> due = new ArrayList<>();
        earliest = Long.MAX_VALUE;
        for (Map.Entry<Due, Boolean> row : first.entrySet()) {
            if (row.getKey().at() > until || due.size() >= limit) {
                earliest = row.getKey().at();
                break;
            }
            due.add(row.getKey());
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

    /** The instant before which nothing is due; of an index that has to be looked at first, one that never comes. */
    long earliest() {
        return earliest == Long.MIN_VALUE ? Long.MAX_VALUE : earliest;
    }

    /** Whether so many rows are no more that looking past them takes long. */
    boolean isFull() {
        return removed.size() > MAX_REMOVED;
    }

    /** Stores the rows that are new. To be done before the identities are stored: a row too many does no harm. */
    void storeAdded() {
        added.forEach(due -> store.put(bytes(due), new byte[0]));
        added.clear();
    }

    /** Takes the rows away that are no more. To be done after the identities are stored. */
    void storeRemoved() {
        removed.forEach(due -> store.delete(bytes(due)));
        removed.clear();
    }

    /** Forgets everything that is not stored. */
    void drop() {
        added.clear();
        removed.clear();
        lookAgain();
    }

    private static Due row(Bytes bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes.get());
        long at = row.getLong();
        byte[] key = new byte[row.remaining()];
        row.get(key);
        return new Due(at, new String(key, StandardCharsets.UTF_8));
    }

    private static Bytes bytes(Due due) {
        byte[] key = due.key().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(due.at())
                .put(key)
                .array());
    }
}
