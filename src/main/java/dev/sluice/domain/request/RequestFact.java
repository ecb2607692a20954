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

    long from() {
        return validFrom == null ? Long.MIN_VALUE : validFrom;
    }

    long to() {
        return validTo == null ? Long.MAX_VALUE : validTo;
    }
}
