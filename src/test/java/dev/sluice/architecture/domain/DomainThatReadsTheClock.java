package dev.sluice.architecture.domain;

import java.time.Instant;
import java.time.InstantSource;

/** Counter-example: asks for the time instead of being told. */
final class DomainThatReadsTheClock {
    Instant fromTheType() {
        return Instant.now();
    }

    long fromTheSystem() {
        return System.currentTimeMillis();
    }

    Instant fromAClock(InstantSource clock) {
        return clock.instant();
    }
}
