package dev.sluice.audit.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Where the parts of an encoded audit record are that make it one of a chain. The chain, the hash of the record before it and its own
 * are the last fields of the schema, and have the same length in each record, so they are found from the end; the numbers of writer
 * and sequence are among the first five fields. All in Confluent's wire format: a zero byte and the schema id, then Avro's binary encoding.
 */
public final class SealedRecord {
    /** Bytes before Avro's encoding. */
    static final int HEADER = 5;

    private static final int CHAIN_ID = 36;

    /** The second branch of a union, then the length of what follows, both as Avro writes them. */
    private static final byte PRESENT = 2;

    private static final byte CHAIN_ID_LENGTH = CHAIN_ID * 2;
    private static final byte HASH_LENGTH = MerkleHash.LENGTH * 2;

    private static final int OF_HASH = 2 + MerkleHash.LENGTH;
    private static final int TAIL = 2 + CHAIN_ID + 2 * OF_HASH;

    private final byte[] bytes;
    private final int writer;
    private final long sequence;

    private SealedRecord(byte[] bytes, int writer, long sequence) {
        this.bytes = bytes;
        this.writer = writer;
        this.sequence = sequence;
    }

    /**
     * An encoded record.
     *
     * @param bytes the record; not copied
     * @return null if it is not one of a chain
     */
    public static SealedRecord of(byte[] bytes) {
        if (!hasTail(bytes)) {
            return null;
        }
        Cursor cursor = new Cursor(bytes, HEADER);
        cursor.skip(cursor.number()); // auditId
        cursor.number(); // type
        cursor.number(); // outcome
        long writer = cursor.number();
        long sequence = cursor.number();
        boolean isOne = cursor.isGood() && writer == (int) writer && isChainId(bytes, bytes.length - TAIL + 2);
        return isOne ? new SealedRecord(bytes, (int) writer, sequence) : null;
    }

    /** The sequence of a record that may be of no chain: it is among the first fields; 0 if it can't be read. */
    static long sequenceOf(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != 0) {
            return 0;
        }
        Cursor cursor = new Cursor(bytes, HEADER);
        cursor.skip(cursor.number());
        cursor.number();
        cursor.number();
        cursor.number();
        long sequence = cursor.number();
        return cursor.isGood() ? sequence : 0;
    }

    /** Whether a text is the id of a chain. Ids become names of files and are shown on terminals. */
    static boolean isChainId(String text) {
        return text.length() == CHAIN_ID && isChainId(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static boolean isChainId(byte[] bytes, int from) {
        if (bytes.length < from + CHAIN_ID) {
            return false;
        }
        for (int i = 0; i < CHAIN_ID; i++) {
            byte next = bytes[from + i];
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean isRight = isDash ? next == '-' : next >= '0' && next <= '9' || next >= 'a' && next <= 'f';
            if (!isRight) {
                return false;
            }
        }
        return true;
    }

    /**
     * The schema that a record was written with.
     *
     * @param value the record in Confluent's wire format, or anything else
     * @return the schema's id; empty if it names none
     */
    public static OptionalInt schemaId(byte[] value) {
        return value.length < HEADER || value[0] != 0
                ? OptionalInt.empty()
                : OptionalInt.of(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
    }

    /** Whether the last three fields are there. */
    static boolean hasTail(byte[] bytes) {
        int at = bytes.length - TAIL;
        return at > HEADER
                && bytes[0] == 0
                && bytes[at] == PRESENT
                && bytes[at + 1] == CHAIN_ID_LENGTH
                && bytes[at + 2 + CHAIN_ID] == PRESENT
                && bytes[at + 3 + CHAIN_ID] == HASH_LENGTH
                && bytes[at + 2 + CHAIN_ID + OF_HASH] == PRESENT
                && bytes[at + 3 + CHAIN_ID + OF_HASH] == HASH_LENGTH;
    }

    /** Writes the chain, the hash before and the record's own into its place. */
    static void seal(byte[] bytes, byte[] chainId, byte[] previous, MerkleHash hash, byte[] into) {
        if (!hasTail(bytes)) {
            throw new IllegalArgumentException(
                    "The audit is written with a schema that has no fields for its chain. Register"
                            + " schemas/AuditEvent.avsc of this version, or leave use.latest.version off.");
        }
        int at = bytes.length - TAIL;
        System.arraycopy(chainId, 0, bytes, at + 2, CHAIN_ID);
        System.arraycopy(previous, 0, bytes, at + 4 + CHAIN_ID, MerkleHash.LENGTH);
        hash.leaf(bytes, HEADER, bytes.length - HEADER - OF_HASH, into, 0);
        System.arraycopy(into, 0, bytes, bytes.length - MerkleHash.LENGTH, MerkleHash.LENGTH);
    }

    /**
     * The writer.
     *
     * @return its partition
     */
    public int writer() {
        return writer;
    }

    /**
     * The order of application at that writer.
     *
     * @return the number
     */
    public long sequence() {
        return sequence;
    }

    /**
     * The chain.
     *
     * @return its id
     */
    public String chainId() {
        return new String(bytes, bytes.length - TAIL + 2, CHAIN_ID, StandardCharsets.ISO_8859_1);
    }

    /** Whether it is of a chain; without making a text of it. */
    boolean isOf(String chainId) {
        int from = bytes.length - TAIL + 2;
        for (int i = 0; i < CHAIN_ID; i++) {
            if (bytes[from + i] != chainId.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The hash of the record before.
     *
     * @return 32 bytes
     */
    public byte[] previousHash() {
        int end = bytes.length - OF_HASH;
        return Arrays.copyOfRange(bytes, end - MerkleHash.LENGTH, end);
    }

    /**
     * Whether it bears the hash of its content.
     *
     * @param hash computes it
     * @return false if it was changed
     */
    public boolean isSound(MerkleHash hash) {
        return Arrays.equals(computed(hash), hash());
    }

    /**
     * The hash that the record bears.
     *
     * @return 32 bytes
     */
    public byte[] hash() {
        return Arrays.copyOfRange(bytes, bytes.length - MerkleHash.LENGTH, bytes.length);
    }

    /**
     * The hash that it should bear.
     *
     * @param hash computes it
     * @return 32 bytes
     */
    public byte[] computed(MerkleHash hash) {
        byte[] computed = new byte[MerkleHash.LENGTH];
        hash.leaf(bytes, HEADER, bytes.length - HEADER - OF_HASH, computed, 0);
        return computed;
    }

    /** The hash that it would bear if it followed another record. */
    byte[] computedAfter(byte[] previous, MerkleHash hash) {
        byte[] other = bytes.clone();
        System.arraycopy(previous, 0, other, bytes.length - OF_HASH - MerkleHash.LENGTH, MerkleHash.LENGTH);
        return new SealedRecord(other, writer, sequence).computed(hash);
    }

    /** Reads Avro's numbers. Past the end everything is zero, and no longer good. */
    private static final class Cursor {
        private final byte[] bytes;
        private int at;
        private boolean good = true;

        Cursor(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        boolean isGood() {
            return good;
        }

        long number() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (at >= bytes.length) {
                    good = false;
                    return 0;
                }
                byte next = bytes[at++];
                number |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return number >>> 1 ^ -(number & 1);
                }
            }
            good = false;
            return 0;
        }

        void skip(long length) {
            if (length < 0 || length > bytes.length - at) {
                good = false;
            } else {
                at += (int) length;
            }
        }
    }
}
