package dev.sluice.mapping;

import java.time.Duration;

/**
 * The bounds of what one payload may cost.
 *
 * @param payloadBytes the largest payload, in bytes
 * @param depth the deepest nesting
 * @param time the longest that one mapping may run
 */
public record Limits(int payloadBytes, int depth, Duration time) {
    /** 256 KiB, 64 levels, two seconds. */
    public static final Limits DEFAULT = new Limits(256 * 1024, 64, Duration.ofSeconds(2));
}
