package dev.sluice.domain.policy;

import java.time.Duration;

/**
 * Who counts as the owner of a service.
 *
 * @param leave how long an owner may be on leave and still count; zero or more
 * @param sameDepartment whether an owner has to be of the service's department, where both are known
 * @param withoutAccounts whether a service without accounts needs an owner, too
 */
public record OwnerRules(Duration leave, boolean sameDepartment, boolean withoutAccounts) {
    /** Thirty days of leave, of the same department, also without accounts. */
    public static final OwnerRules DEFAULTS = new OwnerRules(Duration.ofDays(30), true, true);

    /** Refuses a negative duration. */
    public OwnerRules {
        Checks.notNegative("owners.leave", leave);
    }
}
