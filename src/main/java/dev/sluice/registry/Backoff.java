package dev.sluice.registry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential waits with full jitter: each wait is uniform between zero and a limit that doubles.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And Jitter</a>
 */
public final class Backoff {

    private final Duration first;
    private final Duration most;
    private final DoubleSupplier uniform;

    Backoff(Duration first, Duration most) {
        this(first, most, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Waits.
     *
     * @param first the limit of the first wait
     * @param most the limit that is never exceeded
     * @param uniform gives numbers from 0 to 1
     */
    public Backoff(Duration first, Duration most, DoubleSupplier uniform) {
        this.first = first;
        this.most = most;
        this.uniform = uniform;
    }

    /**
     * The next wait.
     *
     * @param failures how many attempts failed so far, at least 1
     * @return how long to wait before the next one, milliseconds
     */
    public long waitMillis(int failures) {
        // 2^30 seconds are more than any limit; a larger shift would overflow.
        int doublings = Math.min(failures - 1, 30);
        double limit = Math.min((double) most.toMillis(), (double) first.toMillis() * (1L << doublings));
        return (long) (limit * uniform.getAsDouble());
    }
}
