package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link PartWriter} wrote. */
final class PartReader {
    private static final String[] NO_TEXTS = {};
    private static final FactKey[] NO_KEYS = {};
    private static final int INITIAL = 4;

    private final byte[] bytes;
    private final String[] known;
    private int end;
    private int at;
    private String[] texts = NO_TEXTS;
    private int textCount;
    private FactKey[] keys = NO_KEYS;
    private int keyCount;
    private long lastAt;

    PartReader(byte[] bytes, int from, int to) {
        this(bytes, from, to, NO_TEXTS);
    }

    /** With texts that were known to the writer as the first ones. */
    PartReader(byte[] bytes, int from, int to, String[] known) {
        this.bytes = bytes;
        this.known = known;
        restart(from, to);
    }

    /** Goes on somewhere else, without the texts and keys that were read. */
    void restart(int from, int to) {
        at = from;
        end = to;
        texts = known;
        textCount = known.length;
        keyCount = 0;
        lastAt = 0;
    }

    int position() {
        return at;
    }

    byte readByte() {
        if (at >= end) {
            throw new IllegalStateException("The bytes end too early");
        }
        return bytes[at++];
    }

    /** The first byte of a value of which only this version was ever written, or newer ones, which were refused before. */
    void requireVersion(byte version) {
        byte written = readByte();
        if (written != version) {
            throw new IllegalStateException("There is no version " + written);
        }
    }

    boolean readBoolean() {
        return readByte() != 0;
    }

    long readLong() {
        long rest = readVarying();
        return (rest >>> 1) ^ -(rest & 1);
    }

    private long readVarying() {
        long rest = 0;
        int shift = 0;
        byte next;
        do {
            next = readByte();
            rest |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return rest;
    }

    int readInt() {
        return Math.toIntExact(readLong());
    }

    long readLimit() {
        return readBoolean() ? readLong() : Long.MAX_VALUE;
    }

    long readFixed() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | readByte() & 0xff;
        }
        return value;
    }

    /** A number that need not be bounded by what follows. */
    long readNumber() {
        return readVarying();
    }

    /** How many follow, each of at least one byte: checked before anything of that size is made. */
    int readCount() {
        long count = readVarying();
        if (count < 0 || count > end - at) {
            throw new IllegalStateException(count + " elements can't be in " + (end - at) + " bytes");
        }
        return (int) count;
    }

    /** Passes over some bytes and tells where they begin. */
    int skip(int count) {
        if (count < 0 || count > end - at) {
            throw new IllegalStateException(count + " bytes can't be in " + (end - at));
        }
        int from = at;
        at += count;
        return from;
    }

    String readPlain() {
        int length = readCount();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** A text that is not null. */
    String readText() {
        return present(readTextOrNull());
    }

    String readTextOrNull() {
        int number = Math.toIntExact(readVarying());
        if (number <= textCount) {
            return number == 0 ? null : texts[number - 1];
        }
        requireNext(number, textCount);
        if (textCount == texts.length) {
            texts = Arrays.copyOf(texts, Math.max(INITIAL, textCount * 2));
        }
        String text = readPlain();
        if (texts == known) {
            texts = Arrays.copyOf(texts, textCount + INITIAL);
        }
        texts[textCount++] = text;
        return text;
    }

    /** A fact's place that is not null. */
    FactKey readKey() {
        return present(readKeyOrNull());
    }

    FactKey readKeyOrNull() {
        int number = Math.toIntExact(readVarying());
        if (number <= keyCount) {
            return number == 0 ? null : keys[number - 1];
        }
        requireNext(number, keyCount);
        lastAt += readLong();
        String source = readText();
        long sequence = readBoolean() ? readLong() : FactKey.NO_SEQUENCE;
        FactKey key = new FactKey(lastAt, source, sequence, readPlain());
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, Math.max(INITIAL, keyCount * 2));
        }
        keys[keyCount++] = key;
        return key;
    }

    private static <T> T present(T read) {
        if (read == null) {
            throw new IllegalStateException("Nothing is where something has to be");
        }
        return read;
    }

    private static void requireNext(int number, int count) {
        if (number != count + 1) {
            throw new IllegalStateException("Number " + number + " follows on " + count);
        }
    }

    boolean isAtEnd() {
        return at == end;
    }

    void requireEnd() {
        if (at != end) {
            throw new IllegalStateException(end - at + " bytes too many");
        }
    }
}
