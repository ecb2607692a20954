package dev.sluice.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report as JSON: the figures at the top, then what they stand on. */
public final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double ROUNDING = 10_000;

    /** What every report has, null where it was not measured. */
    private static final List<String> ALWAYS = List.of(
            "ratio_alo",
            "ratio_eos",
            "ratio_dsl_alo",
            "cpu_s_per_m",
            "p99_alo_ms",
            "p99_eos_ms",
            "copy_cv",
            "log_events");

    private JsonReport() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @param file where to
     * @throws IOException if it can't be written
     */
    public static void write(Report report, Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        report.figures().forEach((name, value) -> put(root, name, value));
        ALWAYS.stream().filter(name -> !root.has(name)).forEach(root::putNull);
        ObjectNode about = root.putObject("about");
        report.about().forEach(about::put);
        var notes = root.putArray("notes");
        report.notes().forEach(notes::add);
        var runs = root.putArray("runs");
        for (Report.RunLine run : report.runs()) {
            ObjectNode node = runs.addObject();
            node.put("round", run.round());
            node.put("run", run.label());
            put(node, "events_s", run.eventsPerSecond());
            put(node, "ratio", run.ratio());
            put(node, "seconds", run.seconds());
            put(node, "cpu_app_s_per_m", run.appCpu());
            put(node, "cpu_broker_s_per_m", run.brokerCpu());
            put(node, "alloc_b_per_event", run.allocated());
        }
        JSON.writeValue(file.toFile(), root);
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            node.put(name, (long) value);
        } else {
            node.put(name, Math.round(value * ROUNDING) / ROUNDING);
        }
    }

    /**
     * Reads the figures of a report.
     *
     * @param file what {@link #write} wrote
     * @return the figures by name
     * @throws IOException if it can't be read
     */
    public static Map<String, Double> figures(Path file) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        JSON.readTree(file.toFile()).properties().forEach(entry -> {
            if (entry.getValue().isNumber()) {
                figures.put(entry.getKey(), entry.getValue().doubleValue());
            }
        });
        return figures;
    }

    /**
     * Reads what a report was measured on.
     *
     * @param file what {@link #write} wrote
     * @return by name
     * @throws IOException if it can't be read
     */
    public static Map<String, String> about(Path file) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        JsonNode node = JSON.readTree(file.toFile()).path("about");
        node.properties()
                .forEach(entry -> about.put(entry.getKey(), entry.getValue().asText()));
        return about;
    }
}
