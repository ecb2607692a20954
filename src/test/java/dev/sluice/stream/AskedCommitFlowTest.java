package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** Where commits are rare, one is asked for before so much waits for it that records wait long. */
class AskedCommitFlowTest {
    /** To the clock of the rig a commit takes as long as a tick, so four more are to be left to the records after it. */
    private static final int TICKS_AFTER_A_COMMIT = 5;

    @Test
    void whereCommitsAreRareOneIsAskedForWhenMuchWaitsToBeStored() {
        assertThat(isAskedFor(StreamsConfig.AT_LEAST_ONCE, 63)).isFalse();
        assertThat(isAskedFor(StreamsConfig.AT_LEAST_ONCE, 64)).isTrue();
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

    @Test
    void whatIsEvaluatedBecauseEverybodyIsWaitsLikeAnythingElse() {
        CommitRig rig = new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500);
        var steps = CommitRig.hiredBeforeAnotherSet(64);
        int set = steps.size() - 1;
        for (int i = 0; i < set; i++) {
            rig.take(steps.get(i), i);
        }
        rig.commit();
        for (int i = 0; i < TICKS_AFTER_A_COMMIT; i++) {
            rig.tick();
        }
        assertThat(rig.isCommitAskedFor()).isFalse();

        rig.take(steps.get(set), set);
        for (int i = 0; i < TICKS_AFTER_A_COMMIT; i++) {
            rig.tick();
        }
        assertThat(rig.isCommitAskedFor()).isTrue();
    }

    @Test
    void afterOneThatTookLongTheNextComesLater() {
        CommitRig rig = hired(new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500), 1);

        for (int i = 0; i < 3; i++) {
            rig.tick();
        }
        assertThat(rig.isCommitAskedFor()).isFalse();
        rig.tick();
        assertThat(rig.isCommitAskedFor()).isTrue();
    }

    @Test
    void threeTicksAfterTheLastAtTheEarliest() {
        CommitRig rig = hired(new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500), 0);

        rig.tick();
        rig.tick();
        assertThat(rig.isCommitAskedFor()).isFalse();
        rig.tick();
        assertThat(rig.isCommitAskedFor()).isTrue();
    }

    @Test
    void aTimeWithoutRecordsIsNoCommit() {
        CommitRig rig = hired(new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500), 10);

        rig.tick();
        assertThat(rig.isCommitAskedFor()).isTrue();
    }

    /** So many are hired that a commit is worth it, some ticks after the last. */
    private static CommitRig hired(CommitRig rig, int ticks) {
        var steps = CommitRig.hiredBeforeAnotherSet(64);
        for (int i = 0; i < steps.size() - 1; i++) {
            if (i == 2) {
                rig.commit();
                for (int tick = 0; tick < ticks; tick++) {
                    rig.tick();
                }
            }
            rig.take(steps.get(i), i);
        }
        return rig;
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
