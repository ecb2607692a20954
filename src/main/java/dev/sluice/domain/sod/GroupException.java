package dev.sluice.domain.sod;

import dev.sluice.domain.policy.Condition;
import java.util.Objects;

/**
 * That the conflicts of a rule are accepted for everybody of a group.
 *
 * @param group who is meant
 * @param approvedBy identityId of who answers for it; for that one it does not count
 * @param validTo until when, exclusive (ms since the epoch)
 */
public record GroupException(Condition group, String approvedBy, long validTo) {
    /** Refuses null. */
    public GroupException {
        Objects.requireNonNull(group, "for");
        Objects.requireNonNull(approvedBy, "approvedBy");
    }
}
