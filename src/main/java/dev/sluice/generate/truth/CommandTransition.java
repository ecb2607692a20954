package dev.sluice.generate.truth;

import java.time.Instant;

/**
 * One expected change of a provisioning command.
 *
 * @param commandId the command's id
 * @param action DISABLE_ACCOUNT, ENABLE_ACCOUNT, DELETE_ACCOUNT or REVOKE
 * @param identityId the identity
 * @param account the system and account
 * @param entitlement what to revoke; null for an account's command
 * @param status ISSUED, DONE or CANCELLED
 * @param issuedAt when it was issued, in event time
 * @param changedAt when the change takes effect, in event time
 */
public record CommandTransition(
        String commandId,
        String action,
        String identityId,
        AccountName account,
        EntitlementName entitlement,
        String status,
        Instant issuedAt,
        Instant changedAt) {}
