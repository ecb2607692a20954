package dev.sluice.domain.request;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The requests for access of one identity. */
public final class Requests {
    /** How long a request is kept after the last fact about it, unless it is in force (ms). */
    static final long HISTORY_MS = Duration.ofDays(400).toMillis();

    private final TreeMap<String, Request> byId = new TreeMap<>();

    /**
     * The requests by id.
     *
     * @return live, for the store and for reading
     */
    public Map<String, Request> byId() {
        return byId;
    }

    /**
     * Records what an event says of a request.
     *
     * @param event a validated event about a request
     * @param clock the identity's clock (ms since the epoch)
     * @return false if what it says was already superseded
     */
    public boolean record(AccessEvent event, long clock) {
        FactKey key = FactKey.of(event.getHeader());
        AccessRequest told = event.getRequest();
        Request request = byId.computeIfAbsent(told.getRequestId(), id -> new Request());
        request.describe(
                key,
                event.getEntitlement() == null ? null : EntitlementKey.of(event.getEntitlement()),
                millis(event.getValidFrom()),
                millis(event.getValidTo()),
                told.getRequestedBy(),
                told.getTicketId());
        boolean changed =
                switch (event.getAction()) {
                    case REQUEST_SUBMITTED -> request.submit(key);
                    case REQUEST_APPROVED ->
                        request.approve(key, told.getApprovedBy() == null ? "" : told.getApprovedBy());
                    case REQUEST_REJECTED -> request.reject(key);
                    case REQUEST_CANCELLED -> request.cancel(key);
                    default -> throw new IllegalArgumentException(event.getAction() + " is not about a request");
                };
        forgetOver(clock);
        return changed;
    }

    private static Long millis(Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    /** Done where something is recorded, so that what is kept follows from what was told. */
    private void forgetOver(long clock) {
        long before = clock - HISTORY_MS;
        byId.values().removeIf(request -> request.lastFact().at() < before && isOver(request, before));
    }

    private static boolean isOver(Request request, long before) {
        boolean refused =
                request.approvals().values().stream().allMatch(approval -> approval.after(request.ended()) == null);
        return refused || request.validTo() < before;
    }
}
