package dev.sluice.domain;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/** The hash as the first release computed it. What it gave is kept in stores, so this never changes. */
final class NaiveContentHash {
    private static final String HEADER = "header";
    private static final String OCCURRED_AT = "occurredAt";
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** A field: the hash of its name, and of the value that does not count, if there is one. */
    private record Part(String name, int position, long nameHash, boolean hasDefault, long defaultHash) {
        static Part of(Schema.Field field) {
            boolean hasDefault = field.hasDefaultValue();
            long defaultHash = hasDefault ? ofValue(SpecificData.get().getDefaultValue(field)) : 0;
            return new Part(field.name(), field.pos(), ofText(field.name()), hasDefault, defaultHash);
        }

        long contribution(Object value) {
            long hash = ofValue(value);
            return hasDefault && hash == defaultHash ? 0 : mix(nameHash * GOLDEN + mix(hash));
        }
    }

    private NaiveContentHash() {}

    /**
     * The hash of an event. Of the header, which is about the delivery, only the instant counts at which it occurred.
     *
     * @param event an event of any category, of a generated class or not
     * @return 64 bits, which two events share by accident only
     */
    static long of(IndexedRecord event) {
        long sum = 0;
        for (Part part : parts(event.getSchema())) {
            Object value = event.get(part.position());
            if (part.name().equals(HEADER) && value instanceof IndexedRecord header) {
                value = header.get(header.getSchema().getField(OCCURRED_AT).pos());
            }
            sum += part.contribution(value);
        }
        return mix(sum);
    }

    private static long ofRecord(IndexedRecord record) {
        long sum = 1;
        for (Part part : parts(record.getSchema())) {
            sum += part.contribution(record.get(part.position()));
        }
        return mix(sum);
    }

    private static Part[] parts(Schema schema) {
        return schema.getFields().stream().map(Part::of).toArray(Part[]::new);
    }

    private static long ofValue(Object value) {
        if (value == null) {
            return GOLDEN;
        }
        if (value instanceof CharSequence text) {
            return ofText(text);
        }
        if (value instanceof Enum<?> symbol) {
            return ofText(symbol.name());
        }
        if (value instanceof GenericEnumSymbol<?> symbol) {
            return ofText(symbol.toString());
        }
        if (value instanceof IndexedRecord record) {
            return ofRecord(record);
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        return value instanceof Collection<?> items ? ofItems(items) : ofScalar(value);
    }

    private static long ofScalar(Object value) {
        if (value instanceof Instant instant) {
            return mix(instant.toEpochMilli());
        }
        if (value instanceof LocalDate day) {
            return mix(day.toEpochDay());
        }
        if (value instanceof Double || value instanceof Float) {
            return mix(Double.doubleToLongBits(((Number) value).doubleValue()));
        }
        if (value instanceof Number number) {
            return mix(number.longValue());
        }
        if (value instanceof ByteBuffer bytes) {
            return ofBytes(bytes.duplicate());
        }
        if (value instanceof Boolean flag) {
            return mix(flag ? 3 : 2);
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
