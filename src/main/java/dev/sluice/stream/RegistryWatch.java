package dev.sluice.stream;

import java.time.Duration;
import java.time.InstantSource;

/** Knows whether records wait for the registry. Whoever waits asks every few seconds, so an old failure is no failure. */
public final class RegistryWatch {
    private static final long NEVER = Long.MIN_VALUE;
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private final InstantSource clock;
    private volatile long failedAt = NEVER;
    private volatile String waiting = "";

    /**
     * Nothing has failed.
     *
     * @param clock tells the time
     */
    public RegistryWatch(InstantSource clock) {
        this.clock = clock;
    }

    /** The registry did not answer, or not as a registry does. */
    void failed() {
        failedAt = clock.millis();
    }

    /** A record was given up for now; it comes again, with another thread. */
    void failed(String record) {
        waiting = record;
        failed();
    }

    /** What had failed has succeeded. */
    void answered() {
        failedAt = NEVER;
    }

    /** A record was taken; if it is the one that was given up last, nobody waits any more. */
    void answered(String record) {
        if (record.equals(waiting)) {
            answered();
        }
    }

    /**
     * Whether records wait for the registry.
     *
     * @return false also where whoever waited has been given up for half a minute
     */
    public boolean isDown() {
        long failed = failedAt;
        return failed != NEVER && clock.millis() - failed < FORGOTTEN.toMillis();
    }
}
