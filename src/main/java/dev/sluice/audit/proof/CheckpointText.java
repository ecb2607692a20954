package dev.sluice.audit.proof;

import java.util.Base64;

/**
 * What a checkpoint says, as it is signed (C2SP tlog-checkpoint): origin, size and root, and in lines below them what else must not be
 * changed: who wrote the chain, its last record, and when.
 *
 * @param origin where the chain comes from
 * @param size how many records it has
 * @param root the Merkle Tree Hash over them, 32 bytes; not copied
 * @param writer the partition of the writer
 * @param lastSequence the sequence of the last record
 * @param lastHash the hash of the last record, 32 bytes; not copied
 * @param at when it was made (ms since the epoch)
 */
record CheckpointText(String origin, long size, byte[] root, int writer, long lastSequence, byte[] lastHash, long at) {
    private static final String WRITER = "writer ";
    private static final String SEQUENCE = "sequence ";
    private static final String HASH = "hash ";
    private static final String AT = "at ";
    private static final int LINES = 7;

    /** Where a chain comes from, as notes name it. */
    static String origin(String applicationId, String chainId) {
        return "sluice/" + applicationId + "/" + chainId;
    }

    /** The chain, as its origin ends with it. */
    String chainId() {
        return origin.substring(origin.lastIndexOf('/') + 1);
    }

    /** The text. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return origin
                + '\n'
                + size
                + '\n'
                + base64.encodeToString(root)
                + '\n'
                + WRITER
                + writer
                + '\n'
                + SEQUENCE
                + lastSequence
                + '\n'
                + HASH
                + base64.encodeToString(lastHash)
                + '\n'
                + AT
                + at
                + '\n';
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static CheckpointText parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != LINES + 1 || !lines[LINES].isEmpty()) {
            throw new IllegalArgumentException(
                    "the note of a checkpoint has " + LINES + " lines before its signatures");
        }
        CheckpointText read;
        try {
            read = new CheckpointText(
                    lines[0],
                    Long.parseLong(lines[1]),
                    hash(lines[2]),
                    Integer.parseInt(after(WRITER, lines[3])),
                    Long.parseLong(after(SEQUENCE, lines[4])),
                    hash(after(HASH, lines[5])),
                    Long.parseLong(after(AT, lines[6])));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the note of a checkpoint holds no number where one belongs", e);
        }
        if (read.size < 1
                || !SealedRecord.isChainId(read.chainId())
                || !read.text().equals(text)) {
            throw new IllegalArgumentException("this is not how the note of a checkpoint is written");
        }
        return read;
    }

    private static String after(String start, String line) {
        if (!line.startsWith(start)) {
            throw new IllegalArgumentException("the note of a checkpoint has no line `" + start.strip() + "`");
        }
        return line.substring(start.length());
    }

    private static byte[] hash(String text) {
        byte[] hash = Base64.getDecoder().decode(text);
        if (hash.length != MerkleHash.LENGTH) {
            throw new IllegalArgumentException("a hash has " + MerkleHash.LENGTH + " bytes");
        }
        return hash;
    }
}
