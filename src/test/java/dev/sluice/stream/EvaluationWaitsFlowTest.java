package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** A commit stores all that waits for it, and records wait meanwhile: so an evaluation of everybody does not run far ahead of what is stored. */
class EvaluationWaitsFlowTest {
    private static final int IDENTITIES = 5_600;

    private final CommitRig rig = new CommitRig(1L << 30, StreamsConfig.AT_LEAST_ONCE, 500);
    private final List<CommitRig.Step> steps = CommitRig.hiredBeforeAnotherSet(IDENTITIES);

    @Test
    void anEvaluationOfEverybodyWaitsForWhatItHasEvaluatedToBeStored() {
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 1) {
                rig.commit();
            }
            rig.take(steps.get(i), i);
        }
        for (int i = 0; i < 16; i++) {
            rig.tick();
        }

        assertThat(evaluated()).isBetween(5_000.0, 5_499.0);

        rig.commit();
        for (int i = 0; i < 3; i++) {
            rig.tick();
        }
        assertThat(left()).isZero();
    }

    @Test
    void withoutCommitsItGoesOnAsWhatIsQuietIsStored() {
        for (int i = 0; i < steps.size(); i++) {
            rig.take(steps.get(i), i);
        }
        for (int i = 0; i < 60; i++) {
            rig.tick();
        }

        assertThat(left()).isZero();
    }

    @Test
    void besideManyRecordsItIsLessFarAheadAndIsStoredALittleAtATime() {
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 2) {
                rig.commit();
                tickBesideRecords(1);
            }
            rig.take(steps.get(i), i);
        }
        tickBesideRecords(15);
        double ahead = evaluated();
        // Those of whom records came wait for another reason.
        assertThat(ahead).isBetween(500.0, 559.0);

        tickBesideRecords(10);
        double stored = evaluated();
        tickBesideRecords(10);
        assertThat(evaluated() - stored).isBetween(270.0, 370.0);

        for (int i = 0; i < 100; i++) {
            rig.tick();
        }
        assertThat(left()).isZero();
    }

    /** The records are repeats of what is known, so nothing changes by them. */
    private void tickBesideRecords(int ticks) {
        for (int i = 0; i < ticks; i++) {
            for (int record = 2; record < 12; record++) {
                rig.take(steps.get(record), record);
            }
            rig.tick();
        }
    }

    private double evaluated() {
        return rig.meters().get("sluice.evaluation.done").gauge().value();
    }

    private double left() {
        return rig.meters().get("sluice.evaluation.left").gauge().value();
    }
}
