package dev.sluice.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.identity.Precedence;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    @Test
    void anUnknownSystemIsReportedOnly() {
        SystemPolicy unknown = Policies.none().system("sap");

        assertThat(unknown).isEqualTo(SystemPolicy.defaults("sap"));
        assertThat(unknown.mode()).isEqualTo(Mode.REPORT);
        assertThat(unknown.leaver().residueAfterEnd()).isEqualTo(Duration.ofHours(48));
    }

    @Test
    void aKnownSystemKeepsItsOwnPolicy() {
        SystemPolicy sap = SystemPolicy.defaults("sap").withMode(Mode.ENFORCE);

        assertThat(Policies.of(1, sap).system("sap")).isSameAs(sap);
    }

    @Test
    void nothingIsActiveBeforeTheFirstSet() {
        assertThat(Policies.none().active()).isFalse();
        assertThat(Policies.of(1).active()).isTrue();
    }

    @Test
    void aSetDoesNotFollowLaterChangesOfTheMapItWasMadeFrom() {
        Map<String, SystemPolicy> systems = new HashMap<>();
        Policies policies = new Policies(1, Settings.DEFAULTS, systems);

        systems.put("sap", SystemPolicy.defaults("sap").withMode(Mode.ENFORCE));

        assertThat(policies.system("sap").mode()).isEqualTo(Mode.REPORT);
    }

    @Test
    void aPolicyFiledUnderAnotherNameIsRefused() {
        Map<String, SystemPolicy> systems = Map.of("ad", SystemPolicy.defaults("sap"));

        assertThatThrownBy(() -> new Policies(1, Settings.DEFAULTS, systems)).hasMessageContaining("sap");
    }

    @Test
    void waitsGrowByTheFactorUpToTheLongest() {
        Retry retry = Retry.DEFAULTS;

        assertThat(retry.waitAfter(1)).isEqualTo(Duration.ofMinutes(5));
        assertThat(retry.waitAfter(3)).isEqualTo(Duration.ofMinutes(20));
        assertThat(retry.waitAfter(8)).isEqualTo(Duration.ofHours(6));
        assertThat(retry.waitAfter(100_000)).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void negativeOffsetsAreRefusedByName() {
        assertThatThrownBy(() -> new Joiner(Duration.ofDays(-1))).hasMessageContaining("joiner.lead");
        assertThatThrownBy(() -> new Retry(Duration.ofMinutes(5), Double.NaN, Duration.ofHours(1), 1))
                .hasMessageContaining("retry.factor");
    }

    @Test
    void whatNoCalendarHoldsIsRefusedByName() {
        Duration tooLong = Duration.ofDays(36_500).plusMillis(1);
        assertThatThrownBy(() -> new Joiner(tooLong))
                .hasMessageContaining("joiner.lead is PT876000H0.001S; give at most");
        assertThatThrownBy(() -> new Leaver(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofDays(999_999_999)))
                .hasMessageContaining("leaver.residue");
        assertThatThrownBy(() -> new Brake(Duration.ofDays(1), Integer.MAX_VALUE))
                .hasMessageContaining("brake.limit");
        assertThatThrownBy(() -> new Retry(Duration.ofMinutes(5), 2, Duration.ofHours(6), 1001))
                .hasMessageContaining("retry.attempts");
        assertThatThrownBy(() -> new Settings(
                        Duration.ZERO,
                        Duration.ZERO,
                        ZoneId.of("UTC"),
                        Duration.ofDays(1),
                        1 << 25,
                        Brake.DEFAULTS,
                        Approvals.DEFAULTS,
                        Absence.DEFAULTS,
                        Precedence.NONE,
                        Detection.DEFAULTS,
                        Remediation.NONE,
                        SessionRules.DEFAULTS))
                .hasMessageContaining("maxEventBytes");
    }
}
