package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainJsonTest {
    private static final String HEADER =
            "\"header\":{\"eventId\":\"e1\",\"source\":\"hr\",\"sourceKind\":\"HRIS\",\"occurredAt\":\"2026-03-01T08:00:00Z\"}";
    private static final String SUBJECT = "\"subject\":{\"identityId\":\"E1\"}";

    @Test
    void readsWithDefaultsAndUnwrappedUnions() {
        IdentityEvent event = PlainJson.read(
                "{" + HEADER + "," + SUBJECT + ",\"action\":\"HIRED\",\"worker\":{\"startDate\":\"2026-03-02\"}}",
                IdentityEvent.class);
        assertThat(event.getHeader().getSourceKind()).isEqualTo(SourceKind.HRIS);
        assertThat(event.getAction()).isEqualTo(IdentityAction.HIRED);
        assertThat(event.getEffectiveAt()).isNull();
        assertThat(event.getComplete()).isFalse();
        assertThat(event.getWorker().getStartDate()).isEqualTo(LocalDate.of(2026, 3, 2));
        assertThat(event.getWorker().getExtra()).isEmpty();
    }

    @Test
    void defaultsThatCanChangeAreNotShared() {
        String line = "{" + HEADER + "," + SUBJECT + ",\"worker\":{}}";
        PlainJson.read(line, IdentityEvent.class).getWorker().getExtra().put("a", "b");
        assertThat(PlainJson.read(line, IdentityEvent.class).getWorker().getExtra())
                .isEmpty();
    }

    @Test
    void writesInSchemaOrderWithoutNullsAndWithSortedKeys() {
        IdentityEvent event = PlainJson.read(
                "{\"worker\":{\"extra\":{\"b\":\"2\",\"a\":\"1\"}},\"action\":\"HIRED\"," + SUBJECT + "," + HEADER
                        + "}",
                IdentityEvent.class);
        assertThat(PlainJson.write(event))
                .isEqualTo("{" + HEADER + "," + SUBJECT
                        + ",\"action\":\"HIRED\",\"worker\":{\"extra\":{\"a\":\"1\",\"b\":\"2\"}},\"complete\":false}");
    }

    @Test
    void aNameThatIsNotKnownReadsAsTheDefaultOfItsEnum() {
        AccessEvent event =
                PlainJson.read("{" + HEADER + "," + SUBJECT + ",\"action\":\"TELEPORTED\"}", AccessEvent.class);
        assertThat(event.getAction()).isEqualTo(AccessAction.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "\"2026-03-01T08:00:00Z\", 2026-03-01T08:00:00Z",
        "\"2026-03-01T08:00:00.123Z\", 2026-03-01T08:00:00.123Z",
        "\"2026-03-01T08:00:00.123999Z\", 2026-03-01T08:00:00.123Z",
        "\"2026-03-01T08:00:00+02:00\", 2026-03-01T06:00:00Z",
        "\"2026-03-01T08:00-05:30\", 2026-03-01T13:30:00Z",
        "\"2024-02-29T23:59:59.9Z\", 2024-02-29T23:59:59.900Z",
        "1772352000000, 2026-03-01T08:00:00Z",
        "-1, 1969-12-31T23:59:59.999Z"
    })
    void readsInstantsWithAnyOffset(String json, Instant expected) {
        assertThat(at(json).getHeader().getOccurredAt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "\"2026-02-30T08:00:00Z\"",
        "\"2026-03-01T24:00:00Z\"",
        "\"2026-03-01T08:00:60Z\"",
        "\"2026-03-01T08:00:00\"",
        "\"2026-03-01\"",
        "\"+999999999-01-01T00:00:00Z\"",
        "\"1772352000000\"",
        "1772352000000.0",
        "1e999999",
        "99999999999999999999",
        "null",
        "{}"
    })
    void refusesWhatIsNoInstant(String json) {
        assertThatThrownBy(() -> at(json)).isInstanceOfSatisfying(PlainJsonException.class, e -> assertThat(e.path())
                .isEqualTo("$.header.occurredAt"));
    }

    @Test
    void namesTheNearestFieldOfAnUnknownOne() {
        assertRefused("{\"header\":{\"eventID\":\"e1\"}}", "$.header.eventID", "the nearest known one is eventId");
    }

    @Test
    void namesWhatIsMissing() {
        assertRefused("{\"header\":{\"source\":\"hr\"}}", "$.header.eventId", "is missing and has no default");
        assertRefused("{" + HEADER + "}", "$.subject", "is missing and has no default");
    }

    @Test
    void namesThePlaceInAnArray() {
        assertRefused(
                "{" + HEADER + "," + SUBJECT
                        + ",\"snapshot\":[{\"system\":\"sap\",\"name\":\"a\"},{\"system\":\"sap\",\"name\":5}]}",
                "$.snapshot[1].name",
                "expected a text but found the number 5");
    }

    @Test
    void refusesAFieldGivenTwice() {
        assertRefused("{" + HEADER + "," + HEADER + "," + SUBJECT + "}", "$.header", "twice");
        assertThatThrownBy(() -> PlainJson.read(
                        "{" + HEADER + "," + SUBJECT + ",\"worker\":{\"extra\":{\"a\":\"1\",\"a\":\"2\"}}}",
                        IdentityEvent.class))
                .hasMessage("$.worker.extra.a: the key appears twice");
    }

    @Test
    void refusesTextAroundTheObject() {
        assertRefused("{" + HEADER + "," + SUBJECT + "} {}", "$", "more text after the object");
        assertRefused("", "$", "the text is empty");
        assertRefused("[]", "$", "expected an object but found an array");
        assertRefused("{" + HEADER, "$.header", "not well-formed JSON");
    }

    @Test
    void numbersAreStrict() {
        assertRefused("{" + HEADER + "," + SUBJECT + ",\"snapshotPart\":\"1\"}", "$.snapshotPart", "whole number");
        assertRefused("{" + HEADER + "," + SUBJECT + ",\"snapshotPart\":1.0}", "$.snapshotPart", "whole number");
        assertRefused("{" + HEADER + "," + SUBJECT + ",\"snapshotPart\":2147483648}", "$.snapshotPart", "32 bits");
        String score = "{" + HEADER + "," + SUBJECT + ",\"score\":1e999999}";
        assertThatThrownBy(() -> PlainJson.read(score, ComplianceEvent.class))
                .hasMessage("$.score: the number is beyond 64 bits");
    }

    @Test
    void nullIsRefusedWhereTheSchemaHasNone() {
        assertRefused("{" + HEADER + ",\"subject\":null}", "$.subject", "found null");
    }

    @Test
    void deepNestingAndLongTextsAreRefusedWithoutBeingKept() {
        String deep = "{\"header\":" + "[".repeat(100_000);
        assertRefused(deep, "$.header", "expected an object but found an array");
        String unknown = "{" + HEADER + ",\"subject\":{\"account\":" + "{\"system\":".repeat(50);
        assertRefused(unknown, "$.subject.account.system", "expected a text but found an object");
        String huge = "{\"header\":{\"eventId\":\"" + "x".repeat(PlainJson.MAX_STRING_LENGTH + 1) + "\"}}";
        assertRefused(huge, "$.header.eventId", "maximum allowed");
    }

    @Test
    void errorsQuoteHostileTextSafely() {
        String name = "\\u0000\\u001b[31m" + "x".repeat(1000);
        assertThatThrownBy(() -> PlainJson.read("{\"" + name + "\":1}", AccessEvent.class))
                .isInstanceOfSatisfying(PlainJsonException.class, e -> assertThat(e.getMessage())
                        .hasSizeLessThan(300)
                        .doesNotContainPattern("[\\u0000-\\u001f]"));
    }

    @Test
    void refusesToWriteARecordThatCouldNotBeReadBack() {
        assertThatThrownBy(() -> PlainJson.write(new AuthenticationEvent())).hasMessageContaining("$.header");
    }

    @Test
    void nonFiniteScoresSurvive() {
        ComplianceEvent event = PlainJson.read(
                "{" + HEADER + "," + SUBJECT + ",\"score\":\"-Infinity\",\"severity\":\"HIGH\"}",
                ComplianceEvent.class);
        assertThat(event.getScore()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Map.of("line", PlainJson.write(event)).get("line")).contains("\"score\":\"-Infinity\"");
    }

    private static AccessEvent at(String instant) {
        return PlainJson.read(
                "{\"header\":{\"eventId\":\"e1\",\"source\":\"hr\",\"occurredAt\":" + instant + "}," + SUBJECT + "}",
                AccessEvent.class);
    }

    private static void assertRefused(String line, String path, String reason) {
        assertThatThrownBy(() -> PlainJson.read(line, AccessEvent.class))
                .isInstanceOfSatisfying(PlainJsonException.class, e -> {
                    assertThat(e.path()).isEqualTo(path);
                    assertThat(e.reason()).contains(reason);
                });
    }
}
