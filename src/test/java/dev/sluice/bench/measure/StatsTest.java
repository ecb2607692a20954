package dev.sluice.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatsTest {
    private static final long[] ONE_TO_THOUSAND =
            LongStream.rangeClosed(1, 1000).toArray();

    @Test
    void theMedianIsTheMiddleOne() {
        assertThat(Stats.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
        assertThat(Stats.median(List.of(9.0, 1.0, 5.0, 7.0))).isEqualTo(6.0);
        assertThat(Stats.median(List.of())).isNaN();
    }

    @Test
    void theVariationIsTheDeviationOverTheMean() {
        assertThat(Stats.variation(List.of(90.0, 110.0))).isEqualTo(Math.sqrt(200) / 100, within(1e-12));
        assertThat(Stats.variation(List.of(5.0, 5.0, 5.0))).isZero();
        assertThat(Stats.variation(List.of(5.0))).isNaN();
    }

    @Test
    void aPercentileIsOneOfTheValues() {
        assertThat(Stats.percentile(ONE_TO_THOUSAND, 0.5)).isEqualTo(500);
        assertThat(Stats.percentile(ONE_TO_THOUSAND, 0.99)).isEqualTo(990);
        assertThat(Stats.percentile(ONE_TO_THOUSAND, 0.999)).isEqualTo(999);
        assertThat(Stats.percentile(ONE_TO_THOUSAND, 1)).isEqualTo(1000);
        assertThat(Stats.percentile(new long[] {7}, 0.001)).isEqualTo(7);
    }

    @Test
    void aPercentileOfNothingIsRefused() {
        assertThatThrownBy(() -> Stats.percentile(new long[0], 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stats.percentile(ONE_TO_THOUSAND, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void latenciesNeedNoOrder() {
        Latencies latencies = Latencies.of(new long[] {3_000_000, 1_000_000, 2_000_000});

        assertThat(latencies).isEqualTo(new Latencies(3, 2.0, 3.0, 3.0, 3.0));
    }

    @Test
    void aRunIsMeasuredAgainstItsNeighbours() {
        assertThat(Ratios.toNeighbours(List.of(100.0, 300.0, 100.0), List.of(50.0, 100.0)))
                .containsExactly(0.25, 0.5);
    }

    @Test
    void aRunWithoutTwoNeighboursIsRefused() {
        assertThatThrownBy(() -> Ratios.toNeighbours(List.of(1.0, 2.0), List.of(1.0, 2.0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRunCountsPerEventOfTheMeasuredPart() {
        Contender contender = new Contender(Contender.Program.SLUICE, Contender.Guarantee.ALO, 2);
        Run run = new Run(contender, 2_000_000, 20, 12, 3, 4e9, 3_000_000, true);

        assertThat(run.eventsPerSecond()).isEqualTo(100_000);
        assertThat(run.appCpuPerMillion()).isEqualTo(6);
        assertThat(run.brokerCpuPerMillion()).isEqualTo(1.5);
        assertThat(run.allocatedPerEvent()).isEqualTo(2_000);
    }

    @Test
    void whatTasksTellEachOtherIsNoEvent() {
        Contender contender = new Contender(Contender.Program.SLUICE, Contender.Guarantee.ALO, 2);
        Run run = new Run(contender, 2_000_000, 20, 12, 3, 4e9, 3_000_000, true).ofTheLog(2_700_000);

        assertThat(run.events()).isEqualTo(1_800_000);
        assertThat(run.eventsPerSecond()).isEqualTo(90_000);
    }
}
