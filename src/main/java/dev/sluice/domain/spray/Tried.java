package dev.sluice.domain.spray;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Log-ins of one user that failed from one address within one minute.
 *
 * @param user the user, as {@link #user(String)} gives it
 * @param firstAt when the first failed (ms since the epoch)
 * @param lastAt when the last failed (ms since the epoch), in the same minute
 * @param count how many; 1 or more
 */
public record Tried(long user, long firstAt, long lastAt, long count) {
    /** Milliseconds in a minute. */
    public static final long MINUTE_MS = 60_000;

    /** More than anybody tries, so that no sum overflows. */
    public static final long MOST = 1_000_000_000_000L;

    /**
     * The minute.
     *
     * @return minutes since the epoch
     */
    public long minute() {
        return Math.floorDiv(firstAt, MINUTE_MS);
    }

    /**
     * By what a user is told from others: 64 bits of SHA-256, so that nobody finds names that count as one.
     *
     * @param subjectKey the key of the identity, or of the account while nobody knows whose it is
     * @return evenly spread over all values
     */
    public static long user(String subjectKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(subjectKey.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static long sum(long count, long more) {
        return Math.min(MOST, count + more);
    }
}
