package dev.sluice.app;

import dev.sluice.ops.Answer;
import dev.sluice.ops.OpsOptions;
import dev.sluice.ops.Probes;
import dev.sluice.stream.RegistryWatch;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How the stream application is. It lives while the engine has not failed and its threads go round: brokers that are away, a
 * long restore and a registry that is down are no reason for a restart, which would only make them longer. It is ready while it
 * processes records.
 */
final class AppHealth implements Probes {
    private final Supplier<KafkaStreams.State> state;
    private final RestoreProgress restore;
    private final RegistryWatch registry;
    private final BooleanSupplier stuck;
    private final long readyLag;
    private volatile boolean started;
    private volatile boolean begun;
    private volatile boolean stopping;

    /**
     * The health of an application.
     *
     * @param state gives the engine's state; null while there is no engine yet
     * @param restore what is left to be restored
     * @param registry whether records wait for the registry
     * @param stuck whether a stream thread is stuck
     * @param options how much may be left while it is ready
     */
    AppHealth(
            Supplier<KafkaStreams.State> state,
            RestoreProgress restore,
            RegistryWatch registry,
            BooleanSupplier stuck,
            OpsOptions options) {
        this.state = state;
        this.restore = restore;
        this.registry = registry;
        this.stuck = stuck;
        this.readyLag = options.readyLag();
    }

    /** It was asked to stop. From now on it is not ready. */
    void stopping() {
        stopping = true;
    }

    /** It has begun to run, for the first time or again. */
    void running() {
        restore.running();
        started = true;
    }

    @Override
    public Answer live() {
        if (hasFailed()) {
            return Answer.no(NotReady.FAILED);
        }
        return stuck.getAsBoolean() ? Answer.NO : Answer.YES;
    }

    /** Also while stores are restored for the first time: that may take longer than anybody waits for a start. */
    @Override
    public Answer started() {
        if (restore.isRestoring()) {
            begun = true;
        }
        return started || begun ? Answer.YES : Answer.NO;
    }

    @Override
    public Answer ready() {
        return notReady().map(Answer::no).orElse(Answer.YES);
    }

    /**
     * Why it is not ready.
     *
     * @return empty if it is
     */
    Optional<NotReady> notReady() {
        KafkaStreams.State now = state.get();
        if (stopping) {
            return Optional.of(NotReady.STOPPING);
        }
        if (hasFailed()) {
            return Optional.of(NotReady.FAILED);
        }
        if (registry.isDown()) {
            return Optional.of(NotReady.REGISTRY_UNAVAILABLE);
        }
        if (restore.isRestoring() && (restore.left() > readyLag || now != KafkaStreams.State.RUNNING)) {
            return Optional.of(NotReady.RESTORING);
        }
        if (now == KafkaStreams.State.RUNNING) {
            return Optional.empty();
        }
        return Optional.of(started ? NotReady.REBALANCING : NotReady.STARTING);
    }

    /** One that was asked to stop ends in order: that is no failure. */
    private boolean hasFailed() {
        KafkaStreams.State now = state.get();
        return now == KafkaStreams.State.ERROR
                || now == KafkaStreams.State.PENDING_ERROR
                || now == KafkaStreams.State.NOT_RUNNING && !stopping;
    }
}
