package dev.sluice.domain.brake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.Brake;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskBrakeTest {
    private static final Brake TWO_A_DAY = new Brake(Duration.ofDays(1), 2);
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOW = 100 * DAY;

    @Test
    void oneTaskHoldsAtTheLimitWithoutAskingAnybody() {
        TaskBrake brake = TaskBrake.NONE.count(NOW, TWO_A_DAY).count(NOW + 1, TWO_A_DAY);
        assertThat(brake.lets(NOW + 1, TWO_A_DAY, 2)).isTrue();
        assertThat(brake.count(NOW + 2, TWO_A_DAY).lets(NOW + 2, TWO_A_DAY, 2)).isFalse();
    }

    @Test
    void whatWasCountedLeavesTheWindow() {
        TaskBrake brake = TaskBrake.NONE
                .count(NOW, TWO_A_DAY)
                .count(NOW, TWO_A_DAY)
                .allowed(0, 2)
                .count(NOW + 2 * DAY, TWO_A_DAY);
        assertThat(brake.lets(NOW + 2 * DAY, TWO_A_DAY, 2)).isTrue();
    }

    @Test
    void anIdentityCountsOnceInAWindow() {
        assertThat(TaskBrake.NONE.counts(null, NOW, TWO_A_DAY)).isTrue();
        assertThat(TaskBrake.NONE.counts(NOW - DAY + 1, NOW, TWO_A_DAY)).isFalse();
        assertThat(TaskBrake.NONE.counts(NOW - DAY, NOW, TWO_A_DAY)).isTrue();
        assertThat(TaskBrake.NONE.release(NOW - 1, 0).counts(NOW - 2, NOW, TWO_A_DAY))
                .isTrue();
    }

    @Test
    void aHoldThatWasDecidedBeforeAReleaseIsNoneAfterIt() {
        TaskBrake released = TaskBrake.NONE.hold(NOW).release(NOW + 10, 0);
        assertThat(released.held()).isFalse();
        assertThat(released.hold(NOW + 10)).isSameAs(released);
        assertThat(released.hold(NOW + 11).held()).isTrue();
        assertThat(released.release(NOW + 5, 0)).isSameAs(released);
    }

    @Test
    void anAnswerToWhatWasCountedBeforeAReleaseIsNoneAfterIt() {
        TaskBrake counted =
                TaskBrake.NONE.count(NOW, TWO_A_DAY).release(NOW + 1, 0).count(NOW + 2, TWO_A_DAY);
        assertThat(counted.allowed(0, 1)).isSameAs(counted);
        assertThat(counted.allowed(NOW + 1, 1).known()).isEqualTo(1);
        assertThat(counted.allowed(NOW + 1, 7).known())
                .as("no more than it has counted")
                .isEqualTo(1);
    }

    @Test
    void nothingIsCountedWhileEverythingIsLetThrough() {
        TaskBrake open = TaskBrake.NONE.release(NOW, NOW + DAY);
        assertThat(open.counts(null, NOW + DAY - 1, TWO_A_DAY)).isFalse();
        assertThat(open.lets(NOW + DAY - 1, TWO_A_DAY, 0)).isTrue();
        assertThat(open.counts(null, NOW + DAY, TWO_A_DAY)).isTrue();
    }

    @Test
    void aBacklogOfManyDaysWaitsForNoAnswer() {
        TaskBrake brake = TaskBrake.NONE;
        for (int day = 0; day < 50; day++) {
            brake = brake.count(NOW + 2 * day * DAY, TWO_A_DAY);
            assertThat(brake.lets(NOW + 2 * day * DAY, TWO_A_DAY, 1)).isTrue();
        }
        assertThat(brake.count(NOW + 98 * DAY, TWO_A_DAY).lets(NOW + 98 * DAY, TWO_A_DAY, 1))
                .isFalse();
    }
}
