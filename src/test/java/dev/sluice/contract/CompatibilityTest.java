package dev.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each harmful change, made to a small schema, is seen; each harmless one is let through. */
class CompatibilityTest {
    private static final String BASE =
            """
            {"type": "record", "name": "Thing", "namespace": "a", "doc": "A thing.", "fields": [
              {"name": "id", "type": "string", "doc": "Id."},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["UNKNOWN", "RED", "BLUE"], "default": "UNKNOWN"}, "doc": "Kind.", "default": "UNKNOWN"},
              {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "doc": "When (milliseconds).", "default": null},
              {"name": "wait", "type": "long", "doc": "How long (seconds).", "default": 5},
              {"name": "note", "type": ["null", "string"], "doc": "Note.", "default": null},
              {"name": "parts", "type": {"type": "array", "items": {"type": "record", "name": "Part", "fields": [
                {"name": "size", "type": "int", "doc": "Size (bytes)."}, {"name": "next", "type": ["null", "Thing"], "doc": "Recursion.", "default": null}]}}, "doc": "Parts.", "default": []}
            ]}""";

    static Stream<Arguments> harmfulChanges() {
        return Stream.of(
                harm("another unit of time", "timestamp-millis", "timestamp-micros", "logical type"),
                harm("a logical type taken away", ", \"logicalType\": \"timestamp-millis\"", "", "logical type"),
                harm("a logical type Avro does not know", "timestamp-millis", "timestamp-weeks", "logical type"),
                harm("another unit in the doc", "(seconds)", "(milliseconds)", "had the unit [seconds]"),
                harm("another unit in an array", "(bytes)", "(kilobytes)", "Part.size had the unit"),
                harm("a field renamed", "\"note\"", "\"remark\"", "Thing.note was removed or renamed"),
                harm("a field removed", field("note"), "", "Thing.note was removed or renamed"),
                harm(
                        "another namespace",
                        "\"namespace\": \"a\"",
                        "\"namespace\": \"b\"",
                        "a.Thing and is named b.Thing"),
                harm("a part renamed", "\"Part\"", "\"Piece\"", "was named a.Part"),
                harm("a symbol removed", ", \"BLUE\"", "", "symbols it had"),
                harm("symbols in another order", "\"RED\", \"BLUE\"", "\"BLUE\", \"RED\"", "symbols it had"),
                harm("a symbol put between", "\"RED\",", "\"GREEN\", \"RED\",", "symbols it had"),
                harm(
                        "the enum default changed",
                        "], \"default\": \"UNKNOWN\"}",
                        "], \"default\": \"RED\"}",
                        "enum default"),
                harm("a default changed", "\"default\": 5", "\"default\": 6", "had the default 5 and has 6"),
                harm("a default taken away", ", \"default\": 5", "", "had the default 5"),
                harm(
                        "a new field without default",
                        "{\"name\": \"id\"",
                        "{\"name\": \"x\", \"type\": \"int\"}, {\"name\": \"id\"",
                        "READER_FIELD_MISSING_DEFAULT_VALUE"),
                harm("a type widened", "\"type\": \"int\"", "\"type\": \"long\"", "was INT and is LONG"),
                harm("a type replaced", "\"id\", \"type\": \"string\"", "\"id\", \"type\": \"int\"", "TYPE_MISMATCH"),
                harm(
                        "a field made nullable",
                        "\"id\", \"type\": \"string\"",
                        "\"id\", \"type\": [\"null\", \"string\"]",
                        "was STRING and is UNION"),
                harm("a branch added", "[\"null\", \"string\"]", "[\"null\", \"string\", \"int\"]", "union branches"),
                harm(
                        "a branch replaced",
                        "[\"null\", \"string\"]",
                        "[\"null\", \"bytes\"]",
                        "was STRING and is BYTES"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmfulChanges")
    void sees(String change, String from, String to, String sentence) {
        String changed = BASE.replace(from, to);
        assertThat(changed).as("the change was made").isNotEqualTo(BASE);

        assertThat(Compatibility.violations(parse(BASE), parse(changed)))
                .as(change)
                .anyMatch(violation -> violation.contains(sentence));
    }

    @Test
    void letsTheSameSchemaThrough() {
        assertThat(Compatibility.violations(parse(BASE), parse(BASE))).isEmpty();
    }

    @Test
    void letsAFieldWithDefaultThrough() {
        String grown = BASE.replace(
                "{\"name\": \"id\"",
                "{\"name\": \"x\", \"type\": [\"null\", \"int\"], \"default\": null}, {\"name\": \"id\"");
        assertThat(Compatibility.violations(parse(BASE), parse(grown))).isEmpty();
    }

    @Test
    void letsASymbolAtTheEndThrough() {
        String grown = BASE.replace("\"BLUE\"]", "\"BLUE\", \"GREEN\"]");
        assertThat(Compatibility.violations(parse(BASE), parse(grown))).isEmpty();
    }

    @Test
    void letsABetterDocThrough() {
        String better = BASE.replace("How long (seconds).", "How long it waits, in seconds.");
        assertThat(Compatibility.violations(parse(BASE), parse(better))).isEmpty();
    }

    private static String field(String name) {
        return BASE.lines()
                        .filter(line -> line.contains("\"name\": \"" + name + "\""))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }

    private static Arguments harm(String change, String from, String to, String sentence) {
        return Arguments.of(change, from, to, sentence);
    }

    private static Schema parse(String text) {
        return SchemaParser.parseSingle(text);
    }
}
