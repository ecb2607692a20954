package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Campaigns when things come late, twice, in another order, or from those who must not: nothing is given or taken by mistake. */
class CertificationHardCasesTest extends CertificationStory {
    private void revokedInMarch() {
        employed();
        approved("2026-02-01T00:00:00Z", "R1");
        decide("2026-03-01T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        removed("2026-03-01T08:00:00Z", "PAY_RUN");
        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN DONE OBSERVED");
    }

    @Test
    void aRevocationHoldsForAsLongAsTheRequestThatItEnded() {
        documents = List.of(SAP);
        revokedInMarch();
        decide("2027-06-01T00:00:00Z", "iga-2", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        passes("2029-06-01T00:00:00Z");

        assertThat(commands())
                .as("what was revoked is not given again")
                .last()
                .isEqualTo("REVOKE PAY_RUN DONE OBSERVED");
    }

    @Test
    void otherCampaignsHoweverManyDoNotPushARevocationOut() {
        documents = List.of(SAP);
        revokedInMarch();
        for (int i = 0; i < 1_100; i++) {
            decide(
                    String.format("2026-03-02T%02d:%02d:00Z", i / 60, i % 60),
                    "iga-x" + i,
                    "sap:VENDOR_EDIT",
                    CertificationDecision.CERTIFY,
                    "M1");
        }

        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN DONE OBSERVED");
    }

    @Test
    void whoAbstainsTakesNothingBack() {
        employed();
        approved("2026-02-01T00:00:00Z", "R1");
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        removed("2026-03-03T11:00:00Z", "PAY_RUN");
        decide("2026-03-04T10:00:00Z", "sap:PAY_RUN", CertificationDecision.ABSTAIN, "M2");

        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION", "REVOKE PAY_RUN DONE OBSERVED");
    }

    @Test
    void whoSaysTheOppositeOfHisOwnOftenChangesNothing() {
        employed();
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T10:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        for (int i = 0; i < 30; i++) {
            decide("2026-03-04T10:00:" + (10 + i) + "Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "E1");
        }
        passes("2026-03-23T00:00:00Z");
        for (int i = 0; i < 30; i++) {
            decide("2026-03-24T10:00:" + (10 + i) + "Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M2");
        }

        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
    }

    @Test
    void aMoversReviewBeginsAlsoWhenWhatHeHeldIsToldAfterTheMove() {
        documents = List.of(MOVERS, SAP);
        rig.policies("2026-01-01T00:00:00Z", "set");
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> worker.setManagerId("M1")
                .setDepartment("Treasury"));
        hr("2026-04-01T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Sales"));
        assertThat(tickets()).isEmpty();
        rig.arriving("2026-04-01T00:01:00Z", () -> rig.grant("2026-03-01T00:00:00Z", "E1", "sap", "PAY_RUN"));

        assertThat(tickets()).containsExactly("OPEN PENDING_APPROVAL M1 2026-04-15T00:00:00Z");
    }

    @Test
    void whatIsRevokedBeforeTheStartOfACampaignIsNotRevoked() {
        employed();
        decide("2026-02-20T00:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void whoTellsTheStartAgainTakesNothingBack() {
        employed();
        compliance(
                "2026-02-01T00:00:00Z", ComplianceAction.CERTIFICATION_STARTED, event -> event.setCampaignId("iga-1"));
        decide("2026-02-10T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        compliance(
                "2026-02-11T00:00:00Z", ComplianceAction.CERTIFICATION_STARTED, event -> event.setCampaignId("iga-1"));

        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
    }

    @Test
    void aReviewThatAnotherMoveReplacesEndsWithThatMoveWheneverItIsTold() {
        documents = List.of(MOVERS, SAP);
        employed();
        hr("2026-04-01T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Sales"));
        decide(
                "2026-04-02T00:00:00Z",
                "movers/2026-04-01T00:00:00Z",
                "sap:PAY_RUN",
                CertificationDecision.REVOKE,
                "M1");
        decide(
                "2026-04-04T00:00:00Z",
                "movers/2026-04-01T00:00:00Z",
                "sap:PAY_RUN",
                CertificationDecision.CERTIFY,
                "M1");
        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
        rig.arriving(
                "2026-04-05T00:00:00Z",
                () -> hr(
                        "2026-04-03T00:00:00Z",
                        "E1",
                        IdentityAction.TRANSFERRED,
                        worker -> worker.setDepartment("Legal")));

        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN ISSUED CERTIFICATION");
    }

    @Test
    void anOldRevocationTakesNothingThatWasGivenLater() {
        documents = List.of(SAP.replace("unsanctioned: report", "unsanctioned: revoke"), ROLE + "overlap: P30D\n");
        employed();
        decide("2026-02-10T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        removed("2026-02-10T08:00:00Z", "PAY_RUN");
        hr("2026-06-01T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Sales"));
        rig.grant("2026-06-01T01:00:00Z", "E1", "sap", "PAY_RUN");
        assertThat(told()).as("the role came later").doesNotContain("CERTIFICATION_CONFLICT OPEN DETECTED");
        int before = commands().size();
        hr("2026-09-01T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Legal"));
        passes("2026-09-20T00:00:00Z");

        assertThat(commands()).as("what a mover keeps for a while").hasSize(before);
    }

