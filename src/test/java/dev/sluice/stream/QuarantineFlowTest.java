package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Subject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An identity that the rules fail on is set aside: it is told, it is tried again, and it stops nobody else. */
class QuarantineFlowTest {
    private final FailingRules rules = new FailingRules("E1");

    @Test
    void aTimerThatFailsIsToldAndTriedAgainAnHourLaterWhileAllOthersGoOn() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leavers(rig);
            rules.spoil();
            rig.hire("2026-03-02T00:00:00Z", "E9");

            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E2 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z", "E2 REVOKE ISSUED 2026-03-02T00:00:00Z");
            assertThat(rig.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(StageRig.key(letter)).isEqualTo("E1");
                assertThat(letter.value()).isNull();
                assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("PROCESSING_ERROR");
                assertThat(StageRig.header(letter, DeadLetters.DETAIL)).isEqualTo("IllegalStateException");
                assertThat(StageRig.header(letter, DeadLetters.TOPIC)).isEqualTo("timer-store");
                assertThat(StageRig.header(letter, DeadLetters.PARTITION)).isEqualTo("0");
                assertThat(StageRig.header(letter, DeadLetters.DUE))
                        .isEqualTo(Long.toString(StageRig.ms("2026-03-01T00:00:00Z")));
            });
            assertThat(rig.meters.counter("sluice.quarantined").count()).isEqualTo(1);
            assertThat(rig.auditHasNoGap()).isTrue();

            rules.mend();
            rig.hire("2026-03-02T00:59:59Z", "E8");
            assertThat(rig.commandTexts()).noneMatch(text -> text.startsWith("E1"));
            rig.hire("2026-03-02T01:00:00Z", "E7");

            assertThat(rig.commandTexts()).contains("E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z");
            assertThat(rig.deadLetters()).hasSize(1);
        }
    }

    @Test
    void aPolicyEvaluationThatFailsLetsTheSweepPassAndIsMadeUpFor() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).batches(500, 1).start()) {
            leavers(rig);
            rig.hire("2026-03-05T00:00:00Z", "E9");
            rules.spoil();
            rig.policies("2026-03-06T00:00:00Z", "sap REPORT");
            for (int i = 0; i < 10; i++) {
                rig.wallClock(Duration.ofMillis(100));
            }

            assertThat(rig.commandTexts())
                    .contains("E2 DISABLE_ACCOUNT CANCELLED 2026-03-01T00:00:00Z")
                    .noneMatch(text -> text.startsWith("E1") && text.contains("CANCELLED"));
            assertThat(rig.deadLetters()).extracting(StageRig::key).containsExactly("E1");

            rules.mend();
            rig.hire("2026-03-06T01:00:00Z", "E8");
            assertThat(rig.commandTexts()).contains("E1 DISABLE_ACCOUNT CANCELLED 2026-03-01T00:00:00Z");
            assertThat(rig.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void anIdentityThatFailedInASweepIsStillBroughtThroughTheSetsBefore() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leavers(rig);
            rules.spoil();
            rig.hire("2026-03-01T12:00:00Z", "E9").policies("2026-03-06T00:00:00Z", "sap REPORT");
            for (int i = 0; i < 3; i++) {
                rig.wallClock(Duration.ofMillis(100));
            }
            rules.mend();
            rig.hire("2026-03-06T02:00:00Z", "E8");

            assertThat(rig.commandTexts())
                    .contains(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z",
                            "E1 REVOKE ISSUED 2026-03-02T00:00:00Z",
                            "E1 DISABLE_ACCOUNT CANCELLED 2026-03-01T00:00:00Z",
                            "E1 REVOKE CANCELLED 2026-03-02T00:00:00Z");
        }
    }

    @Test
    void anEventOfAnIdentityThatIsSetAsideIsMergedAndDecidedLater() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leavers(rig);
            rules.spoil();
            rig.hire("2026-03-02T00:00:00Z", "E9")
                    .terminate("2026-03-02T00:01:00Z", "E1", "2026-02-15T00:00:00Z")
                    .grant("2026-03-02T00:02:00Z", "E1", "sap", "VENDOR");
            assertThat(rig.deadLetters()).hasSize(3).allSatisfy(letter -> {
                assertThat(StageRig.key(letter)).isEqualTo("E1");
                assertThat(letter.value()).isNull();
                assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("PROCESSING_ERROR");
                assertThat(StageRig.header(letter, DeadLetters.TOPIC)).isEqualTo("timer-store");
            });
            assertThat(rig.meters.counter("sluice.quarantined").count()).isEqualTo(3);
            assertThat(rig.audit(AuditType.INPUT))
                    .extracting(AuditEvent::getOutcome)
                    .containsOnly(AuditOutcome.APPLIED);

            rules.mend();
            rig.hire("2026-03-02T01:00:00Z", "E8");

            assertThat(rig.commandTexts())
                    .filteredOn(text -> text.startsWith("E1"))
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-02-15T00:00:00Z",
                            "E1 REVOKE ISSUED 2026-02-16T00:00:00Z",
                            "E1 REVOKE ISSUED 2026-03-02T00:02:00Z");
            assertThat(rig.deadLetters()).hasSize(3);
            assertThat(rig.auditHasNoGap()).isTrue();
        }
    }

    /** Of a leave that was merged only, every instant may be before the identity's clock. */
    @Test
    void aLeaveThatWasMergedAfterItsInstantsIsEvaluatedWhenTheIdentityIsTriedAgain() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                    .hire("2026-01-02T00:00:00Z", "E1")
                    .grant("2026-03-01T00:00:00Z", "E1", "sap", "PAY_RUN");
            rules.spoil();
            rig.terminate("2026-03-02T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
            assertThat(rig.commands()).isEmpty();
            assertThat(rig.deadLetters()).hasSize(1);

            rules.mend();
            rig.hire("2026-03-02T01:00:00Z", "E8");

            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-03-02T01:00:00Z", "E1 REVOKE ISSUED 2026-03-02T01:00:00Z");
        }
    }

    @Test
    void theFirstFactOfAnIdentityIsMergedToo() {
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                    .grant("2026-01-02T00:00:00Z", "E1", "sap", "PAY_RUN")
                    .hire("2026-01-03T00:00:00Z", "E1");
            rules.mend();
            rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z");

            assertThat(rig.deadLetterReasons()).containsExactly("PROCESSING_ERROR", "PROCESSING_ERROR");
            assertThat(rig.commandTexts()).containsExactly("E1 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z");
        }
    }

    @Test
    void anEventThatIsNoFactOfAnIdentityThatIsSetAsideIsAppliedAndTouchesNothing() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leavers(rig);
            rules.spoil();
            rig.hire("2026-03-02T00:00:00Z", "E9");
            rig.pipe(AuthenticationEvent.newBuilder()
                    .setHeader(rig.header("2026-03-02T00:01:00Z"))
                    .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                    .setAction(AuthenticationAction.LOGOUT)
                    .build());

            assertThat(rig.deadLetters()).hasSize(1);
            assertThat(rig.audit()).last().satisfies(audit -> assertThat(audit.getOutcome())
                    .isEqualTo(AuditOutcome.APPLIED));
        }
    }

    @Test
    void whatSomebodyDoesWhoIsSetAsideIsKeptAndToldOnce() {
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leavers(rig);
            rules.spoil();
            rig.hire("2026-03-02T00:00:00Z", "E9");
            for (int i = 0; i < 5; i++) {
                rig.pipe(AuthenticationEvent.newBuilder()
                        .setHeader(rig.header("2026-03-02T00:01:0" + i + "Z"))
                        .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                        .setAction(AuthenticationAction.LOGIN_SUCCEEDED)
                        .build());
            }
            assertThat(rig.deadLetters()).hasSize(2);

            rules.mend();
            rig.policies("2026-03-02T00:30:00Z", "sap ENFORCE").hire("2026-03-02T02:00:00Z", "E10");

            assertThat(rig.findings().stream()
                            .filter(finding -> finding.getKind().equals("POST_TERMINATION_ACTIVITY"))
                            .map(finding -> finding.getIdentityId() + " " + finding.getCount()))
                    .containsExactly("E1 5");
        }
    }

    @Test
    void anIdentityWithManyInstantsInOneSliceTakesNoOtherItsTurn() {
        try (StageRig rig = StageRig.with().batches(3, 200).start()) {
            leavers(rig);
            rig.terminate("2026-02-02T00:00:00Z", "E2", "2026-03-05T00:00:00Z").hire("2026-04-01T00:00:00Z", "E9");
            for (int i = 0; i < 10; i++) {
                rig.wallClock(Duration.ofMillis(100));
            }

            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z",
                            "E1 REVOKE ISSUED 2026-03-02T00:00:00Z",
                            "E2 DISABLE_ACCOUNT ISSUED 2026-03-05T00:00:00Z",
                            "E2 REVOKE ISSUED 2026-03-06T00:00:00Z");
        }
    }

    @Test
    void aSetWithADurationThatNoCalendarHoldsIsRefusedAndTheSetBeforeStays() {
        try (StageRig rig = StageRig.with().policies(new PublishedPolicies()).start()) {
            rig.policies("2026-01-01T00:00:00Z", "{kind: System, id: sap, mode: enforce}")
                    .policies(
                            "2026-01-01T00:00:01Z",
                            "{kind: System, id: sap, mode: report, leaver: {residue: P999999999D}}")
                    .policies(
                            "2026-01-01T00:00:02Z",
                            "{kind: System, id: sap, mode: report, leaver: {revoke: PT9999999999999H}}")
                    .hire("2026-01-02T00:00:00Z", "E1")
                    .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                    .terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z");

            assertThat(rig.deadLetterReasons()).containsExactly("INVALID_POLICY", "INVALID_POLICY");
            assertThat(rig.commandTexts()).containsExactly("E1 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z");
        }
    }

    private static void leavers(StageRig rig) {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (String identity : new String[] {"E1", "E2"}) {
            rig.hire("2026-01-02T00:00:00Z", identity)
                    .grant("2026-01-03T00:00:00Z", identity, "sap", "PAY_RUN")
                    .terminate("2026-02-01T00:00:00Z", identity, "2026-03-01T00:00:00Z");
        }
    }
}
