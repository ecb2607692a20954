package dev.sluice.bench.measure;

import java.util.Locale;

/**
 * Who runs, and how.
 *
 * @param program what runs
 * @param guarantee the processing guarantee
 * @param threads how many stream threads, or pairs of a copy
 */
public record Contender(Program program, Guarantee guarantee, int threads) {
    /** What runs. */
    public enum Program {
        /** The raw copy of the same bytes: the limit. */
        COPY,
        /** Sluice. */
        SLUICE,
        /** The DSL baseline. */
        DSL,
        /** Sluice on the events that the baseline knows. */
        SLUICE_ON_SHARED
    }

    /** What happens to a record when a process dies. */
    public enum Guarantee {
        /** Each record takes effect at least once. */
        ALO("at_least_once", 30_000),
        /** Each record takes effect exactly once. */
        EOS("exactly_once_v2", 100);

        private final String setting;
        private final int commitMs;

        Guarantee(String setting, int commitMs) {
            this.setting = setting;
            this.commitMs = commitMs;
        }

        /**
         * The value of {@code processing.guarantee}.
         *
         * @return the value
         */
        public String setting() {
            return setting;
        }

        /**
         * The commit interval of a throughput run, which is the engine's default.
         *
         * @return milliseconds
         */
        public int commitMs() {
            return commitMs;
        }

        /**
         * Short form, as in the names of figures.
         *
         * @return alo or eos
         */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * For tables and messages.
     *
     * @return for example {@code sluice, at_least_once, 2 threads}
     */
    public String label() {
        String who =
                switch (program) {
                    case COPY -> "copy";
                    case SLUICE -> "sluice";
                    case DSL -> "dsl baseline";
                    case SLUICE_ON_SHARED -> "sluice, shared part";
                };
        return who + ", " + guarantee.setting() + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    /**
     * For ids and file names.
     *
     * @return for example {@code sluice-alo-2}
     */
    public String id() {
        return program.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + guarantee.key() + "-" + threads;
    }
}
