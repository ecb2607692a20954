package dev.sluice.audit.proof;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The hashes of the records that were verified last, in their order, with what is known of the tree at some of them: enough to go back to
 * one of them. Bounded.
 */
final class RecentHashes {
    /** So many are looked back to: more than a process sends between two commits. */
    static final int CAPACITY = 1 << 19;

    private static final int FIRST_CAPACITY = 1 << 4;
    private static final int SNAPSHOT_EVERY = 1 << 12;

    /** What was known of the tree before the record with a number was added. */
    private record Snapshot(long number, Frontier frontier) {}

    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private byte[] hashes = new byte[FIRST_CAPACITY * MerkleHash.LENGTH];
    private long[] sequences = new long[FIRST_CAPACITY];
    private int capacity = FIRST_CAPACITY;
    private long end;
    private long lowest;

    /** Takes the next hash, with what is known of the tree before it; null for nothing. */
    void add(byte[] hash, long sequence, Frontier before) {
        if (end == capacity && capacity < CAPACITY) {
            grow();
        }
        if (end % SNAPSHOT_EVERY == 0 && before != null) {
            snapshots.addLast(new Snapshot(end, before.copy()));
        }
        int slot = slot(end);
        System.arraycopy(hash, 0, hashes, slot * MerkleHash.LENGTH, MerkleHash.LENGTH);
        sequences[slot] = sequence;
        end++;
        // Also after going back: what was written over stays so.
        lowest = Math.max(lowest, end - capacity);
        while (!snapshots.isEmpty() && snapshots.peekFirst().number() < first()) {
            snapshots.removeFirst();
        }
    }

    private void grow() {
        // Nothing was overwritten yet, so each stands where it will stand.
        capacity *= 2;
        hashes = Arrays.copyOf(hashes, capacity * MerkleHash.LENGTH);
        sequences = Arrays.copyOf(sequences, capacity);
    }

    private int slot(long number) {
        return (int) (number & (capacity - 1));
    }

    private long first() {
        return lowest;
    }

    /** The number of a hash, the newest of equal ones; -1 if it is not there. */
    long find(byte[] hash) {
        for (long number = end - 1; number >= first(); number--) {
            int at = slot(number) * MerkleHash.LENGTH;
            if (Arrays.equals(hashes, at, at + MerkleHash.LENGTH, hash, 0, MerkleHash.LENGTH)) {
                return number;
            }
        }
        return -1;
    }

    /** The sequence of the record with a number. */
    long sequence(long number) {
        return sequences[slot(number)];
    }

    /** How many there are after the one with a number. */
    long after(long number) {
        return end - 1 - number;
    }

    /** Forgets all after the one with a number; tells what is known of the tree with it as its last one, or null. */
    Frontier backTo(long number) {
        end = number + 1;
        while (!snapshots.isEmpty() && snapshots.peekLast().number() >= end) {
            snapshots.removeLast();
        }
        if (snapshots.isEmpty()) {
            return null;
        }
        Snapshot from = snapshots.peekLast();
        Frontier frontier = from.frontier().copy();
        for (long at = from.number(); at < end; at++) {
            int start = slot(at) * MerkleHash.LENGTH;
            frontier.add(Arrays.copyOfRange(hashes, start, start + MerkleHash.LENGTH));
        }
        return frontier;
    }

    /** The tree is not what it was known to be: nothing before can be gone back to with it. */
    void forgetTrees() {
        snapshots.clear();
    }
}
