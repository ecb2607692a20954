package dev.sluice.domain.policy;

import java.time.Duration;

/**
 * When a mass change stops commands: more distinct identities of one source ended or went absent within the window
 * than the limit allows.
 *
 * @param window the sliding window; positive
 * @param limit how many distinct identities of one source may end or go absent in the window; 1 to 10,000,000
 */
public record Brake(Duration window, int limit) {
    /** A hundred identities in a day. */
    public static final Brake DEFAULTS = new Brake(Duration.ofDays(1), 100);

    /** Refuses values out of bounds. */
    public Brake {
        Checks.positive("brake.window", window);
        Checks.between("brake.limit", limit, 1, 10_000_000);
    }
}
