package dev.sluice.stream;

import dev.sluice.registry.Transience;
import dev.sluice.registry.WaitLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Waits for a registry that does not answer: a good record must not become a dead letter because the registry is down.
 * The wait ends before the transaction would time out; then the failure goes up and the thread is replaced. All calls of
 * all attempts share the limit: one that begins late gets what is left of it.
 */
public final class RegistryPatience {
    private static final long PAUSE_MS = 200;

    private final Duration limit;
    private final InstantSource clock;
    private final RegistryWatch watch;

    /**
     * Patience of a length.
     *
     * @param limit the longest wait
     * @param clock tells the time
     * @param watch is told that the registry fails, and that it answers again
     */
    public RegistryPatience(Duration limit, InstantSource clock, RegistryWatch watch) {
        this.limit = limit;
        this.clock = clock;
        this.watch = watch;
    }

    /** Patience of which nobody is told. */
    RegistryPatience(Duration limit, InstantSource clock) {
        this(limit, clock, new RegistryWatch(clock));
    }

    /**
     * Calls until it succeeds, fails for good, or patience ends.
     *
     * @param call what needs the registry
     * @param <T> what it gives
     * @return what it gave
     * @throws RuntimeException what the last call threw
     */
    public <T> T call(Supplier<T> call) {
        long deadline = clock.millis() + limit.toMillis();
        boolean failed = false;
        while (true) {
            try {
                T given = WaitLimit.within(Duration.ofMillis(deadline - clock.millis()), call);
                if (failed) {
                    watch.answered();
                }
                return given;
            } catch (RuntimeException e) {
                if (Transience.isRegistryFailure(e)) {
                    failed = true;
                    watch.failed();
                }
                if (!Transience.isTransient(e) || clock.millis() + PAUSE_MS >= deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException cause) {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
