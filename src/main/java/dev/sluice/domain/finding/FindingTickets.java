package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.TicketStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The tickets by which people are asked to do something about a finding: opened with it, told what becomes of it, reminded of when it
 * is due, closed with it. One for each episode.
 */
public final class FindingTickets {
    /** Kinds that have tickets of their own, whatever the policy says. */
    private static final Set<String> OWN = Set.of(StuckCommands.OVERDUE, StuckCommands.FAILED);

    private final IdentityState state;
    private final Remediation remediation;
    private final Trigger trigger;
    private final Decisions out;

    /**
     * One evaluation.
     *
     * @param state the identity
     * @param policies the policies in force
     * @param trigger why it is evaluated; null to ask only when something is due
     * @param out takes the decisions
     */
    public FindingTickets(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.remediation = policies.settings().remediation();
        this.trigger = trigger;
        this.out = out;
    }

    /** Tells what has become of a finding. */
    void tell(FindingState after, Finding told) {
        if (OWN.contains(after.kind())) {
            return;
        }
        boolean has = state.ticketed().contains(after.findingId());
        if (!after.isOpen()) {
            if (has) {
                state.ticketed().remove(after.findingId());
                ticket(after, TicketAction.CLOSE, TicketStatus.CLOSED, told.getOwner(), told.getSummary());
            }
        } else if (has) {
            ticket(after, TicketAction.UPDATE, status(after), told.getOwner(), told.getSummary());
        } else if (after.status() == FindingStatus.OPEN && remediation.asksForTicket(after.severity())) {
            state.ticketed().add(after.findingId());
            ticket(after, TicketAction.OPEN, TicketStatus.OPEN, told.getOwner(), told.getSummary());
        }
    }

    /** Nobody has to do anything about what is announced or accepted. */
    private static TicketStatus status(FindingState finding) {
        return finding.status() == FindingStatus.OPEN ? TicketStatus.OPEN : TicketStatus.PENDING_APPROVAL;
    }

    /** Reminds of what is due at this instant and still open. */
    public void remind() {
        for (String findingId : List.copyOf(state.ticketed())) {
            FindingState finding = state.findings().get(findingId);
            if (finding == null) {
                state.ticketed().remove(findingId);
            } else if (finding.status() == FindingStatus.OPEN && dueAt(finding) == state.clock()) {
                ticket(
                        finding,
                        TicketAction.UPDATE,
                        TicketStatus.OPEN,
                        null,
                        finding.kind() + " of " + state.key() + " was to be resolved by now, and stands.");
            }
        }
    }

    private long dueAt(FindingState finding) {
        return remediation.dueAt(finding.severity(), finding.openedAt());
    }

    /**
     * The next instant at which something is due that has a ticket.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (String findingId : state.ticketed()) {
            FindingState finding = state.findings().get(findingId);
            long at = finding == null || finding.status() != FindingStatus.OPEN ? Long.MAX_VALUE : dueAt(finding);
            next = at > state.clock() ? Math.min(next, at) : next;
        }
        return next;
    }

    private void ticket(
            FindingState finding, TicketAction action, TicketStatus status, String assignee, String summary) {
        long dueAt = dueAt(finding);
        boolean open = finding.status() == FindingStatus.OPEN && dueAt != Long.MAX_VALUE;
        out.ticket(
                Ticket.newBuilder()
                        .setTicketId(Ids.ticket(finding.findingId(), finding.episode()))
                        .setAction(action)
                        .setKind(finding.kind())
                        .setStatus(status)
                        .setIdentityId(SubjectKeys.identityOf(state.key()))
                        .setAssigneeId(assignee)
                        .setFindingId(finding.findingId())
                        .setDueAt(open ? Instant.ofEpochMilli(dueAt) : null)
                        .setChangedAt(Instant.ofEpochMilli(state.clock()))
                        .setSummary(summary)
                        .build(),
                trigger);
    }
}
