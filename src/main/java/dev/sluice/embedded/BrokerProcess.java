package dev.sluice.embedded;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** One broker of a cluster as a child process, which can be stopped, killed and started again. */
final class BrokerProcess {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final int node;
    private final Path directory;
    private final Properties settings;
    private final String clusterId;
    private Process process;

    /**
     * A broker that does not run yet.
     *
     * @param node its id
     * @param directory where its settings, its log and its data are
     * @param settings its settings
     * @param clusterId the id that all nodes share
     */
    BrokerProcess(int node, Path directory, Properties settings, String clusterId) {
        this.node = node;
        this.directory = directory;
        this.settings = settings;
        this.clusterId = clusterId;
    }

    int node() {
        return node;
    }

    synchronized void start() {
        if (isAlive()) {
            return;
        }
        Path file = directory.resolve("server.properties");
        Path log = directory.resolve("server.log");
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                settings.store(writer, null);
            }
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx384m",
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ChildGuard.class.getName(),
                            directory.resolve("process.lock").toString(),
                            BrokerNode.class.getName(),
                            file.toString(),
                            clusterId))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw DataDirectory.explain(directory, e);
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Tells the broker to end, and waits until it has. */
    synchronized void stop() {
        if (process != null) {
            process.destroy();
            if (!ended()) {
                kill();
            }
        }
    }

    /** Ends the process as a power cut would, as far as it can tell. */
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            ended();
        }
    }

    private boolean ended() {
        try {
            return process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Why it ended by itself. */
    StackException failure() {
        return new StackException("Broker " + node + " of the cluster ended while starting (exit status "
                + process.exitValue() + "). " + LogTail.quote(directory.resolve("server.log")));
    }
}
