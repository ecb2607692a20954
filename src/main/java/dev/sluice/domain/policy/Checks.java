package dev.sluice.domain.policy;

import java.time.Duration;
import java.util.Objects;

/** The bounds that policy values share. */
final class Checks {
    private Checks() {}

    static Duration notNegative(String key, Duration value) {
        Objects.requireNonNull(value, key);
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " is " + value + "; give zero or a positive duration.");
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
}
