package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running stack is reached. It is written into the data directory, so that another command given the same directory
 * finds the stack.
 *
 * @param bootstrapServers the value for {@code bootstrap.servers}
 * @param registryUrl the value for {@code schema.registry.url}
 * @param pid the process that runs the stack
 */
public record Endpoints(String bootstrapServers, String registryUrl, long pid) {
    private static final String FILE = "endpoints.properties";

    /**
     * Looks for a stack running on a data directory.
     *
     * @param data the data directory
     * @return where it is reached; empty when no process runs it now
     */
    public static Optional<Endpoints> of(Path data) {
        Path file = data.resolve(FILE);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (var reader = Files.newBufferedReader(file)) {
            Properties values = new Properties();
            values.load(reader);
            Endpoints found = new Endpoints(
                    values.getProperty("bootstrap.servers", ""),
                    values.getProperty("schema.registry.url", ""),
                    Long.parseLong(values.getProperty("pid", "0")));
            boolean running = found.pid > 0
                    && ProcessHandle.of(found.pid).map(ProcessHandle::isAlive).orElse(false);
            return running ? Optional.of(found) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void writeTo(Path data) {
        Properties values = new Properties();
        values.setProperty("bootstrap.servers", bootstrapServers);
        values.setProperty("schema.registry.url", registryUrl);
        values.setProperty("pid", Long.toString(pid));
        try (var writer = Files.newBufferedWriter(data.resolve(FILE))) {
            values.store(writer, null);
        } catch (IOException e) {
            throw DataDirectory.explain(data, e);
        }
    }

    static void removeFrom(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            throw DataDirectory.explain(data, e);
        }
    }
}
