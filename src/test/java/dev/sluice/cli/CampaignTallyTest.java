package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.TicketStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CampaignTallyTest {
    private static final Instant DUE = Instant.parse("2026-03-16T00:00:00Z");

    private final CampaignTally tally = new CampaignTally();

    private static Ticket ticket(String campaign, String identity, TicketAction action, String assignee) {
        return Ticket.newBuilder()
                .setTicketId(campaign + identity)
                .setAction(action)
                .setKind("CERTIFICATION")
                .setStatus(TicketStatus.PENDING_APPROVAL)
                .setIdentityId(identity)
                .setAssigneeId(assignee)
                .setCampaignId(campaign)
                .setDueAt(DUE)
                .setChangedAt(DUE)
                .setSummary("")
                .build();
    }

    private static AuditEvent ended(String campaign, String identity, String stage, long certified, long revoked) {
        return AuditEvent.newBuilder()
                .setAuditId(campaign + identity + certified)
                .setType(AuditType.DECISION)
                .setOutcome(AuditOutcome.DECIDED)
                .setWriter(0)
                .setSequence(1)
                .setCategory("compliance")
                .setAction("CERTIFICATION_SUMMARY")
                .setIdentityId(identity)
                .setDecidedAt(DUE)
                .setCertification(CertificationSummary.newBuilder()
                        .setCampaignId(campaign)
                        .setStartedAt(DUE)
                        .setStage(stage)
                        .setItems(certified + revoked + 1)
                        .setCertified(certified)
                        .setRevoked(revoked)
                        .setGone(0)
                        .setUndecided(1)
                        .build())
                .build();
    }

    private String printed(String only, String now) {
        StringWriter text = new StringWriter();
        tally.print(only, Instant.parse(now), new PrintWriter(text));
        return text.toString().replaceAll(" +", " ");
    }

    @Test
    void addsUpWhatWaitsAndWhatHasEnded() {
        tally.take(ticket("q1", "E1", TicketAction.OPEN, "M1"));
        tally.take(ticket("q1", "E2", TicketAction.OPEN, "M1"));
        tally.take(ticket("q1", "E3", TicketAction.OPEN, null));
        tally.take(ticket("q1", "E2", TicketAction.CLOSE, null));
        tally.take(ended("q1", "E2", "DONE", 3, 1));
        tally.take(ended("q1", "E2", "DONE", 2, 2));
        tally.take(ended("q1", "E4", "ENDED", 5, 0));
        tally.take(ticket("movers/2026-04-01T00:00:00Z", "E5", TicketAction.OPEN, "M2"));
        tally.take(ticket("movers/2026-04-02T00:00:00Z", "E5", TicketAction.OPEN, "M2"));

        assertThat(printed(null, "2026-03-15T00:00:00Z").lines())
                .containsExactly(
                        "CAMPAIGN WAITING OVERDUE DONE ENDED CERTIFIED REVOKED SILENT GONE UNDECIDED",
                        "movers 2 0 0 0 0 0 0 0 0",
                        " waits for M2 2",
                        "q1 2 0 1 1 7 2 0 0 2",
                        " waits for M1 1, nobody 1");
        assertThat(printed("q1", "2026-03-16T00:00:00Z")).contains("q1 2 2 1 1").doesNotContain("movers");
        assertThat(printed("q2", "2026-03-16T00:00:00Z")).isEmpty();
    }
}
