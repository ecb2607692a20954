package dev.sluice.torture.rig;

import dev.sluice.embedded.BrokerNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Brokers and controllers as processes: three replicas, of which two have to have what is acknowledged. */
public final class Brokers implements AutoCloseable {
    /** How many there are. */
    public static final int COUNT = 3;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final Path directory;
    private final Network network;
    private final int instances;
    private final Map<String, String> further;
    private final List<Integer> driverPorts;
    private final List<Integer> controllerPorts;
    private final String clusterId = Uuid.randomUuid().toString();
    private final Child[] children = new Child[COUNT];

    Brokers(Path directory, Network network, int instances, Map<String, String> further) {
        this.further = Map.copyOf(further);
        this.directory = directory;
        this.network = network;
        this.instances = instances;
        List<Integer> ports = Ports.free(2 * COUNT);
        this.driverPorts = ports.subList(0, COUNT);
        this.controllerPorts = ports.subList(COUNT, 2 * COUNT);
    }

    /**
     * Where the driver finds them, over wires that nobody disturbs.
     *
     * @return the value for {@code bootstrap.servers}
     */
    public String bootstrapServers() {
        return driverPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /**
     * All brokers.
     *
     * @return their ids
     */
    public static List<Integer> all() {
        return IntStream.rangeClosed(1, COUNT).boxed().toList();
    }

    /**
     * Starts a broker that does not run.
     *
     * @param broker its id
     * @return its process
     */
    public synchronized long start(int broker) {
        if (!isAlive(broker)) {
            Path own = directory.resolve("broker-" + broker);
            Path file = own.resolve("server.properties");
            try {
                Files.createDirectories(own);
                try (var writer = Files.newBufferedWriter(file)) {
                    settings(broker, logs(broker)).store(writer, null);
                }
            } catch (IOException e) {
                throw new RigException("The settings of broker " + broker + " can't be written: " + e.getMessage(), e);
            }
            children[broker - 1] = Child.start(
                    own,
                    "broker",
                    Child.classPath(),
                    List.of("-Xmx384m"),
                    Map.of(),
                    BrokerNode.class.getName(),
                    List.of(file.toString(), clusterId));
        }
        return children[broker - 1].pid();
    }

    private Properties settings(int broker, Path logs) {
        Properties settings = new Properties();
        List<String> listeners = new ArrayList<>();
        List<String> advertised = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("CONTROLLER", "INTERNAL", "DRIVER"));
        listeners.add(at("CONTROLLER", controllerPorts.get(broker - 1)));
        listeners.add(at("INTERNAL", network.internalListener(broker)));
        advertised.add(at("INTERNAL", network.internalAdvertised(broker)));
        listeners.add(at("DRIVER", driverPorts.get(broker - 1)));
        advertised.add(at("DRIVER", driverPorts.get(broker - 1)));
        for (int instance = 1; instance <= instances; instance++) {
            names.add("APP" + instance);
            listeners.add(at("APP" + instance, network.listener(instance, broker)));
            advertised.add(at("APP" + instance, network.advertised(instance, broker)));
        }
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(broker));
        settings.setProperty(
                "controller.quorum.voters",
                all().stream()
                        .map(id -> id + "@127.0.0.1:" + controllerPorts.get(id - 1))
                        .collect(Collectors.joining(",")));
        settings.setProperty("listeners", String.join(",", listeners));
        settings.setProperty("advertised.listeners", String.join(",", advertised));
        settings.setProperty(
                "listener.security.protocol.map",
                names.stream().map(name -> name + ":PLAINTEXT").collect(Collectors.joining(",")));
        settings.setProperty("inter.broker.listener.name", "INTERNAL");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("log.dirs", logs.toString());
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(topic + ".replication.factor", "3");
            settings.setProperty(topic + ".num.partitions", "3");
        }
        settings.setProperty("transaction.state.log.min.isr", "2");
        settings.setProperty("share.coordinator.state.topic.min.isr", "2");
        settings.setProperty("default.replication.factor", "3");
        settings.setProperty("min.insync.replicas", "2");
        settings.setProperty("unclean.leader.election.enable", "false");
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("group.initial.rebalance.delay.ms", "500");
        settings.setProperty("log.retention.ms", "-1");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        settings.setProperty("log.index.size.max.bytes", "1048576");
        // As docs/reliability.md recommends: a transaction of who was killed is over a second after its time, not up to
        // ten.
        settings.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // Each listener has threads of its own.
        settings.setProperty("num.network.threads", "1");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("background.threads", "2");
        further.forEach(settings::setProperty);
        return settings;
    }

    private static String at(String listener, int port) {
        return listener + "://127.0.0.1:" + port;
    }

    /**
     * Where a broker keeps its partitions.
     *
     * @param broker its id
     * @return the directory
     */
    public Path logs(int broker) {
        return directory.resolve("broker-" + broker).resolve("logs");
    }

    /**
     * Whether the process of a broker is there.
     *
     * @param broker its id
     * @return false if it was never started or has ended
     */
    public synchronized boolean isAlive(int broker) {
        return children[broker - 1] != null && children[broker - 1].isAlive();
    }

    /**
     * The process of a broker.
     *
     * @param broker its id
     * @return its process id
     */
    public synchronized long pid(int broker) {
        return children[broker - 1].pid();
    }

    /**
     * Kills a broker as a power cut would.
     *
     * @param broker its id
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized void kill(int broker) throws InterruptedException {
        children[broker - 1].kill();
    }

    /**
     * Stops a broker in order.
     *
     * @param broker its id
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized void stop(int broker) throws InterruptedException {
        children[broker - 1].stop(STOP_LIMIT);
    }

    /** Starts all that do not run. */
    public void startAll() {
        all().forEach(this::start);
    }

    /**
     * Waits until all brokers are in the cluster.
     *
     * @param admin asks them
     * @throws InterruptedException if the thread is interrupted
     * @throws RigException if they are not within two minutes
     */
    public void awaitAll(Admin admin) throws InterruptedException {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (nodes(admin) < COUNT) {
            for (int broker : all()) {
                if (!isAlive(broker)) {
                    throw new RigException("Broker " + broker + " ended by itself.\n" + children[broker - 1].tail());
                }
            }
            if (System.nanoTime() > giveUp) {
                throw new RigException("The brokers did not find each other within " + START_LIMIT.toSeconds()
                        + " s; their logs are in " + directory + ".");
            }
            Thread.sleep(200);
        }
    }

    private static int nodes(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
        } catch (ExecutionException | TimeoutException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        for (Child child : children) {
            if (child != null && child.isAlive()) {
                try {
                    child.kill();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
