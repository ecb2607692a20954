package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one part of an identity compactly: numbers in as many bytes as they need, and a text or a fact key that comes again
 * as its number. Used again for one part after the other, by one thread.
 */
final class PartWriter {
    private static final int INITIAL_BYTES = 1024;

    /** A buffer that one large part made larger than this is not kept. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int INITIAL_SLOTS = 128;

    /** Facts mostly come in runs: of what is older than these it is cheaper to write it again. */
    private static final int KEYS_COMPARED = 8;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private String[] slots = new String[INITIAL_SLOTS];
    private int[] numbers = new int[INITIAL_SLOTS];
    private int texts;
    private FactKey[] keys = new FactKey[KEYS_COMPARED];
    private int keyCount;
    private long lastAt;

    /** Begins a part. */
    void begin() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
        if (slots.length > INITIAL_SLOTS) {
            slots = new String[INITIAL_SLOTS];
            numbers = new int[INITIAL_SLOTS];
        }
        length = 0;
        restart();
    }

    /** Forgets the texts and keys that were written, so that what follows can be read without what is before it. */
    void restart() {
        if (texts > 0) {
            Arrays.fill(slots, null);
        }
        texts = 0;
        keyCount = 0;
        lastAt = 0;
    }

    /** As {@link #restart()}, with texts that the reader knows as the first ones. */
    void restart(String[] known) {
        restart();
        for (String text : known) {
            number(text);
        }
    }

    int length() {
        return length;
    }

    /** The buffer; the first {@link #length} bytes were written. Valid until the next call. */
    byte[] buffer() {
        return bytes;
    }

    /** What was written since {@link #begin}. */
    byte[] end() {
        return Arrays.copyOf(bytes, length);
    }

    void writeByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** Zigzag and base 128, as Avro and Protocol Buffers write signed numbers. */
    void writeLong(long value) {
        writeCount((value << 1) ^ (value >> 63));
    }

    /** Base 128: small numbers that are not negative. */
    void writeCount(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** An instant that may be {@link Long#MAX_VALUE}, for never. */
    void writeLimit(long value) {
        if (value == Long.MAX_VALUE) {
            writeByte(0);
        } else {
            writeByte(1);
            writeLong(value);
        }
    }

    /** A number that uses all its bits, so that no shorter form is to be expected. */
    void writeFixed(long value) {
        ensure(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void writeBytes(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** A text that is not expected to come again; not null. */
    void writePlain(String text) {
        int chars = text.length();
        ensure(chars + 5);
        int start = length;
        writeCount(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                writeCount(utf8.length);
                writeBytes(utf8, 0, utf8.length);
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** A text that may come again, or null. */
    void writeText(String text) {
        if (text == null) {
            writeByte(0);
            return;
        }
        int number = numberOf(text);
        if (number > 0) {
            writeCount(number);
            return;
        }
        writeCount(texts + 1L);
        writePlain(text);
        number(text);
    }

    /** The number of a text that was written, or 0. */
    int numberOf(String text) {
        int mask = slots.length - 1;
        int slot = spread(text) & mask;
        while (slots[slot] != null && !slots[slot].equals(text)) {
            slot = (slot + 1) & mask;
        }
        return slots[slot] == null ? 0 : numbers[slot];
    }

    /** Gives a text, which has none yet, the next number. */
    private void number(String text) {
        int mask = slots.length - 1;
        int slot = spread(text) & mask;
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = text;
        numbers[slot] = ++texts;
        if (texts * 2 > slots.length) {
            grow();
        }
    }

    private static int spread(String text) {
        int hash = text.hashCode();
        return hash ^ hash >>> 15;
    }

    private void grow() {
        String[] oldSlots = slots;
        int[] oldNumbers = numbers;
        slots = new String[oldSlots.length * 2];
        numbers = new int[slots.length];
        int mask = slots.length - 1;
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != null) {
                int slot = spread(oldSlots[i]) & mask;
                while (slots[slot] != null) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = oldSlots[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    /** A fact's place, or null. */
    void writeKey(FactKey key) {
        if (key == null) {
            writeByte(0);
            return;
        }
        int oldest = Math.max(0, keyCount - KEYS_COMPARED);
        for (int i = keyCount - 1; i >= oldest; i--) {
            if (keys[i % KEYS_COMPARED].equals(key)) {
                writeCount(i + 1);
                return;
            }
        }
        keys[keyCount++ % KEYS_COMPARED] = key;
        writeCount(keyCount);
        writeLong(key.at() - lastAt);
        lastAt = key.at();
        writeText(key.source());
        boolean sequenced = key.sequence() != FactKey.NO_SEQUENCE;
        writeBoolean(sequenced);
        if (sequenced) {
            writeLong(key.sequence());
        }
        writePlain(key.eventId());
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
