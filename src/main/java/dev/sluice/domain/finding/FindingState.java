package dev.sluice.domain.finding;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.util.List;

/**
 * What is remembered of a finding, so that its next change is told as a change.
 *
 * @param findingId the id
 * @param kind the kind
 * @param system the target system it is about
 * @param account the account it is about
 * @param status where it stands
 * @param severity how much it matters
 * @param entitlements what it is about, sorted
 * @param openedAt when this episode opened (ms since the epoch, event time)
 * @param episode 1 for the first time
 */
public record FindingState(
        String findingId,
        String kind,
        String system,
        String account,
        FindingStatus status,
        Severity severity,
        List<EntitlementKey> entitlements,
        long openedAt,
        int episode) {
    /** Copies the list. */
    public FindingState {
        entitlements = List.copyOf(entitlements);
    }

    /**
     * Whether the problem stands.
     *
     * @return false once it is resolved
     */
    public boolean isOpen() {
        return status != FindingStatus.RESOLVED;
    }
}
