package dev.sluice.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the example pairs beside a mapping: {@code examples/NAME.input.json} (or {@code .jsonl}, {@code .csv}) through the
 * mapping gives {@code examples/NAME.expected.jsonl}. Payloads without a time hold as of 2026-01-01.
 */
public final class MappingExamples {
    /** The instant as of which example payloads without a time hold. */
    public static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> ENDINGS = List.of("json", "jsonl", "csv");
    private static final JsonMapper JSON = new JsonMapper();

    private final Mappings mappings;

    /**
     * The examples of a set of mappings.
     *
     * @param mappings the set
     */
    public MappingExamples(Mappings mappings) {
        this.mappings = mappings;
    }

    /**
     * How one example came out.
     *
     * @param mapping the mapping's name
     * @param example the example's name
     * @param differences lines of a difference, empty if it came out as expected
     */
    public record Outcome(String mapping, String example, List<String> differences) {
        /**
         * Whether it came out as expected.
         *
         * @return true if so
         */
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /**
     * Runs all examples of a mapping.
     *
     * @param name the mapping's name
     * @return one outcome for each example that the mapping lists
     * @throws MappingException if there is no such mapping, or a file of an example is missing
     */
    public List<Outcome> run(String name) {
        Mapping mapping = mappings.get(name);
        List<Outcome> outcomes = new ArrayList<>();
        for (String example : mapping.examples()) {
            outcomes.add(new Outcome(name, example, differences(expected(name, example), actual(mapping, example))));
        }
        return outcomes;
    }

    /**
     * What an example gives now.
     *
     * @param mapping the mapping
     * @param example the example's name
     * @return lines of JSON
     */
    public List<String> actual(Mapping mapping, String example) {
        for (String ending : ENDINGS) {
            String path = "examples/" + example + ".input." + ending;
            byte[] input = mappings.file(mapping.name(), path);
            if (input != null) {
                return run(mapping, path, input);
            }
        }
        throw new MappingException("The example " + example + " of " + mapping.name() + " has no file examples/"
                + example + ".input.json (or .jsonl, .csv).");
    }

    private static List<String> run(Mapping mapping, String path, byte[] input) {
        List<String> lines = new ArrayList<>();
        try (MappingEngine engine = new MappingEngine(mapping, Limits.DEFAULT)) {
            engine.run(
                    path,
                    new ByteArrayInputStream(input),
                    new MappingContext(null, null, AS_OF, false),
                    (line, raw, result) ->
                            ResultLines.of(line, result).forEach(object -> lines.add(object.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private List<String> expected(String name, String example) {
        byte[] bytes = mappings.file(name, "examples/" + example + ".expected.jsonl");
        if (bytes == null) {
            throw new MappingException(
                    "The example " + example + " of " + name + " has no file examples/" + example + ".expected.jsonl.");
        }
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> differences(List<String> expected, List<String> actual) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String wanted = i < expected.size() ? expected.get(i) : null;
            String got = i < actual.size() ? actual.get(i) : null;
            if (wanted == null || got == null || !tree(wanted).equals(tree(got))) {
                differences.add("line " + (i + 1));
                differences.add("  - " + (wanted == null ? "(nothing)" : wanted));
                differences.add("  + " + (got == null ? "(nothing)" : got));
            }
        }
        return differences;
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new MappingException("An expected line is no JSON: " + RecordRefusal.bounded(line), e);
        }
    }
}
