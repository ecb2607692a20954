package dev.sluice.domain.policy;

import java.time.Duration;

/**
 * When a leaver's access in one system ends. All are zero or more.
 *
 * @param disable from the end instant to DISABLE_ACCOUNT
 * @param revoke from the end instant to REVOKE of each held entitlement
 * @param delete from the disabling to DELETE_ACCOUNT
 * @param residue from the revoke instant to the finding LEAVER_RESIDUAL_ACCESS about what is still held
 */
public record Leaver(Duration disable, Duration revoke, Duration delete, Duration residue) {
    /** Disabled at once, revoked after a day, deleted after thirty, residue reported a day after the revoke. */
    public static final Leaver DEFAULTS =
            new Leaver(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(1));

    /** Refuses negative durations. */
    public Leaver {
        Checks.notNegative("leaver.disable", disable);
        Checks.notNegative("leaver.revoke", revoke);
        Checks.notNegative("leaver.delete", delete);
        Checks.notNegative("leaver.residue", residue);
    }

    /**
     * When residue is reported.
     *
     * @return the time from the end instant to the finding: {@code revoke} and {@code residue} together
     */
    public Duration residueAfterEnd() {
        return revoke.plus(residue);
    }
}
