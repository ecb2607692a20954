package dev.sluice.audit.proof;

import java.util.Arrays;
import java.util.List;

/** Checks proofs about Merkle trees: RFC 9162 sections 2.1.3.2 (inclusion) and 2.1.4.2 (consistency). */
public final class MerkleProofs {
    private MerkleProofs() {}

    /**
     * Whether a leaf is in a tree.
     *
     * @param index the leaf's place, from 0
     * @param size how many leaves the tree has
     * @param leaf the leaf's hash
     * @param path the hashes beside the way from the leaf to the root, from below
     * @param root the tree's hash
     * @return false if the path does not lead from the leaf to the root
     */
    public static boolean includes(long index, long size, byte[] leaf, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        MerkleHash hash = new MerkleHash();
        long fn = index;
        long sn = size - 1;
        byte[] node = leaf;
        for (byte[] beside : path) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                node = hash.node(beside, node);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                node = hash.node(node, beside);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(node, root);
    }

    /**
     * Whether a tree begins with all leaves of an earlier one, in their order.
     *
     * @param firstSize how many leaves the earlier one has; at least one
     * @param size how many the later one has
     * @param firstRoot the hash of the earlier one
     * @param root the hash of the later one
     * @param path the hashes that prove it
     * @return false if they don't prove it
     */
    public static boolean isConsistent(long firstSize, long size, byte[] firstRoot, byte[] root, List<byte[]> path) {
        if (firstSize < 1 || firstSize > size) {
            return false;
        }
        if (firstSize == size) {
            return path.isEmpty() && Arrays.equals(firstRoot, root);
        }
        MerkleHash hash = new MerkleHash();
        boolean isPerfect = Long.bitCount(firstSize) == 1;
        int next = 0;
        if (!isPerfect && path.isEmpty()) {
            return false;
        }
        byte[] first = isPerfect ? firstRoot : path.get(next++);
        byte[] last = first;
        long fn = firstSize - 1;
        long sn = size - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        for (; next < path.size(); next++) {
            if (sn == 0) {
                return false;
            }
            byte[] beside = path.get(next);
            if ((fn & 1) == 1 || fn == sn) {
                first = hash.node(beside, first);
                last = hash.node(beside, last);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                last = hash.node(last, beside);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(first, firstRoot) && Arrays.equals(last, root);
    }
}
