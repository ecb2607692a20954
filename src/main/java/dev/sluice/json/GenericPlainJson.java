package dev.sluice.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * The plain JSON form of a record of which only the schema is known, for tools that look at any topic. For the
 * contract's records it gives what {@link PlainJson} gives: unions unwrapped, no nulls in records, times in ISO-8601,
 * bytes in base64, map keys sorted. Values may come with or without Avro's logical type conversions.
 */
public final class GenericPlainJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long MILLIS = 1_000L;
    private static final long MICROS = 1_000_000L;
    private static final long NANOS = 1_000_000_000L;

    private GenericPlainJson() {}

    /**
     * Gives a record as a tree.
     *
     * @param record the record, not null
     * @return a new tree
     * @throws PlainJsonException if a value does not fit its schema, or nests deeper than {@link PlainJson#MAX_NESTING}
     */
    public static ObjectNode toNode(IndexedRecord record) {
        return record(record, "$", 0);
    }

    private static ObjectNode record(IndexedRecord record, String path, int depth) {
        if (depth >= PlainJson.MAX_NESTING) {
            throw new PlainJsonException(path, "the record nests deeper than " + PlainJson.MAX_NESTING + " levels");
        }
        ObjectNode node = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null) {
                node.set(field.name(), node(field.schema(), value, path + "." + field.name(), depth + 1));
            }
        }
        return node;
    }

    private static JsonNode node(Schema schema, Object value, String path, int depth) {
        try {
            return switch (schema.getType()) {
                case UNION -> value == null ? NODES.nullNode() : node(branch(schema, value), value, path, depth);
                case RECORD -> record((IndexedRecord) value, path, depth);
                case ARRAY -> array(schema.getElementType(), (Collection<?>) value, path, depth);
                case MAP -> map(schema.getValueType(), (Map<?, ?>) value, path, depth);
                case NULL -> NODES.nullNode();
                case BOOLEAN -> NODES.booleanNode((Boolean) value);
                case FLOAT, DOUBLE -> real((Number) value);
                case INT, LONG -> whole(schema.getLogicalType(), value);
                case BYTES, FIXED -> bytes(schema.getLogicalType(), value);
                case STRING, ENUM -> NODES.textNode(value.toString());
            };
        } catch (ClassCastException e) {
            throw new PlainJsonException(path, "the value does not fit the schema's " + schema.getType(), e);
        }
    }

    /** Nullable values need no search; other unions do not occur in the contract. */
    private static Schema branch(Schema union, Object value) {
        if (union.getTypes().size() == 2 && union.isNullable()) {
            Schema first = union.getTypes().get(0);
            return first.getType() == Schema.Type.NULL ? union.getTypes().get(1) : first;
        }
        return union.getTypes().get(GenericData.get().resolveUnion(union, value));
    }

    private static ArrayNode array(Schema items, Collection<?> values, String path, int depth) {
        requireDepth(path, depth);
        ArrayNode node = NODES.arrayNode(values.size());
        for (Object value : values) {
            node.add(node(items, value, path + "[]", depth + 1));
        }
        return node;
    }

    private static ObjectNode map(Schema values, Map<?, ?> map, String path, int depth) {
        requireDepth(path, depth);
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(key.toString(), value));
        ObjectNode node = NODES.objectNode();
        sorted.forEach((key, value) -> node.set(key, node(values, value, path + "{}", depth + 1)));
        return node;
    }

    private static void requireDepth(String path, int depth) {
        if (depth >= PlainJson.MAX_NESTING) {
            throw new PlainJsonException(path, "the record nests deeper than " + PlainJson.MAX_NESTING + " levels");
        }
    }

    /** JSON has no word for what is not finite, so those three values are texts. */
    private static JsonNode real(Number value) {
        if (!Double.isFinite(value.doubleValue())) {
            return NODES.textNode(value.toString());
        }
        return value instanceof Float single ? NODES.numberNode(single) : NODES.numberNode(value.doubleValue());
    }

    private static JsonNode whole(LogicalType type, Object value) {
        if (value instanceof Temporal) {
            return NODES.textNode(value.toString());
        }
        Temporal time = type == null ? null : time(type.getName(), ((Number) value).longValue());
        if (time != null) {
            return NODES.textNode(time.toString());
        }
        return value instanceof Integer small ? NODES.numberNode(small) : NODES.numberNode((Long) value);
    }

    /** The logical types of the Avro specification 1.12, "Logical Types"; null for one that it does not have. */
    private static Temporal time(String type, long value) {
        return switch (type) {
            case "date" -> LocalDate.ofEpochDay(value);
            case "time-millis" -> LocalTime.ofNanoOfDay(value * (NANOS / MILLIS));
            case "time-micros" -> LocalTime.ofNanoOfDay(value * (NANOS / MICROS));
            case "timestamp-millis" -> Instant.ofEpochMilli(value);
            case "timestamp-micros" -> instant(value, MICROS);
            case "timestamp-nanos" -> instant(value, NANOS);
            case "local-timestamp-millis" -> local(instant(value, MILLIS));
            case "local-timestamp-micros" -> local(instant(value, MICROS));
            case "local-timestamp-nanos" -> local(instant(value, NANOS));
            default -> null;
        };
    }

    private static Instant instant(long value, long unitsPerSecond) {
        return Instant.ofEpochSecond(
                Math.floorDiv(value, unitsPerSecond), Math.floorMod(value, unitsPerSecond) * (NANOS / unitsPerSecond));
    }

    private static LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static JsonNode bytes(LogicalType type, Object value) {
        if (value instanceof BigDecimal decimal) {
            return NODES.numberNode(decimal);
        }
        byte[] bytes = value instanceof GenericFixed fixed ? fixed.bytes() : copy((ByteBuffer) value);
        if (type instanceof LogicalTypes.Decimal decimal && bytes.length > 0) {
            return NODES.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
        }
        return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
