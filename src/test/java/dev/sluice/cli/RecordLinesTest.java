package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.cli.RecordLines.Form;
import dev.sluice.cli.RecordLines.Part;
import dev.sluice.event.EntitlementRef;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.GenericAvroDeserializer;
import dev.sluice.registry.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://record-lines");
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void showsAnAvroValueAsPlainJson() {
        assertThat(lines(Form.AVRO).line(record("E1", entitlement())))
                .isEqualTo("{\"system\":\"sap\",\"name\":\"PAY_RUN\"}");
    }

    @Test
    void showsWhatIsAskedForBesideTheValue() {
        assertThat(lines(Form.AVRO, Part.values()).line(record("E1", entitlement())))
                .isEqualTo("{\"key\":\"E1\",\"partition\":3,\"offset\":42,\"timestamp\":\"1970-01-01T00:00:01Z\","
                        + "\"value\":{\"system\":\"sap\",\"name\":\"PAY_RUN\"}}");
        assertThat(lines(Form.AVRO, Part.OFFSET).line(record("E1", entitlement())))
                .startsWith("{\"offset\":42,\"value\":{");
    }

    @Test
    void goesOnAfterAValueThatCanNotBeRead() throws Exception {
        JsonNode line = JSON.readTree(lines(Form.AVRO).line(record("E1", utf8("no avro"))));

        assertThat(line.get("error").asText()).isNotBlank();
        assertThat(line.get("value").binaryValue()).isEqualTo(utf8("no avro"));
        assertThat(line.get("partition").asInt()).isEqualTo(3);
        assertThat(line.get("offset").asLong()).isEqualTo(42);
    }

    @Test
    void goesOnAfterATruncatedValue() throws Exception {
        byte[] whole = entitlement();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(JSON.readTree(lines(Form.AVRO).line(record("E1", cut)))
                            .get("value")
                            .binaryValue())
                    .isEqualTo(cut);
        }
    }

    @Test
    void doesNotTakeAnAbsentRegistryForBadData() {
        RecordLines lines = new RecordLines(Form.AVRO, Set.of(), (topic, bytes) -> {
            throw new RegistryUnavailableException("nobody there", null);
        });
        assertThatThrownBy(() -> lines.line(record("E1", entitlement())))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void showsTextAsItIs() {
        assertThat(lines(Form.TEXT).line(record("E1", utf8("CEF:0|Sluice|\"ü\""))))
                .isEqualTo("CEF:0|Sluice|\"ü\"");
        assertThat(lines(Form.TEXT, Part.KEY).line(record("E1", utf8("CEF:0"))))
                .isEqualTo("{\"key\":\"E1\",\"value\":\"CEF:0\"}");
    }

    @Test
    void showsWhyALetterIsDead() throws Exception {
        RecordHeaders headers = new RecordHeaders();
        headers.add("sluice.reason", utf8("UNKNOWN_ACTION"));
        headers.add("sluice.detail", utf8("The action is not known."));
        headers.add("binary", new byte[] {(byte) 0xff});
        headers.add("empty", null);

        JsonNode line = JSON.readTree(lines(Form.DEAD_LETTER).line(record("E1", new byte[] {0, 1}, headers)));

        assertThat(line.get("key").asText()).isEqualTo("E1");
        assertThat(line.get("reason").asText()).isEqualTo("UNKNOWN_ACTION");
        assertThat(line.get("detail").asText()).isEqualTo("The action is not known.");
        assertThat(line.get("headers").get("binary").asText()).isEqualTo("base64:/w==");
        assertThat(line.get("headers").get("empty").isNull()).isTrue();
        assertThat(line.get("value").asText()).isEqualTo("AAE=");
    }

    @Test
    void showsADeadLetterWithoutKeyOrReason() throws Exception {
        JsonNode line = JSON.readTree(lines(Form.DEAD_LETTER).line(record(null, new byte[] {7})));
        assertThat(line.has("key")).isFalse();
        assertThat(line.has("reason")).isFalse();
        assertThat(line.get("value").asText()).isEqualTo("Bw==");
    }

    @Test
    void saysThatAKeyWasRemoved() {
        for (Form form : Form.values()) {
            assertThat(lines(form).line(record("E1", null))).isEqualTo("{\"key\":\"E1\",\"tombstone\":true}");
        }
    }

    private static RecordLines lines(Form form, Part... parts) {
        GenericAvroDeserializer avro = new GenericAvroDeserializer();
        avro.configure(REGISTRY, false);
        Set<Part> shown = EnumSet.noneOf(Part.class);
        shown.addAll(List.of(parts));
        return new RecordLines(form, shown, avro);
    }

    private static byte[] entitlement() {
        try (AvroSerializer<EntitlementRef> serializer = new AvroSerializer<>()) {
            serializer.configure(REGISTRY, false);
            return serializer.serialize("t", new EntitlementRef("sap", "PAY_RUN"));
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
        return record(key, value, new RecordHeaders());
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value, RecordHeaders headers) {
        byte[] keyBytes = key == null ? null : utf8(key);
        return new ConsumerRecord<>(
                "t", 3, 42, 1000, TimestampType.CREATE_TIME, 0, 0, keyBytes, value, headers, Optional.empty());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
