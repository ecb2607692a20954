package dev.sluice.generate;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** The long form of the comparison with the ground truth: organisations of 2,000 people over two years, one for each seed. */
public final class LongHistories {
    /** The tag of the tests that only {@code mvn -B verify -Poracle} runs. */
    public static final String TAG = "oracle";

    /** Names the seeds, with commas between; else they are 1, 2, 3, … */
    private static final String SEEDS = "sluice.oracle.seeds";

    private static final int PEOPLE = 2000;
    private static final int MONTHS = 24;

    /** A Monday, so long ago that the wall clock is beyond all that the history leads to. */
    private static final Instant START = Instant.parse("2023-01-02T00:00:00Z");

    private LongHistories() {}

    /**
     * The seeds to run.
     *
     * @param howMany how many, if none are named
     * @return the seeds
     */
    public static LongStream seeds(int howMany) {
        String named = System.getProperty(SEEDS, "");
        return named.isEmpty()
                ? LongStream.rangeClosed(1, howMany)
                : List.of(named.split(",")).stream().mapToLong(Long::parseLong);
    }

    /**
     * What to generate.
     *
     * @param seed the seed
     * @return the settings
     */
    public static GeneratorSettings settings(long seed) {
        return new GeneratorSettings(seed, PEOPLE, MONTHS, START);
    }
}
