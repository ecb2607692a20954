package dev.sluice.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.torture.oracle.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What runs came to, a file for each, and what all of them together say. */
final class Verdicts {
    /** The file in the directory of a run. */
    static final String FILE = "verdict.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Verdicts() {}

    /** What a run came to, as JSON. */
    static ObjectNode of(Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>(outcome.about());
        all.put("passed", outcome.passed());
        all.put("checks", outcome.verdicts());
        all.put("times", outcome.times());
        return JSON.valueToTree(all);
    }

    /** What can be said of a run whose rig failed. */
    static ObjectNode failed(long seed, String why) {
        return JSON.createObjectNode().put("seed", seed).put("passed", false).put("rig", why);
    }

    static void write(Path file, JsonNode verdict) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(verdict) + "\n");
    }

    /** A run in one line. */
    static String line(JsonNode run) {
        StringBuilder line = new StringBuilder("seed " + run.path("seed").asLong() + ": ");
        if (run.has("rig")) {
            return line + "THE RIG FAILED, "
                    + run.path("rig").asText().lines().findFirst().orElse("");
        }
        List<String> failed = new ArrayList<>();
        for (JsonNode check : run.path("checks")) {
            if (check.path("count").asLong() > 0) {
                failed.add(check.path("check").asText() + " ("
                        + check.path("count").asLong() + ")");
            }
        }
        line.append(failed.isEmpty() ? "passed" : "FAILED " + String.join(", ", failed));
        line.append(String.format(
                Locale.ROOT,
                "; %,d inputs, %d faults of %d kinds, %.1f min",
                run.path("inputs").asLong(),
                run.path("faults").asLong(),
                run.path("kinds").asLong(),
                run.path("seconds").asDouble() / 60));
        return line.toString();
    }

    /** The runs that left their verdict in folders of a directory, by seed. */
    static List<JsonNode> in(Path directory) throws IOException {
        TreeMap<Long, JsonNode> runs = new TreeMap<>();
        try (Stream<Path> folders = Files.list(directory)) {
            for (Path folder : folders.toList()) {
                Path file = folder.resolve(FILE);
                if (Files.exists(file)) {
                    JsonNode run = JSON.readTree(file.toFile());
                    runs.put(run.path("seed").asLong(), run);
                }
            }
        }
        return List.copyOf(runs.values());
    }

    /** All runs together: a line for each, and how soon everything went on over all of them. */
    static List<String> summary(List<JsonNode> runs) {
        List<String> lines = new ArrayList<>();
        Map<String, List<Long>> times = new TreeMap<>();
        Map<String, Integer> never = new TreeMap<>();
        long inputs = 0;
        long faults = 0;
        long passed = 0;
        for (JsonNode run : runs) {
            lines.add(line(run));
            passed += run.path("passed").asBoolean() ? 1 : 0;
            inputs += run.path("inputs").asLong();
            faults += run.path("faults").asLong();
            for (JsonNode time : run.path("times")) {
                String what =
                        time.path("what").asText() + (time.path("alone").asBoolean() ? ", alone" : ", among others");
                if (time.path("ms").asLong() < 0) {
                    never.merge(what, 1, Integer::sum);
                } else {
                    times.computeIfAbsent(what, key -> new ArrayList<>())
                            .add(time.path("ms").asLong());
                }
            }
        }
        lines.add(String.format(
                Locale.ROOT, "%d of %d runs passed; %,d inputs, %,d faults", passed, runs.size(), inputs, faults));
        times.forEach((what, all) -> lines.add(String.format(
                Locale.ROOT,
                "%-50s %4d times  p50 %5.1f s  p95 %5.1f s  max %5.1f s%s",
                what,
                all.size(),
                percentile(all, 50) / 1e3,
                percentile(all, 95) / 1e3,
                Collections.max(all) / 1e3,
                never.containsKey(what) ? "  never " + never.get(what) : "")));
        never.forEach((what, count) -> {
            if (!times.containsKey(what)) {
                lines.add(what + " never " + count);
            }
        });
        return lines;
    }

    private static long percentile(List<Long> values, int percent) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    /** What a run says at length. */
    static List<String> words(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        outcome.about().forEach((name, value) -> lines.add(String.format("%-50s %s", name, value)));
        for (Verdict verdict : outcome.verdicts()) {
            lines.add(String.format(
                    "%-6s %-45s %s", verdict.passed() ? "ok" : "FAILED", verdict.check(), verdict.figures()));
            verdict.problems().forEach(problem -> lines.add("         " + problem.replace("\n", "\n         ")));
            if (verdict.count() > verdict.problems().size()) {
                lines.add("         … and "
                        + (verdict.count() - verdict.problems().size()) + " more");
            }
        }
        return lines;
    }
}
