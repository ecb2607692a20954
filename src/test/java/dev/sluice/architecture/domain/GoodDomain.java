package dev.sluice.architecture.domain;

import dev.sluice.event.IdentityEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An example that keeps the rules: events, arrays and plain Java. */
public final class GoodDomain {
    private static final Duration LATENESS = Duration.ofDays(2);

    /** The newest of some events, moved by what lateness allows. */
    public Instant horizon(List<IdentityEvent> events, long[] others) {
        Instant newest = Instant.ofEpochMilli(others.length == 0 ? 0 : others[0]);
        for (IdentityEvent event : events) {
            Instant at = event.getHeader().getOccurredAt();
            newest = at.isAfter(newest) ? at : newest;
        }
        return newest.minus(LATENESS);
    }
}
