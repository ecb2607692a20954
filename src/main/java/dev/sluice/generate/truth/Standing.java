package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is known of one identity at one time: its HR status, its attributes, its accounts and what they hold.
 *
 * @param identityId the identity
 * @param status UNKNOWN, PRE_HIRE, ACTIVE, ON_LEAVE or TERMINATED
 * @param attributes the attributes in force, by field name
 * @param accounts the accounts, sorted by system and name
 * @param entitlements what is held, sorted by system, name and account
 */
public record Standing(
        String identityId,
        String status,
        Map<String, String> attributes,
        List<KnownAccount> accounts,
        List<HeldEntitlement> entitlements) {
    /**
     * An account.
     *
     * @param account its system and name
     * @param state ENABLED, DISABLED or DELETED
     * @param since since when, without a break
     */
    public record KnownAccount(AccountName account, String state, Instant since) {}

    /**
     * What an account holds.
     *
     * @param entitlement what is held
     * @param account the account's name in the system of the entitlement
     * @param since since when, without a break
     */
    public record HeldEntitlement(EntitlementName entitlement, String account, Instant since) {}
}
