package dev.sluice.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Conversion;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** Finds the shape of a schema, if it has nothing that shapes don't know. */
final class Shapes {
    private final SpecificData data;
    private final Deque<String> open = new ArrayDeque<>();

    private Shapes(SpecificData data) {
        this.data = data;
    }

    /**
     * The shape of a record.
     *
     * @param schema the schema of a generated class
     * @param data what Avro knows of the class
     * @return empty if values of the schema have to be left to Avro
     */
    static Optional<Shape> of(Schema schema, SpecificData data) {
        return Optional.ofNullable(new Shapes(data).shape(schema));
    }

    private Shape shape(Schema schema) {
        if (schema.getLogicalType() != null) {
            return converted(schema, schema.getLogicalType());
        }
        return switch (schema.getType()) {
            case STRING -> isString(schema) ? new ScalarShapes.Text() : null;
            case INT -> new ScalarShapes.Int();
            case LONG -> new ScalarShapes.Number();
            case DOUBLE -> new ScalarShapes.Real();
            case BOOLEAN -> new ScalarShapes.Flag();
            case BYTES -> new ScalarShapes.Bytes();
            case ENUM -> symbol(schema);
            case UNION -> nullable(schema);
            case ARRAY -> items(schema);
            case MAP -> entries(schema);
            case RECORD -> record(schema);
            case FLOAT, FIXED, NULL -> null;
        };
    }

    private Shape converted(Schema schema, LogicalType logical) {
        Conversion<?> conversion = data.getConversionFor(logical);
        if (logical.equals(LogicalTypes.timestampMillis())
                && conversion instanceof TimeConversions.TimestampMillisConversion) {
            return new ScalarShapes.Millis();
        }
        boolean day = logical.equals(LogicalTypes.date()) && conversion instanceof TimeConversions.DateConversion;
        return day ? new ScalarShapes.Day() : null;
    }

    private static boolean isString(Schema schema) {
        return GenericData.StringType.String.name().equals(schema.getProp(GenericData.STRING_PROP))
                && schema.getProp(SpecificData.CLASS_PROP) == null
                && schema.getProp(SpecificData.KEY_CLASS_PROP) == null;
    }

    private Shape symbol(Schema schema) {
        Class<?> type = data.getClass(schema);
        if (type == null || !type.isEnum()) {
            return null;
        }
        Object[] constants = type.getEnumConstants();
        List<String> symbols = schema.getEnumSymbols();
        if (constants.length != symbols.size()) {
            return null;
        }
        for (int i = 0; i < constants.length; i++) {
            if (!((Enum<?>) constants[i]).name().equals(symbols.get(i))) {
                return null;
            }
        }
        return new ScalarShapes.Symbol(type);
    }

    private static boolean isNullable(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                && schema.getTypes().size() == 2
                && schema.getTypes().get(0).getType() == Schema.Type.NULL;
    }

    private Shape nullable(Schema schema) {
        Shape some = isNullable(schema) ? shape(schema.getTypes().get(1)) : null;
        return some == null ? null : new PartedShapes.Nullable(some);
    }

    private Shape items(Schema schema) {
        Shape item = shape(schema.getElementType());
        return item == null ? null : new PartedShapes.Items(item);
    }

    private Shape entries(Schema schema) {
        Shape some = isString(schema) ? shape(schema.getValueType()) : null;
        return some == null ? null : new PartedShapes.Entries(some);
    }

    private Shape record(Schema schema) {
        Class<?> type = data.getClass(schema);
        boolean recursive = open.contains(schema.getFullName());
        if (recursive || type == null || !SpecificRecordBase.class.isAssignableFrom(type)) {
            return null;
        }
        open.push(schema.getFullName());
        int size = schema.getFields().size();
        boolean[] nullable = new boolean[size];
        Shape[] fields = new Shape[size];
        for (int i = 0; i < size; i++) {
            Schema field = schema.getFields().get(i).schema();
            nullable[i] = isNullable(field);
            fields[i] = shape(nullable[i] ? field.getTypes().get(1) : field);
            if (fields[i] == null) {
                return null;
            }
        }
        open.pop();
        return new RecordShape(schema, type, data.getNewRecordSupplier(schema), nullable, fields);
    }
}
