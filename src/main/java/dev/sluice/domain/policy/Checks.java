package dev.sluice.domain.policy;

import java.time.Duration;
import java.util.Objects;

/** The bounds that policy values share. */
final class Checks {
    /** A century: longer is a slip, and sums of instants and durations stay far from what a long can hold. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private Checks() {}

    static Duration notNegative(String key, Duration value) {
        Objects.requireNonNull(value, key);
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " is " + value + "; give zero or a positive duration.");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + " is " + value + "; give at most P" + LONGEST.toDays() + "D.");
        }
        return value;
    }

    static Duration positive(String key, Duration value) {
        if (notNegative(key, value).isZero()) {
            throw new IllegalArgumentException(key + " is zero; give a positive duration.");
        }
        return value;
    }

    static int atLeast(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value + "; give at least " + least + ".");
        }
        return value;
    }

    static int between(String key, int value, int least, int most) {
        if (atLeast(key, value, least) > most) {
            throw new IllegalArgumentException(key + " is " + value + "; give at most " + most + ".");
        }
        return value;
    }
}
