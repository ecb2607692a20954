package dev.sluice.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
}
