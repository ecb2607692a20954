package dev.sluice.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Lets everybody do something so often on average, and twice as often at once. */
final class RateLimit {
    /** Callers that are remembered; whoever called longest ago is forgotten, and may begin anew. */
    private static final int REMEMBERED = 10_000;

    private static final double NANOS = 1e9;

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    private final double perSecond;
    private final LongSupplier clock;
    private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** With a clock that only goes forward, in nanoseconds. */
    RateLimit(double perSecond, LongSupplier clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** Whether somebody may once more now; counts if so. */
    synchronized boolean takes(String who) {
        long now = clock.getAsLong();
        double most = 2 * perSecond;
        Bucket bucket = buckets.computeIfAbsent(who, any -> new Bucket(most, now));
        bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.at) / NANOS * perSecond);
        bucket.at = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens -= 1;
        return true;
    }
}
