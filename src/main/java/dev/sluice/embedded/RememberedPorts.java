package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The ports a data directory was last served on. They are taken again when they are free, so that a client configured
 * yesterday still connects today; nothing depends on it.
 */
final class RememberedPorts {
    private static final String FILE = "ports.properties";

    private final Path file;

    private RememberedPorts(Path file) {
        this.file = file;
    }

    static RememberedPorts in(Path directory) {
        return new RememberedPorts(directory.resolve(FILE));
    }

    /** The remembered port of that name, or 0, also when the file is damaged. */
    int get(String name) {
        try {
            return Integer.parseInt(read().getProperty(name, "0"));
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    void put(String name, int port) {
        try {
            Properties ports = read();
            ports.setProperty(name, Integer.toString(port));
            try (var writer = Files.newBufferedWriter(file)) {
                ports.store(writer, null);
            }
        } catch (IOException e) {
            throw DataDirectory.explain(file.getParent(), e);
        }
    }

    private Properties read() throws IOException {
        Properties ports = new Properties();
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                ports.load(reader);
            }
        }
        return ports;
    }
}
