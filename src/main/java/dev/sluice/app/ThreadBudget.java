package dev.sluice.app;

import dev.sluice.audit.LoggedFailure;
import dev.sluice.registry.Transience;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that failed, within a budget: an odd failure is got over, one that comes back at once ends
 * the process so that somebody looks. A registry that does not answer is waited for outside the budget, and nothing else
 * is: brokers have timeouts of their own, and a refused permission does not come by waiting.
 */
public final class ThreadBudget implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadBudget.class);

    private final int limit;
    private final Duration window;
    private final InstantSource clock;
    private final Counter forRegistry;
    private final Counter forFailure;
    private final Deque<Long> failures = new ArrayDeque<>();
    private Throwable last;

    /**
     * A budget.
     *
     * @param limit how many threads may be replaced within the window
     * @param window the window
     * @param clock tells the time
     * @param meters takes {@code sluice.threads.replaced} by cause
     */
    public ThreadBudget(int limit, Duration window, InstantSource clock, MeterRegistry meters) {
        this.limit = limit;
        this.window = window;
        this.clock = clock;
        this.forRegistry = counter(meters, "registry");
        this.forFailure = counter(meters, "failure");
    }

    private static Counter counter(MeterRegistry meters, String cause) {
        return Counter.builder("sluice.threads.replaced")
                .description(
                        "Stream threads that were replaced: what failed counts for the budget, waiting for the registry does not")
                .tag("cause", cause)
                .register(meters);
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        String what = ThreadFailure.explain(failure);
        // What it says may repeat what a record says.
        LoggedFailure shown = LoggedFailure.of(failure);
        LOG.debug("The failure in full.", failure);
        if (Transience.isRegistryFailure(failure)) {
            LOG.warn("{} The stream thread is replaced and tries again.", what, shown);
            forRegistry.increment();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        last = failure;
        long now = clock.millis();
        failures.addLast(now);
        while (failures.peekFirst() < now - window.toMillis()) {
            failures.removeFirst();
        }
        if (failures.size() > limit) {
            LOG.error(
                    "{} {} stream threads failed within {}; the application stops.",
                    what,
                    failures.size(),
                    window,
                    shown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error(
                "{} The stream thread is replaced ({} of {} within {}).", what, failures.size(), limit, window, shown);
        forFailure.increment();
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /**
     * The failure that last counted.
     *
     * @return the failure, or null
     */
    public synchronized Throwable last() {
        return last;
    }
}
