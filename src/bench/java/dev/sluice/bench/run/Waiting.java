package dev.sluice.bench.run;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Looks again and again, until something is true or the time is up. */
final class Waiting {
    private static final long LOOK_MS = 25;

    private Waiting() {}

    static void until(String what, Duration limit, Child alive, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (alive != null) {
                alive.requireAlive();
            }
            if (System.nanoTime() > end) {
                throw new BenchException("Waited " + limit.toSeconds() + " s in vain: " + what + "."
                        + (alive == null ? "" : System.lineSeparator() + alive.tail()));
            }
            Thread.sleep(LOOK_MS);
        }
    }
}
