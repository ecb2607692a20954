package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Whose failure it is: a record is given up only for its own bytes or for the rules, never for what surrounds it. */
class FailureFlowTest {
    private static final Bytes E1 = Bytes.wrap("E1".getBytes(StandardCharsets.UTF_8));

    @Test
    void whatTheRulesFailOnIsADeadLetterAndStopsNothing() {
        try (StageRig rig =
                StageRig.with().governor(new FailingRules("E1").alsoOnMerging()).start()) {
            rig.hire("2026-01-02T00:00:00Z", "E1").hire("2026-01-03T00:00:00Z", "E2");

            assertThat(rig.deadLetterReasons()).containsExactly("PROCESSING_ERROR");
            assertThat(StageRig.header(rig.deadLetters().get(0), DeadLetters.DETAIL))
                    .isEqualTo("IllegalStateException");
            assertThat(rig.audit())
                    .extracting(AuditEvent::getOutcome, AuditEvent::getEventId)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(AuditOutcome.DEAD_LETTERED, "e1"),
                            org.assertj.core.groups.Tuple.tuple(AuditOutcome.APPLIED, "e2"));
            assertThat(rig.auditHasNoGap()).isTrue();
            assertThat(rig.store(Names.IDENTITY_STORE).get(E1)).isNull();
        }
    }

    @Test
    void stateOfANewerFormatStopsTheThreadAndIsNeverOverwritten() {
        byte[] newer = {99, 1, 2, 3};
        try (StageRig rig = StageRig.with().cacheBytes(0).start()) {
            rig.hire("2026-01-02T00:00:00Z", "E1");
            rig.store(Names.IDENTITY_STORE).put(E1, newer);

            assertThatThrownBy(() -> rig.hire("2026-01-03T00:00:00Z", "E1"))
                    .hasRootCauseMessage("The state of an identity has format 99, this version reads up to 6."
                            + " Run a version at least as new as the one that wrote it.");
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.store(Names.IDENTITY_STORE).get(E1)).isEqualTo(newer);
        }
    }

    @Test
    void damagedStateStopsTheThread() {
        try (StageRig rig = StageRig.with().cacheBytes(0).start()) {
            rig.hire("2026-01-02T00:00:00Z", "E1");
            rig.store(Names.IDENTITY_STORE).put(E1, new byte[] {1, 77});

            assertThatThrownBy(() -> rig.hire("2026-01-03T00:00:00Z", "E1"))
                    .hasStackTraceContaining("The state of an identity is damaged");
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void anOutputThatCannotBeEncodedStopsTheThreadRatherThanCostingTheRecord() {
        boolean[] refusing = {false};
        try (StageRig rig = StageRig.with()
                .registry(client -> RegistryThat.doesBefore(client, "iam.audit-value", () -> {
                    if (refusing[0]) {
                        throw new SerializationException("The schema is not compatible.");
                    }
                }))
                .start()) {
            refusing[0] = true;
            assertThatThrownBy(() -> rig.hire("2026-01-02T00:00:00Z", "E1"))
                    .hasStackTraceContaining("The schema is not compatible.");
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.store(Names.IDENTITY_STORE).get(E1)).isNull();
        }
    }

    @Test
    void aPolicyReaderThatFailsRefusesTheSetAndNothingElse() {
        try (StageRig rig = StageRig.with()
                .policies((version, documents) -> {
                    throw new UnsupportedOperationException("a defect of the reader");
                })
                .start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE").hire("2026-01-02T00:00:00Z", "E1");

            assertThat(rig.deadLetterReasons()).containsExactly("INVALID_POLICY");
            assertThat(rig.access()).hasSize(1);
        }
    }
}
