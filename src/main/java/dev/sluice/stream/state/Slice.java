package dev.sluice.stream.state;

import java.util.Arrays;

/** One part of an identity, encoded: some bytes of an array that nobody changes. */
record Slice(byte[] bytes, int from, int length) {
    static Slice of(byte[] bytes) {
        return new Slice(bytes, 0, bytes.length);
    }

    PartReader reader() {
        return new PartReader(bytes, from, from + length);
    }

    /** Whether it is the same in so many bytes. */
    boolean isSameAs(Slice other) {
        return this == other
                || Arrays.equals(bytes, from, from + length, other.bytes, other.from, other.from + other.length);
    }
}
