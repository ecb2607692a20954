package dev.sluice.stream;

import dev.sluice.domain.activity.Activity;
import dev.sluice.stream.state.ActivityCodec;
import dev.sluice.stream.state.ActivityImage;
import dev.sluice.stream.state.StoredHour;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the identities of a task did. Beside the identities: people do a hundred times more than becomes of them, and what they
 * do changes little. Kept in memory and stored once per commit, as identities are; of each the rows that have changed, so that a
 * log-in costs the same however much was done before.
 */
final class Activities {
    /** The part of the task's share of memory that is taken for it, instead of for identities. */
    static final int SHARE = 4;

    /** What of the cache is kept when it has become too large, in eighths. */
    private static final int KEPT_EIGHTHS = 7;

    /** How many may wait for a commit. */
    private static final int MAX_CHANGED = 50_000;

    private static final byte HEAD = 0;
    private static final byte DAYS = 1;
    private static final byte HOUR = 2;

    /** Objects and references around one of them. */
    private static final int OVERHEAD = 160;

    /** What is known of one identity. */
    private static final class Cached {
        private final String key;
        private ActivityImage image;
        private ActivityImage stored;
        private boolean changed;

        Cached(String key, ActivityImage image) {
            this.key = key;
            this.image = image;
            this.stored = image;
        }

        long bytes() {
            return OVERHEAD + 2L * key.length() + (image == null ? 0 : image.memory());
        }
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final CacheBudget.Share share;
    private final ActivityCodec codec = new ActivityCodec();
    private final LinkedHashMap<String, Cached> cache = new LinkedHashMap<>(1024, 0.75f, true);
    private final ArrayDeque<Cached> changed = new ArrayDeque<>();
    private long cachedBytes;

    Activities(KeyValueStore<Bytes, byte[]> store, CacheBudget.Share share) {
        this.store = store;
        this.share = share;
    }

    /** What an identity did, to work on; what is to last has to be saved. */
    Activity open(String key) {
        ActivityImage image = find(key).image;
        return image == null ? new Activity() : codec.open(image);
    }

    /** Encodes what an identity did for {@link #save}, so that a failure leaves everything as it was. */
    ActivityImage encode(Activity activity) {
        return codec.image(activity);
    }

    /** Keeps it until the next commit stores it. */
    void save(String key, ActivityImage image) {
        Cached cached = find(key);
        cachedBytes -= cached.bytes();
        cached.image = image;
        cachedBytes += cached.bytes();
        if (!cached.changed) {
            cached.changed = true;
            changed.addLast(cached);
        }
    }

    private Cached find(String key) {
        Cached cached = cache.get(key);
        if (cached == null) {
            cached = new Cached(key, read(key));
            cache.put(key, cached);
            cachedBytes += cached.bytes();
        }
        return cached;
    }

    private ActivityImage read(String key) {
        byte[] head = store.get(row(key, HEAD));
        if (head == null) {
            return null;
        }
        TreeMap<Long, byte[]> hours = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(hour(key, Long.MIN_VALUE), hour(key, Long.MAX_VALUE))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                hours.put(number(row.key), row.value);
            }
        }
        return codec.read(head, store.get(row(key, DAYS)), hours);
    }

    /** Stores what has changed: of each identity the rows of which anything has. */
    void store() {
        for (Cached next = changed.pollFirst(); next != null; next = changed.pollFirst()) {
            store(next);
            next.stored = next.image;
            next.changed = false;
        }
    }

    private void store(Cached next) {
        ActivityImage before = next.stored;
        if (!next.image.hasHeadOf(before)) {
            store.put(row(next.key, HEAD), codec.head(next.image));
        }
        if (!next.image.hasDaysOf(before)) {
            store.put(row(next.key, DAYS), codec.days(next.image));
        }
        Map<Long, StoredHour> gone = new HashMap<>();
        if (before != null) {
            before.hours().forEach(hour -> gone.put(hour.number(), hour));
        }
        for (StoredHour hour : next.image.hours()) {
            if (gone.remove(hour.number()) != hour) {
                store.put(hour(next.key, hour.number()), codec.hour(hour));
            }
        }
        gone.keySet().forEach(number -> store.delete(hour(next.key, number)));
    }

    /** Whether more is kept, or waits to be stored, than should be. */
    boolean isFull() {
        return cachedBytes > share.limit() / SHARE || changed.size() > MAX_CHANGED;
    }

    /** Lets go of what was used longest ago. Everything has to be stored. */
    void trim() {
        long kept = share.limit() / SHARE / 8 * KEPT_EIGHTHS;
        Iterator<Cached> oldest = cache.values().iterator();
        while (cachedBytes > kept && oldest.hasNext()) {
            cachedBytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** Forgets everything that is not stored. */
    void drop() {
        cache.clear();
        changed.clear();
        cachedBytes = 0;
    }

    /** A control character stands in no key, so that no row of one identity lies between those of another. */
    private static Bytes row(String key, byte kind) {
        byte[] head = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 2)
                .put(head)
                .put((byte) 0)
                .put(kind)
                .array());
    }

    /** Hours before the epoch come before those after it. */
    private static Bytes hour(String key, long number) {
        byte[] head = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 2 + Long.BYTES)
                .put(head)
                .put((byte) 0)
                .put(HOUR)
                .putLong(number ^ Long.MIN_VALUE)
                .array());
    }

    private static long number(Bytes row) {
        return ByteBuffer.wrap(row.get()).getLong(row.get().length - Long.BYTES) ^ Long.MIN_VALUE;
    }
}
