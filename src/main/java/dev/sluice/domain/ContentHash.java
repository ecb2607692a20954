package dev.sluice.domain;

import dev.sluice.event.Header;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A hash of what an event says, by the names of its fields: it stays the same when the contract gets a new field that the
 * event does not use, so an event that comes again after an upgrade is still known. A value that its field has by default
 * does not count, and neither the order of fields nor that of a map does.
 */
final class ContentHash {
    private static final String HEADER = "header";
    private static final String OCCURRED_AT = "occurredAt";
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** What is to be known of the fields of a record, by schema; there are only as many as the contract has records. */
    private static final Map<Schema, Part[]> PARTS = new ConcurrentHashMap<>();

    /** A field: what its name gives to the hash, and whatever of its values is known before there is an event. */
    private static final class Part {
        private final int position;
        private final boolean header;
        private final long salt;
        private final boolean hasDefault;
        private final long defaultHash;
        private final long nothing;
        private final Class<?> symbolType;
        private final long[] symbols;

        Part(Schema.Field field) {
            position = field.pos();
            header = field.name().equals(HEADER);
            salt = ofText(field.name()) * GOLDEN;
            hasDefault = field.hasDefaultValue();
            defaultHash = hasDefault ? ofValue(SpecificData.get().getDefaultValue(field)) : 0;
            nothing = contribution(GOLDEN);
            symbolType = symbolType(field.schema());
            symbols = symbolType == null ? null : symbols(symbolType);
        }

        long contribution(Object value) {
            if (value == null) {
                return nothing;
            }
            Class<?> type = value.getClass();
            if (type == String.class) {
                return contribution(ofText((String) value));
            }
            return contribution(type == symbolType ? symbols[((Enum<?>) value).ordinal()] : ofValue(value));
        }

        private long contribution(long hash) {
            return hasDefault && hash == defaultHash ? 0 : mix(salt + mix(hash));
        }

        /** The generated enum of a field, or null if it is none. */
        private static Class<?> symbolType(Schema schema) {
            Schema plain = schema;
            if (schema.getType() == Schema.Type.UNION) {
                plain = schema.getTypes().get(schema.getTypes().size() - 1);
            }
            Class<?> type =
                    plain.getType() == Schema.Type.ENUM ? SpecificData.get().getClass(plain) : null;
            return type != null && type.isEnum() ? type : null;
        }

        private static long[] symbols(Class<?> type) {
            Object[] constants = type.getEnumConstants();
            long[] hashes = new long[constants.length];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = ofText(((Enum<?>) constants[i]).name());
            }
            return hashes;
        }
    }

    private ContentHash() {}

    /**
     * The hash of an event. Of the header, which is about the delivery, only the instant counts at which it occurred.
     *
     * @param event an event of any category, of a generated class or not
     * @return 64 bits, which two events share by accident only
     */
    static long of(IndexedRecord event) {
        long sum = 0;
        for (Part part : parts(event.getSchema())) {
            Object value = field(event, part.position);
            if (part.header && value instanceof Header header) {
                value = header.getOccurredAt();
            } else if (part.header && value instanceof IndexedRecord header) {
                value = header.get(header.getSchema().getField(OCCURRED_AT).pos());
            }
            sum += part.contribution(value);
        }
        return mix(sum);
    }

    /** A method of a class is found faster than one of an interface, and nearly all records are of generated classes. */
    private static Object field(IndexedRecord record, int position) {
        return record instanceof SpecificRecordBase generated ? generated.get(position) : record.get(position);
    }

    private static long ofRecord(IndexedRecord record) {
        long sum = 1;
        for (Part part : parts(record.getSchema())) {
            sum += part.contribution(field(record, part.position));
        }
        return mix(sum);
    }

    private static Part[] parts(Schema schema) {
        Part[] known = PARTS.get(schema);
        if (known == null) {
            known = schema.getFields().stream().map(Part::new).toArray(Part[]::new);
            PARTS.put(schema, known);
        }
        return known;
    }

    /** Classes come before interfaces: that a value is not of an interface is expensive to find out. */
    private static long ofValue(Object value) {
        if (value == null) {
            return GOLDEN;
        }
        if (value instanceof String text) {
            return ofText(text);
        }
        if (value instanceof SpecificRecordBase record) {
            return ofRecord(record);
        }
        if (value instanceof Instant instant) {
            return mix(instant.toEpochMilli());
        }
        if (value instanceof LocalDate day) {
            return mix(day.toEpochDay());
        }
        if (value instanceof Boolean flag) {
            return mix(flag ? 3 : 2);
        }
        if (value instanceof Enum<?> symbol) {
            return ofText(symbol.name());
        }
        return value instanceof Number number ? ofNumber(number) : ofOther(value);
    }

    private static long ofNumber(Number number) {
        return number instanceof Double || number instanceof Float
                ? mix(Double.doubleToLongBits(number.doubleValue()))
                : mix(number.longValue());
    }

    private static long ofOther(Object value) {
        if (value instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        if (value instanceof Collection<?> items) {
            return ofItems(items);
        }
        if (value instanceof IndexedRecord record) {
            return ofRecord(record);
        }
        if (value instanceof CharSequence text) {
            return ofText(text);
        }
        if (value instanceof GenericEnumSymbol<?> symbol) {
            return ofText(symbol.toString());
        }
        if (value instanceof ByteBuffer bytes) {
            return ofBytes(bytes.duplicate());
        }
        throw new IllegalArgumentException("The contract has no " + value.getClass());
    }

    private static long ofMap(Map<?, ?> map) {
        long sum = map.size() + 5L;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            sum += mix(ofText(Objects.toString(entry.getKey())) * GOLDEN + mix(ofValue(entry.getValue())));
        }
        return mix(sum);
    }

    private static long ofItems(Collection<?> items) {
        long hash = 7;
        for (Object item : items) {
            hash = mix(hash * GOLDEN + ofValue(item));
        }
        return mix(hash + items.size());
    }

    /** As the one for any text; its loop is compiled to read the bytes of the string, and it has most of the work. */
    private static long ofText(String text) {
        long hash = 11;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash + length);
    }

    private static long ofText(CharSequence text) {
        long hash = 11;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash + text.length());
    }

    private static long ofBytes(ByteBuffer bytes) {
        long hash = 13 + bytes.remaining();
        while (bytes.hasRemaining()) {
            hash = (hash ^ (bytes.get() & 0xff)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64: every bit of the input moves about half of the bits of the result. */
    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
