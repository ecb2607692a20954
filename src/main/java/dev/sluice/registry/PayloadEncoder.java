package dev.sluice.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * Avro's binary encoding into a buffer that is reused: no stream in between, and no copy of short strings that are ASCII. For one
 * thread at a time.
 */
final class PayloadEncoder extends BinaryEncoder {

    private static final int INITIAL = 512;

    /** A buffer that one huge record made larger than this is not kept. */
    private static final int KEPT = 1024 * 1024;

    /** From here on the platform's own loop over all characters outweighs the copy that it makes. */
    private static final int SHORT = 24;

    private byte[] buffer = new byte[INITIAL];
    private int position;

    /** Begins a record with the bytes that name its schema. */
    void begin(byte[] prefix) {
        if (buffer.length > KEPT) {
            buffer = new byte[INITIAL];
        }
        position = 0;
        writeFixed(prefix, 0, prefix.length);
    }

    /** A copy of what was written since {@link #begin}. */
    byte[] toByteArray() {
        return Arrays.copyOf(buffer, position);
    }

    /** Where the next byte goes. */
    int position() {
        return position;
    }

    /** Forgets what was written behind a position. */
    void backTo(int earlier) {
        position = earlier;
    }

    /** Writes the branch of a union of null and something. */
    void writePresence(boolean something) {
        ensure(1);
        buffer[position++] = (byte) (something ? 2 : 0);
    }

    private void ensure(int more) {
        if (buffer.length - position < more) {
            // Overflow-safe: grows to double, or to what is needed if that is more.
            int needed = Math.addExact(position, more);
            buffer =
                    Arrays.copyOf(buffer, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)));
        }
    }

    @Override
    public void writeBoolean(boolean value) {
        ensure(1);
        buffer[position++] = (byte) (value ? 1 : 0);
    }

    @Override
    public void writeInt(int value) {
        ensure(5);
        position += BinaryData.encodeInt(value, buffer, position);
    }

    @Override
    public void writeLong(long value) {
        ensure(10);
        position += BinaryData.encodeLong(value, buffer, position);
    }

    @Override
    public void writeFloat(float value) {
        ensure(Float.BYTES);
        position += BinaryData.encodeFloat(value, buffer, position);
    }

    @Override
    public void writeDouble(double value) {
        ensure(Double.BYTES);
        position += BinaryData.encodeDouble(value, buffer, position);
    }

    @Override
    public void writeString(String text) throws IOException {
        int length = text.length();
        if (length > SHORT || !writeAscii(text, length)) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            writeInt(encoded.length);
            writeFixed(encoded, 0, encoded.length);
        }
    }

    /** Writes a text if each of its characters is one byte; else nothing. */
    private boolean writeAscii(String text, int length) {
        ensure(length + 5);
        int begin = position + BinaryData.encodeInt(length, buffer, position);
        byte[] target = buffer;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            all |= c;
            target[begin + i] = (byte) c;
        }
        if (all >= 0x80) {
            return false;
        }
        position = begin + length;
        return true;
    }

    @Override
    public void writeFixed(byte[] bytes, int start, int length) {
        ensure(length);
        System.arraycopy(bytes, start, buffer, position, length);
        position += length;
    }

    @Override
    public void writeFixed(ByteBuffer bytes) {
        int length = bytes.remaining();
        ensure(length);
        bytes.duplicate().get(buffer, position, length);
        position += length;
    }

    @Override
    protected void writeZero() {
        ensure(1);
        buffer[position++] = 0;
    }

    /** Nothing waits anywhere: what is written is in the buffer. */
    @Override
    public int bytesBuffered() {
        return 0;
    }

    @Override
    public void flush() {}
}
