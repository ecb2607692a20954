package dev.sluice.generate;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What to generate. Equal settings give equal bytes.
 *
 * @param seed the seed of everything random
 * @param people how many people, 1 to 1,000,000
 * @param months how long the history is, 1 to 60
 * @param start its first instant
 */
public record GeneratorSettings(long seed, int people, int months, Instant start) {
    /** The seed when none is given. */
    public static final long DEFAULT_SEED = 42;

    /** The number of people when none is given. */
    public static final int DEFAULT_PEOPLE = 300;

    /** The length in months when none is given. */
    public static final int DEFAULT_MONTHS = 9;

    /** The start when none is given: a Monday, long enough ago that no event lies in the future. */
    public static final String DEFAULT_START = "2025-01-06T00:00:00Z";

    /** Checks the ranges. */
    public GeneratorSettings {
        if (people < 1 || people > 1_000_000) {
            throw new IllegalArgumentException("people must be 1 to 1000000, but is " + people);
        }
        if (months < 1 || months > 60) {
            throw new IllegalArgumentException("months must be 1 to 60, but is " + months);
        }
    }

    /**
     * The default organisation for a seed.
     *
     * @param seed the seed
     * @return settings with the default size, length and start
     */
    public static GeneratorSettings ofSeed(long seed) {
        return new GeneratorSettings(seed, DEFAULT_PEOPLE, DEFAULT_MONTHS, Instant.parse(DEFAULT_START));
    }

    /**
     * The end of the history, exclusive.
     *
     * @return the start plus the months, in UTC
     */
    public Instant end() {
        return start.atZone(ZoneOffset.UTC).plusMonths(months).toInstant();
    }
}
