package dev.sluice.generate.truth;

import java.util.Comparator;

/**
 * What a command asks for. At most one is open for the same.
 *
 * @param action DISABLE_ACCOUNT, ENABLE_ACCOUNT, DELETE_ACCOUNT or REVOKE
 * @param account the account
 * @param entitlement what to revoke; null where the account itself is meant
 */
record Demand(String action, AccountName account, EntitlementName entitlement) implements Comparable<Demand> {
    static final String DISABLE = "DISABLE_ACCOUNT";
    static final String ENABLE = "ENABLE_ACCOUNT";
    static final String DELETE = "DELETE_ACCOUNT";
    static final String REVOKE = "REVOKE";

    private static final Comparator<Demand> ORDER = Comparator.comparing(Demand::account)
            .thenComparing(Demand::action)
            .thenComparing(Demand::entitlement, Comparator.nullsFirst(Comparator.naturalOrder()));

    String object() {
        return entitlement == null ? "" : entitlement.name();
    }

    /** Whether what it asks for is so. */
    boolean isMet(Holdings holdings) {
        return switch (action) {
            case DISABLE -> !holdings.is(account, Holdings.State.ENABLED);
            case ENABLE -> holdings.is(account, Holdings.State.ENABLED);
            case DELETE -> holdings.is(account, Holdings.State.DELETED);
            default -> !holdings.heldBy(account).contains(entitlement);
        };
    }

    @Override
    public int compareTo(Demand other) {
        return ORDER.compare(this, other);
    }
}
