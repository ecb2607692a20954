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
     * @param identityId whose requests these are
     * @param event a validated event about a request
     * @param clock the identity's clock (ms since the epoch)
     * @return false if what it says was already superseded
     */
    public boolean record(String identityId, AccessEvent event, long clock) {
        AccessRequest told = event.getRequest();
        boolean last = byId.computeIfAbsent(told.getRequestId(), id -> new Request())
                .record(
                        new RequestFact(
                                FactKey.of(event.getHeader()),
                                event.getAction(),
                                event.getEntitlement() == null ? null : EntitlementKey.of(event.getEntitlement()),
                                millis(event.getValidFrom()),
                                millis(event.getValidTo()),
                                told.getRequestedBy(),
                                told.getApprovedBy(),
                                told.getTicketId()),
                        identityId);
        forgetOver(identityId, clock);
        return last;
    }

    private static Long millis(Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    /** Done where something is recorded, so that what is kept follows from what was told. */
    private void forgetOver(String identityId, long clock) {
        long before = clock - HISTORY_MS;
        byId.values()
                .removeIf(request -> request.told().key().at() < before
                        && request.approved(identityId).stream().allMatch(approved -> approved.to() < before));
    }
}
