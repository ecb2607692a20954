package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
        for (int i = 0; i < 14; i++) {
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

    private static double evaluated(CommitRig rig) {
        return rig.meters().get("sluice.evaluation.done").gauge().value();
    }

    private static double left(CommitRig rig) {
        return rig.meters().get("sluice.evaluation.left").gauge().value();
    }
}
