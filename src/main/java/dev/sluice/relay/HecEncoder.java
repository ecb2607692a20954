package dev.sluice.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The envelope of Splunk's HTTP Event Collector, one object for each record. A record that is a JSON object becomes the
 * event as it is, anything else a string. The field {@code relay_id} is the record's id.
 */
final class HecEncoder implements Encoder {
    private static final JsonFactory JSON = new JsonFactory();

    private final Metadata metadata;

    /**
     * What is said of all events; what is empty is left out.
     *
     * @param host host
     * @param source source; the topic if it is empty
     * @param sourcetype sourcetype
     * @param index index
     */
    record Metadata(String host, String source, String sourcetype, String index) {}

    HecEncoder(Metadata metadata) {
        this.metadata = metadata;
    }

    @Override
    public byte[] encode(Message message) throws Refused {
        String text = Texts.of(message);
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeFieldName("time");
            json.writeRawValue(seconds(Math.max(0, message.arrivedAt())));
            writeIfGiven(json, "host", metadata.host());
            writeIfGiven(json, "source", metadata.source().isEmpty() ? message.topic() : metadata.source());
            writeIfGiven(json, "sourcetype", metadata.sourcetype());
            writeIfGiven(json, "index", metadata.index());
            json.writeFieldName("event");
            if (Texts.isJsonObject(text)) {
                json.writeRawValue(text);
            } else {
                json.writeString(text);
            }
            json.writeObjectFieldStart("fields");
            json.writeStringField("relay_id", message.id());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeIfGiven(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    /** Epoch seconds with milliseconds as decimals, as the collector wants them. */
    private static String seconds(long millis) {
        String fraction = Long.toString(1_000 + millis % 1_000).substring(1);
        return millis / 1_000 + "." + fraction;
    }
}
