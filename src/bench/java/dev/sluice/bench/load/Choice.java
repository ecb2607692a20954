package dev.sluice.bench.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Chooses identities: all alike, or by Zipf's law, where the popular ones are spread over the whole range. */
final class Choice {
    /** Odd and without a common divisor with any count that is not a multiple of it. */
    private static final long SPREAD = 2_654_435_761L;

    private final int count;
    private final double[] cumulated;

    Choice(int count, double skew) {
        this.count = count;
        this.cumulated = skew == 0 ? new double[0] : zipf(count, skew);
    }

    private static double[] zipf(int count, double skew) {
        double[] sums = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += 1 / Math.pow(rank + 1.0, skew);
            sums[rank] = sum;
        }
        return sums;
    }

    /** One of 0 to count - 1. */
    int next(SplittableRandom random) {
        if (cumulated.length == 0) {
            return random.nextInt(count);
        }
        int at = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[count - 1]);
        long rank = Math.min(at < 0 ? -at - 1 : at, count - 1);
        return (int) (rank * SPREAD % count);
    }
}
