package dev.sluice.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The codecs of values that are made of others. */
final class CompoundCodecs {
    private CompoundCodecs() {}

    record Nullable(Codec value) implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            return parser.currentToken() == JsonToken.VALUE_NULL ? null : value.read(parser);
        }

        @Override
        public void write(JsonGenerator generator, Object written) throws IOException {
            if (written == null) {
                generator.writeNull();
            } else {
                value.write(generator, written);
            }
        }

        @Override
        public boolean immutable() {
            return value.immutable();
        }
    }

    record Array(Codec items) implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw Refusal.unexpected(parser, "an array");
            }
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(items.read(parser));
            }
            return list;
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeStartArray();
            for (Object item : (List<?>) value) {
                items.write(generator, item);
            }
            generator.writeEndArray();
        }

        @Override
        public boolean immutable() {
            return false;
        }
    }

    /** Keys are written in order, so that equal records give equal text. */
    record MapOf(Codec values) implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw Refusal.unexpected(parser, "an object");
            }
            Map<String, Object> map = new HashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                if (map.putIfAbsent(key, values.read(parser)) != null) {
                    throw Refusal.at(parser, "the key appears twice");
                }
            }
            return map;
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : new TreeMap<>((Map<?, ?>) value).entrySet()) {
                generator.writeFieldName(entry.getKey().toString());
                values.write(generator, entry.getValue());
            }
            generator.writeEndObject();
        }

        @Override
        public boolean immutable() {
            return false;
        }
    }
}
