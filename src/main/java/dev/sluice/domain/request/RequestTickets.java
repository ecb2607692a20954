package dev.sluice.domain.request;

import dev.sluice.domain.Ids;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.HrTimeline.Employed;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.watch.Availability;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.AccessAction;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.TicketStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells ITSM what becomes of requests: a ticket opens with the submission, waits for the approval with a reminder and a deadline,
 * and closes as fulfilled when the access is observed, or with the reason why it will not be.
 */
public final class RequestTickets {
    /** The kind of these tickets. */
    public static final String KIND = "ACCESS_REQUEST";

    private static final String DEPARTMENT = "department";

    private final IdentityState state;
    private final Policies policies;
    private final Approvals approvals;
    private final Standing standing;
    private final List<Employed> employed;
    private final long now;

    /**
     * The requests of one identity at an instant.
     *
     * @param state the identity, whose clock is the instant
     * @param policies the policies in force
     * @param standing the status at that instant
     */
    public RequestTickets(IdentityState state, Policies policies, Standing standing) {
        this.state = state;
        this.policies = policies;
        this.approvals = policies.settings().approvals();
        this.standing = standing;
        this.now = state.clock();
        this.employed = state.requests().byId().isEmpty()
                ? List.of()
                : state.hr().employmentsUntil(now, policies.settings().hrRules());
    }

