package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;

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
    void whoGoesOnWithAnotherTopologyGoesBack() {
        for (long seed = 1; seed <= 20; seed++) {
            List<FaultKind> kinds = FaultPlan.draw(seed, 40, false, ALL).stream()
                    .map(Fault::kind)
                    .toList();

            assertThat(kinds.indexOf(FaultKind.ROLLBACK)).isGreaterThan(kinds.indexOf(FaultKind.UPGRADE));
        }
    }
}
