package dev.sluice.domain.policy;

import java.time.Duration;

/**
 * How long a request for access may wait for its approval.
 *
 * @param remind how long after the submission the approver is reminded; zero or more
 * @param deadline how long after the submission the ticket is closed undecided; zero or more. A later approval counts all the same
 */
public record Approvals(Duration remind, Duration deadline) {
    /** A reminder after three days, the end after fourteen. */
    public static final Approvals DEFAULTS = new Approvals(Duration.ofDays(3), Duration.ofDays(14));

    /** Refuses negative durations. */
    public Approvals {
        Checks.notNegative("approvals.remind", remind);
        Checks.notNegative("approvals.deadline", deadline);
    }
}
