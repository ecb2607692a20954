package dev.sluice.domain.access;

import java.util.Comparator;

/**
 * An entitlement on an account.
 *
 * @param account the account
 * @param entitlement the entitlement
 */
public record HeldOn(AccountKey account, EntitlementKey entitlement) implements Comparable<HeldOn> {
    private static final Comparator<HeldOn> ORDER =
            Comparator.comparing(HeldOn::account).thenComparing(HeldOn::entitlement);

    @Override
    public int compareTo(HeldOn other) {
        return ORDER.compare(this, other);
    }
}
