package dev.sluice.domain.request;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request for access, as a join of facts: the order in which they arrive makes no difference, so that an approval may come
 * before what it approves. Of what several facts tell, each field has the value last told.
 */
public final class Request {
    /** People whose approvals are remembered; who approved longest ago is forgotten first. */
    static final int MAX_APPROVERS = 16;

    private final TreeMap<String, Approval> approvals = new TreeMap<>();
    private Told<EntitlementKey> entitlement;
    private Told<Long> validFrom;
    private Told<Long> validTo;
    private Told<String> requestedBy;
    private Told<String> ticketId;
    private FactKey submitted;
    private FactKey rejected;
    private FactKey cancelled;
    private TicketProgress ticket = TicketProgress.NONE;

    /**
     * What was asked for.
     *
     * @return the entitlement, or null while no fact named one
     */
    public EntitlementKey entitlement() {
        return entitlement == null ? null : entitlement.value();
    }

    /**
     * From when it was asked for.
     *
     * @return ms since the epoch; {@link Long#MIN_VALUE} for no limit
     */
    public long validFrom() {
        return validFrom == null ? Long.MIN_VALUE : validFrom.value();
    }

    /**
     * Until when it was asked for, exclusive.
     *
     * @return ms since the epoch; {@link Long#MAX_VALUE} for no limit
     */
    public long validTo() {
        return validTo == null ? Long.MAX_VALUE : validTo.value();
    }

    /**
     * Who asked.
     *
     * @return the identityId, or null if nobody said
     */
    public String requestedBy() {
        return requestedBy == null ? null : requestedBy.value();
    }

    /**
     * The ticket in ITSM.
     *
     * @return its id there, or null
     */
    public String ticketId() {
        return ticketId == null ? null : ticketId.value();
    }

    /**
     * The submission.
     *
     * @return the last fact that tells it, or null
     */
    public FactKey submitted() {
        return submitted;
    }

    /**
     * The rejection.
     *
     * @return the last fact that tells it, or null
     */
    public FactKey rejected() {
        return rejected;
    }

    /**
     * The cancellation.
     *
     * @return the last fact that tells it, or null
     */
    public FactKey cancelled() {
        return cancelled;
    }

    /** The last refusal, of whichever kind, or null. */
    FactKey ended() {
        return FactKey.max(rejected, cancelled);
    }

    /**
     * The approvals by who gave them; by nobody under the empty name.
     *
     * @return unmodifiable
     */
    public Map<String, Approval> approvals() {
        return Collections.unmodifiableMap(approvals);
    }

    /**
     * How far its ticket has come.
     *
     * @return what ITSM was told last
     */
    public TicketProgress ticket() {
        return ticket;
    }

    void tell(TicketProgress progress) {
        ticket = progress;
    }

    /**
     * The approval that counts: the first after the last refusal, of somebody who neither asked nor is to benefit; if there is none,
     * the first before it, which the refusal ended.
     *
     * @param beneficiary whom the request is for
     * @return the fact, or null if nobody else has approved
     */
    FactKey approved(String beneficiary) {
        FactKey after = null;
        FactKey before = null;
        for (Map.Entry<String, Approval> approval : approvals.entrySet()) {
            if (isOwn(approval.getKey(), beneficiary)) {
                continue;
            }
            FactKey counts = approval.getValue().after(ended());
            after = counts != null && (after == null || after.isAfter(counts)) ? counts : after;
            FactKey first = approval.getValue().first();
            before = before == null || before.isAfter(first) ? first : before;
        }
        return after == null ? before : after;
    }

    /**
     * Whether only such people approved as must not.
     *
     * @param beneficiary whom the request is for
     * @return who did, or null if that is not so, or the request has been refused since
     */
    public String selfApprover(String beneficiary) {
        FactKey approved = approved(beneficiary);
        if (approved != null && approved.isAfter(ended())) {
            return null;
        }
        for (Map.Entry<String, Approval> approval : approvals.entrySet()) {
            if (isOwn(approval.getKey(), beneficiary)
                    && approval.getValue().last().isAfter(ended())) {
                return approval.getKey();
            }
        }
        return null;
    }

    private boolean isOwn(String approver, String beneficiary) {
        return !approver.isEmpty() && (approver.equals(beneficiary) || approver.equals(requestedBy()));
    }

    /** The last fact about it. */
    FactKey lastFact() {
        FactKey last = FactKey.max(submitted, ended());
        for (Approval approval : approvals.values()) {
            last = FactKey.max(last, approval.last());
        }
        return last;
    }

    void describe(FactKey key, EntitlementKey what, Long from, Long to, String by, String ticketAtItsm) {
        entitlement = Told.later(entitlement, key, what);
        validFrom = Told.later(validFrom, key, from);
        validTo = Told.later(validTo, key, to);
        requestedBy = Told.later(requestedBy, key, by);
        ticketId = Told.later(ticketId, key, ticketAtItsm);
    }

    boolean submit(FactKey key) {
        boolean changed = key.isAfter(submitted);
        submitted = FactKey.max(submitted, key);
        return changed;
    }

    boolean reject(FactKey key) {
        boolean changed = key.isAfter(rejected);
        rejected = FactKey.max(rejected, key);
        return changed;
    }

    boolean cancel(FactKey key) {
        boolean changed = key.isAfter(cancelled);
        cancelled = FactKey.max(cancelled, key);
        return changed;
    }

    boolean approve(FactKey key, String approver) {
        Approval before = approvals.get(approver);
        Approval after = before == null ? new Approval(key, key) : before.with(key);
        approvals.put(approver, after);
        if (approvals.size() > MAX_APPROVERS) {
            approvals.entrySet().stream()
                    .min((a, b) -> a.getValue().last().compareTo(b.getValue().last()))
                    .map(Map.Entry::getKey)
                    .ifPresent(approvals::remove);
        }
        return !after.equals(before);
    }

    /**
     * What is stored of a request.
     *
     * @param entitlement what was asked for, or null
     * @param validFrom from when, or null
     * @param validTo until when, or null
     * @param requestedBy who asked, or null
     * @param ticketId the ticket in ITSM, or null
     * @param submitted the submission, or null
     * @param rejected the rejection, or null
     * @param cancelled the cancellation, or null
     * @param approvals the approvals by who gave them
     * @param ticket what ITSM was told last
     */
    public record Stored(
            Told<EntitlementKey> entitlement,
            Told<Long> validFrom,
            Told<Long> validTo,
            Told<String> requestedBy,
            Told<String> ticketId,
            FactKey submitted,
            FactKey rejected,
            FactKey cancelled,
            Map<String, Approval> approvals,
            TicketProgress ticket) {}

    /**
     * What is to be stored.
     *
     * @return all that is known
     */
    public Stored stored() {
        return new Stored(
                entitlement,
                validFrom,
                validTo,
                requestedBy,
                ticketId,
                submitted,
                rejected,
                cancelled,
                Collections.unmodifiableMap(approvals),
                ticket);
    }

    /**
     * A request as it was stored.
     *
     * @param stored what {@link #stored} gave
     * @return the request
     */
    public static Request of(Stored stored) {
        Request request = new Request();
        request.entitlement = stored.entitlement();
        request.validFrom = stored.validFrom();
        request.validTo = stored.validTo();
        request.requestedBy = stored.requestedBy();
        request.ticketId = stored.ticketId();
        request.submitted = stored.submitted();
        request.rejected = stored.rejected();
        request.cancelled = stored.cancelled();
        request.approvals.putAll(stored.approvals());
        request.ticket = stored.ticket();
        return request;
    }
}
