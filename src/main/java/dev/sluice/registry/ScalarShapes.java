package dev.sluice.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;

/** The shapes of values without parts. */
final class ScalarShapes {
    private ScalarShapes() {}

    /** A string that Java holds as a String. */
    static final class Text extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readString();
        }

        @Override
        void write(Object value, PayloadEncoder out) throws IOException {
            out.writeString((String) value);
        }
    }

    /** An int. */
    static final class Int extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readInt();
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            out.writeInt((Integer) value);
        }
    }

    /** A long. */
    static final class Number extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readLong();
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            out.writeLong((Long) value);
        }
    }

    /** A double. */
    static final class Real extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readDouble();
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            out.writeDouble((Double) value);
        }
    }

    /** A boolean. */
    static final class Flag extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readBoolean();
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            out.writeBoolean((Boolean) value);
        }
    }

    /** A sequence of bytes. */
    static final class Bytes extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readBytes(null);
        }

        @Override
        void write(Object value, PayloadEncoder out) throws IOException {
            out.writeBytes((ByteBuffer) value);
        }
    }

    /** A long that means an instant. */
    static final class Millis extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return Instant.ofEpochMilli(in.readLong());
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            out.writeLong(((Instant) value).toEpochMilli());
        }
    }

    /** An int that means a day. */
    static final class Day extends Shape {
        @Override
        Object read(PayloadDecoder in) throws IOException {
            return LocalDate.ofEpochDay(in.readInt());
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            // As Avro's conversion, which keeps the low bits of a day beyond the range of an int.
            out.writeInt((int) ((LocalDate) value).toEpochDay());
        }
    }

    /** A symbol of a generated enum whose constants are in the order of the schema. */
    static final class Symbol extends Shape {
        private final Class<?> type;
        private final Object[] constants;

        Symbol(Class<?> type) {
            this.type = type;
            this.constants = type.getEnumConstants();
        }

        @Override
        Object read(PayloadDecoder in) throws IOException {
            return constants[in.readEnum()];
        }

        @Override
        void write(Object value, PayloadEncoder out) {
            if (value.getClass() != type) {
                throw new ClassCastException("Not a " + type.getName());
            }
            out.writeInt(((Enum<?>) value).ordinal());
        }
    }
}