    @Test
    void whoRevokesAgainAfterTheEndDoesNotGiveTheLeaverTime() {
        documents = List.of(SAP.replace("mode: enforce", "mode: enforce\nleaver: {revoke: P30D}"));
        employed();
        decide("2026-03-01T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        rig.terminate("2026-03-01T10:00:00Z", "E1", "2026-03-02T00:00:00Z");
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");

        assertThat(commands()).containsExactly("REVOKE PAY_RUN ISSUED CERTIFICATION");
    }

    @Test
    void whatWasApprovedBeforeARevocationDoesNotBeginAfterIt() {
        documents = List.of(SAP);
        employed();
        removed("2026-02-01T12:00:00Z", "PAY_RUN");
        rig.access("2026-02-02T00:00:00Z", "E1", "sap", AccessAction.REQUEST_APPROVED, event -> {
            event.setEntitlement(Events.entitlement("sap:PAY_RUN"));
            event.setValidFrom(Instant.parse("2026-04-01T00:00:00Z"));
            event.setRequest(AccessRequest.newBuilder()
                    .setRequestId("R1")
                    .setRequestedBy("E1")
                    .setApprovedBy("M1")
                    .build());
        });
        decide("2026-03-01T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        passes("2026-04-02T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void whatIsToldForTheFirstTimeOrAgainIsNoMove() {
        documents = List.of(MOVERS.replace("[department]", "[department, location]"), SAP);
        employed();
        hr("2026-04-01T00:00:00Z", "E1", IdentityAction.UPDATED, worker -> worker.setLocation("Zurich"));
        rig.identity("2026-04-02T00:00:00Z", "E1", IdentityAction.UPDATED, event -> {
            event.setComplete(true);
            event.setWorker(Worker.newBuilder().setManagerId("M1").build());
        });
        hr("2026-04-03T00:00:00Z", "E1", IdentityAction.UPDATED, worker -> worker.setDepartment("Treasury"));
        assertThat(tickets()).isEmpty();
        hr("2026-04-04T00:00:00Z", "E1", IdentityAction.UPDATED, worker -> worker.setLocation("Basel"));

        assertThat(tickets()).hasSize(1);
    }

    @Test
    void whatComesAndGoesManyTimesKeepsTheStateSmall() {
        documents = List.of(MOVERS.replace("[department]", "[location]"), SAP);
        employed();
        long first = 0;
        for (int day = 0; day < 400; day += 2) {
            String at = Instant.parse("2026-04-01T00:00:00Z")
                    .plus(Duration.ofDays(day))
                    .toString();
            String place = "P" + day;
            hr(at, "E1", IdentityAction.UPDATED, worker -> worker.setLocation(place));
            first = day == 100 ? rig.identityBytes("E1") : first;
        }

        assertThat(rig.identityBytes("E1")).isLessThan(first + first / 4);
    }

    @Test
    void whatTakesARevocationBackIsNotForgottenBeforeIt() {
        documents = List.of(SAP);
        employed();
        approved("2026-02-01T00:00:00Z", "R1");
        decide("2026-03-01T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        decide("2026-03-05T00:00:00Z", "iga-2", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M2");
        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
        decide("2026-12-01T00:00:00Z", "iga-1", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        decide("2027-05-01T00:00:00Z", "iga-3", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        decide("2027-09-01T00:00:00Z", "iga-3", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");

        assertThat(commands()).hasSize(2).last().isEqualTo("REVOKE PAY_RUN CANCELLED ENTITLED");
    }

    @Test
    void whatARoleGaveToTheEndIsTakenWhenTheLeaversAccessIs() {
        documents = List.of(
                SAP.replace("mode: enforce", "mode: enforce\nleaver: {revoke: P30D}"),
                ROLE.replace("Sales", "Treasury"));
        employed();
        decide("2026-03-01T00:00:00Z", "iga-1", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        rig.terminate("2026-04-01T00:00:00Z", "E1", "2026-04-01T00:00:00Z");
        passes("2026-04-10T00:00:00Z");

        assertThat(commands())
                .filteredOn(command -> command.startsWith("REVOKE PAY_RUN"))
                .isEmpty();
    }

    @Test
    void aCampaignThatWasPublishedByMistakeTakesNoRevocationBackForEver() {
        documents = List.of(SAP);
        employed();
        decide("2026-02-10T00:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN ISSUED CERTIFICATION");
        documents = List.of(CAMPAIGN, SAP);
        rig.policies("2026-02-11T00:00:00Z", "mistake");
        rig.wallClock(Duration.ofSeconds(1));
        documents = List.of(SAP);
        rig.policies("2026-02-12T00:00:00Z", "withdrawn");
        passes("2026-02-13T00:00:00Z");

        assertThat(commands()).last().isEqualTo("REVOKE PAY_RUN ISSUED CERTIFICATION");
    }

    @Test
    void anotherDueDateIsTold() {
        employed();
        passes("2026-03-02T00:00:00Z");
        documents = List.of(CAMPAIGN + "due: P10D\n", SAP);
        rig.policies("2026-03-03T00:00:00Z", "sooner");
        passes("2026-03-04T00:00:00Z");

        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M1 2026-03-12T00:00:00Z");
    }

    @Test
    void aStartThatIsMovedFarBackLeavesNoTicketOpen() {
        employed();
        passes("2026-03-02T00:00:00Z");
        documents = List.of(CAMPAIGN.replace("2026-03-02", "2025-03-02"), SAP);
        rig.policies("2026-03-03T00:00:00Z", "typo");
        passes("2026-03-04T00:00:00Z");

        assertThat(tickets()).last().asString().startsWith("CLOSE CANCELLED");
    }
}
