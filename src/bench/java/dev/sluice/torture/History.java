package dev.sluice.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down every step of a run, one JSON object a line: when, what, and to whom. */
final class History implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter file;
    private final PrintWriter progress;
    private final long begin = System.nanoTime();

    History(Path file, PrintWriter progress) throws IOException {
        this.file = Files.newBufferedWriter(file);
        this.progress = progress;
    }

    /** Notes a step, and tells whoever watches. */
    synchronized void add(String what, Map<String, Object> about) {
        long elapsed = (System.nanoTime() - begin) / 1_000_000;
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().toString());
        line.put("ms", elapsed);
        line.put("what", what);
        line.putAll(about);
        try {
            file.write(JSON.writeValueAsString(line));
            file.newLine();
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringBuilder words = new StringBuilder();
        about.forEach((key, value) -> {
            if (!key.equals("words")) {
                words.append(' ').append(key).append('=').append(value);
            }
        });
        progress.printf("torture: %6.1f s  %s%s%n", elapsed / 1000.0, what, words);
        progress.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
