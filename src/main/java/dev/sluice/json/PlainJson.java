package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;

/**
 * The plain JSON form of the contract's records, wherever people or files meet the stream: schema field names, unions
 * unwrapped, absent fields have their default, instants in ISO-8601 (written in UTC; read with any offset, or as
 * milliseconds since the epoch), dates as {@code yyyy-MM-dd}, enums by name (a name that is not known reads as the
 * enum's default), bytes in base64, numbers strict. A field that the schema does not have, a field given twice and text
 * after the object are errors.
 *
 * <p>Written text is one line in the order of the schema, without nulls, map keys sorted: equal records give equal text.
 * Readers and writers are compiled once per type and shared by all threads.
 */
public final class PlainJson {
    /** Longest text value accepted, in characters. */
    public static final int MAX_STRING_LENGTH = 4 * 1024 * 1024;

    /** Deepest nesting accepted. The contract itself needs five levels. */
    public static final int MAX_NESTING = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(400)
                    .maxNameLength(4096)
                    .build())
            // Names come from data; interning them would let data grow a table of the whole process.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonMapper MAPPER = new JsonMapper(FACTORY);

    private static final ClassValue<RecordCodec> CODECS = new ClassValue<>() {
        @Override
        protected RecordCodec computeValue(Class<?> type) {
            return new CodecCompiler(type.asSubclass(SpecificRecord.class)).compile();
        }
    };

    private PlainJson() {}

    /**
     * Reads a record from a tree. The tree can't hold a key twice, so whoever parsed it must have refused that.
     *
     * @param node the tree, not null
     * @param type the generated class
     * @param <T> the record type
     * @return a new record
     * @throws PlainJsonException if the tree does not fit the record's schema
     */
    public static <T extends SpecificRecord> T read(JsonNode node, Class<T> type) {
        try (JsonParser parser = node.traverse()) {
            return read(parser, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record from text.
     *
     * @param line one JSON object, white space around it allowed
     * @param type the generated class
     * @param <T> the record type
     * @return a new record
     * @throws PlainJsonException if the text is no JSON or does not fit the record's schema
     */
    public static <T extends SpecificRecord> T read(String line, Class<T> type) {
        try (JsonParser parser = FACTORY.createParser(line)) {
            try {
                return read(parser, type);
            } catch (JsonProcessingException e) {
                throw broken(parser, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T extends SpecificRecord> T read(JsonParser parser, Class<T> type) throws IOException {
        if (parser.nextToken() == null) {
            throw new PlainJsonException("$", "there is no JSON object, the text is empty");
        }
        T record = type.cast(CODECS.get(type).read(parser));
        JsonToken rest = parser.nextToken();
        if (rest != null) {
            throw new PlainJsonException("$", "there is more text after the object");
        }
        return record;
    }

    private static PlainJsonException broken(JsonParser parser, JsonProcessingException e) {
        String column =
                e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
        return new PlainJsonException(
                Refusal.path(parser.getParsingContext()),
                "this is not well-formed JSON: " + Refusal.firstLine(e.getOriginalMessage()) + column,
                e);
    }

    /**
     * Gives a record as a tree.
     *
     * @param record the record, every field that can't be null set
     * @return a new tree
     * @throws PlainJsonException if a field that can't be null is null
     */
    public static ObjectNode toNode(SpecificRecord record) {
        try (TokenBuffer buffer = new TokenBuffer(MAPPER, false)) {
            codecOf(record).write(buffer, record);
            try (JsonParser parser = buffer.asParser()) {
                return MAPPER.readTree(parser);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a record as text.
     *
     * @param record the record, every field that can't be null set
     * @return one line without its end
     * @throws PlainJsonException if a field that can't be null is null
     */
    public static String write(SpecificRecord record) {
        try (StringWriter text = new StringWriter(256)) {
            try (JsonGenerator generator = FACTORY.createGenerator(text)) {
                codecOf(record).write(generator, record);
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordCodec codecOf(SpecificRecord record) {
        return CODECS.get(record.getClass());
    }
}
