package dev.sluice.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long[] MUCH = {1_000, 1_000};

    private final Progress progress = new Progress();

    private void saw(long at, long... committed) {
        progress.saw(at, committed, MUCH);
    }

    @Test
    void allWentOnWhenTheLastPartitionDid() {
        saw(0, 5, 5);
        saw(2_000, 6, 5);
        saw(3_000, 7, 5);
        assertThat(progress.haveAllMoved(500)).isFalse();
        saw(9_000, 8, 6);

        assertThat(progress.untilAllMoved(500)).hasValue(8_500);
        assertThat(progress.haveAllMoved(500)).isTrue();
    }

    @Test
    void whatWasUnderWayIsNoSignOfLife() {
        saw(0, 5);
        saw(1_000, 9);
        saw(2_000, 9);
        saw(7_000, 10);

        assertThat(progress.untilAllMoved(500)).hasValue(6_500);
    }

    @Test
    void whatWasCommittedBeforeIsNoProgress() {
        saw(0, 5);
        saw(1_000, 6);
        saw(3_000, 6);

        assertThat(progress.untilAllMoved(2_000)).isEmpty();
        assertThat(progress.haveAllMoved(2_000)).isFalse();
    }

    @Test
    void whoHasNothingToDoIsNotLate() {
        progress.saw(2_000, new long[] {5, 5}, new long[] {9, 5});
        progress.saw(4_000, new long[] {6, 5}, new long[] {9, 5});
        progress.saw(50_000, new long[] {9, 5}, new long[] {9, 6});
        progress.saw(53_000, new long[] {9, 6}, new long[] {9, 6});

        assertThat(progress.untilAllMoved(500)).hasValue(3_500);
    }

    @Test
    void whoGetsAnInputAndNeverTakesItHasNotGoneOn() {
        progress.saw(2_000, new long[] {5, 5}, new long[] {9, 5});
        progress.saw(4_000, new long[] {6, 5}, new long[] {9, 5});
        progress.saw(50_000, new long[] {9, 5}, new long[] {9, 6});

        assertThat(progress.untilAllMoved(500)).isEmpty();
    }

    @Test
    void theLargestGapIsThatOfOnePartition() {
        saw(0, 5, 5);
        saw(1_000, 6, 5);
        saw(2_000, 7, 5);
        saw(3_000, 8, 6);
        saw(60_000, 8, 6);

        assertThat(progress.largestGap(0, 3_000)).isEqualTo(3_000);
        assertThat(progress.largestGap(1_000, 2_000)).isEqualTo(1_000);
    }

    @Test
    void aPartitionWithoutInputsIsNotSilent() {
        progress.saw(0, new long[] {5}, new long[] {5});
        progress.saw(40_000, new long[] {5}, new long[] {6});
        progress.saw(42_000, new long[] {6}, new long[] {6});

        assertThat(progress.largestGap(0, 50_000)).isEqualTo(2_000);
    }
}
