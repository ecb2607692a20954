package dev.sluice.audit.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * What has to be known of a Merkle tree to add leaves to it: the hashes of the largest perfect trees that its leaves fall into, from
 * the left; one for each bit that is set in their number.
 */
public final class Frontier {
    private final MerkleHash hash;
    private final ArrayList<byte[]> nodes;
    private long size;

    /** Of a tree without leaves. */
    public Frontier() {
        this(0, List.of());
    }

    /**
     * Of a tree that is known.
     *
     * @param size how many leaves it has
     * @param nodes the hashes, from the left
     * @throws IllegalArgumentException if there are not as many as the number asks for
     */
    public Frontier(long size, List<byte[]> nodes) {
        if (size < 0 || nodes.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "A tree of " + size + " leaves has not " + nodes.size() + " perfect trees in it.");
        }
        this.hash = new MerkleHash();
        this.size = size;
        this.nodes = new ArrayList<>(nodes);
    }

    /**
     * Adds a leaf.
     *
     * @param leaf its hash; not copied
     */
    public void add(byte[] leaf) {
        byte[] node = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            node = hash.node(nodes.remove(nodes.size() - 1), node);
        }
        nodes.add(node);
        size++;
    }

    /**
     * As it is now.
     *
     * @return another one that goes on by itself
     */
    public Frontier copy() {
        return new Frontier(size, nodes);
    }

    /**
     * How many leaves there are.
     *
     * @return the number
     */
    public long size() {
        return size;
    }

    /**
     * The hashes, from the left.
     *
     * @return a copy of the list
     */
    public List<byte[]> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * The hash of the tree.
     *
     * @return its Merkle Tree Hash, RFC 9162 section 2.1.1
     */
    public byte[] root() {
        if (nodes.isEmpty()) {
            return hash.empty();
        }
        byte[] root = nodes.get(nodes.size() - 1);
        for (int i = nodes.size() - 2; i >= 0; i--) {
            root = hash.node(nodes.get(i), root);
        }
        return root;
    }
}
