package dev.sluice.stream.state;

/** One part of an identity, encoded: some bytes of an array that nobody changes. */
record Slice(byte[] bytes, int from, int length) {
    static Slice of(byte[] bytes) {
        return new Slice(bytes, 0, bytes.length);
    }

    PartReader reader() {
        return new PartReader(bytes, from, from + length);
    }
}
