package dev.sluice.app;

import dev.sluice.ops.OpsOptions;
import dev.sluice.stream.Names;
import dev.sluice.stream.SluiceTopology;
import dev.sluice.stream.StageMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/** All meters of the stream application, and its health. There before the engine is, so that both can be asked for while it starts. */
final class AppGauges {
    /** Milliseconds that only ever grow. */
    static final LongSupplier ELAPSED = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    private final MeterRegistry registry;
    private final StageMetrics stage;
    private final RestoreProgress restore = new RestoreProgress();
    private final AppHealth health;
    private volatile KafkaStreams engine;

    /**
     * The meters of an application that is about to start.
     *
     * @param config its configuration
     * @param registry takes the meters
     */
    AppGauges(AppConfig config, MeterRegistry registry) {
        this.registry = registry;
        this.stage = new StageMetrics(registry);
        OpsOptions options = config.ops();
        StreamThreads threads =
                new StreamThreads(this::engineMetrics, StreamThreads::stacks, ELAPSED, options.stuckAfter());
        this.health = new AppHealth(this::state, restore, stage.registryWatch(), threads::isAnyStuck, options);
        List<String> stores = new ArrayList<>(SluiceTopology.STORES);
        stores.add(Names.SUBJECT_KEY_STORE);
        StreamsMeters.register(this::engineMetrics, ELAPSED, stores, config.sharesRocksMemory(), registry);
        flag("sluice.ready", "1 while records are processed: what /ready says", () -> health.notReady()
                .isEmpty());
        for (NotReady reason : NotReady.values()) {
            flag(
                    "sluice.not.ready",
                    "1 for the reason for which it is not ready",
                    () -> health.notReady().filter(reason::equals).isPresent(),
                    "reason",
                    reason.name());
        }
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            flag(
                    "sluice.streams.state",
                    "1 for the state that Kafka Streams is in",
                    () -> state() == state,
                    "state",
                    state.name());
        }
        Gauge.builder("sluice.restore.left", restore::left)
                .description("Records of the state that are to be restored before the instance goes on")
                .register(registry);
        Gauge.builder("sluice.standby.behind", restore::standbysBehind)
                .description("Records by which standbys on this instance are behind")
                .register(registry);
    }

    private void flag(String name, String meaning, BooleanSupplier is, String... tags) {
        Gauge.builder(name, () -> is.getAsBoolean() ? 1 : 0)
                .description(meaning)
                .tags(tags)
                .register(registry);
    }

    private KafkaStreams.State state() {
        KafkaStreams now = engine;
        return now == null ? KafkaStreams.State.CREATED : now.state();
    }

    /** From now on the meters and the health are those of an engine that is about to start. */
    void watch(KafkaStreams streams) {
        streams.setGlobalStateRestoreListener(restore);
        streams.setStandbyUpdateListener(restore);
        engine = streams;
    }

    MeterRegistry registry() {
        return registry;
    }

    StageMetrics stage() {
        return stage;
    }

    AppHealth health() {
        return health;
    }

    /** The metrics of the engine and its clients, none before there is one. */
    Map<MetricName, ? extends Metric> engineMetrics() {
        KafkaStreams now = engine;
        return now == null ? Map.of() : now.metrics();
    }
}
