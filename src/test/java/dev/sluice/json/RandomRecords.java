package dev.sluice.json;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Any record that a schema allows, from a seed. */
public class RandomRecords {
    private static final String[] TEXTS = {
        "",
        "ada",
        "E1001",
        "\u0000",
        "\"\\/\b\f\n\r\t",
        "\u2028\u2029",
        "zürich 東京 😀",
        "=1+1",
        "null",
        "2026-01-01T00:00:00Z"
    };
    private static final long[] LONGS = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, -62135596800000L};
    private static final double[] DOUBLES = {
        0, -0.0, 1.5, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 1e-7, 1e21
    };

    private final Random random;

    public RandomRecords(long seed) {
        this(new Random(seed));
    }

    protected RandomRecords(Random random) {
        this.random = random;
    }

    public SpecificRecord next(Class<? extends SpecificRecord> type) {
        return (SpecificRecord) value(empty(type).getSchema());
    }

    /** A value of a schema. */
    protected Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> random.nextBoolean() ? null : value(schema.getTypes().get(1));
            case ARRAY -> list(schema);
            case MAP -> map(schema);
            case ENUM ->
                classOf(schema)
                        .getEnumConstants()[
                        random.nextInt(schema.getEnumSymbols().size())];
            case STRING -> text();
            case BOOLEAN -> random.nextBoolean();
            case BYTES -> bytes();
            case INT -> schema.getLogicalType() == null ? (Object) random.nextInt() : date();
            case LONG -> schema.getLogicalType() == null ? (Object) number() : instant();
            case DOUBLE -> random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian();
            default -> throw new IllegalStateException("The contract has no " + schema.getType());
        };
    }

    private SpecificRecord record(Schema schema) {
        SpecificRecord record = empty(classOf(schema).asSubclass(SpecificRecord.class));
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema())));
        return record;
    }

    private static SpecificRecord empty(Class<? extends SpecificRecord> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> classOf(Schema schema) {
        try {
            return Class.forName(schema.getFullName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Object> list(Schema schema) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(schema.getElementType()));
        }
        return list;
    }

    private Map<String, Object> map(Schema schema) {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text() + i, value(schema.getValueType()));
        }
        return map;
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)] + (random.nextBoolean() ? "" : random.nextInt());
    }

    private long number() {
        return random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
    }

    private Instant instant() {
        return Instant.ofEpochMilli(random.nextInt(4) == 0 ? number() : 1_767_225_600_000L + random.nextInt());
    }

    private LocalDate date() {
        return LocalDate.ofEpochDay(random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(40_000));
    }

    private ByteBuffer bytes() {
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
