package dev.sluice.bench.measure;

/**
 * Latencies of one kind of output, in milliseconds.
 *
 * @param count how many were measured
 * @param p50 half were not slower
 * @param p99 99 in 100 were not slower
 * @param p999 999 in 1000 were not slower
 * @param max the slowest
 */
public record Latencies(int count, double p50, double p99, double p999, double max) {
    private static final double NANOS_PER_MS = 1e6;

    /**
     * Of single latencies.
     *
     * @param nanos at least one, in nanoseconds
     * @return their percentiles
     */
    public static Latencies of(long[] nanos) {
        long[] sorted = Stats.sorted(nanos);
        return new Latencies(
                sorted.length,
                Stats.percentile(sorted, 0.5) / NANOS_PER_MS,
                Stats.percentile(sorted, 0.99) / NANOS_PER_MS,
                Stats.percentile(sorted, 0.999) / NANOS_PER_MS,
                sorted[sorted.length - 1] / NANOS_PER_MS);
    }
}
