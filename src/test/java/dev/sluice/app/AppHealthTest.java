package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.Answer;
import dev.sluice.ops.OpsOptions;
import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.stream.RegistryPatience;
import dev.sluice.stream.RegistryWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppHealthTest {
    private static final TopicPartition CHANGELOG = new TopicPartition("app-identity-store-changelog", 0);

    private State state = State.CREATED;
    private boolean stuck;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final RestoreProgress restore = new RestoreProgress();
    private final RegistryWatch registry = new RegistryWatch(() -> now);
    private final AppHealth health = new AppHealth(
            () -> state, restore, registry, () -> stuck, OpsOptions.of(Map.of("sluice.ops.ready.max.lag", "10")));

    private void running() {
        state = State.RUNNING;
        health.running();
    }

    @Test
    void isReadyOnceItRunsAndStartedFromThenOn() {
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.STARTING));
        state = State.REBALANCING;
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.STARTING));
        assertThat(health.started()).isEqualTo(Answer.NO);
        running();
        assertThat(health.ready()).isEqualTo(Answer.YES);
        state = State.REBALANCING;
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.REBALANCING));
        assertThat(health.started()).isEqualTo(Answer.YES);
        assertThat(health.live()).isEqualTo(Answer.YES);
    }

    @Test
    void aRestoreMakesItUnreadyAndNotDead() {
        state = State.REBALANCING;
        restore.onRestoreStart(CHANGELOG, "identity-store", 100, 1100);
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.RESTORING));
        assertThat(health.live()).isEqualTo(Answer.YES);
        assertThat(health.started()).as("it may take longer than a start").isEqualTo(Answer.YES);
        restore.onBatchRestored(CHANGELOG, "identity-store", 1095, 995);
        assertThat(health.ready()).as("it does not run yet").isEqualTo(Answer.no(NotReady.RESTORING));
        restore.onRestoreEnd(CHANGELOG, "identity-store", 1000);
        assertThat(restore.left()).isZero();
        assertThat(health.started()).isEqualTo(Answer.YES);
        running();
        assertThat(health.ready()).isEqualTo(Answer.YES);
        restore.onRestoreStart(CHANGELOG, "identity-store", 0, 10);
        assertThat(health.ready()).as("what is left is within the limit").isEqualTo(Answer.YES);
        restore.onRestoreStart(CHANGELOG, "identity-store", 0, 1000);
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.RESTORING));
        restore.onRestoreSuspended(CHANGELOG, "identity-store", 1);
        assertThat(health.ready()).isEqualTo(Answer.YES);
    }

    @Test
    void aRestoreThatAThreadLeftBehindWhenItFailedIsForgottenOnceTheOthersRun() {
        running();
        state = State.REBALANCING;
        restore.onRestoreStart(CHANGELOG, "identity-store", 0, 1000);
        restore.onUpdateStart(CHANGELOG, "timer-store", 0);
        restore.onBatchLoaded(CHANGELOG, "timer-store", null, 10, 10, 500);
        running();

        assertThat(health.ready()).isEqualTo(Answer.YES);
        assertThat(restore.left()).isZero();
        assertThat(restore.standbysBehind()).isZero();
    }

    @Test
    void aRegistryThatIsWaitedForMakesItUnreadyAndNotDead() {
        running();
        RegistryPatience patience = new RegistryPatience(Duration.ZERO, () -> now, registry);
        try {
            patience.call(() -> {
                throw new RegistryUnavailableException("http://r:8081 can't be reached", null);
            });
        } catch (RegistryUnavailableException e) {
            assertThat(e).hasMessageContaining("http://r:8081");
        }
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.REGISTRY_UNAVAILABLE));
        assertThat(health.live()).isEqualTo(Answer.YES);
        now = now.plusSeconds(31);
        assertThat(health.ready()).as("whoever waited has gone elsewhere").isEqualTo(Answer.YES);
    }

    @Test
    void aRegistryThatAnswersAgainIsBack() {
        running();
        boolean[] down = {true};
        RegistryPatience patience = new RegistryPatience(Duration.ofSeconds(30), () -> now, registry);
        patience.call(() -> {
            if (down[0]) {
                down[0] = false;
                throw new RegistryUnavailableException("http://r:8081 can't be reached", null);
            }
            assertThat(health.ready()).isEqualTo(Answer.no(NotReady.REGISTRY_UNAVAILABLE));
            return null;
        });
        assertThat(health.ready()).isEqualTo(Answer.YES);
    }

    @Test
    void stoppingComesBeforeEverythingElseAndIsNoFailure() {
        running();
        health.stopping();
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.STOPPING));
        state = State.PENDING_SHUTDOWN;
        assertThat(health.live()).isEqualTo(Answer.YES);
        state = State.NOT_RUNNING;
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.STOPPING));
        assertThat(health.live()).isEqualTo(Answer.YES);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ERROR", "PENDING_ERROR", "NOT_RUNNING"})
    void whatHasFailedIsDead(State failed) {
        running();
        state = failed;
        assertThat(health.live()).isEqualTo(Answer.no(NotReady.FAILED));
        assertThat(health.ready()).isEqualTo(Answer.no(NotReady.FAILED));
    }

    @Test
    void aStreamThreadThatIsStuckIsDeadHoweverWellTheEngineIs() {
        running();
        stuck = true;
        assertThat(health.live()).isEqualTo(Answer.NO);
    }

    @Test
    void standbysThatAreBehindAreNotWaitedFor() {
        running();
        restore.onUpdateStart(CHANGELOG, "identity-store", 0);
        restore.onBatchLoaded(CHANGELOG, "identity-store", null, 100, 100, 5000);
        assertThat(restore.standbysBehind()).isEqualTo(4900);
        assertThat(health.ready()).isEqualTo(Answer.YES);
    }
}
