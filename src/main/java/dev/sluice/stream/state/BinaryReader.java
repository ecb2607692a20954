package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BinaryWriter} wrote. */
final class BinaryReader {
    private final byte[] bytes;
    private final String[] texts;
    private final FactKey[] keys;
    private int at;

    BinaryReader(byte[] bytes) {
        this.bytes = bytes;
        // The version, which was looked at already.
        this.at = 1;
        this.texts = new String[readCount() + 1];
        for (int i = 1; i < texts.length; i++) {
            int length = readCount();
            texts[i] = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
        }
        this.keys = new FactKey[readCount() + 1];
        for (int i = 1; i < keys.length; i++) {
            long occurredAt = readLong();
            String source = readText();
            long sequence = readBoolean() ? readLong() : FactKey.NO_SEQUENCE;
            keys[i] = new FactKey(occurredAt, source, sequence, readText());
        }
    }

    long readLong() {
        long rest = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes[at++];
            rest |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return (rest >>> 1) ^ -(rest & 1);
    }

    long readFixed() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | bytes[at++] & 0xff;
        }
        return value;
    }

    int readInt() {
        return Math.toIntExact(readLong());
    }

    /** How many follow, each of at least one byte: checked before anything of that size is made. */
    int readCount() {
        int count = readInt();
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalStateException(count + " elements can't be in " + (bytes.length - at) + " bytes");
        }
        return count;
    }

    void requireEnd() {
        if (at != bytes.length) {
            throw new IllegalStateException(bytes.length - at + " bytes too many");
        }
    }

    boolean readBoolean() {
        return bytes[at++] != 0;
    }

    String readText() {
        return texts[readInt()];
    }

    FactKey readKey() {
        return keys[readInt()];
    }
}
