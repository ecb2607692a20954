package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.IdentityAction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Silence revokes only what somebody who is there was asked about in time, and which nobody has looked at since. */
class CertificationSilenceTest extends CertificationStory {
    @Test
    void nobodyIsSilentOnWhatBecomesKnownWhenItIsOver() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        rig.policies("2026-01-01T00:00:00Z", "set");
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> worker.setManagerId("M1"));
        passes("2026-05-01T00:00:00Z");
        rig.arriving("2026-05-02T00:00:00Z", () -> rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "PAY_RUN"));
        passes("2026-05-03T00:00:00Z");

        assertThat(commands()).isEmpty();
        assertThat(tickets()).as("of what is over nobody is asked").isEmpty();
    }

    @Test
    void nobodyIsSilentOnWhatHeIsAskedTooLate() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        rig.policies("2026-01-01T00:00:00Z", "set");
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> worker.setManagerId("M1"));
        passes("2026-03-22T22:00:00Z");
        rig.arriving("2026-03-22T23:00:00Z", () -> rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "PAY_RUN"));
        assertThat(tickets()).hasSize(1).last().asString().startsWith("OPEN PENDING_APPROVAL");
        passes("2026-03-24T00:00:00Z");

        assertThat(lastTicket().getSummary()).contains("1 undecided");
        assertThat(commands()).isEmpty();
    }

    @Test
    void aCampaignThatIsPublishedTooLateTakesNothing() {
        documents = List.of(SAP);
        employed();
        passes("2026-03-20T00:00:00Z");
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        rig.policies("2026-03-22T23:00:00Z", "late");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void anOldMoveThatIsImportedIsNotReviewed() {
        documents = List.of(MOVERS + REVOKES, SAP);
        rig.policies("2026-01-01T00:00:00Z", "set");
        passes("2026-06-01T00:00:00Z");
        rig.arriving("2026-06-01T00:00:00Z", () -> {
            hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> worker.setManagerId("M1")
                    .setDepartment("Treasury"));
            rig.grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN");
            hr("2026-02-01T00:00:00Z", "E1", IdentityAction.TRANSFERRED, worker -> worker.setDepartment("Sales"));
        });
        passes("2026-06-02T00:00:00Z");

        assertThat(tickets()).isEmpty();
        assertThat(commands()).isEmpty();
    }

    @Test
    void whereNobodyCanBeAskedSilenceMeansNothing() {
        documents = List.of(CAMPAIGN.replace("fallback: F1\n", "") + REVOKES, SAP);
        rig.policies("2026-01-01T00:00:00Z", "set");
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> {});
        rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "PAY_RUN");
        passes("2026-03-02T00:00:00Z");
        assertThat(tickets()).containsExactly("OPEN PENDING_APPROVAL null 2026-03-16T00:00:00Z");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void silenceIsTakenBackWhereItTurnsOutThatThereWasNoReview() {
        documents = List.of(CAMPAIGN + REVOKES + "when: {department: [Treasury]}\n", SAP);
        employed();
        passes("2026-03-02T00:00:00Z");
        passes("2026-03-23T00:00:00Z");
        assertThat(commands()).hasSize(2);
        rig.arriving(
                "2026-03-24T00:00:00Z",
                () -> hr(
                        "2026-03-01T00:00:00Z",
                        "E1",
                        IdentityAction.TRANSFERRED,
                        worker -> worker.setDepartment("Sales")));

        assertThat(commands()).endsWith("REVOKE PAY_RUN CANCELLED ENTITLED", "REVOKE VENDOR_EDIT CANCELLED ENTITLED");
    }

    @Test
    void silenceIsTakenBackWithThePolicy() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        employed();
        passes("2026-03-02T00:00:00Z");
        passes("2026-03-23T00:00:00Z");
        assertThat(commands()).hasSize(2);
        documents = List.of(CAMPAIGN, SAP);
        rig.policies("2026-03-23T10:00:00Z", "keep");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands()).hasSize(4).last().isEqualTo("REVOKE VENDOR_EDIT CANCELLED POLICY");
    }

    @Test
    void aLeaverWhoStaysAfterAllHasNotBeenReviewed() {
        documents = List.of(CAMPAIGN + REVOKES, SAP.replace("mode: enforce", "mode: enforce\nleaver: {revoke: P30D}"));
        employed();
        passes("2026-03-02T00:00:00Z");
        rig.terminate("2026-03-04T00:00:00Z", "E1", "2026-03-05T00:00:00Z");
        passes("2026-03-24T00:00:00Z");
        rig.identity("2026-03-25T00:00:00Z", "E1", IdentityAction.TERMINATION_RESCINDED, event -> {});
        passes("2026-03-26T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void whatIsApprovedWhileItIsReviewedIsNotTakenBySilence() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        employed();
        passes("2026-03-02T00:00:00Z");
        removed("2026-03-05T00:00:00Z", "PAY_RUN");
        approved("2026-03-10T00:00:00Z", "R1");
        rig.grant("2026-03-10T02:00:00Z", "E1", "sap", "PAY_RUN");
        approved("2026-03-11T00:00:00Z", "R2");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands())
                .filteredOn(command -> command.startsWith("REVOKE PAY_RUN"))
                .isEmpty();
        assertThat(summaries()).last().extracting(CertificationSummary::getGone).isEqualTo(1L);
    }

    @Test
    void whoIsAwayCannotBeSilent() {
        documents = List.of(CAMPAIGN.replace("fallback: F1\n", "") + REVOKES, SAP);
        employed();
        rig.terminate("2026-02-10T00:00:00Z", "M1", "2026-02-10T00:00:00Z");
        rig.terminate("2026-02-10T00:00:00Z", "M2", "2026-02-10T00:00:00Z");
        passes("2026-03-02T00:00:00Z");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void aDocumentThatIsUsedAgainGivesNothingBack() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        employed();
        approved("2026-02-01T00:00:00Z", "R1");
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T00:00:00Z", "sap:PAY_RUN", CertificationDecision.REVOKE, "M1");
        removed("2026-03-03T08:00:00Z", "PAY_RUN");
        passes("2026-03-24T00:00:00Z");
        removed("2026-03-24T08:00:00Z", "VENDOR_EDIT");
        List<String> before = commands();
        assertThat(before)
                .filteredOn(command -> command.endsWith("DONE OBSERVED"))
                .hasSize(2);
        documents = List.of(CAMPAIGN.replace("2026-03-02", "2026-06-01") + REVOKES, SAP);
        rig.policies("2026-05-01T00:00:00Z", "again");
        passes("2026-05-02T00:00:00Z");
        passes("2026-06-01T00:00:00Z");
        passes("2026-07-01T00:00:00Z");

        assertThat(commands()).isEqualTo(before);
    }

    @Test
    void whatIsAcceptedOrCertifiedElsewhereMeanwhileIsNotTakenBySilence() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        employed();
        passes("2026-03-02T00:00:00Z");
        compliance("2026-03-10T00:00:00Z", ComplianceAction.EXCEPTION_GRANTED, event -> {
            event.setEntitlement(Events.entitlement("sap:PAY_RUN"));
            event.setApprovedBy("M1");
        });
        decide("2026-03-11T00:00:00Z", "iga-1", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        passes("2026-03-24T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void whoIsGivenLessTimeThanHeWasToldIsNotTakenAtHisSilence() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        employed();
        passes("2026-03-02T00:00:00Z");
        documents = List.of(CAMPAIGN + REVOKES + "due: P2D\n", SAP);
        rig.policies("2026-03-12T00:00:00Z", "sooner");
        passes("2026-03-13T00:00:00Z");

        assertThat(commands()).isEmpty();
    }

    @Test
    void whatCountsIsNotPushedOutByRepetitionsBeforeAndAfterIt() {
        documents = List.of(CAMPAIGN + REVOKES, SAP);
        employed();
        decide("2026-03-01T00:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        passes("2026-03-02T00:00:00Z");
        decide("2026-03-03T00:00:00Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        decide("2026-03-03T00:00:00Z", "sap:VENDOR_EDIT", CertificationDecision.CERTIFY, "M1");
        passes("2026-03-23T00:00:00Z");
        for (int i = 0; i < 30; i++) {
            decide("2026-03-24T10:00:" + (10 + i) + "Z", "sap:PAY_RUN", CertificationDecision.CERTIFY, "M1");
        }
        passes("2026-03-25T00:00:00Z");

        assertThat(commands()).isEmpty();
    }
}
