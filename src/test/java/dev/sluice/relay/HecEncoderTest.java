package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.stream.ArrivedAt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

class HecEncoderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Encoder PLAIN = new HecEncoder(new HecEncoder.Metadata("", "", "", ""));

    @Example
    void putsTheEventInAnEnvelope() throws Exception {
        Encoder encoder = new HecEncoder(new HecEncoder.Metadata("gate-1", "sluice", "_json", "iam"));

        assertThat(new String(encoder.encode(Messages.of(5, "{\"a\":1}")), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"time\":1767225600.123,\"host\":\"gate-1\",\"source\":\"sluice\",\"sourcetype\":\"_json\","
                                + "\"index\":\"iam\",\"event\":{\"a\":1},\"fields\":{\"relay_id\":\"iam.audit-cef-0-5\"}}");
    }

    /** What is rendered later has another timestamp; what is no time of ours counts for nothing. */
    @Example
    void itsTimeIsThatOfItsArrival() throws Exception {
        Message message = Messages.of(5, "{}");
        assertThat(timeOf(message, "1767139200456")).isEqualTo("1767139200.456");
        for (String other : List.of("", "soon", "12345678901234567890123", "99999999999999999999")) {
            assertThat(timeOf(message, other)).as(other).isEqualTo("1767225600.123");
        }
    }

    private static String timeOf(Message message, String arrivedAt) throws Exception {
        Headers headers = new RecordHeaders();
        headers.add(ArrivedAt.HEADER, arrivedAt.getBytes(StandardCharsets.US_ASCII));
        Message told = new Message(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                message.value(),
                headers);
        return new String(PLAIN.encode(told), StandardCharsets.UTF_8).replaceFirst(".*\"time\":([0-9.]+),.*", "$1");
    }

    @Example
    void leavesOutWhatIsNotConfiguredAndNamesTheTopicAsSource() throws Exception {
        JsonNode json = JSON.readTree(PLAIN.encode(Messages.of(5, "CEF:0|a|b")));

        assertThat(json.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("time", "source", "event", "fields");
        assertThat(json.path("source").textValue()).isEqualTo(Messages.TOPIC);
        assertThat(json.path("event").textValue()).isEqualTo("CEF:0|a|b");
    }

    @Example
    void whatIsNotOneJsonObjectIsAString() throws Exception {
        for (String text :
                List.of("{\"a\":1} {\"b\":2}", "{\"a\":", "{a:1}", "[1]", "{\"a\":NaN}", "{\"a\":1},\"x\":{}")) {
            assertThat(JSON.readTree(PLAIN.encode(Messages.of(1, text)))
                            .path("event")
                            .textValue())
                    .isEqualTo(text);
        }
    }

    /** A batch is objects one after the other: what a JSON reader finds in it is each event, in order, unchanged. */
    @Property
    void batchesComeApartAgain(@ForAll("texts") @NotEmpty List<String> texts) throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        Messages.outgoing(PLAIN, 100, texts.toArray(String[]::new)).forEach(each -> batch.writeBytes(each.bytes()));

        try (MappingIterator<JsonNode> all = JSON.readerFor(JsonNode.class).readValues(batch.toByteArray())) {
            List<JsonNode> read = all.readAll();
            assertThat(read).hasSameSizeAs(texts);
            for (int i = 0; i < texts.size(); i++) {
                JsonNode event = read.get(i).path("event");
                assertThat(event.isTextual() ? event.textValue() : event.toString())
                        .isEqualTo(texts.get(i));
                assertThat(read.get(i).path("fields").path("relay_id").textValue())
                        .isEqualTo(Messages.TOPIC + "-0-" + (100 + i));
            }
        }
    }

    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> any = Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(text -> !text.isBlank() && wellFormed(text));
        Arbitrary<String> objects = any.map(text -> {
            ObjectNode object = JSON.createObjectNode();
            object.put("text", text).putArray("list").add(1).add(text);
            return object.toString();
        });
        return Arbitraries.oneOf(any, objects).list().ofMinSize(1).ofMaxSize(20);
    }

    /** Half of a surrogate pair has no UTF-8. */
    private static boolean wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }
}
