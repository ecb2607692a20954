package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.List;

/**
 * One expected change of a finding.
 *
 * @param findingId the finding's id
 * @param kind the finding kind
 * @param identityId the identity
 * @param account the account
 * @param status OPEN or RESOLVED
 * @param severity the severity
 * @param entitlements what the finding is about, sorted; for RESOLVED what it was about last
 * @param changedAt when the change takes effect, in event time
 * @param openedAt when the episode opened, in event time
 * @param episode 1 for the first time
 * @param cause DETECTED while open; ACCESS_REMOVED or NOT_A_LEAVER when resolved
 */
public record FindingTransition(
        String findingId,
        String kind,
        String identityId,
        AccountName account,
        String status,
        String severity,
        List<EntitlementName> entitlements,
        Instant changedAt,
        Instant openedAt,
        int episode,
        String cause) {}
