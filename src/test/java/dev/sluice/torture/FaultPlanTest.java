package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

    @Test
    void aSeedGivesTheSameFaultsAgain() {
        assertThat(FaultPlan.draw(7, 40, false, ALL)).isEqualTo(FaultPlan.draw(7, 40, false, ALL));
        assertThat(FaultPlan.draw(7, 40, false, ALL)).isNotEqualTo(FaultPlan.draw(8, 40, false, ALL));
    }

    @Test
    void aLongRunHasEachKind() {
        List<Fault> faults = FaultPlan.draw(3, 40, false, ALL);

        assertThat(faults).extracting(Fault::kind).containsAll(ALL);
        assertThat(faults).hasSizeBetween(40, 41);
    }

    @Test
    void aShortRunBeginsWithAKillAndRepeatsNothingWithoutNeed() {
        for (long seed = 1; seed <= 20; seed++) {
            List<Fault> faults = FaultPlan.draw(seed, 9, true, ALL);

            assertThat(faults)
                    .extracting(Fault::kind)
                    .startsWith(FaultKind.KILL_APP)
                    .doesNotHaveDuplicates();
            assertThat(faults).allMatch(fault -> fault.lastsMs() <= 15_000);
        }
    }

    @Test
    void whatIsNotWantedDoesNotCome() {
        Set<FaultKind> few = EnumSet.of(FaultKind.KILL_APP, FaultKind.KILL_BROKER);

        assertThat(FaultPlan.draw(5, 30, false, few).stream().map(Fault::kind).collect(Collectors.toSet()))
                .isEqualTo(few);
    }

    @Test
    void whoGoesOnAsAnotherVersionGoesBack() {
        for (long seed = 1; seed <= 20; seed++) {
            List<FaultKind> kinds = FaultPlan.draw(seed, 40, false, ALL).stream()
                    .map(Fault::kind)
                    .toList();

            assertThat(kinds.indexOf(FaultKind.ROLLBACK)).isGreaterThan(kinds.indexOf(FaultKind.UPGRADE));
        }
    }

    @Test
    void ofALongRunTheFirstPauseIsTheLongestAndWhatIsMeasuredIsOnceAlone() {
        for (long seed = 1; seed <= 20; seed++) {
            List<Fault> faults = FaultPlan.draw(seed, 40, false, ALL);

            assertThat(first(faults, FaultKind.PAUSE_APP).lastsMs()).isEqualTo(60_000);
            assertThat(first(faults, FaultKind.ALL_BROKERS_DOWN).lastsMs()).isEqualTo(70_000);
            for (FaultKind measured : List.of(
                    FaultKind.KILL_APP, FaultKind.PAUSE_APP, FaultKind.ALL_BROKERS_DOWN, FaultKind.SICK_REGISTRY)) {
                assertThat(first(faults, measured).isAlone()).as("%s", measured).isTrue();
            }
        }
    }

    private static Fault first(List<Fault> faults, FaultKind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).findFirst().orElseThrow();
    }

    @Test
    void theLoadLastsAsLongAsFaultsDo() {
        Fault alone = new Fault(1, FaultKind.PAUSE_APP, 5_000, 60_000, 1, 0, "", true);
        Fault among = new Fault(2, FaultKind.SLOW_NETWORK, 5_000, 40_000, 1, 0, "SLOW", false);

        assertThat(FaultPlan.estimate(List.of(alone, among))).isEqualTo(Duration.ofSeconds(5 + 60 + 20 + 5 + 20));
    }
}
