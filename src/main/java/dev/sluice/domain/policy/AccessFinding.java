package dev.sluice.domain.policy;

import dev.sluice.event.Severity;
import java.time.Duration;

/** The kinds of findings about access without a reason whose handling a system's policy may change. */
public enum AccessFinding {
    /** Held, and there never was a reason for it. */
    UNSANCTIONED_ACCESS(Duration.ZERO, Severity.MEDIUM),
    /** Held after the last reason for it ended. */
    EXPIRED_ACCESS(Duration.ofDays(1), Severity.HIGH),
    /** Held again, without a reason, after it had been revoked because its reason was lost. */
    RESURRECTED_ACCESS(Duration.ZERO, Severity.HIGH),
    /** An account of somebody who left is still in use. */
    LEAVER_ACTIVE_ACCOUNT(Duration.ofDays(1), Severity.HIGH),
    /** An account of an identity of which HR knows nothing. */
    UNKNOWN_IDENTITY_ACCESS(Duration.ofDays(7), Severity.MEDIUM),
    /** An account of which nobody says whose it is. */
    UNCORRELATED_ACCOUNT(Duration.ofDays(7), Severity.MEDIUM),
    /** An account that is no one person's, or a service, for which nobody answers. */
    OWNERLESS_SERVICE_ACCOUNT(Duration.ofDays(7), Severity.MEDIUM),
    /** An account of a guest is in use for longer than guests stay. */
    GUEST_EXPIRED(Duration.ZERO, Severity.MEDIUM);

    private final Handling defaults;

    AccessFinding(Duration grace, Severity severity) {
        defaults = new Handling(grace, severity, true);
    }

    /**
     * How a kind is handled where no policy speaks of it.
     *
     * @return the defaults
     */
    public Handling defaults() {
        return defaults;
    }

    /**
     * How a kind is handled.
     *
     * @param grace how long it may last before the finding opens; zero or more
     * @param severity how much it matters
     * @param reported false if there is no finding
     */
    public record Handling(Duration grace, Severity severity, boolean reported) {
        /** Refuses a negative grace. */
        public Handling {
            Checks.notNegative("findings.grace", grace);
        }
    }
}
