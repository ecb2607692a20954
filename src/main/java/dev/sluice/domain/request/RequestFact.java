package dev.sluice.domain.request;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.AccessAction;

/**
 * What one event says of a request. What it does not tell is null.
 *
 * @param key the fact
 * @param action REQUEST_SUBMITTED, _APPROVED, _REJECTED or _CANCELLED
 * @param entitlement what is asked for
 * @param validFrom from when (ms since the epoch)
 * @param validTo until when, exclusive (ms since the epoch)
 * @param requestedBy who asked
 * @param approvedBy who approved
 * @param ticketId the ticket in ITSM
 */
public record RequestFact(
        FactKey key,
        AccessAction action,
        EntitlementKey entitlement,
        Long validFrom,
        Long validTo,
        String requestedBy,
        String approvedBy,
        String ticketId) {
    /** What is known after another fact: each field as told last. The action and the approver are the other's. */
    RequestFact then(RequestFact next) {
        return new RequestFact(
                next.key,
                next.action,
                next.entitlement == null ? entitlement : next.entitlement,
                next.validFrom == null ? validFrom : next.validFrom,
                next.validTo == null ? validTo : next.validTo,
                next.requestedBy == null ? requestedBy : next.requestedBy,
                next.approvedBy,
                next.ticketId == null ? ticketId : next.ticketId);
    }

    /** Whether it says no more than what is known. */
    boolean repeats(RequestFact known) {
        RequestFact after = known.then(this);
        return action == known.action
                && same(after.entitlement, known.entitlement)
                && same(after.validFrom, known.validFrom)
                && same(after.validTo, known.validTo)
                && same(after.requestedBy, known.requestedBy)
                && same(approvedBy, known.approvedBy)
                && same(after.ticketId, known.ticketId);
    }

    private static boolean same(Object one, Object other) {
        return one == null ? other == null : one.equals(other);
    }

    long from() {
        return validFrom == null ? Long.MIN_VALUE : validFrom;
    }

    long to() {
        return validTo == null ? Long.MAX_VALUE : validTo;
    }
}
