package dev.sluice.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();

    @Test
    void allWentOnWhenTheLastPartitionDid() {
        progress.saw(0, new long[] {5, 5});
        progress.saw(2_000, new long[] {6, 5});
        progress.saw(3_000, new long[] {7, 5});
        progress.saw(9_000, new long[] {8, 6});

        assertThat(progress.untilAllMoved(500)).hasValue(8_500);
    }

    @Test
    void whatWasUnderWayIsNoSignOfLife() {
        progress.saw(0, new long[] {5});
        progress.saw(1_000, new long[] {9});
        progress.saw(2_000, new long[] {9});
        progress.saw(7_000, new long[] {10});

        assertThat(progress.untilAllMoved(500)).hasValue(6_500);
    }

    @Test
    void whatWasCommittedBeforeIsNoProgress() {
        progress.saw(0, new long[] {5});
        progress.saw(1_000, new long[] {6});
        progress.saw(3_000, new long[] {6});

        assertThat(progress.untilAllMoved(2_000)).isEmpty();
    }

    @Test
    void theLargestGapIsThatOfOnePartition() {
        progress.saw(0, new long[] {5, 5});
        progress.saw(1_000, new long[] {6, 5});
        progress.saw(2_000, new long[] {7, 5});
        progress.saw(3_000, new long[] {8, 6});
        progress.saw(60_000, new long[] {8, 6});

        assertThat(progress.largestGap(3_000)).isEqualTo(3_000);
    }
}
