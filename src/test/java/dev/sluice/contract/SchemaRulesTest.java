package dev.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule, broken once, is noticed. */
class SchemaRulesTest {
    private static final String GOOD =
            """
            {"type": "record", "name": "Thing", "namespace": "dev.sluice.event", "doc": "A thing.", "fields": [
              {"name": "id", "type": "string", "doc": "Its id."},
              {"name": "changedAt", "type": {"type": "long", "logicalType": "timestamp-millis"}, "doc": "When (milliseconds)."},
              {"name": "day", "type": ["null", {"type": "int", "logicalType": "date"}], "doc": "Day (days).", "default": null},
              {"name": "times", "type": {"type": "array", "items": {"type": "long", "logicalType": "timestamp-millis"}}, "doc": "Several (milliseconds).", "default": []},
              {"name": "note", "type": ["null", "string"], "doc": "A note.", "default": null}
            ]}""";

    private static final String GOOD_ENUM =
            """
            {"type": "enum", "name": "Kind", "namespace": "dev.sluice.event", "doc": "A kind.", "symbols": ["UNKNOWN", "RED"], "default": "UNKNOWN"}""";

    static Stream<Arguments> brokenRecords() {
        return Stream.of(
                Arguments.of(", \"doc\": \"A thing.\"", "", "Thing has no doc"),
                Arguments.of("Its id.", " ", "Thing.id has no doc"),
                Arguments.of(", \"doc\": \"A note.\"", "", "Thing.note has no doc"),
                Arguments.of("dev.sluice.event", "dev.sluice.event.v2", "namespace"),
                Arguments.of(
                        "[\"null\", \"string\"], \"doc\": \"A note.\", \"default\": null",
                        "[\"string\", \"null\"], \"doc\": \"A note.\", \"default\": \"\"",
                        "other than [\"null\", T]"),
                Arguments.of("[\"null\", \"string\"]", "[\"null\", \"string\", \"int\"]", "other than [\"null\", T]"),
                Arguments.of("\"A note.\", \"default\": null", "\"A note.\"", "nullable without the default null"),
                Arguments.of("\"A note.\", \"default\": null", "\"A note.\"", "Thing.note"),
                Arguments.of(
                        "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}, \"doc\": \"When",
                        "\"long\", \"doc\": \"When",
                        "time without the logical type"),
                Arguments.of(
                        "timestamp-millis\"}, \"doc\": \"When",
                        "timestamp-micros\"}, \"doc\": \"When",
                        "logical type timestamp-micros"),
                Arguments.of("timestamp-millis\"}}", "timestamp-micros\"}}", "Thing.times[] has the logical type"),
                Arguments.of("timestamp-millis\"}}", "timestamp-weeks\"}}", "logical type timestamp-weeks"),
                Arguments.of("When (milliseconds).", "When.", "does not say milliseconds"),
                Arguments.of("Several (milliseconds).", "Several.", "does not say milliseconds"),
                Arguments.of("Day (days).", "Day.", "does not say days"),
                Arguments.of(
                        "\"items\": {\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}",
                        "\"items\": [\"null\", \"string\"]",
                        "union inside"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("brokenRecords")
    void sees(String from, String to, String sentence) {
        assertSees(GOOD, from, to, sentence);
    }

    @Test
    void seesAnEnumWithoutDefault() {
        assertSees(GOOD_ENUM, ", \"default\": \"UNKNOWN\"", "", "Kind has no default");
    }

    @Test
    void seesAnEnumWhoseDefaultIsNotFirst() {
        assertSees(GOOD_ENUM, "\"default\": \"UNKNOWN\"", "\"default\": \"RED\"", "does not list its default first");
    }

    @Test
    void seesAnEnumWithoutDoc() {
        assertSees(GOOD_ENUM, "A kind.", "", "Kind has no doc");
    }

    @Test
    void findsNothingWrongWithGoodSchemas() {
        assertThat(SchemaRules.violations(SchemaParser.parseSingle(GOOD))).isEmpty();
        assertThat(SchemaRules.violations(SchemaParser.parseSingle(GOOD_ENUM))).isEmpty();
    }

    private static void assertSees(String good, String from, String to, String sentence) {
        String broken = good.replace(from, to);
        assertThat(broken).as("the change was made").isNotEqualTo(good);
        assertThat(SchemaRules.violations(SchemaParser.parseSingle(broken)))
                .anyMatch(violation -> violation.contains(sentence));
    }
}
