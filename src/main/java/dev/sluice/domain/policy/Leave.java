package dev.sluice.domain.policy;

import java.util.Map;
import java.util.Objects;

/**
 * What becomes of accounts in one system while their identity is on leave.
 *
 * @param otherwise for all kinds of leave that are not named
 * @param kinds by kind of leave, as HR tells it
 */
public record Leave(OnLeave otherwise, Map<String, OnLeave> kinds) {
    /** Accounts are disabled during every leave. */
    public static final Leave DEFAULTS = of(OnLeave.DISABLE);

    /** Copies the map, and refuses null. */
    public Leave {
        Objects.requireNonNull(otherwise, "leave");
        kinds = Map.copyOf(kinds);
    }

    /**
     * The same for every kind of leave.
     *
     * @param always what becomes of accounts
     * @return the value
     */
    public static Leave of(OnLeave always) {
        return new Leave(always, Map.of());
    }

    /**
     * What becomes of accounts during a leave.
     *
     * @param kind the kind of leave, as HR tells it
     * @return DISABLE or KEEP
     */
    public OnLeave during(String kind) {
        return kinds.getOrDefault(kind, otherwise);
    }
}
