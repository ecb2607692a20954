package dev.sluice.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** The codecs of values that have no parts. Numbers are strict: no number in quotes, no fraction where a whole one is due. */
final class ScalarCodecs {
    private ScalarCodecs() {}

    record Text() implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            return text(parser, "a text");
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeString(value.toString());
        }
    }

    record Bool() implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            return switch (parser.currentToken()) {
                case VALUE_TRUE -> Boolean.TRUE;
                case VALUE_FALSE -> Boolean.FALSE;
                default -> throw Refusal.unexpected(parser, "true or false");
            };
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeBoolean((Boolean) value);
        }
    }

    record Int() implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            long value = whole(parser, "a whole number");
            if (value != (int) value) {
                throw Refusal.at(parser, "the number " + value + " is beyond 32 bits");
            }
            return (int) value;
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeNumber((Integer) value);
        }
    }

    record Long64() implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            return whole(parser, "a whole number");
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeNumber((Long) value);
        }
    }

    /** JSON has no word for what is not finite, so those three values are texts. */
    record Real(boolean single) implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            double value = parser.currentToken() == JsonToken.VALUE_STRING ? named(parser) : number(parser);
            return single ? (Object) (float) value : (Object) value;
        }

        private double number(JsonParser parser) throws IOException {
            if (!parser.currentToken().isNumeric()) {
                throw Refusal.unexpected(parser, "a number");
            }
            double value = parser.getDoubleValue();
            if (!Double.isFinite(single ? (float) value : value)) {
                throw Refusal.at(parser, "the number is beyond " + (single ? 32 : 64) + " bits");
            }
            return value;
        }

        private static double named(JsonParser parser) throws IOException {
            return switch (parser.getText()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw Refusal.unexpected(parser, "a number");
            };
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            double number = ((Number) value).doubleValue();
            if (!Double.isFinite(number)) {
                generator.writeString(Double.toString(number));
            } else if (single) {
                generator.writeNumber((Float) value);
            } else {
                generator.writeNumber(number);
            }
        }
    }

    record Timestamp() implements Codec {
        private static final String EXPECTED = "an instant such as 2026-03-01T08:00:00Z";

        @Override
        public Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return Instant.ofEpochMilli(whole(parser, EXPECTED));
            }
            String text = text(parser, EXPECTED);
            try {
                return IsoTimes.parse(text);
            } catch (DateTimeException | ArithmeticException e) {
                throw Refusal.unexpected(parser, EXPECTED);
            }
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeString(value.toString());
        }
    }

    record Date() implements Codec {
        private static final String EXPECTED = "a date such as 2026-03-01";

        @Override
        public Object read(JsonParser parser) throws IOException {
            String text = text(parser, EXPECTED);
            try {
                LocalDate date = LocalDate.parse(text);
                Math.toIntExact(date.toEpochDay());
                return date;
            } catch (DateTimeException | ArithmeticException e) {
                throw Refusal.unexpected(parser, EXPECTED);
            }
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeString(value.toString());
        }
    }

    record Base64Bytes() implements Codec {
        @Override
        public Object read(JsonParser parser) throws IOException {
            try {
                return ByteBuffer.wrap(Base64.getDecoder().decode(text(parser, "bytes in base64")));
            } catch (IllegalArgumentException e) {
                throw Refusal.unexpected(parser, "bytes in base64 (RFC 4648 section 4)");
            }
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            ByteBuffer copy = ((ByteBuffer) value).duplicate();
            byte[] bytes = new byte[copy.remaining()];
            copy.get(bytes);
            generator.writeString(Base64.getEncoder().encodeToString(bytes));
        }

        @Override
        public boolean immutable() {
            return false;
        }
    }

    /** A name that this version does not know reads as the enum's default, as Avro's own schema resolution has it. */
    record Enumeration(Map<String, Object> byName, Object fallback, Schema schema) implements Codec {
        static Enumeration of(Schema schema, Class<?> type) {
            Map<String, Object> byName = new HashMap<>();
            for (Object constant : type.getEnumConstants()) {
                byName.put(constant.toString(), constant);
            }
            return new Enumeration(Map.copyOf(byName), byName.get(schema.getEnumDefault()), schema);
        }

        @Override
        public Object read(JsonParser parser) throws IOException {
            String name = text(parser, "a name");
            Object constant = byName.getOrDefault(name, fallback);
            if (constant == null) {
                throw Refusal.unexpected(parser, "one of " + schema.getEnumSymbols());
            }
            return constant;
        }

        @Override
        public void write(JsonGenerator generator, Object value) throws IOException {
            generator.writeString(value.toString());
        }
    }

    private static String text(JsonParser parser, String expected) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Refusal.unexpected(parser, expected);
        }
        return parser.getText();
    }

    private static long whole(JsonParser parser, String expected) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw Refusal.unexpected(parser, expected);
        }
        try {
            return parser.getLongValue();
        } catch (InputCoercionException | StreamConstraintsException e) {
            throw Refusal.at(parser, "the number is beyond 64 bits");
        }
    }
}
