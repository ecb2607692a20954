package dev.sluice.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.metadata.storage.FormatterException;
import org.apache.kafka.server.common.MetadataVersion;

/** Makes a directory into a broker's log directory, once. */
final class BrokerStorage {
    private BrokerStorage() {}

    /**
     * Formats the directory with a fresh cluster id, or leaves one alone that already has been.
     *
     * @param logs the log directory, created when missing
     * @throws StackException when it cannot be written
     */
    static void formatUnlessDone(Path logs) {
        formatUnlessDone(logs, BrokerSettings.NODE_ID, Uuid.randomUuid().toString());
    }

    /**
     * The same for one node of several.
     *
     * @param logs the log directory, created when missing
     * @param node the node's id
     * @param clusterId the id that all nodes of the cluster share
     * @throws StackException when it cannot be written
     */
    static void formatUnlessDone(Path logs, int node, String clusterId) {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(node)
                    .setClusterId(clusterId)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .run();
        } catch (FormatterException e) {
            throw new StackException(
                    "The data directory " + logs + " holds something that is no broker data of ours (" + e.getMessage()
                            + "); choose an empty directory.",
                    e);
        } catch (Exception e) {
            throw DataDirectory.explain(logs, e);
        }
    }
}
