package dev.sluice.embedded;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a broker that is alone: no replica to wait for, no group to wait for, little memory. */
final class BrokerSettings {
    /** The only node's id. It is written into the data, so it never changes. */
    static final int NODE_ID = 1;

    private BrokerSettings() {}

    static Properties of(int port, int controllerPort, Path logs, EmbeddedBroker.Options options) {
        Properties settings = new Properties();
        node(settings, port, controllerPort, logs);
        singleReplica(settings);
        quick(settings);
        small(settings);
        settings.setProperty("num.partitions", Integer.toString(options.defaultPartitions()));
        // A topic that the catalogue does not know is a mistake that must show.
        settings.setProperty("auto.create.topics.enable", "false");
        options.overrides().forEach(settings::setProperty);
        return settings;
    }

    private static void node(Properties settings, int port, int controllerPort, Path logs) {
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(NODE_ID));
        // The voters are named here and not in the data, so the next start may use other ports.
        settings.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
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
