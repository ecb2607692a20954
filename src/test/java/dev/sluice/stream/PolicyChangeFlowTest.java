package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What was due before a policy set became current is decided under the set before, at its instant, whether or not another
 * identity's record had the task look at its timers in between.
 */
class PolicyChangeFlowTest {
    private static final String DISABLED = "E1 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z";
    private static final String REVOKED = "E1 REVOKE ISSUED 2026-02-02T00:00:00Z";

    @Test
    void anInstantBetweenTheLastEventAndTheActivationIsDecidedUnderTheSetBefore() {
        List<String> alone = commands(false, false);

        assertThat(alone)
                .containsExactly(
                        DISABLED,
                        REVOKED,
                        "E1 DISABLE_ACCOUNT CANCELLED 2026-02-01T00:00:00Z",
                        "E1 REVOKE CANCELLED 2026-02-02T00:00:00Z");
    }

    @Test
    void aNeighboursRecordInBetweenMakesNoDifference() {
        assertThat(commands(true, false)).isEqualTo(commands(false, false));
    }

    @Test
    void anEventThatComesBeforeTheSweepMakesNoDifference() {
        assertThat(commands(false, true)).isEqualTo(commands(false, false));
    }

    private static List<String> commands(boolean neighbour, boolean eventBeforeTheSweep) {
        try (StageRig rig = StageRig.with().batches(500, 1).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE").hire("2026-01-02T00:00:00Z", "E0");
            leaver(rig);
            rig.documentsAhead("2026-01-05T00:00:00Z", 2, "sap REPORT");
            if (neighbour) {
                rig.hire("2026-02-01T12:00:00Z", "E9").hire("2026-02-03T00:00:00Z", "E8");
            }
            rig.marker("2026-02-10T00:00:00Z", 2, 1);
            if (eventBeforeTheSweep) {
                rig.grant("2026-02-10T00:00:00Z", "E1", "ad", "X");
            }
            sweep(rig);
            assertThat(rig.auditHasNoGap()).isTrue();
            return rig.commandTexts();
        }
    }

    @Test
    void aDecisionIsAuditedWithTheSetUnderWhichItWasMade() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
            leaver(rig);
            rig.documentsAhead("2026-01-05T00:00:00Z", 2, "sap REPORT").marker("2026-02-10T00:00:00Z", 2, 1);
            sweep(rig);

            assertThat(rig.audit(AuditType.DECISION))
                    .filteredOn(audit -> audit.getCategory().equals("provisioning-command"))
                    .extracting(AuditEvent::getAction, AuditEvent::getSetVersion)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("ISSUED", 1L),
                            org.assertj.core.groups.Tuple.tuple("ISSUED", 1L),
                            org.assertj.core.groups.Tuple.tuple("CANCELLED", 2L),
                            org.assertj.core.groups.Tuple.tuple("CANCELLED", 2L));
        }
    }

    @Test
    void everySetThatBecameCurrentDuringASweepHasItsTurn() {
        try (StageRig rig = StageRig.with().batches(500, 1).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE").hire("2026-01-02T00:00:00Z", "E0");
            leaver(rig);
            rig.documentsAhead("2026-01-05T00:00:00Z", 2, "sap REPORT")
                    .documentsAhead("2026-01-05T00:00:00Z", 3, "sap ENFORCE")
                    .documentsAhead("2026-01-05T00:00:00Z", 4, "sap IGNORE")
                    .marker("2026-01-10T00:00:00Z", 2, 1)
                    .marker("2026-02-01T12:00:00Z", 3, 1)
                    .marker("2026-02-10T00:00:00Z", 4, 1);
            sweep(rig);

            // The disabling was due while nothing was enforced: it was caught up with when the next set was current.
            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-02-01T12:00:00Z",
                            REVOKED,
                            "E1 DISABLE_ACCOUNT CANCELLED 2026-02-01T12:00:00Z",
                            "E1 REVOKE CANCELLED 2026-02-02T00:00:00Z");
        }
    }

    @Test
    void whatWasDueBeforeTheFirstSetIsCaughtUpWithWhenItBecomesCurrent() {
        try (StageRig rig = StageRig.with().start()) {
            leaver(rig);
            rig.policies("2026-02-01T12:00:00Z", "sap ENFORCE").hire("2026-02-03T00:00:00Z", "E9");

            assertThat(rig.commandTexts()).containsExactly("E1 DISABLE_ACCOUNT ISSUED 2026-02-01T12:00:00Z", REVOKED);
        }
    }

    private static void leaver(StageRig rig) {
        rig.hire("2026-01-02T00:00:00Z", "E1")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-01-04T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
    }

    private static void sweep(StageRig rig) {
        for (int i = 0; i < 20; i++) {
            rig.wallClock(Duration.ofMillis(100));
        }
    }
}
