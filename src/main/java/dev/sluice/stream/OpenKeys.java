package dev.sluice.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;

/** The keys of subjects that are open, those used last, in the memory that the task may take for them. For one thread at a time. */
final class OpenKeys {
    /** What a key takes beside the text of its name: 32 bytes of key, and what Java needs to find and keep it. */
    static final int BYTES_EACH = 200;

    private static final float LOAD_FACTOR = 0.75f;
    private static final int FIRST_CAPACITY = 16;

    /** A key, and its generation. */
    record OpenKey(SecretKey key, int generation) {}

    private final Map<String, OpenKey> keys = new LinkedHashMap<>(FIRST_CAPACITY, LOAD_FACTOR, true);
    private final CacheBudget.Share share;
    private long bytes;

    OpenKeys(CacheBudget.Share share) {
        this.share = share;
    }

    /** The key of a subject; null if it is not open. */
    OpenKey get(String subject) {
        return keys.get(subject);
    }

    void put(String subject, OpenKey key) {
        if (keys.put(subject, key) == null) {
            bytes += bytesOf(subject);
        }
        Iterator<String> eldest = keys.keySet().iterator();
        while (bytes > share.limit() && eldest.hasNext()) {
            bytes -= bytesOf(eldest.next());
            eldest.remove();
        }
    }

    void remove(String subject) {
        if (keys.remove(subject) != null) {
            bytes -= bytesOf(subject);
        }
    }

    private static long bytesOf(String subject) {
        return BYTES_EACH + subject.length();
    }

    int size() {
        return keys.size();
    }

    /** Gives the memory back. */
    void close() {
        keys.clear();
        bytes = 0;
        share.leave();
    }
}
