package dev.sluice.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and controller in this process: one KRaft node on the loopback address, with the metadata version Kafka
 * 4.3 releases. Its data outlives it when the directory does; a directory used before is opened again, on the same ports or
 * others.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int ATTEMPTS = 3;
    private static final long SURRENDER_GRACE_MS = 2_000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final KafkaRaftServer server;
    private final BrokerThreads threads;
    private final DirectoryLock lock;
    private final int port;
    private final int controllerPort;
    private boolean closed;

    private EmbeddedBroker(
            KafkaRaftServer server, BrokerThreads threads, DirectoryLock lock, int port, int controllerPort) {
        this.server = server;
        this.threads = threads;
        this.lock = lock;
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /**
     * What a broker is started with.
     *
     * @param dataDirectory where logs are kept; created when missing
     * @param port the clients' port, 0 for any free one
     * @param controllerPort the controller's port, 0 for any free one
     * @param defaultPartitions partitions of a topic created without a number, at least 1
     * @param overrides broker settings that replace ours, by Kafka's names
     * @param startLimit how long a start may take
     */
    public record Options(
            Path dataDirectory,
            int port,
            int controllerPort,
            int defaultPartitions,
            Map<String, String> overrides,
            Duration startLimit) {
        /** Copies the overrides. */
        public Options {
            overrides = Map.copyOf(overrides);
        }

        /**
         * Free ports, 4 default partitions, 60 seconds.
         *
         * @param dataDirectory where logs are kept
         * @return the options
         */
        public static Options in(Path dataDirectory) {
            return new Options(dataDirectory, 0, 0, 4, Map.of(), Duration.ofSeconds(60));
        }

        /**
         * @param newPort the clients' port, 0 for any free one
         * @param newControllerPort the controller's port, 0 for any free one
         * @return these options with other ports
         */
        public Options withPorts(int newPort, int newControllerPort) {
            return new Options(dataDirectory, newPort, newControllerPort, defaultPartitions, overrides, startLimit);
        }

        /**
         * @param partitions partitions of a topic created without a number
         * @return these options with another default
         */
        public Options withDefaultPartitions(int partitions) {
            return new Options(dataDirectory, port, controllerPort, partitions, overrides, startLimit);
        }

        /**
         * @param settings broker settings that replace ours
         * @return these options with these overrides alone
         */
        public Options withOverrides(Map<String, String> settings) {
            return new Options(dataDirectory, port, controllerPort, defaultPartitions, settings, startLimit);
        }
    }

    /**
     * Starts a broker and waits until it serves clients.
     *
     * @param options what to start
     * @return the running broker
     * @throws StackException when it cannot run: port taken, disk full, directory unusable or in use, too slow
     */
    public static EmbeddedBroker start(Options options) {
        Path directory = DataDirectory.prepare(options.dataDirectory(), DataDirectory.SPACE_NEEDED);
        DirectoryLock lock = DirectoryLock.acquire(directory);
        boolean started = false;
        try {
            BrokerThreads.interceptExits();
            EmbeddedBroker broker = startLocked(options, directory, lock);
            started = true;
            return broker;
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    private static EmbeddedBroker startLocked(Options options, Path directory, DirectoryLock lock) {
        Path logs = directory.resolve("logs");
        BrokerStorage.formatUnlessDone(logs);
        RememberedPorts remembered = RememberedPorts.in(directory);
        for (int attempt = 1; ; attempt++) {
            boolean first = attempt == 1;
            int port = FreePorts.choose(options.port(), first ? remembered.get("broker") : 0, "the broker");
            int controllerPort = FreePorts.choose(
                    options.controllerPort(), first ? remembered.get("controller") : 0, "the broker's controller");
            try {
                EmbeddedBroker broker = startOn(port, controllerPort, options, logs, lock);
                remembered.put("broker", port);
                remembered.put("controller", controllerPort);
                return broker;
            } catch (BrokerFailure failure) {
                boolean anyPortDoes = options.port() == 0 && options.controllerPort() == 0;
                if (!(failure.isPortTaken() && anyPortDoes && attempt < ATTEMPTS)) {
                    throw failure.explain(directory, FreePorts.isFree(port) ? controllerPort : port);
                }
                LOG.debug("A free port was lost before the broker could bind it; trying others");
            }
        }
    }

    private static EmbeddedBroker startOn(
            int port, int controllerPort, Options options, Path logs, DirectoryLock lock) {
        Properties settings = BrokerSettings.of(port, controllerPort, logs, options);
        BrokerThreads threads = new BrokerThreads("broker-" + port);
        CompletableFuture<KafkaRaftServer> made = new CompletableFuture<>();
        CompletableFuture<KafkaRaftServer> ready = new CompletableFuture<>();
        Runnable start = () -> {
            try {
                KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
                made.complete(server);
                server.startup();
                ready.complete(server);
            } catch (Throwable e) {
                ready.completeExceptionally(e);
            }
        };
        threads.run(start, "broker-start");
        // The start itself usually fails a moment after the surrender, and knows the reason; it is given that moment.
        threads.surrender()
                .thenAcceptAsync(
                        words -> ready.completeExceptionally(new BrokerSurrender(words)),
                        CompletableFuture.delayedExecutor(SURRENDER_GRACE_MS, TimeUnit.MILLISECONDS));
        try {
            KafkaRaftServer server = ready.get(options.startLimit().toMillis(), TimeUnit.MILLISECONDS);
            return new EmbeddedBroker(server, threads, lock, port, controllerPort);
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            made.thenAccept(server -> shutDown(server, threads));
            throw new BrokerFailure(e instanceof TimeoutException ? e : e.getCause(), options.startLimit());
        } catch (InterruptedException e) {
            made.thenAccept(server -> shutDown(server, threads));
            Thread.currentThread().interrupt();
            throw new StackException("The start of the broker was interrupted.", e);
        }
    }

    /**
     * Where clients connect.
     *
     * @return host and port, the value for {@code bootstrap.servers}
     */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /**
     * @return the clients' port
     */
    public int port() {
        return port;
    }

    /**
     * @return the controller's port
     */
    public int controllerPort() {
        return controllerPort;
    }

    /**
     * Asks to be told when the broker gives up by itself later on, for instance because its disk is full. At once when it
     * already has.
     *
     * @param listener gets a sentence for the person; called on a thread of the broker
     */
    public void onFailure(Consumer<String> listener) {
        threads.surrender()
                .thenAccept(words -> listener.accept(
                        DataDirectory.lacksSpace(lock.directory())
                                ? DataDirectory.full(lock.directory(), 0, DataDirectory.SPACE_NEEDED, null)
                                        .getMessage()
                                : "The embedded broker stopped by itself (" + words + "); its log has the reason."));
    }

    /** Stops the broker and gives its directory back; data stays. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            shutDown(server, threads);
        } finally {
            lock.close();
        }
    }

    private static void shutDown(KafkaRaftServer server, BrokerThreads threads) {
        CompletableFuture<Optional<Throwable>> done = new CompletableFuture<>();
        Runnable stop = () -> {
            try {
                server.shutdown();
                done.complete(Optional.empty());
            } catch (Throwable e) {
                done.complete(Optional.of(e));
            }
        };
        threads.run(stop, "broker-stop");
        try {
            done.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .ifPresent(problem -> LOG.warn("The embedded broker did not stop cleanly: {}", problem.toString()));
        } catch (TimeoutException e) {
            LOG.warn(
                    "The embedded broker did not stop within {} s; its threads are left to end with the process",
                    STOP_LIMIT.toSeconds());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
