package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuoMappingTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void everySampleIsMappedNamedOrRefusedWithAReason() {
        Ingested all = Ingested.through(
                Ingested.mapping("cisco-duo"),
                "samples.jsonl",
                Ingested.resource("cisco_duo/panther-tests.jsonl"),
                Ingested.AS_OF);

        IngestSummary summary = all.summary();
        assertThat(summary.read()).isEqualTo(21);
        assertThat(summary.produced()).isEqualTo(Map.of("authentication", 1L, "compliance", 1L));
        assertThat(summary.failed())
                .as("those who wrote the samples left out the time of log-ins")
                .isEqualTo(Map.of("NO_TIME", 7L));
        assertThat(summary.unmapped())
                .containsEntry("user_update", 3L)
                .containsEntry("admin_login (without an email address)", 2L)
                .containsEntry("admin_lockout", 1L);
        assertThat(summary.unmapped().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({
        "success, user_approved, MFA_SUCCEEDED",
        "success, valid_passcode, MFA_SUCCEEDED",
        "success, bypass_user, LOGIN_SUCCEEDED",
        "success, trusted_network, LOGIN_SUCCEEDED",
        "SUCCESS, , LOGIN_SUCCEEDED",
        "denied, user_cancelled, MFA_DENIED",
        "denied, invalid_passcode, MFA_DENIED",
        "denied, anomalous_push, MFA_DENIED",
        "denied, location_restricted, LOGIN_FAILED",
        "denied, , LOGIN_FAILED",
        "fraud, user_marked_fraud, MFA_DENIED"
    })
    void whoeverWasNotAskedNeitherConfirmedNorDeniedAnything(String result, String reason, String action) {
        List<MappedRecord> events = map(logIn(result, reason)).events();

        assertThat(events).first().satisfies(mapped -> assertThat(((AuthenticationEvent) mapped.event()).getAction())
                .hasToString(action));
        assertThat(events).allMatch(mapped -> mapped.key().equals("account:duo/ada"));
    }

    @ParameterizedTest
    @CsvSource({
        "fraud, user_marked_fraud, user_marked_fraud, HIGH",
        "fraud, , user_marked_fraud, HIGH",
        "denied, anomalous_push, anomalous_push, MEDIUM"
    })
    void whatDuoOrAPersonTakesForAnAttackIsAReport(String result, String reason, String detector, String severity) {
        assertThat(map(logIn(result, reason)).events()).last().satisfies(mapped -> {
            ComplianceEvent report = (ComplianceEvent) mapped.event();
            assertThat(report.getDetector()).isEqualTo(detector);
            assertThat(report.getSeverity()).hasToString(severity);
        });
    }

    @ParameterizedTest
    @CsvSource({"success, anomalous_push", "denied, no_response", "denied, user_mistake"})
    void whatNobodyTakesForAnAttackIsNone(String result, String reason) {
        assertThat(map(logIn(result, reason)).events()).singleElement().satisfies(mapped -> assertThat(mapped.topic())
                .isEqualTo(EventTopic.AUTHENTICATION));
    }

    @ParameterizedTest
    @CsvSource({
        "1772439300, 2026-03-02T08:15:00Z",
        "'\"2026-03-02 08:15:00\"', 2026-03-02T08:15:00Z",
        "'\"2026-03-02T09:15:00+01:00\"', 2026-03-02T08:15:00Z"
    })
    void readsTheTimesOfTheApiAndOfCollectors(String timestamp, String instant) {
        ObjectNode event = logIn("success", "user_approved");
        event.remove("isotimestamp");
        event.set("timestamp", tree(timestamp));

        assertThat(map(event).events()).singleElement().satisfies(mapped -> assertThat(
                        ((AuthenticationEvent) mapped.event()).getHeader().getOccurredAt())
                .hasToString(instant));
    }

    @Property(tries = 500)
    void anEventWithAnyPartTakenAwayOrReplacedIsStillAccountedFor(@ForAll long seed) {
        ObjectNode event = logIn("denied", "anomalous_push");
        List<String> fields = new ArrayList<>();
        event.fieldNames().forEachRemaining(fields::add);
        Random random = new Random(seed);
        for (String field : fields) {
            switch (random.nextInt(5)) {
                case 0 -> event.remove(field);
                case 1 -> event.putNull(field);
                case 2 -> event.put(field, "");
                case 3 -> event.put(field, 7);
                default -> {}
            }
        }
        Ingested result = map(event);

        long unmapped = result.summary().unmapped().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(Math.min(1, result.events().size()) + result.letters().size() + unmapped)
                .isEqualTo(1);
        assertThat(result.reasons()).doesNotContain("MAPPING_ERROR");
    }

    private static Ingested map(ObjectNode event) {
        return Ingested.through(Ingested.mapping("cisco-duo"), "x.jsonl", event.toString());
    }

    private static ObjectNode logIn(String result, String reason) {
        ObjectNode event = (ObjectNode)
                tree(
                        """
                {"event_type": "authentication", "isotimestamp": "2026-03-02T08:15:00+00:00", "txid": "t1",
                 "user": {"key": "DU1", "name": "ada"}, "application": {"name": "VPN"}, "factor": "duo_push",
                 "access_device": {"ip": "192.0.2.10", "location": {"country": "Switzerland"}},
                 "description": "{\\"email\\": \\"ada@example.com\\"}"}""");
        return event.put("result", result).put("reason", reason);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
