package dev.sluice.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** The main class of one broker of a cluster, in a process of its own. */
public final class BrokerNode {
    private BrokerNode() {}

    /**
     * Runs until the process is told to end.
     *
     * @param args a file with the broker's settings, and the id of the cluster
     * @throws IOException if the file can't be read
     */
    public static void main(String[] args) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.UTF_8)) {
            settings.load(reader);
        }
        BrokerStorage.formatUnlessDone(
                Path.of(settings.getProperty("log.dirs")), Integer.parseInt(settings.getProperty("node.id")), args[1]);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        server.startup();
        server.awaitShutdown();
    }
}
