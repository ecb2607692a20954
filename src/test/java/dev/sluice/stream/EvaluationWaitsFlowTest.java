package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** A commit stores all that waits for it, and records wait meanwhile: so an evaluation of everybody does not run far ahead of what is stored. */
class EvaluationWaitsFlowTest {
    private static final int IDENTITIES = 5_600;

    @Test
    void anEvaluationOfEverybodyWaitsForWhatItHasEvaluatedToBeStored() {
        CommitRig rig = new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500);
        var steps = CommitRig.hiredBeforeAnotherSet(IDENTITIES);
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 1) {
                rig.commit();
            }
            rig.take(steps.get(i), i);
        }
        for (int i = 0; i < 16; i++) {
            rig.tick();
        }

        assertThat(evaluated(rig)).isBetween(5_000.0, 5_499.0);

        rig.commit();
        for (int i = 0; i < 3; i++) {
            rig.tick();
        }
        assertThat(left(rig)).isZero();
    }

    @Test
    void withoutCommitsItGoesOnAsWhatIsQuietIsStored() {
        CommitRig rig = new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500);
        var steps = CommitRig.hiredBeforeAnotherSet(IDENTITIES);
        for (int i = 0; i < steps.size(); i++) {
            rig.take(steps.get(i), i);
        }
        for (int i = 0; i < 60; i++) {
            rig.tick();
        }

        assertThat(left(rig)).isZero();
    }

    @Test
    void besideManyRecordsItIsLessFarAheadAndIsStoredALittleAtATime() {
        CommitRig rig = new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500);
        var steps = CommitRig.hiredBeforeAnotherSet(IDENTITIES);
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 2) {
                rig.commit();
                tickBesideRecords(rig, steps, 1);
            }
            rig.take(steps.get(i), i);
        }
        tickBesideRecords(rig, steps, 15);
        double ahead = evaluated(rig);
        // Those of whom records came wait for another reason.
        assertThat(ahead).isBetween(500.0, 559.0);

        tickBesideRecords(rig, steps, 10);
        double stored = evaluated(rig);
        tickBesideRecords(rig, steps, 10);
        assertThat(evaluated(rig) - stored).isBetween(270.0, 370.0);

        for (int i = 0; i < 100; i++) {
            rig.tick();
        }
        assertThat(left(rig)).isZero();
    }

    /** The records are repeats of what is known, so nothing changes by them. */
    private static void tickBesideRecords(CommitRig rig, List<CommitRig.Step> steps, int ticks) {
        for (int i = 0; i < ticks; i++) {
            for (int record = 2; record < 12; record++) {
                rig.take(steps.get(record), record);
            }
            rig.tick();
        }
    }

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

    private static double evaluated(CommitRig rig) {
        return rig.meters().get("sluice.evaluation.done").gauge().value();
    }

    private static double left(CommitRig rig) {
        return rig.meters().get("sluice.evaluation.left").gauge().value();
    }
}
