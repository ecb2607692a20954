package dev.sluice.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of brokers on one machine: no group to wait for, little memory; of one that is alone, no replica either. */
final class BrokerSettings {
    /** The id of a node that is alone. It is written into the data, so it never changes. */
    static final int NODE_ID = 1;

    private BrokerSettings() {}

    static Properties of(int port, int controllerPort, Path logs, EmbeddedBroker.Options options) {
        Properties settings = new Properties();
        node(settings, NODE_ID, NODE_ID + "@127.0.0.1:" + controllerPort, port, controllerPort, logs);
        singleReplica(settings);
        quick(settings);
        small(settings);
        settings.setProperty("num.partitions", Integer.toString(options.defaultPartitions()));
        // A topic that the catalogue does not know is a mistake that must show.
        settings.setProperty("auto.create.topics.enable", "false");
        options.overrides().forEach(settings::setProperty);
        return settings;
    }

    /**
     * One node of several.
     *
     * @param node its id, from 1 on
     * @param ports the clients' ports of all nodes, by id
     * @param controllerPorts the controllers' ports of all nodes, by id
     * @param logs where its logs are kept
     * @return its settings
     */
    static Properties ofCluster(int node, List<Integer> ports, List<Integer> controllerPorts, Path logs) {
        Properties settings = new Properties();
        String voters = IntStream.rangeClosed(1, ports.size())
                .mapToObj(id -> id + "@127.0.0.1:" + controllerPorts.get(id - 1))
                .collect(Collectors.joining(","));
        node(settings, node, voters, ports.get(node - 1), controllerPorts.get(node - 1), logs);
        replicated(settings, ports.size());
        quick(settings);
        small(settings);
        settings.setProperty("auto.create.topics.enable", "false");
        return settings;
    }

    private static void replicated(Properties settings, int brokers) {
        String replicas = Integer.toString(Math.min(3, brokers));
        String inSync = Integer.toString(Math.min(2, brokers));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(topic + ".replication.factor", replicas);
            settings.setProperty(topic + ".num.partitions", "3");
        }
        settings.setProperty("transaction.state.log.min.isr", inSync);
        settings.setProperty("share.coordinator.state.topic.min.isr", inSync);
        settings.setProperty("default.replication.factor", replicas);
        settings.setProperty("min.insync.replicas", inSync);
    }

    private static void node(Properties settings, int node, String voters, int port, int controllerPort, Path logs) {
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(node));
        // The voters are named here and not in the data, so the next start may use other ports.
        settings.setProperty("controller.quorum.voters", voters);
        settings.setProperty("listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "CLIENT://127.0.0.1:" + port);
        settings.setProperty("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "CLIENT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("log.dirs", logs.toString());
    }

    private static void singleReplica(Properties settings) {
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("min.insync.replicas", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "1");
        // Readers of committed records wait for the transactions of a process that was killed: not longer than they
        // last.
        settings.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void quick(Properties settings) {
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("group.streams.min.heartbeat.interval.ms", "200");
        settings.setProperty("group.streams.heartbeat.interval.ms", "500");
        settings.setProperty("group.streams.assignment.interval.ms", "0");
        settings.setProperty("group.streams.initial.rebalance.delay.ms", "0");
    }

    private static void small(Properties settings) {
        // The default buffer takes 128 MiB of heap for keys we do not have.
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        // Two index files are laid out at full size per partition; 1 MiB still covers a 512 MiB segment.
        settings.setProperty("log.index.size.max.bytes", "1048576");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("background.threads", "2");
    }
}
