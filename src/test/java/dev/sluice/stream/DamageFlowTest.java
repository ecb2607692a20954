package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.AccessAction;
import dev.sluice.stream.state.Damage;
import dev.sluice.stream.state.DamagedStateException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage that shows only when a part is read: never the fault of the event or the timer that asked for it. */
class DamageFlowTest {
    private static final Bytes E1 = Bytes.wrap("E1".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @EnumSource(Damage.class)
    void anEventOfHrStopsTheThread(Damage damage) {
        assertStopped(damage, rig -> rig.hire("2026-03-05T00:00:00Z", "E1"));
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aGrantStopsTheThread(Damage damage) {
        assertStopped(damage, rig -> rig.grant("2026-03-05T00:00:00Z", "E1", "sap", "VENDOR"));
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aRevokeStopsTheThread(Damage damage) {
        assertStopped(
                damage,
                rig -> rig.access(
                        "2026-03-05T00:00:00Z",
                        "E1",
                        "sap",
                        AccessAction.ENTITLEMENT_REVOKED,
                        event -> event.setEntitlement(dev.sluice.domain.Events.entitlement("sap:PAY_RUN"))));
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aTimerStopsTheThread(Damage damage) {
        assertStopped(damage, rig -> rig.hire("2026-05-01T00:00:00Z", "E9"));
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aSweepStopsTheThread(Damage damage) {
        assertStopped(damage, rig -> {
            rig.policies("2026-03-02T13:00:00Z", "sap REPORT");
            rig.wallClock(Duration.ofSeconds(1));
        });
    }

    private static void assertStopped(Damage damage, Consumer<StageRig> input) {
        try (StageRig rig = StageRig.with().cacheBytes(0).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                    .hire("2026-01-02T00:00:00Z", "E1")
                    .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                    .grant("2026-01-03T00:00:00Z", "E1", "sap", "CLERK")
                    .terminate("2026-03-01T00:00:00Z", "E1", "2026-03-01T00:00:00Z")
                    .hire("2026-03-02T12:00:00Z", "E2");
            byte[] damaged = damage.in("E1", rig.store(Names.IDENTITY_STORE).get(E1));
            rig.store(Names.IDENTITY_STORE).put(E1, damaged);

            assertThatThrownBy(() -> input.accept(rig))
                    .hasRootCauseInstanceOf(RuntimeException.class)
                    .satisfies(e -> {
                        Throwable cause = e;
                        while (cause != null && !(cause instanceof DamagedStateException)) {
                            cause = cause.getCause();
                        }
                        assertThat(cause).isNotNull();
                    });
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.store(Names.IDENTITY_STORE).get(E1)).isEqualTo(damaged);
        }
    }
}
