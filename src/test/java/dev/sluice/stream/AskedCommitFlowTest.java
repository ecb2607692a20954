package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** Where commits are rare, one is asked for before so much waits for it that records wait long. */
class AskedCommitFlowTest {
    @Test
    void whereCommitsAreRareOneIsAskedForWhenMuchWaitsToBeStored() {
        assertThat(isAskedFor(StreamsConfig.AT_LEAST_ONCE, 149)).isFalse();
        assertThat(isAskedFor(StreamsConfig.AT_LEAST_ONCE, 150)).isTrue();
    }

    @Test
    void aBacklogIsNotInterruptedForIt() {
        assertThat(isAskedFor(StreamsConfig.AT_LEAST_ONCE, 499)).isTrue();
        assertThat(isAskedFor(StreamsConfig.AT_LEAST_ONCE, 500)).isFalse();
    }

    @Test
    void exactlyOnceCommitsOftenEnough() {
        assertThat(isAskedFor(StreamsConfig.EXACTLY_ONCE_V2, 499)).isFalse();
    }

    private static boolean isAskedFor(String guarantee, int identities) {
        CommitRig rig = new CommitRig(1L << 30, guarantee, 500);
        var steps = CommitRig.hiredBeforeAnotherSet(identities);
        for (int i = 0; i < 2 + identities; i++) {
            if (i == 2) {
                rig.tick();
            }
            rig.take(steps.get(i), i);
        }
        for (int i = 0; i < 3; i++) {
            rig.tick();
        }
        return rig.isCommitAskedFor();
    }
}
