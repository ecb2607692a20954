package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes values compactly: numbers in as many bytes as they need, each text and each fact key once. Layout of the
 * result: version, texts, fact keys, body. Not for more than one thread.
 */
final class BinaryWriter {
    private final Buffer body = new Buffer(512);
    private final Buffer texts = new Buffer(256);
    private final Buffer keys = new Buffer(128);
    private final Map<String, Integer> textIndex = new HashMap<>();
    private final Map<FactKey, Integer> keyIndex = new HashMap<>();

    void writeLong(long value) {
        body.writeLong(value);
    }

    /** A number that uses all its bits, so that no shorter form is to be expected. */
    void writeFixed(long value) {
        body.writeFixed(value);
    }

    void writeInt(int value) {
        body.writeLong(value);
    }

    void writeBoolean(boolean value) {
        body.writeByte(value ? 1 : 0);
    }

    void writeText(String text) {
        body.writeLong(indexOf(text));
    }

    void writeKey(FactKey key) {
        if (key == null) {
            body.writeLong(0);
            return;
        }
        Integer index = keyIndex.get(key);
        if (index == null) {
            index = keyIndex.size() + 1;
            keyIndex.put(key, index);
            keys.writeLong(key.at());
            keys.writeLong(indexOf(key.source()));
            boolean sequenced = key.sequence() != FactKey.NO_SEQUENCE;
            keys.writeByte(sequenced ? 1 : 0);
            if (sequenced) {
                keys.writeLong(key.sequence());
            }
            keys.writeLong(indexOf(key.eventId()));
        }
        body.writeLong(index);
    }

    byte[] toBytes(byte version) {
        Buffer all = new Buffer(texts.length + keys.length + body.length + 24);
        all.writeByte(version);
        all.writeLong(textIndex.size());
        all.writeAll(texts);
        all.writeLong(keyIndex.size());
        all.writeAll(keys);
        all.writeAll(body);
        return Arrays.copyOf(all.bytes, all.length);
    }

    private int indexOf(String text) {
        if (text == null) {
            return 0;
        }
        Integer index = textIndex.get(text);
        if (index == null) {
            index = textIndex.size() + 1;
            textIndex.put(text, index);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            texts.writeLong(utf8.length);
            texts.writeAll(utf8, utf8.length);
        }
        return index;
    }

    private static final class Buffer {
        private byte[] bytes;
        private int length;

        Buffer(int capacity) {
            bytes = new byte[capacity];
        }

        void writeByte(int value) {
            ensure(1);
            bytes[length++] = (byte) value;
        }

        /** Zigzag and base 128, as Avro and Protocol Buffers write signed numbers. */
        void writeLong(long value) {
            ensure(10);
            long rest = (value << 1) ^ (value >> 63);
            while ((rest & ~0x7fL) != 0) {
                bytes[length++] = (byte) (rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
        }

        void writeFixed(long value) {
            ensure(Long.BYTES);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes[length++] = (byte) (value >>> shift);
            }
        }

        void writeAll(Buffer other) {
            writeAll(other.bytes, other.length);
        }

        void writeAll(byte[] source, int count) {
            ensure(count);
            System.arraycopy(source, 0, bytes, length, count);
            length += count;
        }

        private void ensure(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }
    }
}
