package dev.sluice.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** Reads and writes one record type: its fields by name in any order, written in the order of the schema. */
final class RecordCodec implements Codec {
    /** Field order and defaults of the schema. The default is null where the field must be given. */
    record Field(String name, Codec codec, Supplier<Object> defaultValue) {}

    private final Supplier<SpecificRecord> factory;
    private Field[] fields = {};
    private Map<String, Integer> positions = Map.of();

    RecordCodec(Supplier<SpecificRecord> factory) {
        this.factory = factory;
    }

    /** Called once by the compiler, before the codec is published; a record may contain itself, so it can't be earlier. */
    void complete(List<Field> compiled) {
        fields = compiled.toArray(Field[]::new);
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < fields.length; i++) {
            byName.put(fields[i].name(), i);
        }
        positions = Map.copyOf(byName);
    }

    @Override
    public Object read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Refusal.unexpected(parser, "an object");
        }
        SpecificRecord record = factory.get();
        boolean[] seen = new boolean[fields.length];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int position = position(parser, seen);
            parser.nextToken();
            record.put(position, fields[position].codec().read(parser));
        }
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                record.put(i, defaultOf(parser, fields[i]));
            }
        }
        return record;
    }

    private int position(JsonParser parser, boolean[] seen) throws IOException {
        String name = parser.currentName();
        Integer position = positions.get(name);
        if (position == null) {
            throw Refusal.at(parser, "unknown field; the nearest known one is " + Refusal.nearest(name, names()));
        }
        if (seen[position]) {
            throw Refusal.at(parser, "the field appears twice");
        }
        seen[position] = true;
        return position;
    }

    private static Object defaultOf(JsonParser parser, Field field) {
        if (field.defaultValue() == null) {
            throw Refusal.below(parser, field.name(), "the field is missing and has no default");
        }
        return field.defaultValue().get();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Field field : fields) {
            names.add(field.name());
        }
        return names;
    }

    @Override
    public void write(JsonGenerator generator, Object value) throws IOException {
        SpecificRecord record = (SpecificRecord) value;
        generator.writeStartObject();
        for (int i = 0; i < fields.length; i++) {
            Object part = record.get(i);
            if (part != null) {
                generator.writeFieldName(fields[i].name());
                fields[i].codec().write(generator, part);
            } else if (!(fields[i].codec() instanceof CompoundCodecs.Nullable)) {
                throw new PlainJsonException(
                        Refusal.path(generator.getOutputContext()) + "." + fields[i].name(),
                        "the record has no value in a field that must have one");
            }
        }
        generator.writeEndObject();
    }

    @Override
    public boolean immutable() {
        return false;
    }
}
