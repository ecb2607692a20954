package dev.sluice.audit.proof;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of a Merkle tree, RFC 9162 section 2.1.1, with SHA-256. For one thread at a time. */
public final class MerkleHash {
    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256;

    /** With a digest of its own. */
    public MerkleHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * The hash of a leaf.
     *
     * @param data holds the leaf's data
     * @param from where they begin
     * @param length how many bytes they are
     * @param into takes the hash
     * @param at where to
     */
    public void leaf(byte[] data, int from, int length, byte[] into, int at) {
        sha256.update(LEAF);
        sha256.update(data, from, length);
        finish(into, at);
    }

    /**
     * The hash of a leaf.
     *
     * @param data the leaf's data
     * @return the hash
     */
    public byte[] leaf(byte[] data) {
        byte[] hash = new byte[LENGTH];
        leaf(data, 0, data.length, hash, 0);
        return hash;
    }

    /**
     * The hash of a node.
     *
     * @param left the hash of what is left of it
     * @param right the hash of what is right of it
     * @return the hash
     */
    public byte[] node(byte[] left, byte[] right) {
        sha256.update(NODE);
        sha256.update(left);
        sha256.update(right);
        byte[] hash = new byte[LENGTH];
        finish(hash, 0);
        return hash;
    }

    /**
     * The hash of the tree without leaves.
     *
     * @return the hash of nothing
     */
    public byte[] empty() {
        return sha256.digest();
    }

    private void finish(byte[] into, int at) {
        try {
            sha256.digest(into, at, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("A SHA-256 has 32 bytes", e);
        }
    }
}
