package dev.sluice.app;

import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Format;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.Renderers;
import dev.sluice.stream.Codecs;
import dev.sluice.stream.InputLag;
import dev.sluice.stream.Names;
import dev.sluice.stream.RegistryPatience;
import dev.sluice.stream.RenderFlow;
import dev.sluice.stream.SluiceTopology;
import dev.sluice.stream.StageMetrics;
import dev.sluice.stream.StageOptions;
import dev.sluice.subjects.ContractSubject;
import dev.sluice.subjects.ContractSubjects;
import dev.sluice.topics.Deviation;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream application against a cluster: checks the topics, starts, and stops in order. */
public final class SluiceApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SluiceApp.class);

    private final KafkaStreams streams;
    private final SchemaRegistryClient registry;
    private final ThreadBudget budget;
    private final InputLag lag;
    private final AppHealth health;
    private final RocksMemory memory;
    private final Duration closeTimeout;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch running = new CountDownLatch(1);

    private SluiceApp(
            KafkaStreams streams,
            SchemaRegistryClient registry,
            ThreadBudget budget,
            InputLag lag,
            AppHealth health,
            RocksMemory memory,
            Duration closeTimeout) {
        this.streams = streams;
        this.registry = registry;
        this.budget = budget;
        this.lag = lag;
        this.health = health;
        this.memory = memory;
        this.closeTimeout = closeTimeout;
    }

    /**
     * Checks the cluster and starts.
     *
     * @param config the configuration
     * @param meters takes the metrics
     * @return the running application
     * @throws IllegalStateException if the topics are not as the stage needs them; the message says what to do
     */
    public static SluiceApp start(AppConfig config, MeterRegistry meters) {
        return start(config, meters, TopicOverrides.NONE);
    }

    /**
     * Checks the cluster and starts, where topics were made on purpose other than the catalogue says.
     *
     * @param config the configuration
     * @param meters takes the metrics
     * @param overrides what the topics were made with
     * @return the running application
     * @throws IllegalStateException if the topics are not as the stage needs them; the message says what to do
     */
    public static SluiceApp start(AppConfig config, MeterRegistry meters, TopicOverrides overrides) {
        return start(config, new AppGauges(config, meters), overrides);
    }

    /** The same, where somebody already asks how it is. */
    static SluiceApp start(AppConfig config, AppGauges gauges, TopicOverrides overrides) {
        Cluster cluster = checked(config, overrides);
        int partitions = cluster.partitions();
        SchemaRegistryConfig registryConfig = config.registry();
        SchemaRegistryClient registry = SchemaRegistryClients.create(registryConfig);
        checkRegistry(config, registry, registryConfig);
        ConsumerLag lag = new ConsumerLag(
                gauges::engineMetrics,
                SluiceTopology.INPUTS.stream()
                        .map(input -> config.topicPrefix() + input)
                        .toList(),
                AppGauges.ELAPSED);
        StageOptions options = new StageOptions(
                config.applicationId(),
                config.topicPrefix(),
                partitions,
                true,
                StageOptions.DEFAULT_TIMER_BATCH,
                StageOptions.DEFAULT_EVALUATION_BATCH,
                lag,
                config.cacheBytes(),
                config.checkpoints(),
                config.masterKeys(),
                config.encryptionCacheBytes(),
                System::nanoTime);
        SluiceTopology topology = topology(config, options, new Codecs(registry, registryConfig), gauges.stage());
        RocksMemory memory = new RocksMemory(config.rocksDbBytes());
        KafkaStreams streams =
                new KafkaStreams(topology.build(), memory.sharedBy(config.streams(cluster.durability())));
        ThreadBudget budget = new ThreadBudget(
                config.threadLimit(), config.threadWindow(), InstantSource.system(), gauges.registry());
        SluiceApp app = new SluiceApp(streams, registry, budget, lag, gauges.health(), memory, config.closeTimeout());
        streams.setUncaughtExceptionHandler(budget);
        streams.setStateListener(app::stateChanged);
        gauges.watch(streams);
        try {
            streams.start();
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
        return app;
    }

    private static SluiceTopology topology(
            AppConfig config, StageOptions options, Codecs codecs, StageMetrics metrics) {
        SluiceTopology governed = new SluiceTopology(
                options, codecs, new PublishedPolicies(), metrics, config.registryPatience(), InstantSource.system());
        Set<Format> formats = config.formats();
        if (formats.isEmpty()) {
            return governed;
        }
        return governed.with(new RenderFlow(
                options,
                codecs,
                formats,
                new Renderers(config.renderOptions(), Meanings.load()),
                metrics,
                new RegistryPatience(config.registryPatience(), InstantSource.system(), metrics.registryWatch()),
                InstantSource.system()));
    }

    private static void checkRegistry(
            AppConfig config, SchemaRegistryClient registry, SchemaRegistryConfig registryConfig) {
        List<ContractSubject> written =
                ContractSubjects.of(TopicCatalogue.load(), config.topicPrefix(), registryConfig).stream()
                        .filter(subject -> SluiceTopology.OUTPUTS.contains(subject.topic()))
                        .toList();
        try {
            RegistryCheck.run(registry, registryConfig, written);
        } catch (IllegalStateException e) {
            registry.close();
            throw e;
        }
    }

    /** What is there: the state is kept in topics of its own, which have to survive what those that it comes from do. */
    private record Cluster(int partitions, TopicAdmin.Durability durability) {}

    private static Cluster checked(AppConfig config, TopicOverrides overrides) {
        try (Admin admin = Admin.create(config.admin())) {
            // First, because whoever may not read a topic may not look at it either, and would be told that only.
            RightsCheck.run(config, admin);
            TopicAdmin topics = new TopicAdmin(admin, TopicCatalogue.load());
            List<Deviation> deviations = topics.check(config.topicPrefix(), overrides);
            List<Deviation> fatal = TopicAdmin.fatal(deviations);
            if (!fatal.isEmpty()) {
                throw new IllegalStateException(
                        fatal.stream().map(Deviation::toString).collect(Collectors.joining(System.lineSeparator())));
            }
            if (!deviations.isEmpty()) {
                LOG.warn(
                        "{} topic settings are not as the catalogue says, the first: {} All: sluice topics check",
                        deviations.size(),
                        deviations.get(0));
            }
            return new Cluster(
                    topics.partitionCount(config.topicPrefix()).orElseThrow(),
                    topics.durability(config.topicPrefix() + Names.EXCHANGE).orElseThrow());
        }
    }

    private void stateChanged(KafkaStreams.State now, KafkaStreams.State before) {
        LOG.info("The stream application is {} (was {})", now, before);
        if (now == KafkaStreams.State.RUNNING) {
            health.running();
            running.countDown();
        }
        if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            ended.countDown();
            running.countDown();
        }
    }

    /**
     * Waits until the application processes records. That partitions are given out anew since does not matter.
     *
     * @param timeout how long to wait
     * @return true if it ran within that time and does not end
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS)
                && streams.state().isRunningOrRebalancing();
    }

    /**
     * Waits until the application ends by itself or is closed.
     *
     * @return the failure that ended it, or null
     * @throws InterruptedException if the thread is interrupted
     */
    public Throwable awaitEnd() throws InterruptedException {
        ended.await();
        if (streams.state() != KafkaStreams.State.ERROR) {
            return null;
        }
        Throwable last = budget.last();
        return last != null
                ? last
                : new IllegalStateException(
                        "Kafka Streams ended by itself, as when another instance asks all to stop.");
    }

    /**
     * The engine.
     *
     * @return Kafka Streams, for metrics and state
     */
    public KafkaStreams streams() {
        return streams;
    }

    /**
     * How far this instance's input is behind. Zero needs a second look: whoever has not asked for ten seconds asks again
     * a second later.
     *
     * @return the lag that its timers go by; unknown, which is positive, for partitions that it does not have
     */
    public InputLag inputLag() {
        return lag;
    }

    @Override
    public void close() {
        close(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    /** Stops and leaves the group, so that nobody waits for this instance. */
    public void closeAndLeave() {
        close(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    }

    private void close(CloseOptions.GroupMembershipOperation membership) {
        health.stopping();
        boolean closed = streams.close(CloseOptions.timeout(closeTimeout).withGroupMembershipOperation(membership));
        if (closed) {
            memory.close();
        } else {
            LOG.warn(
                    "The stream application did not stop within {}; its state is restored at the next start",
                    closeTimeout);
        }
        registry.close();
    }
}
