package dev.sluice.stream;

import dev.sluice.domain.activity.Activity;
import dev.sluice.stream.state.ActivityCodec;
import dev.sluice.stream.state.ActivityImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the identities of a task did. Beside the identities: people do a hundred times more than becomes of them, and what they
 * do changes little. Kept in memory and stored once per commit, as identities are.
 */
final class Activities {
    /** The part of the task's share of memory that is taken for it, instead of for identities. */
    static final int SHARE = 4;

    /** What of the cache is kept when it has become too large, in eighths. */
    private static final int KEPT_EIGHTHS = 7;

    /** How many may wait for a commit. */
    private static final int MAX_CHANGED = 50_000;

    /** Objects and references around one of them. */
    private static final int OVERHEAD = 160;

    /** What is known of one identity. */
    private static final class Cached {
        private final String key;
        private ActivityImage image;
        private boolean changed;

        Cached(String key, ActivityImage image) {
            this.key = key;
            this.image = image;
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
            byte[] bytes = store.get(bytes(key));
            cached = new Cached(key, bytes == null ? null : codec.read(bytes));
            cache.put(key, cached);
            cachedBytes += cached.bytes();
        }
        return cached;
    }

    /** Stores what has changed. */
    void store() {
        for (Cached next = changed.pollFirst(); next != null; next = changed.pollFirst()) {
            cachedBytes -= next.bytes();
            byte[] value = codec.bytes(next.image);
            // Hours that nobody changed would keep the whole value in memory from which they were read.
            next.image = codec.read(value);
            next.changed = false;
            cachedBytes += next.bytes();
            store.put(bytes(next.key), value);
        }
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

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }
}
