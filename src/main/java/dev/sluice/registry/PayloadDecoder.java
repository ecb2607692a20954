package dev.sluice.registry;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroTypeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding straight from a record's bytes, and believes none of its lengths: a string, byte sequence or
 * map never claims more than the bytes that are left, and all arrays and maps of a record together never more items than
 * allowed. These limits belong to the instance; Avro's own are system properties of the whole JVM, read once. For one thread
 * at a time.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Avro 1.12 specification, Binary Encoding</a>
 */
final class PayloadDecoder extends Decoder {

    private static final byte[] NOTHING = {};

    private final int maxItems;
    private byte[] bytes = NOTHING;
    private int start;
    private int position;
    private int limit;
    private long items;

    /**
     * @param maxItems most items of all arrays and maps of one record
     */
    PayloadDecoder(int maxItems) {
        this.maxItems = maxItems;
    }

    /** Begins a record whose payload goes from the offset to the end. */
    PayloadDecoder begin(byte[] record, int offset) {
        bytes = record;
        start = offset;
        position = offset;
        limit = record.length;
        items = 0;
        return this;
    }

    /** Begins the same record once more. */
    void again() {
        position = start;
        items = 0;
    }

    /** Lets go of the record. */
    void end() {
        bytes = NOTHING;
        start = 0;
        position = 0;
        limit = 0;
    }

    /** Bytes not yet read. */
    @Override
    public int remainingBytes() {
        return limit - position;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        return next() == 1;
    }

    @Override
    public int readInt() throws IOException {
        int b = next();
        int value = b & 0x7f;
        for (int shift = 7; (b & 0x80) != 0; shift += 7) {
            if (shift > 28) {
                throw new InvalidNumberEncodingException("Invalid int encoding");
            }
            b = next();
            value |= (b & 0x7f) << shift;
        }
        return value >>> 1 ^ -(value & 1);
    }

    @Override
    public long readLong() throws IOException {
        int b = next();
        long value = b & 0x7f;
        for (int shift = 7; (b & 0x80) != 0; shift += 7) {
            if (shift > 63) {
                throw new InvalidNumberEncodingException("Invalid long encoding");
            }
            b = next();
            value |= (b & 0x7fL) << shift;
        }
        return value >>> 1 ^ -(value & 1);
    }

    @Override
    public float readFloat() throws IOException {
        int at = take(Float.BYTES);
        return Float.intBitsToFloat(littleEndianInt(at));
    }

    @Override
    public double readDouble() throws IOException {
        int at = take(Double.BYTES);
        long low = littleEndianInt(at) & 0xffffffffL;
        long high = littleEndianInt(at + Integer.BYTES) & 0xffffffffL;
        return Double.longBitsToDouble(high << 32 | low);
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        int length = length();
        int at = take(length);
        Utf8 text = old == null ? new Utf8() : old;
        text.setByteLength(length);
        System.arraycopy(bytes, at, text.getBytes(), 0, length);
        return text;
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        take(length());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        int length = length();
        int at = take(length);
        ByteBuffer result = old != null && length <= old.capacity() ? old.clear() : ByteBuffer.allocate(length);
        result.put(bytes, at, length);
        return result.flip();
    }

    @Override
    public void skipBytes() throws IOException {
        take(length());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    /** The branch of a union of null and something: whether it is something. */
    boolean readPresence() throws IOException {
        int branch = readInt();
        if (branch != 0 && branch != 1) {
            throw new AvroTypeException("Malformed data: branch " + branch + " of two");
        }
        return branch == 1;
    }

    @Override
    public long readArrayStart() throws IOException {
        return block();
    }

    @Override
    public long arrayNext() throws IOException {
        return block();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return block();
    }

    @Override
    public long mapNext() throws IOException {
        return block();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** A block of negative count is followed by its size in bytes, which only matters to those who skip it. */
    private long block() throws IOException {
        long count = readLong();
        if (count < 0) {
            length();
            count = -count;
        }
        return admitted(count);
    }

    private long skipBlocks() throws IOException {
        long count = readLong();
        while (count < 0) {
            take(length());
            count = readLong();
        }
        return admitted(count);
    }

    /** Negative here only for the one number whose negation overflows. */
    private long admitted(long count) {
        items += count;
        if (count < 0 || items > maxItems || items < 0) {
            throw new AvroTypeException("Malformed data: more than " + maxItems + " array and map items");
        }
        return count;
    }

    private int length() throws IOException {
        long length = readLong();
        if (length < 0 || length > limit - position) {
            throw new EOFException(
                    "Malformed data: a length of " + length + " with " + (limit - position) + " bytes left");
        }
        return (int) length;
    }

    private int take(int length) throws IOException {
        if (length > limit - position) {
            throw new EOFException("Malformed data: the record ends early");
        }
        int at = position;
        position += length;
        return at;
    }

    private int next() throws IOException {
        if (position >= limit) {
            throw new EOFException("Malformed data: the record ends early");
        }
        return bytes[position++];
    }

    private int littleEndianInt(int at) {
        return bytes[at] & 0xff
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }
}
