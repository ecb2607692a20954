package dev.sluice.domain.policy;

import java.time.Duration;

/**
 * How an unanswered command is repeated: each wait is {@code factor} times the one before, never above {@code max}.
 *
 * @param first the wait after the first attempt; positive
 * @param factor the growth of the wait, 1 to 10
 * @param max the longest wait; at least {@code first}
 * @param attempts how often a command is issued at most before it is escalated, 1 to 1000
 */
public record Retry(Duration first, double factor, Duration max, int attempts) {
    /** Eight attempts, five minutes after the first, doubling, six hours at most. */
    public static final Retry DEFAULTS = new Retry(Duration.ofMinutes(5), 2, Duration.ofHours(6), 8);

    private static final int JITTER = 10;

    /** Refuses waits and counts out of bounds. */
    public Retry {
        Checks.positive("retry.first", first);
        Checks.positive("retry.max", max);
        Checks.between("retry.attempts", attempts, 1, 1000);
        if (!(factor >= 1 && factor <= 10)) {
            throw new IllegalArgumentException("retry.factor is " + factor + "; give a number from 1 to 10.");
        }
        if (max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "retry.max (" + max + ") is shorter than retry.first (" + first + "); raise it.");
        }
    }

    /**
     * The wait that follows an attempt, without jitter.
     *
     * @param attempt which attempt, from 1
     * @return a duration from {@code first} to {@code max}, whole milliseconds
     */
    public Duration waitAfter(int attempt) {
        Checks.atLeast("attempt", attempt, 1);
        double millis = first.toMillis() * Math.pow(factor, attempt - 1.0);
        return millis >= max.toMillis() ? max : Duration.ofMillis((long) millis);
    }

    /**
     * When a command is issued again that was not answered: after the wait, and up to a tenth of it later, so that what many
     * identities are owed is not repeated at once. What one identity is owed in a system is repeated together, and waits the same
     * time wherever it is computed.
     *
     * @param scope the identity and the system
     * @param tries how often it was issued, from 1
     * @param issuedAt when it was issued last (ms since the epoch)
     * @return the instant (ms since the epoch)
     */
    public long repeatAt(String scope, int tries, long issuedAt) {
        long wait = waitAfter(tries).toMillis();
        long mixed = (scope.hashCode() * 31L + tries) * 0x9e3779b97f4a7c15L;
        return issuedAt + wait + Math.floorMod(mixed ^ mixed >>> 29, wait / JITTER + 1);
    }

    /**
     * When a command that is issued now has been repeated as often as it may be.
     *
     * @param scope the identity and the system
     * @param tries how often it was issued, with this time, from 1
     * @param issuedAt now (ms since the epoch)
     * @return the instant after the wait for the last answer (ms since the epoch)
     */
    public long deadline(String scope, int tries, long issuedAt) {
        long at = issuedAt;
        for (int i = Math.min(tries, attempts); i <= attempts; i++) {
            at = repeatAt(scope, i, at);
        }
        return at;
    }
}
