package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.Deeds;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import dev.sluice.event.Ticket;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyParser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Findings that a policy accepts for a time: told as such, without a ticket, and open again when the time is over. */
class SuppressionFlowTest {
    private static final String REMEDIATION = "kind: Settings\nid: default\nremediation:\n  tickets: MEDIUM\n";
    private static final String ACCEPTED = REMEDIATION
            + "  suppressions:\n    - {kind: IMPOSSIBLE_TRAVEL, identity: \"E1*\", until: \"2026-03-10T00:00:00Z\", reason: he commutes by jet,"
            + " approvedBy: E9}\n";

    private final Deeds ada = new Deeds("E1");
    private String settings = ACCEPTED;
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> PolicyParser.parse(
                    List.of(
                            PolicyDocument.parse("settings.yaml", settings),
                            PolicyDocument.parse("sap.yaml", "kind: System\nid: sap\n")),
                    version))
            .start()
            .policies("2026-01-01T00:00:00Z", "sap")
            .hire("2026-01-02T00:00:00Z", "E1");

    @AfterEach
    void close() {
        rig.close();
    }

    private void travels(String day) {
        rig.pipe(ada.login(Instant.parse(day + "T08:00:00Z"), Deeds.ZURICH));
        rig.pipe(ada.login(Instant.parse(day + "T09:00:00Z"), Deeds.NEW_YORK));
    }

    private List<String> told() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " " + f.getChangedAt())
                .toList();
    }

    private List<String> tickets() {
        return rig.tickets().stream()
                .map(t -> t.getAction() + " " + t.getStatus())
                .toList();
    }

    @Test
    void whatIsAcceptedIsMitigatedUntilTheTimeIsOver() {
        travels("2026-03-02");
        rig.hire("2026-03-09T23:59:59Z", "E2");
        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL MITIGATED DETECTED 2026-03-02T09:00:00Z");
        assertThat(tickets()).isEmpty();
        assertThat(rig.findings().get(0).getDueAt()).isNull();

        rig.hire("2026-03-10T00:00:00Z", "E3");
        assertThat(told()).last().isEqualTo("IMPOSSIBLE_TRAVEL OPEN SUPPRESSION_ENDED 2026-03-10T00:00:00Z");
        assertThat(tickets()).containsExactly("OPEN OPEN");
        assertThat(rig.findings())
                .extracting(Finding::getFindingId)
                .containsOnly(rig.findings().get(0).getFindingId());
    }

    @Test
    void whatIsOpenAlreadyIsAcceptedWithThePolicy() {
        settings = REMEDIATION;
        rig.policies("2026-02-01T00:00:00Z", "sap");
        travels("2026-03-02");
        assertThat(tickets()).containsExactly("OPEN OPEN");

        settings = ACCEPTED;
        rig.policies("2026-03-03T00:00:00Z", "sap");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(told()).last().isEqualTo("IMPOSSIBLE_TRAVEL MITIGATED SUPPRESSED 2026-03-03T00:00:00Z");
        assertThat(rig.findings().get(1).getSummary())
                .isEqualTo("IMPOSSIBLE_TRAVEL of E1 is accepted until 2026-03-10T00:00:00Z by E9: he commutes by jet.");
        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL");

        settings = REMEDIATION;
        rig.policies("2026-03-04T00:00:00Z", "sap");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(told()).last().isEqualTo("IMPOSSIBLE_TRAVEL OPEN SUPPRESSION_ENDED 2026-03-04T00:00:00Z");
    }

    @Test
    void whatIsOverResolvesWhetherItWasAcceptedOrNot() {
        travels("2026-03-02");
        rig.hire("2026-04-20T00:00:00Z", "E2");

        assertThat(told()).last().asString().startsWith("IMPOSSIBLE_TRAVEL RESOLVED QUIET");
        assertThat(rig.tickets()).last().extracting(Ticket::getAction).hasToString("CLOSE");
    }

    @Test
    void whatIsReportedAgainStaysAccepted() {
        settings = ACCEPTED.replace("IMPOSSIBLE_TRAVEL", "ANOMALY_REPORTED");
        rig.policies("2026-02-01T00:00:00Z", "sap");
        for (int i = 0; i < 12; i++) {
            rig.compliance("2026-03-02T10:00:00Z", "E1", ComplianceAction.ANOMALY_REPORTED, event -> {
                event.setDetector("ueba");
                event.setSeverity(Severity.HIGH);
            });
        }
        assertThat(rig.findings()).extracting(Finding::getStatus).containsOnly(FindingStatus.MITIGATED);
        assertThat(tickets()).isEmpty();

        rig.hire("2026-03-10T00:00:00Z", "E3");
        assertThat(told()).last().isEqualTo("ANOMALY_REPORTED OPEN SUPPRESSION_ENDED 2026-03-10T00:00:00Z");
        assertThat(rig.findings()).extracting(Finding::getCount).containsExactly(1L, 10L, 12L);
    }

    @Test
    void somebodyElsesIsNot() {
        Deeds bob = new Deeds("X2");
        rig.hire("2026-01-02T00:00:00Z", "X2");
        rig.pipe(bob.login(Instant.parse("2026-03-02T08:00:00Z"), Deeds.ZURICH));
        rig.pipe(bob.login(Instant.parse("2026-03-02T09:00:00Z"), Deeds.NEW_YORK));

        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL OPEN DETECTED 2026-03-02T09:00:00Z");
    }

    @Test
    void aControlSuppressesNothingAndIsNotTakenForApplied() {
        rig.control(Control.newBuilder()
                .setHeader(rig.header("2026-03-01T00:00:00Z"))
                .setAction(ControlAction.FINDING_SUPPRESSED)
                .setFindingId("f-1")
                .build());

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void aKindThatIsNoneIsRefusedWithTheNearest() {
        refuses(ACCEPTED.replace("IMPOSSIBLE_TRAVEL", "IMPOSIBLE_TRAVEL"), "did you mean IMPOSSIBLE_TRAVEL?");
        refuses(ACCEPTED.replace("IMPOSSIBLE_TRAVEL", "SOD_VIOLATION"), "EXCEPTION_GRANTED");
        refuses(ACCEPTED.replace("2026-03-10T00:00:00Z", "next year, perhaps!!"), "write an instant");
    }

    private static void refuses(String settings, String why) {
        assertThatThrownBy(() -> PolicyParser.parse(List.of(PolicyDocument.parse("settings.yaml", settings)), 1))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(why);
    }
}
