package dev.sluice.bench.measure;

import java.util.Arrays;
import java.util.List;

/** Medians, spreads, percentiles. */
public final class Stats {
    private Stats() {}

    /**
     * The median.
     *
     * @param values any number of values
     * @return the middle one, or the mean of the two in the middle; NaN without values
     */
    public static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * The coefficient of variation: the standard deviation of the sample over its mean.
     *
     * @param values any number of values
     * @return a share; NaN for fewer than two values
     */
    public static double variation(List<Double> values) {
        if (values.size() < 2) {
            return Double.NaN;
        }
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.size() - 1)) / mean;
    }

    /**
     * A percentile by nearest rank: the smallest value that at least that share of all values does not exceed.
     *
     * @param sorted values in ascending order
     * @param share above 0, up to 1
     * @return the value; throws if there is none
     */
    public static long percentile(long[] sorted, double share) {
        if (sorted.length == 0 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("A percentile needs values, and a share above 0 and up to 1.");
        }
        // A share times a count can lie a rounding error above a whole number, which must not count as one more.
        int rank = (int) Math.ceil(share * sorted.length - 1e-9);
        return sorted[Math.max(rank, 1) - 1];
    }

    /**
     * Sorts a copy.
     *
     * @param values any order
     * @return ascending order
     */
    public static long[] sorted(long[] values) {
        long[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }
}
