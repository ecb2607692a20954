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
}
