package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * Several Kafka brokers, each a process of its own on the loopback address, and a schema registry: what a cluster does when
 * one of its brokers is away can be seen on one machine. Everything ends with this process, however it ends.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final long LOOK_MS = 200;

    private final StackDirectory directory;
    private final List<BrokerProcess> brokers;
    private final List<Integer> ports;
    private final ApicurioRegistry registry;
    private final Thread hook = new Thread(this::closeAll, "cluster-close");
    private boolean closed;

    private EmbeddedCluster(
            StackDirectory directory, List<BrokerProcess> brokers, List<Integer> ports, ApicurioRegistry registry) {
        this.directory = directory;
        this.brokers = brokers;
        this.ports = ports;
        this.registry = registry;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a cluster and waits until all brokers are in it.
     *
     * @param data the directory to keep everything in; empty for a temporary one that is removed on close
     * @param count how many brokers, 1 to 9
     * @return the running cluster
     * @throws StackException when a part cannot run; nothing is left running then
     */
    public static EmbeddedCluster start(Optional<Path> data, int count) {
        if (count < 1 || count > 9) {
            throw new StackException("A cluster has 1 to 9 brokers here, not " + count + ".");
        }
        StackDirectory directory = StackDirectory.open(data);
        List<BrokerProcess> brokers = new ArrayList<>();
        try {
            List<Integer> ports = ports(directory.path(), count);
            String clusterId = clusterId(directory.path());
            for (int node = 1; node <= count; node++) {
                Path own = directory.path().resolve("broker-" + node);
                BrokerProcess broker = new BrokerProcess(
                        node,
                        own,
                        BrokerSettings.ofCluster(
                                node, ports.subList(0, count), ports.subList(count, 2 * count), own.resolve("logs")),
                        clusterId);
                brokers.add(broker);
                broker.start();
            }
            ApicurioRegistry registry = ApicurioRegistry.start(
                    ApicurioRegistry.Options.in(directory.path().resolve("registry")));
            EmbeddedCluster cluster =
                    new EmbeddedCluster(directory, List.copyOf(brokers), ports.subList(0, count), registry);
            try {
                cluster.awaitAll();
            } catch (StackException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        } catch (StackException e) {
            brokers.forEach(BrokerProcess::kill);
            directory.close();
            throw e;
        }
    }

    /** The clients' ports and then the controllers', those of the last time where they are free. */
    private static List<Integer> ports(Path directory, int count) {
        RememberedPorts remembered = RememberedPorts.in(directory);
        List<Integer> fresh = FreePorts.distinct(2 * count);
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 2 * count; i++) {
            int last = remembered.get("node-" + i);
            int port = FreePorts.isFree(last) && !ports.contains(last) ? last : fresh.get(i);
            remembered.put("node-" + i, port);
            ports.add(port);
        }
        return ports;
    }

    /** Said once and for all, because each broker has it in its data. */
    private static String clusterId(Path directory) {
        Path file = directory.resolve("cluster.id");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, Uuid.randomUuid().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw DataDirectory.explain(directory, e);
        }
    }

    /**
     * Waits until all brokers that run are in the cluster.
     *
     * @throws StackException if they are not within 90 seconds, or one ended by itself
     */
    public void awaitAll() {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        long running = brokers.stream().filter(BrokerProcess::isAlive).count();
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                4_000);
        try (Admin admin = Admin.create(settings)) {
            while (nodes(admin) < running) {
                for (BrokerProcess broker : brokers) {
                    if (running == brokers.size() && !broker.isAlive()) {
                        throw broker.failure();
                    }
                }
                if (System.nanoTime() > giveUp) {
                    throw new StackException("The brokers did not find each other within " + START_LIMIT.toSeconds()
                            + " s; their logs are in " + directory.path() + ".");
                }
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("The start of the cluster was interrupted.", e);
        }
    }

    private static int nodes(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
        } catch (ExecutionException | TimeoutException e) {
            // Not yet: whoever waits looks again, and gives up after a while.
            return 0;
        }
    }

    /**
     * @return the value for {@code bootstrap.servers}, all brokers
     */
    public String bootstrapServers() {
        return ports.stream()
                .sorted(Comparator.naturalOrder())
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(","));
    }

    /**
     * @return the value for {@code schema.registry.url}
     */
    public String registryUrl() {
        return registry.url();
    }

    /**
     * @return where everything is kept, an absolute path
     */
    public Path dataDirectory() {
        return directory.path();
    }

    /**
     * @return the ids of the brokers, from 1 on
     */
    public List<Integer> nodes() {
        return IntStream.rangeClosed(1, brokers.size()).boxed().toList();
    }

    /**
     * Stops one broker in order; the cluster goes on if enough are left.
     *
     * @param node its id
     */
    public void stop(int node) {
        broker(node).stop();
    }

    /**
     * Kills one broker.
     *
     * @param node its id
     */
    public void kill(int node) {
        broker(node).kill();
    }

    /**
     * Starts a broker again that was stopped or killed.
     *
     * @param node its id
     */
    public void restart(int node) {
        broker(node).start();
    }

    private BrokerProcess broker(int node) {
        return brokers.get(node - 1);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook does what follows.
            return;
        }
        closeAll();
    }

    private synchronized void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        // All at once: one that waits for a majority that is gone would take its time.
        List<Thread> stops = brokers.stream()
                .map(broker -> new Thread(broker::stop, "broker-stop-" + broker.node()))
                .toList();
        stops.forEach(Thread::start);
        registry.close();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        directory.close();
    }
}
