package dev.sluice.domain.policy;

import dev.sluice.event.Severity;
import java.util.Objects;

/** The kinds of findings about what somebody does. The order is public: it is that of the documentation. */
public enum ActivityFinding {
    /** Something was done after the employment had ended. */
    POST_TERMINATION_ACTIVITY(Severity.HIGH),
    /** Somebody on leave did something with an account that is disabled on leave. */
    ACTIVITY_DURING_LEAVE(Severity.MEDIUM),
    /** A pipeline was started by somebody who had left. */
    PIPELINE_BY_LEAVER(Severity.HIGH),
    /** An account was used after it had not been for long. */
    REACTIVATED_DORMANT_ACCOUNT(Severity.MEDIUM),
    /** An account has not been used for long. */
    DORMANT_ACCOUNT(Severity.LOW),
    /** Many log-ins failed, then one succeeded. */
    BRUTE_FORCE_SUCCESS(Severity.HIGH),
    /** Many challenges were denied; what matters more is one that was confirmed after them. */
    MFA_FATIGUE(Severity.MEDIUM),
    /** Two log-ins, and nobody travels so fast from one to the other. */
    IMPOSSIBLE_TRAVEL(Severity.MEDIUM),
    /** A log-in from a country from which there was none before. */
    LOGIN_FROM_NEW_COUNTRY(Severity.LOW),
    /** Emergency access was used. */
    BREAK_GLASS_USE(Severity.HIGH),
    /** A privileged session with an account whose credential had not been checked out. */
    SESSION_WITHOUT_CHECKOUT(Severity.HIGH),
    /** A privileged session that nothing permits: no entitlement, request or ticket. */
    SESSION_WITHOUT_ENTITLEMENT(Severity.HIGH),
    /** A privileged session went on after what had permitted it ended. */
    SESSION_OUTLIVES_GRANT(Severity.HIGH),
    /** A privileged session goes on for longer than any does. */
    SESSION_NOT_ENDED(Severity.MEDIUM),
    /** A credential that was checked out was not given back in time. */
    CREDENTIAL_NOT_RETURNED(Severity.MEDIUM),
    /** A credential that was used was not changed afterwards. */
    CREDENTIAL_NOT_ROTATED(Severity.MEDIUM),
    /** A command was run that is of concern. */
    COMMAND_OF_CONCERN(Severity.HIGH),
    /** A secret is leased longer than the pipeline runs that it was leased for. */
    LEASE_OUTLIVES_PIPELINE(Severity.HIGH),
    /** A secret was leased for a pipeline that was not running, or for none. */
    LEASE_WITHOUT_PIPELINE(Severity.HIGH),
    /** Another system reported something unusual. */
    ANOMALY_REPORTED(Severity.MEDIUM),
    /** Another system reported a conflict of duties that is not found here. */
    SOD_VIOLATION_REPORTED(Severity.MEDIUM),
    /** Passwords of many were tried from one address. */
    PASSWORD_SPRAY(Severity.HIGH);

    private final Handling defaults;

    ActivityFinding(Severity severity) {
        defaults = new Handling(severity, true);
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
     * @param severity how much it matters
     * @param reported false if there is no finding
     */
    public record Handling(Severity severity, boolean reported) {
        /** Refuses null. */
        public Handling {
            Objects.requireNonNull(severity, "findings.severity");
        }
    }
}