    /**
     * What an identity tells of itself to those whose requests it may have to decide, and to what it owns.
     *
     * @param state the identity
     * @param standing its status at its clock
     * @param policies the policies in force
     * @return what is told
     */
    public static Known known(IdentityState state, Standing standing, Policies policies) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            return new Known(standing.status(), null, 0);
        }
        HrRules rules = policies.settings().hrRules();
        long leave = policies.settings().owners().leave().toMillis();
        AttributeEntry department = state.hr().attributes().at(DEPARTMENT, state.clock(), rules.precedence());
        boolean hasOne = department != null && department.value() != null;
        return new Known(
                standing.status(),
                Approvers.managerOf(state, rules.precedence()),
                state.clock(),
                new Availability(state.hr(), rules, leave).until(standing, state.clock()),
                hasOne ? department.value() : null,
                hasOne ? state.hr().attributes().since(DEPARTMENT, state.clock(), rules.precedence()) : 0);
    }

    /**
     * Tells what has changed since it was last told.
     *
     * @param trigger why it is evaluated
     * @param out takes the tickets
     * @return whose status decides with whom requests wait
     */
    public Set<String> evaluate(Trigger trigger, Decisions out) {
        for (Map.Entry<String, Request> entry : state.requests().byId().entrySet()) {
            Request request = entry.getValue();
            TicketProgress before = request.ticket();
            TicketProgress after = progress(request);
            if (after != before) {
                request.tell(after);
                out.ticket(ticket(entry.getKey(), request, before, after), trigger);
            }
        }
        return escalate(trigger, out);
    }

    /** Sees that what waits is with somebody who is there, and says of whom is to be heard when that changes. */
    private Set<String> escalate(Trigger trigger, Decisions out) {
        Approvers approvers = null;
        for (Map.Entry<String, Request> entry : state.requests().byId().entrySet()) {
            Request request = entry.getValue();
            if (!waits(request.ticket())) {
                request.assign(null);
                continue;
            }
            approvers =
                    approvers == null ? new Approvers(state, policies.settings().precedence()) : approvers;
            String before = request.assignee();
            String after = approvers.approver();
            request.assign(after);
            if (before != null && !before.equals(after)) {
                out.ticket(moved(ticket(entry.getKey(), request, request.ticket(), request.ticket()), before), trigger);
            }
        }
        return approvers == null ? Set.of() : approvers.asked();
    }

    private Ticket moved(Ticket ticket, String from) {
        ticket.setSummary("Request " + ticket.getRequestId() + " of " + state.key() + " is for "
                + (ticket.getAssigneeId() == null ? "nobody that is known" : ticket.getAssigneeId())
                + " to decide: " + from + " is away, or manages " + state.key() + " no longer.");
        return ticket;
    }

    private static boolean waits(TicketProgress progress) {
        return progress == TicketProgress.PENDING || progress == TicketProgress.REMINDED;
    }

    private TicketProgress progress(Request request) {
        if (request.isFulfilled(state.key())) {
            return TicketProgress.FULFILLED;
        }
        RequestFact decision = request.decision(state.key());
        if (decision != null && decision.action() == AccessAction.REQUEST_REJECTED) {
            return TicketProgress.REJECTED;
        }
        if (decision != null && decision.action() == AccessAction.REQUEST_CANCELLED) {
            return TicketProgress.CANCELLED;
        }
        if (standing.isLeaver() || standing.isEmployed() && isOfAnotherEmployment(request)) {
            return TicketProgress.LEFT;
        }
        if (decision == null) {
            return request.told().to() <= now ? TicketProgress.EXPIRED : waiting(request);
        }
        List<Request.Approved> approved = request.approved(state.key());
        if (approved.isEmpty()) {
            return TicketProgress.APPROVED;
        }
        if (request.check().outcome() == SodCheck.Outcome.REFUSED) {
            return TicketProgress.REFUSED;
        }
        Request.Approved last = approved.get(approved.size() - 1);
        if (request.check().outcome() == SodCheck.Outcome.SECOND_APPROVAL) {
            return last.to() <= now ? TicketProgress.EXPIRED : TicketProgress.SECOND_APPROVAL;
        }
        if (state.access().isHeldForAPerson(last.entitlement(), now)) {
            return TicketProgress.FULFILLED;
        }
        return last.to() <= now ? TicketProgress.EXPIRED : TicketProgress.APPROVED;
    }

    private boolean isOfAnotherEmployment(Request request) {
        Employed employment = Term.employment(request, employed);
        return employment == null || employment.to() <= now;
    }

    private TicketProgress waiting(Request request) {
        long since = request.submitted().at();
        if (now >= since + approvals.deadline().toMillis()) {
            return TicketProgress.UNDECIDED;
        }
        return now >= since + approvals.remind().toMillis() ? TicketProgress.REMINDED : TicketProgress.PENDING;
    }

    private Ticket ticket(String requestId, Request request, TicketProgress before, TicketProgress after) {
        boolean waits = waits(after);
        RequestFact told = request.told();
        boolean second = after == TicketProgress.SECOND_APPROVAL;
        long since = second
                ? request.decidedBy(state.key()).at()
                : request.submitted().at();
        long deadline = since + approvals.deadline().toMillis();
        return Ticket.newBuilder()
                .setTicketId(Ids.requestTicket(state.key(), requestId))
                .setExternalId(told.ticketId())
                .setAction(action(before, after))
                .setKind(KIND)
                .setStatus(status(after))
                .setIdentityId(state.key())
                .setAssigneeId(assignee(request, told, after))
                .setRequestId(requestId)
                .setDueAt(waits || second ? Instant.ofEpochMilli(deadline) : null)
                .setChangedAt(Instant.ofEpochMilli(now))
                .setSummary(summary(requestId, request, told, after))
                .build();
    }

    private static TicketAction action(TicketProgress before, TicketProgress after) {
        if (after.isClosed()) {
            return TicketAction.CLOSE;
        }
        return before == TicketProgress.NONE || before.isClosed() ? TicketAction.OPEN : TicketAction.UPDATE;
    }

    private static TicketStatus status(TicketProgress progress) {
        return switch (progress) {
            case PENDING, REMINDED, SECOND_APPROVAL -> TicketStatus.PENDING_APPROVAL;
            case FULFILLED -> TicketStatus.FULFILLED;
            case REJECTED, REFUSED -> TicketStatus.REJECTED;
            case CANCELLED, UNDECIDED, LEFT, EXPIRED -> TicketStatus.CANCELLED;
            default -> TicketStatus.OPEN;
        };
    }

    private String assignee(Request request, RequestFact told, TicketProgress progress) {
        if (progress == TicketProgress.SECOND_APPROVAL) {
            SodRule rule = policies.sod().rule(request.check().ruleId());
            boolean mayApprove = rule != null && request.mayApproveToo(state.key(), rule.owner());
            if (mayApprove) {
                return rule.owner();
            }
            String approver = new Approvers(state, policies.settings().precedence()).approver();
            return request.mayApproveToo(state.key(), approver) ? approver : null;
        }
        return waits(progress) ? new Approvers(state, policies.settings().precedence()).approver() : told.requestedBy();
    }

    private String conflict(Request request) {
        SodRule rule = policies.sod().rule(request.check().ruleId());
        return "rule " + request.check().ruleId() + (rule == null ? "" : " (" + rule.name() + ")") + " forbids it with "
                + request.check().against();
    }

    private String summary(String requestId, Request request, RequestFact told, TicketProgress progress) {
        String what = "Request " + requestId + " for " + (told.entitlement() == null ? "access" : told.entitlement())
                + " of " + state.key();
        return what
                + switch (progress) {
                    case PENDING -> " waits for an approval.";
                    case REMINDED -> " still waits for an approval, " + approvals.remind() + " after it was submitted.";
                    case FULFILLED -> " is fulfilled: the access was observed.";
                    case REJECTED -> " was rejected.";
                    case CANCELLED -> " was cancelled.";
                    case UNDECIDED ->
                        " was not decided within " + approvals.deadline() + "; an approval counts all the same.";
                    case LEFT -> " is void: the employment for which it was made is over.";
                    case EXPIRED -> " is void: the time for which it was made is over.";
                    case SECOND_APPROVAL ->
                        " is approved and waits for a second approval by somebody else: " + conflict(request) + ".";
                    case REFUSED -> " was approved, and is refused: " + conflict(request) + ".";
                    default -> " is approved; " + nextStep(told);
                };
    }

    private String nextStep(RequestFact told) {
        if (told.entitlement() == null) {
            return "nobody has said for which entitlement.";
        }
        return policies.isEnforced(told.entitlement().system())
                ? "the access is on its way."
                : "the system is not enforced, so somebody has to give the access.";
    }

    /**
     * The next instant at which an approver is reminded or a ticket closed.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (Request request : state.requests().byId().values()) {
            if (request.ticket() == TicketProgress.PENDING || request.ticket() == TicketProgress.REMINDED) {
                long since = request.submitted().at();
                next = Math.min(next, later(since + approvals.remind().toMillis()));
                next = Math.min(next, later(since + approvals.deadline().toMillis()));
            }
            if (!request.ticket().isClosed()) {
                next = Math.min(next, later(request.told().to()));
                for (Request.Approved approved : request.approved(state.key())) {
                    next = Math.min(next, later(approved.to()));
                }
            }
        }
        return next;
    }

    private long later(long candidate) {
        return candidate > now ? candidate : Long.MAX_VALUE;
    }
}
