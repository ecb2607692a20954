package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.RuleOf;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.Severity;
import dev.sluice.event.Subject;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyParser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What other systems say of an identity: told once, and what else is open of it matters more. */
class ReportFlowTest {
    private StageRig rig = StageRig.with()
            .policies((version, documents) -> policies(version))
            .start()
            .policies("2026-01-01T00:00:00Z", "sap");

    private static Policies policies(long version) {
        SystemPolicy sap = Story.quiet(SystemPolicy.defaults("sap"));
        SodIndex rules = SodIndex.of(List.of(RuleOf.paying().build()), Catalogue.of(Map.of()));
        return new Policies(version, Settings.DEFAULTS, Map.of("sap", sap), Roles.of(List.of()), rules);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void report(String at, ComplianceAction action, Consumer<ComplianceEvent> parts) {
        rig.compliance(at, "E1", action, parts);
    }

    private void anomaly(String at, String detector, Severity severity) {
        report(at, ComplianceAction.ANOMALY_REPORTED, event -> {
            event.setDetector(detector);
            event.setSeverity(severity);
            event.setScore(0.93);
        });
    }

    private List<String> told() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " " + f.getSeverity() + " "
                        + f.getCount())
                .toList();
    }

    @Test
    void whatADetectorSaysTwiceADayIsOneFinding() {
        anomaly("2026-03-02T10:00:00Z", "unusual-hour", Severity.LOW);
        anomaly("2026-03-02T11:00:00Z", "unusual-hour", Severity.LOW);
        anomaly("2026-03-02T12:00:00Z", "unusual-hour", Severity.MEDIUM);
        anomaly("2026-03-03T10:00:00Z", "unusual-hour", null);

        assertThat(told())
                .containsExactly(
                        "ANOMALY_REPORTED OPEN DETECTED LOW 1",
                        "ANOMALY_REPORTED OPEN SEVERITY_CHANGED MEDIUM 3",
                        "ANOMALY_REPORTED OPEN DETECTED MEDIUM 1");
        Finding first = rig.findings().get(0);
        assertThat(first.getSummary()).isEqualTo("The detector unusual-hour reported E1.");
        assertThat(first.getEvidence().get(0).getText())
                .isEqualTo("unusual-hour of test at 2026-03-02T10:00:00Z, score 0.93.");
    }

    @Test
    void aStormIsToldAtTenTimesAsMuch() {
        for (int i = 0; i < 250; i++) {
            anomaly("2026-03-02T10:00:00Z", "ueba", Severity.LOW);
        }

        assertThat(rig.findings()).extracting(Finding::getCount).containsExactly(1L, 10L, 100L);
    }

    @Test
    void soManyDetectorsOfOneDayAreTogether() {
        for (int i = 0; i < 100; i++) {
            anomaly("2026-03-02T10:00:00Z", "detector-" + i, Severity.LOW);
        }

        assertThat(rig.findings().stream().map(Finding::getFindingId).distinct())
                .hasSize(17);
    }

    @Test
    void whatIsOpenMattersMoreWhileAnAnomalyStands() {
        rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "VENDOR_EDIT")
                .grant("2026-02-01T00:00:00Z", "E1", "sap", "PAY_RUN");
        rig.hire("2026-02-02T00:00:00Z", "E1");
        Deeds ada = new Deeds("E1");
        rig.pipe(ada.login(Instant.parse("2026-03-02T08:00:00Z"), Deeds.ZURICH));
        rig.pipe(ada.login(Instant.parse("2026-03-02T09:00:00Z"), Deeds.NEW_YORK));
        anomaly("2026-03-02T10:00:00Z", "ueba", Severity.MEDIUM);
        assertThat(told())
                .containsExactly(
                        "SOD_VIOLATION OPEN DETECTED HIGH 1",
                        "IMPOSSIBLE_TRAVEL OPEN DETECTED MEDIUM 1",
                        "ANOMALY_REPORTED OPEN DETECTED MEDIUM 1");

        anomaly("2026-03-02T11:00:00Z", "siem", Severity.HIGH);
        assertThat(told())
                .contains(
                        "SOD_VIOLATION OPEN SEVERITY_CHANGED CRITICAL 1",
                        "IMPOSSIBLE_TRAVEL OPEN SEVERITY_CHANGED HIGH 1");

        rig.hire("2026-04-20T00:00:00Z", "E2");
        assertThat(told())
                .as("nothing more was heard of it")
                .contains("ANOMALY_REPORTED RESOLVED QUIET HIGH 1", "SOD_VIOLATION OPEN SEVERITY_CHANGED HIGH 1");
    }

    @Test
    void aConflictThatIsFoundHereIsNotToldTwice() {
        rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "VENDOR_EDIT")
                .grant("2026-02-01T00:00:00Z", "E1", "sap", "PAY_RUN");
        rig.hire("2026-02-02T00:00:00Z", "E1");
        report("2026-03-02T10:00:00Z", ComplianceAction.SOD_VIOLATION, event -> event.setRuleId("P2P-01"));

        assertThat(told()).containsExactly("SOD_VIOLATION OPEN DETECTED HIGH 1");
        assertThat(rig.audit(AuditType.INPUT))
                .last()
                .extracting(AuditEvent::getOutcome)
                .isEqualTo(AuditOutcome.APPLIED);
    }

    @Test
    void aConflictThatOnlyOthersFindIsToldUntilItIsFoundHere() {
        rig.hire("2026-02-02T00:00:00Z", "E1");
        rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "VENDOR_EDIT");
        report("2026-03-02T10:00:00Z", ComplianceAction.SOD_VIOLATION, event -> {
            event.setRuleId("P2P-01");
            event.setDetector("grc");
        });
        report("2026-03-02T10:00:00Z", ComplianceAction.SOD_VIOLATION, event -> event.setRuleId("elsewhere"));
        rig.grant("2026-03-02T11:00:00Z", "E1", "sap", "PAY_RUN");

        assertThat(told())
                .containsExactly(
                        "SOD_VIOLATION_REPORTED OPEN DETECTED MEDIUM 1",
                        "SOD_VIOLATION_REPORTED OPEN DETECTED MEDIUM 1",
                        "SOD_VIOLATION OPEN DETECTED HIGH 1",
                        "SOD_VIOLATION_REPORTED RESOLVED CORRELATED MEDIUM 1");
        assertThat(rig.findings().get(0).getSummary()).isEqualTo("E1 violates rule P2P-01, as grc says.");
    }

    @Test
    void whatThePolicyDoesNotReportIsOnlyAudited() {
        rig.close();
        List<PolicyDocument> documents = List.of(PolicyDocument.parse(
                "settings.yaml",
                "kind: Settings\nid: default\ndetection: {findings: {ANOMALY_REPORTED: {reported: false}}}\n"));
        rig = StageRig.with()
                .policies((version, any) -> PolicyParser.parse(documents, version))
                .start()
                .policies("2026-01-01T00:00:00Z", "sap");
        anomaly("2026-03-02T10:00:00Z", "ueba", Severity.HIGH);

        assertThat(told()).isEmpty();
    }

    @Test
    void whatIsSaidOfWhomTheRulesFailOnIsToldAllTheSame() {
        rig.close();
        Governor failing = new Governor() {
            @Override
            public boolean apply(IdentityState s, ComplianceEvent e, Policies p, long arrivedAt, Decisions out) {
                throw new IllegalStateException("The rules fail");
            }
        };
        rig = StageRig.with()
                .policies((version, documents) -> policies(version))
                .governor(failing)
                .start()
                .policies("2026-01-01T00:00:00Z", "sap");
        anomaly("2026-03-02T10:00:00Z", "ueba", Severity.HIGH);

        assertThat(told()).containsExactly("ANOMALY_REPORTED OPEN DETECTED HIGH 1");
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void aDetectorThatCouldBeNoNameIsRefused() {
        anomaly("2026-03-02T10:00:00Z", "d".repeat(513), Severity.HIGH);

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void whatIsSaidOfAnAccountGoesToItsOwner() {
        rig.access("2026-02-01T00:00:00Z", "E1", "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        ComplianceEvent event = ComplianceEvent.newBuilder()
                .setHeader(rig.header("2026-03-02T10:00:00Z"))
                .setSubject(Subject.newBuilder()
                        .setAccount(Events.account("sap", "E1"))
                        .build())
                .setAction(ComplianceAction.ANOMALY_REPORTED)
                .setDetector("ueba")
                .build();
        rig.pipe(event);
        rig.wallClock(Duration.ofSeconds(1));

        assertThat(rig.findings()).extracting(Finding::getIdentityId).containsExactly("E1");
    }

    @Test
    void aDetectorWithoutANameIsItsSource() {
        anomaly("2026-03-02T10:00:00Z", "", Severity.LOW);
        report("2026-03-02T10:00:00Z", ComplianceAction.SOD_VIOLATION, event -> event.setRuleId(""));

        assertThat(told()).containsExactly("ANOMALY_REPORTED OPEN DETECTED LOW 1");
        assertThat(rig.findings().get(0).getSummary()).isEqualTo("The detector test reported E1.");
    }

    @Test
    void whatIsOneOfTheDaysOwnGoesOnAsThatOne() {
        for (int i = 0; i < 40; i++) {
            anomaly("2026-03-02T10:00:00Z", "detector-" + i, Severity.LOW);
        }
        for (int i = 0; i < 9; i++) {
            anomaly("2026-03-02T11:00:00Z", "detector-0", Severity.LOW);
        }

        assertThat(rig.findings())
                .last()
                .extracting(Finding::getFindingId, Finding::getCount)
                .containsExactly(rig.findings().get(0).getFindingId(), 10L);
    }
}
