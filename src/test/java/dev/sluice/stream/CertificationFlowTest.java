package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CertificationItem;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.LogSource;
import dev.sluice.event.Ticket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Campaigns: what is held at the start goes to a reviewer, and what that one says, or does not, has consequences. */
class CertificationFlowTest extends CertificationStory {
    @Test
    void whatIsHeldAtTheStartGoesToTheManager() {
        employed();
        passes("2026-03-01T23:59:59Z");
        assertThat(tickets()).isEmpty();
        passes("2026-03-02T00:00:00Z");

        assertThat(tickets()).containsExactly("OPEN PENDING_APPROVAL M1 2026-03-16T00:00:00Z");
        Ticket ticket = lastTicket();
        assertThat(ticket.getCampaignId()).isEqualTo("q1");
        assertThat(ticket.getItems())
                .extracting(CertificationItem::getEntitlement)
                .containsExactly(new EntitlementRef("sap", "PAY_RUN"), new EntitlementRef("sap", "VENDOR_EDIT"));
        assertThat(ticket.getSummary())
                .isEqualTo("What E1 held at 2026-03-02T00:00:00Z (2 entitlements), in campaign q1, is for M1 to review"
                        + " until 2026-03-16T00:00:00Z.");

        rig.grant("2026-03-03T00:00:00Z", "E1", "sap", "LATER");
        assertThat(tickets()).as("what is granted later is not part of it").hasSize(1);
    }

    @Test
    void whatIsRevokedGetsACommandAndWhatIsCertifiedStays() {
        employed();
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
        assertThat(rig.commands().get(0).getReason()).contains("M1 revoked it in campaign q1");
        assertThat(tickets()).hasSize(1);

        decide("2026-03-03T11:00:00Z", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        assertThat(tickets()).last().isEqualTo("CLOSE FULFILLED null null");
        assertThat(lastTicket().getSummary())
                .endsWith("is reviewed: 1 certified, 1 revoked, 0 gone before, 0 undecided.");
        assertThat(summaries())
                .extracting(
                        CertificationSummary::getStage,
                        CertificationSummary::getItems,
                        CertificationSummary::getCertified,
                        CertificationSummary::getRevoked,
                        CertificationSummary::getUndecided)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("DONE", 2L, 1L, 1L, 0L));
        assertThat(rig.audit(AuditType.DECISION))
                .filteredOn(audit -> audit.getCertification() != null)
                .extracting(AuditEvent::getLogSource)
                .containsOnly(LogSource.IGA_CERTIFICATION);

        rig.access(
                "2026-03-03T12:00:00Z",
                "E1",
                "sap",
                AccessAction.ENTITLEMENT_REVOKED,
                event -> event.setEntitlement(Events.entitlement("sap:PAY_RUN")));
        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN DONE OBSERVED");
        passes("2026-04-20T00:00:00Z");
        assertThat(told()).isEmpty();
    }

    @Test
    void whoRemainsSilentIsRemindedThenThoseAbove() {
        employed();
        passes("2026-03-02T00:00:00Z");
        passes("2026-03-13T00:00:00Z");
        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M1 2026-03-16T00:00:00Z");
        passes("2026-03-16T00:00:00Z");
        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M2 2026-03-16T00:00:00Z");
        assertThat(told()).containsExactly("CERTIFICATION_OVERDUE OPEN DETECTED");
        passes("2026-03-23T00:00:00Z");

        assertThat(tickets()).hasSize(4).last().isEqualTo("CLOSE CLOSED null null");
        assertThat(lastTicket().getSummary()).endsWith("2 undecided; what nobody answers is kept, uncertified.");
        assertThat(told()).last().isEqualTo("CERTIFICATION_OVERDUE RESOLVED SETTLED");
        assertThat(summaries()).extracting(CertificationSummary::getUndecided).containsExactly(2L);
        assertThat(commands()).isEmpty();
    }

