package dev.sluice.app;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadBudgetTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ThreadBudget budget = new ThreadBudget(2, WINDOW, () -> now);

    @Test
    void replacesAsManyThreadsAsTheBudgetHasAndThenStopsTheClient() {
        assertThat(budget.handle(bug("first"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("second"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("third"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aFailureNoLongerCountsWhenTheWindowHasPassed() {
        budget.handle(bug("first"));
        after(Duration.ofMinutes(6));
        budget.handle(bug("second"));
        after(Duration.ofMinutes(6));

        assertThat(budget.handle(bug("third"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("fourth"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aFailureOnTheEdgeOfTheWindowStillCounts() {
        budget.handle(bug("first"));
        budget.handle(bug("second"));
        after(WINDOW);

        assertThat(budget.handle(bug("third"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aRegistryThatDoesNotAnswerIsWaitedForOutsideTheBudget() {
        for (int i = 0; i < 100; i++) {
            assertThat(budget.handle(new StreamsException("in the task", new TimeoutException("registry"))))
                    .isEqualTo(REPLACE_THREAD);
        }
        assertThat(budget.last()).isNull();
        assertThat(budget.handle(bug("first"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("second"))).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void tellsTheFailureThatLastCounted() {
        assertThat(budget.last()).isNull();
        budget.handle(bug("first"));
        budget.handle(new StreamsException("in the task", new TimeoutException("registry")));

        assertThat(budget.last()).hasMessage("first");
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    private static RuntimeException bug(String message) {
        return new IllegalStateException(message);
    }
}
