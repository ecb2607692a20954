package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.GenericPlainJson;
import dev.sluice.json.PlainJsonException;
import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.stream.DeadLetters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/** One record of any topic as one line for people and tools. A value that can't be read gives a line that says so. */
final class RecordLines {
    /** What a topic holds, which decides how its values are shown. */
    enum Form {
        /** Records in Confluent's wire format. */
        AVRO,
        /** Lines that are shown as they are. */
        TEXT,
        /** Bytes of any kind that were refused, with the reason in headers. */
        DEAD_LETTER
    }

    /** What may be shown beside a value. */
    enum Part {
        KEY,
        PARTITION,
        OFFSET,
        TIMESTAMP
    }

    private final Form form;
    private final Set<Part> parts;
    private final Deserializer<GenericRecord> avro;

    /**
     * Lines for one topic.
     *
     * @param parts what to show beside the value; empty for the value alone
     * @param avro reads {@link Form#AVRO}; not used for the other forms
     */
    RecordLines(Form form, Set<Part> parts, Deserializer<GenericRecord> avro) {
        this.form = form;
        this.parts = Set.copyOf(parts);
        this.avro = avro;
    }

    /**
     * The line of one record.
     *
     * @return text without line end; a text value is as it came, so it may hold line ends of its own
     * @throws RegistryUnavailableException if nothing can be read because the registry is away
     */
    String line(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return tombstone(record).toString();
        }
        return switch (form) {
            case TEXT -> text(record);
            case DEAD_LETTER -> envelope(record, deadLetter(record), false).toString();
            case AVRO -> avro(record).toString();
        };
    }

    private String text(ConsumerRecord<byte[], byte[]> record) {
        String text = new String(record.value(), StandardCharsets.UTF_8);
        return parts.isEmpty()
                ? text
                : envelope(record, JsonNodeFactory.instance.textNode(text), true)
                        .toString();
    }

    private ObjectNode avro(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode value;
        try {
            value = GenericPlainJson.toNode(avro.deserialize(record.topic(), record.headers(), record.value()));
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (KafkaException | PlainJsonException e) {
            return envelope(record, unreadable(record, e), false);
        }
        return parts.isEmpty() ? value : envelope(record, value, true);
    }

    /** Says always where the record is, since whoever looks into it will need that. */
    private static ObjectNode unreadable(ConsumerRecord<byte[], byte[]> record, RuntimeException error) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("error", ClientErrors.sentence(error));
        node.put("partition", record.partition());
        node.put("offset", record.offset());
        node.put("value", base64(record.value()));
        return node;
    }

    private ObjectNode tombstone(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        putKey(node, record);
        node.put("tombstone", true);
        return envelope(record, node, false);
    }

    private static ObjectNode deadLetter(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        putKey(node, record);
        putHeader(node, "reason", record.headers().lastHeader(DeadLetters.REASON));
        putHeader(node, "detail", record.headers().lastHeader(DeadLetters.DETAIL));
        ObjectNode headers = node.putObject("headers");
        for (Header header : record.headers()) {
            putHeader(headers, header.key(), header);
        }
        node.put("value", base64(record.value()));
        return node;
    }

    private static void putHeader(ObjectNode node, String name, Header header) {
        if (header != null) {
            byte[] value = header.value();
            node.put(name, value == null ? null : utf8(value).orElseGet(() -> "base64:" + base64(value)));
        }
    }

    /**
     * Puts the parts that were asked for before the value.
     *
     * @param wrapped true to put the value under a name of its own, false to put its fields beside the parts
     */
    private ObjectNode envelope(ConsumerRecord<byte[], byte[]> record, JsonNode value, boolean wrapped) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Part part : Part.values()) {
            if (parts.contains(part)) {
                switch (part) {
                    case KEY -> putKey(node, record);
                    case PARTITION -> node.put("partition", record.partition());
                    case OFFSET -> node.put("offset", record.offset());
                    case TIMESTAMP ->
                        node.put(
                                "timestamp",
                                Instant.ofEpochMilli(record.timestamp()).toString());
                }
            }
        }
        if (wrapped) {
            node.set("value", value);
        } else {
            node.setAll((ObjectNode) value);
        }
        return node;
    }

    private static void putKey(ObjectNode node, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            node.put("key", utf8(record.key()).orElseGet(() -> "base64:" + base64(record.key())));
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
