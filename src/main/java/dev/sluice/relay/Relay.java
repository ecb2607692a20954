package dev.sluice.relay;

import dev.sluice.ops.Answer;
import dev.sluice.ops.EndpointOptions;
import dev.sluice.ops.OpsMeters;
import dev.sluice.ops.OpsServer;
import dev.sluice.ops.Probes;
import dev.sluice.registry.Backoff;
import dev.sluice.text.KafkaRefusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay against a cluster and a target: checks the topics, starts, and stops in order. */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LANE_END = Duration.ofSeconds(5);
    private static final long STUCK_MS = 120_000;

    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> laneThreads = new ArrayList<>();
    private final ScheduledExecutorService watchdog;
    private final Producer<byte[], byte[]> producer;
    private final RelayLoop loop;
    private final Thread loopThread;
    private final OpsServer health;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Relay(RelayConfig config, OpsMeters meters, InstantSource wall, LongSupplier clock) {
        watchdog = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "relay-watchdog"));
        Consumer<byte[], byte[]> consumer = null;
        Producer<byte[], byte[]> parked = null;
        OpsServer endpoint = null;
        try {
            // Made first: what is wrong with the target's settings is said before anything is started.
            Targets targets = new Targets(config, watchdog, wall, clock);
            Encoder encoder = targets.encoder();
            List<Target> made = new ArrayList<>();
            for (int i = 0; i < config.integer(RelayKeys.LANES); i++) {
                made.add(targets.make());
            }
            consumer = new KafkaConsumer<>(config.consumer());
            requireTopics(consumer, config);
            parked = new KafkaProducer<>(config.producer());
            String name = config.string(RelayKeys.NAME);
            RelayMetrics metrics = new RelayMetrics(meters.registry(), name, this::bufferedBytes, this::lanesWell);
            Parking parking = new ParkedTopic(parked, config.parkedTopic(), name);
            Owner owner = new Owner();
            for (Target target : made) {
                lanes.add(new Lane(
                        "Lane " + lanes.size() + " to " + config.target().key(),
                        encoder,
                        target,
                        parking,
                        laneSettings(config, targets),
                        metrics,
                        owner,
                        clock));
            }
            loop = new RelayLoop(
                    consumer,
                    lanes,
                    new RelayLoop.Settings(
                            config.topics(),
                            config.number(RelayKeys.BUFFER_BYTES),
                            config.duration(RelayKeys.COMMIT_INTERVAL),
                            config.duration(RelayKeys.DRAIN_TIMEOUT)),
                    metrics,
                    wall,
                    clock);
            EndpointOptions options = config.health();
            endpoint = options.isOn() ? OpsServer.start(options, new OwnProbes(clock), meters::text) : null;
        } catch (RuntimeException e) {
            if (consumer != null) {
                consumer.close();
            }
            if (parked != null) {
                parked.close(Duration.ZERO);
            }
            watchdog.shutdownNow();
            throw e;
        }
        producer = parked;
        health = endpoint;
        loopThread = new Thread(this::runLoop, "relay-loop");
        lanes.forEach(lane -> laneThreads.add(daemon(lane, "relay-lane-" + laneThreads.size())));
    }

    /**
     * Checks the topics and starts.
     *
     * @param config the configuration
     * @param meters takes the metrics, and gives the endpoint what it tells of them
     * @return the running relay
     * @throws RelayException if a topic is missing or the brokers can't be reached; says what to do
     * @throws org.apache.kafka.common.config.ConfigException if the settings of the target can't be used
     */
    public static Relay start(RelayConfig config, OpsMeters meters) {
        Relay relay = new Relay(
                config, meters, InstantSource.system(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        relay.laneThreads.forEach(Thread::start);
        relay.loopThread.start();
        LOG.info("{} runs, health on port {}", config, relay.healthPort());
        return relay;
    }

    private static Lane.Settings laneSettings(RelayConfig config, Targets targets) {
        return new Lane.Settings(
                targets.limits(),
                new Backoff(
                        config.duration(RelayKeys.RETRY_FIRST),
                        config.duration(RelayKeys.RETRY_MAX),
                        () -> ThreadLocalRandom.current().nextDouble()),
                config.duration(RelayKeys.RETRY_AFTER_MAX),
                config.integer(RelayKeys.PARKED_STOP));
    }

    private static void requireTopics(Consumer<byte[], byte[]> consumer, RelayConfig config) {
        List<String> needed = new ArrayList<>(config.topics());
        needed.add(config.parkedTopic());
        for (String topic : needed) {
            boolean missing;
            try {
                missing = consumer.partitionsFor(topic, PATIENCE).isEmpty();
            } catch (KafkaException e) {
                throw new RelayException(
                        "The topic " + topic + " can't be looked at. "
                                + KafkaRefusal.explain(e).orElse(e.getMessage() + "; check bootstrap.servers."),
                        1,
                        e);
            }
            if (missing) {
                throw new RelayException(
                        "There is no topic " + topic
                                + ", or the relay may not see it; make it with: sluice topics create.",
                        1,
                        null);
            }
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void runLoop() {
        try {
            loop.run();
        } finally {
            endLanes();
            producer.close(LANE_END);
            if (health != null) {
                health.close();
            }
            watchdog.shutdownNow();
            ended.countDown();
        }
    }

    private void endLanes() {
        lanes.forEach(Lane::stop);
        laneThreads.forEach(Thread::interrupt);
        try {
            for (Thread thread : laneThreads) {
                thread.join(LANE_END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Number bufferedBytes() {
        return lanes.stream().mapToLong(Lane::bytes).sum();
    }

    private boolean lanesWell() {
        return lanes.stream().allMatch(Lane::well);
    }

    /**
     * The port of the health endpoint.
     *
     * @return the port, -1 if there is none
     */
    public int healthPort() {
        return health == null ? -1 : health.port();
    }

    /**
     * Waits until the relay ends by itself or is closed.
     *
     * @return why it ended by itself, null if it was closed
     * @throws InterruptedException if the thread is interrupted
     */
    public RelayException awaitEnd() throws InterruptedException {
        ended.await();
        return loop.failure();
    }

    /** Stops reading, waits a while for what is on its way, commits what was delivered. */
    @Override
    public void close() {
        loop.close();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Knows for all lanes whether the configuration works. */
    private final class Owner implements LaneOwner {
        private final AtomicBoolean proven = new AtomicBoolean();

        @Override
        public void proven() {
            proven.set(true);
        }

        @Override
        public boolean isProven() {
            return proven.get();
        }

        @Override
        public void fail(RelayException failure) {
            loop.fail(failure);
        }
    }

    /** Live while threads go round, ready while the group has it and the target takes records. */
    private final class OwnProbes implements Probes {
        private final LongSupplier clock;
        private volatile boolean started;

        OwnProbes(LongSupplier clock) {
            this.clock = clock;
        }

        @Override
        public Answer live() {
            boolean live = clock.getAsLong() - loop.tickedAt() < STUCK_MS
                    && laneThreads.stream().allMatch(Thread::isAlive);
            return live ? Answer.YES : Answer.NO;
        }

        @Override
        public Answer ready() {
            return started().yes() && loop.joined() && lanesWell() ? Answer.YES : Answer.NO;
        }

        @Override
        public Answer started() {
            started |= loop.joined();
            return started ? Answer.YES : Answer.NO;
        }
    }
}
