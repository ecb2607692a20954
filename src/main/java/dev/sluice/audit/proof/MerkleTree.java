package dev.sluice.audit.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree of which the leaves from some number on are known, and of those before it only what a checkpoint tells: enough to
 * prove something of the leaves that are known, also when those before them are gone.
 */
public final class MerkleTree {
    private final MerkleHash hash = new MerkleHash();
    private final long from;
    private final List<byte[]> before;
    private final List<byte[]> leaves = new ArrayList<>();

    /**
     * A tree of which all leaves will be known.
     */
    public MerkleTree() {
        this(new Frontier());
    }

    /**
     * A tree of which the leaves after some are known.
     *
     * @param before what is known of those before
     */
    public MerkleTree(Frontier before) {
        this.from = before.size();
        this.before = before.nodes();
    }

    /**
     * Adds the next leaf.
     *
     * @param leaf its hash; not copied
     */
    public void add(byte[] leaf) {
        leaves.add(leaf);
    }

    /**
     * Takes the last leaves away.
     *
     * @param number how many
     * @return false if not all of them are known; then nothing is taken away
     */
    public boolean removeLast(long number) {
        if (number > leaves.size()) {
            return false;
        }
        leaves.subList(leaves.size() - (int) number, leaves.size()).clear();
        return true;
    }

    /**
     * How many leaves there are.
     *
     * @return those included that are not known
     */
    public long size() {
        return from + leaves.size();
    }

    /**
     * Proves that a leaf is in the tree: RFC 9162 section 2.1.3.1.
     *
     * @param index its place, from 0; one that is known
     * @param size of how many leaves the tree is meant
     * @return the hashes beside the way to the root, from below
     * @throws IllegalArgumentException if the leaf is not known, or there are fewer leaves
     */
    public List<byte[]> inclusion(long index, long size) {
        if (index < from || index >= size || size > size()) {
            throw new IllegalArgumentException("Leaf " + index + " of " + size + " is not among the leaves from " + from
                    + " to " + size() + " that are known.");
        }
        List<byte[]> path = new ArrayList<>();
        include(index, 0, size, path);
        return path;
    }

    private void include(long index, long start, long end, List<byte[]> path) {
        if (end - start == 1) {
            return;
        }
        long middle = start + split(end - start);
        if (index < middle) {
            include(index, start, middle, path);
            path.add(root(middle, end));
        } else {
            include(index, middle, end, path);
            path.add(root(start, middle));
        }
    }

    /**
     * Proves that the tree begins with an earlier one: RFC 9162 section 2.1.4.1.
     *
     * @param firstSize how many leaves the earlier one has; at least one, and not fewer than are unknown
     * @param size of how many leaves the later one is meant
     * @return the hashes that prove it
     * @throws IllegalArgumentException if it can't be told
     */
    public List<byte[]> consistency(long firstSize, long size) {
        if (firstSize < 1 || firstSize < from || firstSize > size || size > size()) {
            throw new IllegalArgumentException("That a tree of " + size + " leaves begins with one of " + firstSize
                    + " can't be told of the leaves from " + from + " to " + size() + " that are known.");
        }
        List<byte[]> path = new ArrayList<>();
        if (firstSize < size) {
            follow(firstSize, 0, size, true, path);
        }
        return path;
    }

    private void follow(long first, long start, long end, boolean isWhole, List<byte[]> path) {
        if (first == end) {
            if (!isWhole) {
                path.add(root(start, end));
            }
            return;
        }
        long middle = start + split(end - start);
        if (first <= middle) {
            follow(first, start, middle, isWhole, path);
            path.add(root(middle, end));
        } else {
            follow(first, middle, end, false, path);
            path.add(root(start, middle));
        }
    }

    /** The hash of the leaves from one to another. */
    private byte[] root(long start, long end) {
        if (start < from) {
            return end <= from && isPerfect(start, end)
                    ? known(start, end)
                    : hash.node(root(start, start + split(end - start)), root(start + split(end - start), end));
        }
        if (end - start == 1) {
            return leaves.get(Math.toIntExact(start - from));
        }
        long middle = start + split(end - start);
        return hash.node(root(start, middle), root(middle, end));
    }

    private static boolean isPerfect(long start, long end) {
        return Long.bitCount(end - start) == 1 && start % (end - start) == 0;
    }

    /** One of the perfect trees that the unknown leaves fall into. */
    private byte[] known(long start, long end) {
        long at = 0;
        int number = 0;
        for (long bit = Long.highestOneBit(from); bit > 0; bit >>= 1) {
            if ((from & bit) != 0) {
                if (at == start && at + bit == end) {
                    return before.get(number);
                }
                at += bit;
                number++;
            }
        }
        throw new IllegalArgumentException("The hash of the leaves from " + start + " to " + end
                + " is not known, since those before " + from + " are not.");
    }

    /** The largest power of two below a number above one. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
