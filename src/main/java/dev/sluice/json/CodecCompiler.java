package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Turns a schema into the codec of its plain JSON form, once per type. */
final class CodecCompiler {
    private static final JsonMapper DEFAULTS = new JsonMapper();

    private final Map<String, RecordCodec> records = new HashMap<>();
    private final Class<? extends SpecificRecord> root;

    CodecCompiler(Class<? extends SpecificRecord> root) {
        this.root = root;
    }

    RecordCodec compile() {
        return compileRecord(factory(root).get().getSchema());
    }

    private RecordCodec compileRecord(Schema schema) {
        RecordCodec known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        RecordCodec codec = new RecordCodec(factory(schema));
        records.put(schema.getFullName(), codec);
        List<RecordCodec.Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            Codec value = compile(field.schema());
            fields.add(new RecordCodec.Field(field.name(), value, defaultValue(field, value)));
        }
        codec.complete(fields);
        return codec;
    }

    private Codec compile(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> compileRecord(schema);
            case UNION -> compileUnion(schema);
            case ARRAY -> new CompoundCodecs.Array(compile(schema.getElementType()));
            case MAP -> new CompoundCodecs.MapOf(compile(schema.getValueType()));
            case ENUM -> ScalarCodecs.Enumeration.of(schema, classOf(schema));
            case STRING -> new ScalarCodecs.Text();
            case BOOLEAN -> new ScalarCodecs.Bool();
            case BYTES -> new ScalarCodecs.Base64Bytes();
            case INT -> isLogical(schema, "date") ? new ScalarCodecs.Date() : new ScalarCodecs.Int();
            case LONG ->
                isLogical(schema, "timestamp-millis") ? new ScalarCodecs.Timestamp() : new ScalarCodecs.Long64();
            case FLOAT -> new ScalarCodecs.Real(true);
            case DOUBLE -> new ScalarCodecs.Real(false);
            case FIXED, NULL -> throw unsupported(schema);
        };
    }

    private Codec compileUnion(Schema schema) {
        List<Schema> branches = schema.getTypes();
        if (branches.size() != 2 || !schema.isNullable()) {
            throw unsupported(schema);
        }
        Schema value = branches.get(branches.get(0).getType() == Schema.Type.NULL ? 1 : 0);
        return new CompoundCodecs.Nullable(compile(value));
    }

    private static boolean isLogical(Schema schema, String name) {
        LogicalType logical = schema.getLogicalType();
        if (logical != null && !logical.getName().equals(name)) {
            throw unsupported(schema);
        }
        return logical != null;
    }

    private static IllegalArgumentException unsupported(Schema schema) {
        return new IllegalArgumentException("The plain JSON form does not define " + schema
                + "; use a type that the contract already uses, or null and one such type.");
    }

    private static Supplier<Object> defaultValue(Schema.Field field, Codec codec) {
        if (!field.hasDefaultValue()) {
            return null;
        }
        Object given = field.defaultVal();
        if (field.schema().getType() == Schema.Type.BYTES) {
            byte[] bytes = given instanceof byte[] raw ? raw : given.toString().getBytes(StandardCharsets.ISO_8859_1);
            return () -> ByteBuffer.wrap(bytes.clone());
        }
        JsonNode node = given == JsonProperties.NULL_VALUE ? NullNode.getInstance() : DEFAULTS.valueToTree(given);
        if (codec.immutable() || node.isNull()) {
            return new Shared(codec, node);
        }
        return () -> readDefault(codec, node);
    }

    /** A default that all records share; computed at first use, when every codec of a recursive schema is complete. */
    private static final class Shared implements Supplier<Object> {
        private final Codec codec;
        private final JsonNode node;
        private volatile Object[] value;

        Shared(Codec codec, JsonNode node) {
            this.codec = codec;
            this.node = node;
        }

        @Override
        public Object get() {
            Object[] computed = value;
            if (computed == null) {
                computed = new Object[] {readDefault(codec, node)};
                value = computed;
            }
            return computed[0];
        }
    }

    private static Object readDefault(Codec codec, JsonNode node) {
        try (JsonParser parser = node.traverse()) {
            parser.nextToken();
            return codec.read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The generated class beside the root's. Loaded by hand, as Avro's own way asks a list of trusted classes that is
     * global to the process; a schema of a generated class names generated classes only.
     */
    private Class<?> classOf(Schema schema) {
        try {
            return Class.forName(schema.getFullName(), true, root.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("There is no generated class for " + schema.getFullName() + ".", e);
        }
    }

    private Supplier<SpecificRecord> factory(Schema schema) {
        return factory(classOf(schema).asSubclass(SpecificRecord.class));
    }

    private static Supplier<SpecificRecord> factory(Class<? extends SpecificRecord> type) {
        try {
            Constructor<? extends SpecificRecord> constructor = type.getConstructor();
            return () -> instantiate(constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " is no generated record class.", e);
        }
    }

    private static SpecificRecord instantiate(Constructor<? extends SpecificRecord> constructor) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Generated record classes have a public constructor", e);
        }
    }
}
