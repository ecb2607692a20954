package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BinaryWriter} wrote. */
final class BinaryReader {
    private final byte[] bytes;
    private final byte version;
    private final String[] texts;
    private final FactKey[] keys;
    private int at;

    BinaryReader(byte[] bytes) {
        this.bytes = bytes;
        this.version = bytes[at++];
        this.texts = new String[readInt() + 1];
        for (int i = 1; i < texts.length; i++) {
            int length = readInt();
            texts[i] = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
        }
        this.keys = new FactKey[readInt() + 1];
        for (int i = 1; i < keys.length; i++) {
            long occurredAt = readLong();
            String source = readText();
            long sequence = readBoolean() ? readLong() : FactKey.NO_SEQUENCE;
            keys[i] = new FactKey(occurredAt, source, sequence, readText());
        }
    }

    byte version() {
        return version;
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

    int readInt() {
        return Math.toIntExact(readLong());
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
