package dev.sluice.domain.policy;

import dev.sluice.domain.Glob;
import dev.sluice.domain.access.AccountKey;
import java.util.Objects;

/**
 * Findings that somebody knows of and accepts until an instant.
 *
 * @param kind the kind of the findings
 * @param identity whose, as identityId or account key; null for everybody's
 * @param account about which account; null for all, and for findings about none
 * @param until until when, exclusive (ms since the epoch)
 * @param reason why, for people
 * @param approvedBy identityId of who answers for it
 */
public record Suppression(
        String kind, Glob identity, TargetPattern account, long until, String reason, String approvedBy) {
    /** Refuses null. */
    public Suppression {
        Objects.requireNonNull(kind, "suppressions.kind");
        Objects.requireNonNull(reason, "suppressions.reason");
        Objects.requireNonNull(approvedBy, "suppressions.approvedBy");
    }

    /**
     * Whether a finding is meant, now or later.
     *
     * @param kindOf its kind
     * @param key whose it is, as identityId or account key
     * @param about the account that it is about, or null
     * @return true if so
     */
    public boolean matches(String kindOf, String key, AccountKey about) {
        return kind.equals(kindOf)
                && (identity == null || identity.matches(key))
                && (account == null || account.matches(about));
    }
}
