package dev.sluice.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.errors.SerializationException;

/** What can be said of schemas without a registry. */
final class SchemaTexts {

    private static final int MOST_FIXED = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaTexts() {}

    /** Parses what a registry holds. Defaults are not checked: an old schema must stay readable. */
    static Schema parse(String text) {
        return parse(text, new Schema.Parser().setValidateDefaults(false));
    }

    /**
     * Parses with what a parser knows already.
     *
     * @throws SchemaParseException if it is no schema, also where Avro's parser fails on it
     */
    static Schema parse(String text, Schema.Parser parser) {
        try {
            return parser.parse(text);
        } catch (AvroRuntimeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SchemaParseException(e);
        }
    }

    /** The schema without {@code avro.java.string}, which says how Java holds strings and nothing of the data. */
    static Schema withoutJavaProperties(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            strip(tree);
            return parse(JSON.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new SerializationException("The schema's own text is not JSON.", e);
        }
    }

    /**
     * Refuses a schema by which a record of a few bytes takes the memory: of a fixed type all is made before anything of it is read.
     *
     * @throws SerializationException if it has a fixed type that is larger than {@value #MOST_FIXED} bytes
     */
    static Schema bounded(Schema schema) {
        requireBounded(schema, Collections.newSetFromMap(new IdentityHashMap<>()));
        return schema;
    }

    private static void requireBounded(Schema schema, Set<Schema> seen) {
        if (!seen.add(schema)) {
            return;
        }
        switch (schema.getType()) {
            case FIXED -> {
                if (schema.getFixedSize() > MOST_FIXED) {
                    throw new SerializationException("The schema has the fixed type " + schema.getFullName() + " of "
                            + schema.getFixedSize() + " bytes; at most " + MOST_FIXED + " are read. Use bytes.");
                }
            }
            case RECORD -> schema.getFields().forEach(field -> requireBounded(field.schema(), seen));
            case ARRAY -> requireBounded(schema.getElementType(), seen);
            case MAP -> requireBounded(schema.getValueType(), seen);
            case UNION -> schema.getTypes().forEach(branch -> requireBounded(branch, seen));
            case ENUM, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                // What these take follows from the record.
            }
        }
    }

    /** Whether both schemas give every value the same bytes. */
    static boolean sameBytes(Schema one, Schema other) {
        return SchemaNormalization.toParsingForm(one).equals(SchemaNormalization.toParsingForm(other));
    }

    /** Whether a reader with the first schema can read everything written with the second. */
    static boolean canRead(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("avro.java.string");
        }
        node.forEach(SchemaTexts::strip);
    }
}
