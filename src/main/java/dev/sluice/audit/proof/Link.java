package dev.sluice.audit.proof;

import java.util.Arrays;

/**
 * A record of a chain as it was read.
 *
 * @param chainId the chain that it says it is of
 * @param sequence the sequence that it says it has
 * @param previous the hash of the record that it says it follows; not copied
 * @param hash the hash that it bears; not copied
 * @param isSound whether that is the hash of its content
 * @param offset where it is
 * @param unsound the record, if that is not the hash of its content; else null
 */
record Link(
        String chainId,
        long sequence,
        byte[] previous,
        byte[] hash,
        boolean isSound,
        long offset,
        SealedRecord unsound) {
    /** A record that was read. */
    static Link of(SealedRecord record, long offset, String sameChain, MerkleHash hash) {
        byte[] bears = record.hash();
        boolean isSound = Arrays.equals(record.computed(hash), bears);
        return new Link(
                sameChain != null && record.isOf(sameChain) ? sameChain : record.chainId(),
                record.sequence(),
                record.previousHash(),
                bears,
                isSound,
                offset,
                isSound ? null : record);
    }

    /** Whether it says that it follows another one. */
    boolean follows(Link other) {
        return chainId.equals(other.chainId) && Arrays.equals(previous, other.hash);
    }

    /** Whether nothing of it was altered but what it says that it follows, which was another one. */
    boolean followed(Link other, MerkleHash computing) {
        return unsound != null
                && other.hash.length == MerkleHash.LENGTH
                && Arrays.equals(unsound.computedAfter(other.hash, computing), hash);
    }

    /** Whether it says that it is the first of its chain. */
    boolean isFirst() {
        for (byte next : previous) {
            if (next != 0) {
                return false;
            }
        }
        return true;
    }
}
