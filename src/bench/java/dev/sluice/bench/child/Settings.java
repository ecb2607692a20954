package dev.sluice.bench.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Settings as files, by which the driver tells a process what to do. */
public final class Settings {
    private Settings() {}

    /**
     * Reads a properties file.
     *
     * @param file the file
     * @return its entries
     */
    public static Map<String, String> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads properties.
     *
     * @param in the text
     * @return its entries
     * @throws IOException if it can't be read
     */
    public static Map<String, String> read(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    /**
     * Writes a properties file, whole or not at all.
     *
     * @param file the file
     * @param settings its entries
     */
    public static void write(Path file, Map<String, ?> settings) {
        Properties properties = new Properties();
        settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            try (var out = Files.newBufferedWriter(next)) {
                properties.store(out, null);
            }
            Files.move(next, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
