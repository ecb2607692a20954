package dev.sluice.domain.sod;

import dev.sluice.domain.policy.Condition;

/**
 * Where the sides of a rule conflict. The value of an attribute is the entitlement's own, else that of the entitlement that brings
 * it, else the identity's. What has no value may be used with every value: it takes part for each.
 *
 * @param same the sides conflict only where this attribute has the same value; null if it does not matter
 * @param across the sides conflict only where this attribute has different values; null if it does not matter
 * @param when the rule holds only for identities that meet it; null for all
 */
public record SodScope(String same, String across, Condition when) {
    /** Everywhere, for everybody. */
    public static final SodScope EVERYWHERE = new SodScope(null, null, null);
}
