package dev.sluice.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process tells of itself at one moment, read as Prometheus reads it.
 *
 * @param values the value of each series, as it is written
 * @param types the type of each metric family
 * @param meanings what the process says that each family means
 */
record Scrape(Map<Series, Double> values, Map<String, String> types, Map<String, String> meanings) {
    /**
     * One series.
     *
     * @param name the metric
     * @param labels label values by name
     */
    record Series(String name, Map<String, String> labels) implements Comparable<Series> {
        @Override
        public int compareTo(Series other) {
            return toString().compareTo(other.toString());
        }
    }

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    static HttpResponse<String> ask(int port, String path) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static Scrape of(int port) {
        return read(ask(port, "/metrics").body());
    }

    static Scrape read(String text) {
        Map<Series, Double> values = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Map<String, String> meanings = new TreeMap<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                types.put(line.split(" ")[2], line.split(" ")[3]);
            } else if (line.startsWith("# HELP ")) {
                String[] parts = line.split(" ", 4);
                meanings.put(parts[2], parts.length > 3 ? parts[3] : "");
            } else if (!line.isBlank()) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("This is no sample: " + line);
                }
                Map<String, String> labels = new LinkedHashMap<>();
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                String value = sample.group(3).replace("+Inf", "Infinity");
                values.put(new Series(sample.group(1), labels), Double.valueOf(value));
            }
        }
        return new Scrape(values, types, meanings);
    }

    /** The sum of all series of a metric that have some labels. */
    double sum(String name, String... labels) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name) && has(entry.getKey(), labels))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static boolean has(Series series, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(series.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }
}
