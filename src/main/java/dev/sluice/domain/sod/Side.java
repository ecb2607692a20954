package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.sod.Catalogue.Effective;

/**
 * A function of a rule that an identity has or will have by an entitlement.
 *
 * @param function the place of the function in the rule
 * @param way the entitlement that the function names, and how what is held brings it
 * @param source what shows it
 */
public record Side(int function, Effective way, Source source) {
    /**
     * The entitlement that the function names.
     *
     * @return its key
     */
    public EntitlementKey effective() {
        return way.entitlement();
    }

    /** Whether it is the same function by the same entitlement, however it came about. */
    boolean isSameAs(Side other) {
        return function == other.function && effective().equals(other.effective());
    }

    /**
     * What shows that an identity has or will have an entitlement.
     *
     * @param held the entitlement
     * @param from from when (ms since the epoch)
     * @param to until when, exclusive (ms since the epoch); {@link Long#MAX_VALUE} for no limit
     * @param isHeld false while it is approved only
     * @param where of which account, or by which request
     * @param eventId the event that shows it
     */
    public record Source(EntitlementKey held, long from, long to, boolean isHeld, String where, String eventId) {
        /**
         * Whether it is so at an instant.
         *
         * @param at the instant (ms since the epoch)
         * @return true from {@code from} to {@code to}
         */
        public boolean covers(long at) {
            return at >= from && at < to;
        }
    }
}
