package dev.sluice.domain.policy;

import java.time.Duration;

/**
 * How a joiner is prepared in one system.
 *
 * @param lead how long before the start instant accounts and birthright access are asked for; zero or more
 */
public record Joiner(Duration lead) {
    /** Nothing before the start instant. */
    public static final Joiner DEFAULTS = new Joiner(Duration.ZERO);

    /** Refuses a negative lead. */
    public Joiner {
        Checks.notNegative("joiner.lead", lead);
    }
}
