package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.SchemaRegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due comes, and once, whatever happens to the slice in which it is decided. */
class TimerFlowTest {
    private final AtomicInteger silences = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"iam.provisioning-command-value", "iam.finding-value", "iam.finding-state-value"})
    void aRegistryThatIsSilentDuringASliceCostsNoDueCommand(String subject) {
        try (StageRig rig =
                StageRig.with().registry(client -> silent(client, subject)).start()) {
            leavers(rig);
            silences.set(2);
            rig.hire("2026-03-10T00:00:00Z", "E9");

            assertThat(silences).hasNonPositiveValue();
            assertAllCameOnce(rig);
        }
    }

    @Test
    void aSilenceBeyondAllPatienceCostsNoDueCommandEither() {
        try (StageRig rig = StageRig.with()
                .patience(Duration.ZERO)
                .registry(client -> silent(client, "iam.finding-value"))
                .start()) {
            leavers(rig);
            silences.set(1);
            assertThatThrownBy(() -> rig.hire("2026-03-10T00:00:00Z", "E9"))
                    .hasStackTraceContaining("The registry does not answer.");
            rig.wallClock(Duration.ofMillis(100));

            assertAllCameOnce(rig);
        }
    }

    @Test
    void whatTheWallClockMadeDueIsToldWithTheWallClocksInstant() {
        try (StageRig rig = StageRig.with().wallClock("2026-04-01T00:00:00Z").start()) {
            leavers(rig);
            rig.wallClock(Duration.ofMillis(100));
            assertThat(rig.commands()).isEmpty();
            rig.wallClock(Duration.ofSeconds(20));

            assertAllCameOnce(rig);
            Instant now = Instant.parse("2026-04-01T00:00:20.100Z");
            assertThat(rig.records(Names.PROVISIONING_COMMAND))
                    .extracting(record -> record.getRecordTime())
                    .allMatch(at -> !at.isAfter(now) && at.isAfter(now.minusSeconds(11)));
        }
    }

    private static void assertAllCameOnce(StageRig rig) {
        assertThat(rig.auditHasNoGap()).isTrue();
        assertThat(rig.findings()).hasSize(3);
        assertThat(rig.commandTexts())
                .containsExactlyInAnyOrder(
                        "E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z",
                        "E2 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z",
                        "E3 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z",
                        "E1 REVOKE ISSUED 2026-03-02T00:00:00Z",
                        "E2 REVOKE ISSUED 2026-03-02T00:00:00Z",
                        "E3 REVOKE ISSUED 2026-03-02T00:00:00Z");
    }

    private SchemaRegistryClient silent(SchemaRegistryClient registry, String subject) {
        return RegistryThat.doesBefore(registry, subject, () -> {
            if (silences.getAndDecrement() > 0) {
                throw new TimeoutException("The registry does not answer.");
            }
        });
    }

    private static void leavers(StageRig rig) {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (String identity : new String[] {"E1", "E2", "E3"}) {
            rig.hire("2026-01-02T00:00:00Z", identity)
                    .grant("2026-01-03T00:00:00Z", identity, "sap", "PAY_RUN")
                    .terminate("2026-02-01T00:00:00Z", identity, "2026-03-01T00:00:00Z");
        }
    }
}