    @Test
    void silenceRevokesWhereThePolicySaysSo() {
        documents = List.of(CAMPAIGN + "onSilence: revoke\n", SAP);
        employed();
        decide("2026-03-03T11:00:00Z", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        passes("2026-03-22T23:59:59Z");
        assertThat(commands()).isEmpty();
        passes("2026-03-23T00:00:00Z");

        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
        assertThat(summaries())
                .extracting(CertificationSummary::getRevokedBySilence)
                .containsExactly(1L);
        decide("2026-03-22T00:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        assertThat(commands())
                .as("an answer that came before the end and arrives after it")
                .last()
                .isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
        assertThat(summaries())
                .last()
                .extracting(CertificationSummary::getCertified)
                .isEqualTo(2L);
    }

    @Test
    void whatIsSaidBeforeTheStartOrAfterTheEndCountsForNothingButARevocation() {
        employed();
        decide("2026-03-01T00:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        passes("2026-03-02T00:00:00Z");
        assertThat(lastTicket().getItems())
                .extracting(CertificationItem::getDecision)
                .containsOnlyNulls();

        passes("2026-03-23T00:00:00Z");
        decide("2026-03-24T00:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        assertThat(summaries()).hasSize(1);
        assertThat(commands()).isEmpty();
        decide("2026-03-25T00:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
        assertThat(summaries()).as("the campaign was over").hasSize(1);
    }

    @Test
    void whoDecidesTwiceIsTakenByTheLastWord() {
        employed();
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        decide("2026-03-03T09:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
        decide("2026-03-03T11:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");

        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
    }

    @Test
    void nobodyReviewsWhatIsHisOwn() {
        employed();
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "E1");
        assertThat(told()).containsExactly("SELF_REVIEW OPEN DETECTED");
        assertThat(summaries()).isEmpty();

        decide("2026-03-03T11:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        assertThat(told()).last().isEqualTo("SELF_REVIEW RESOLVED DECIDED");
    }

    @Test
    void whoWouldNotDecideIsNotAskedAgain() {
        employed();
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.ABSTAIN, "M1");
        assertThat(tickets()).hasSize(1);
        decide("2026-03-03T11:00:00Z", "sap:VENDOR_EDIT", CertificationDecision.ABSTAIN, "M1");
        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M2 2026-03-16T00:00:00Z");

        decide("2026-03-04T10:00:00Z", "sap:PAY_RUN", CertificationDecision.ABSTAIN, "M2");
        decide("2026-03-04T11:00:00Z", "sap:VENDOR_EDIT", CertificationDecision.ABSTAIN, "M2");
        assertThat(tickets()).last().asString().startsWith("UPDATE PENDING_APPROVAL F1");
    }

    @Test
    void aReviewerWhoLeavesIsRepresentedByThoseAbove() {
        employed();
        passes("2026-03-02T00:00:00Z");
        rig.terminate("2026-03-04T00:00:00Z", "M1", "2026-03-04T00:00:00Z");
        rig.wallClock(Duration.ofSeconds(1));

        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M2 2026-03-16T00:00:00Z");
        assertThat(lastTicket().getSummary()).contains("M1 is away");
    }

    @Test
    void whatARoleGivesIsNotTakenButFound() {
        documents = List.of(CAMPAIGN, SAP, ROLE.replace("Sales", "Treasury"));
        employed();
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        assertThat(commands()).isEmpty();
        assertThat(told()).containsExactly("CERTIFICATION_CONFLICT OPEN DETECTED");

        documents = List.of(CAMPAIGN, SAP);
        rig.policies("2026-03-04T00:00:00Z", "without");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(told()).last().isEqualTo("CERTIFICATION_CONFLICT RESOLVED NOT_CONCERNED");
        assertThat(commands()).hasSize(1).last().asString().startsWith("REVOKE PAY_RUN");
    }

    @Test
    void aRevocationEndsTheRequestAndAnotherOneGivesAgain() {
        employed();
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, "R1", null);
        request("2026-02-02T00:00:00Z", AccessAction.REQUEST_APPROVED, "R1", "M1");
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
        passes("2026-03-04T10:00:00Z");
        assertThat(told()).containsExactly("EXPIRED_ACCESS OPEN DETECTED");

        request("2026-03-05T00:00:00Z", AccessAction.REQUEST_SUBMITTED, "R2", null);
        request("2026-03-05T01:00:00Z", AccessAction.REQUEST_APPROVED, "R2", "M1");
        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
        assertThat(told()).last().isEqualTo("EXPIRED_ACCESS RESOLVED REASON_FOUND");
    }

    @Test
    void whatIsGoneBeforeAnybodyDecidesNeedsNoDecision() {
        employed();
        passes("2026-03-02T00:00:00Z");
        for (String name : List.of("PAY_RUN", "VENDOR_EDIT")) {
            rig.access(
                    "2026-03-03T00:00:00Z",
                    "E1",
                    "sap",
                    AccessAction.ENTITLEMENT_REVOKED,
                    event -> event.setEntitlement(new EntitlementRef("sap", name)));
        }

        assertThat(tickets()).last().isEqualTo("CLOSE FULFILLED null null");
        assertThat(summaries()).extracting(CertificationSummary::getGone).containsExactly(2L);
    }

    @Test
    void whatIsToldLateOfBeforeTheStartIsPartOfIt() {
        employed();
        passes("2026-03-02T00:00:00Z");
        rig.grant("2026-02-20T00:00:00Z", "E1", "sap", "LATE");

        assertThat(tickets()).hasSize(2).last().isEqualTo("UPDATE PENDING_APPROVAL M1 2026-03-16T00:00:00Z");
        assertThat(lastTicket().getItems()).hasSize(3);
    }

    @Test
    void aLeaversReviewIsVoid() {
        employed();
        passes("2026-03-02T00:00:00Z");
        rig.terminate("2026-03-04T00:00:00Z", "E1", "2026-03-05T00:00:00Z");
        passes("2026-03-05T00:00:00Z");

        assertThat(tickets()).last().isEqualTo("CLOSE CANCELLED null null");
        assertThat(summaries()).extracting(CertificationSummary::getStage).containsExactly("LEFT");
    }

    @Test
    void aCampaignThatIsWithdrawnAsksNobodyAnyMore() {
        employed();
        passes("2026-03-02T00:00:00Z");
        documents = List.of(SAP);
        rig.policies("2026-03-04T00:00:00Z", "without");
        rig.wallClock(Duration.ofSeconds(1));

        assertThat(tickets()).last().isEqualTo("CLOSE CANCELLED null null");
        assertThat(lastTicket().getSummary()).contains("the campaign was withdrawn");
    }

    @Test
    void aMoverIsReviewedWhenHeMoves() {
        documents = List.of(
                "kind: Campaign\nid: movers\nentitlements: [\"*:*\"]\nonChangeOf: [department]\ndue: P7D\n", SAP);
        employed();
        assertThat(tickets()).isEmpty();
        hr("2026-04-01T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Sales"));

        assertThat(tickets()).containsExactly("OPEN PENDING_APPROVAL M1 2026-04-08T00:00:00Z");
        Ticket ticket = lastTicket();
        assertThat(ticket.getCampaignId()).isEqualTo("movers/2026-04-01T00:00:00Z");
        assertThat(ticket.getItems()).hasSize(3);

        hr("2026-04-03T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Legal"));
        assertThat(tickets())
                .containsExactly(
                        "OPEN PENDING_APPROVAL M1 2026-04-08T00:00:00Z",
                        "CLOSE CANCELLED null null",
                        "OPEN PENDING_APPROVAL M1 2026-04-10T00:00:00Z");
        decide(
                "2026-04-04T00:00:00Z",
                "movers/2026-04-03T00:00:00Z",
                "sap:PAY_RUN",
                CertificationDecision.REVOKE,
                "M1");
        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
    }

    @Test
    void whatAnotherSystemsCampaignRevokesIsRevoked() {
        employed();
        decide("2026-02-10T00:00:00Z", "iga-7", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");

        compliance(
                "2026-02-12T00:00:00Z", ComplianceAction.CERTIFICATION_STARTED, event -> event.setCampaignId("iga-7"));
        assertThat(commands()).as("it was said before the start").last().isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
    }

    @Test
    void aDecisionThatDoesNotSayWhatIsRefused() {
        employed();
        decide("2026-03-03T10:00:00Z", null, CertificationDecision.REVOKE, "M1");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", null, "M1");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, " ");
        decide("2026-03-03T10:00:00Z", null, "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");

        assertThat(rig.deadLetterReasons()).containsOnly("MISSING_FIELD").hasSize(4);
    }

    @Test
    void manyItemsAreTicketsOfTwoHundred() {
        rig.policies("2026-01-01T00:00:00Z", "set");
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> worker.setManagerId("M1"));
        for (int i = 0; i < 450; i++) {
            rig.grant("2026-02-01T00:00:00Z", "E1", "sap", String.format("R%03d", i));
        }
        passes("2026-03-02T00:00:00Z");

        assertThat(rig.tickets()).extracting(ticket -> ticket.getItems().size()).containsExactly(200, 200, 50);
        assertThat(rig.tickets()).extracting(Ticket::getTicketId).doesNotHaveDuplicates();
        for (int i = 400; i < 450; i++) {
            decide("2026-03-03T00:00:00Z", "sap:" + String.format("R%03d", i), CertificationDecision.CERTIFY, "M1");
        }
        assertThat(tickets()).hasSize(4).last().isEqualTo("CLOSE FULFILLED null null");
    }
}
