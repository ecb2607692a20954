package dev.sluice.audit.proof;

import java.util.ArrayDeque;
import java.util.Arrays;

/** The records that come after the one that is looked at: what follows tells which of two that don't fit is wrong. Bounded. */
final class Ahead {
    /** So many records in a row may be wrong and what comes after them is still seen from the first. */
    static final int LENGTH = 32;

    /** A record that was read; without a link if it is none of a chain of this writer. */
    record Item(long offset, Link link, long sequence, boolean isOfAnother) {}

    private final ArrayDeque<Item> items = new ArrayDeque<>(LENGTH + 1);

    void add(Item item) {
        items.addLast(item);
    }

    boolean isFull() {
        return items.size() > LENGTH;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Takes out the one that is to be looked at. */
    Item remove() {
        return items.removeFirst();
    }

    /** The record right after it; null if there is none, or it is none of a chain. */
    Link next() {
        Item next = items.peekFirst();
        return next == null ? null : next.link();
    }

    /** The record right after it; null if it is none of that chain. */
    Link next(String chainId) {
        Link next = next();
        return next != null && next.chainId().equals(chainId) ? next : null;
    }

    /** Whether any of them follows a record. */
    boolean isFollowed(Link link) {
        return following(link, null) != null;
    }

    /** The first of them that follows a record, other than one; null if there is none. */
    Link following(Link head, byte[] other) {
        for (Item item : items) {
            Link at = item.link();
            if (at != null && at.follows(head) && !Arrays.equals(at.hash(), other)) {
                return at;
            }
        }
        return null;
    }

    /**
     * Whether the chain goes on from a record as if the one that is looked at, and those up to there, were not there: one of them follows it,
     * and is itself followed, or none of those before it is.
     */
    boolean goesOnFrom(Link head, Link link) {
        Link found = null;
        Link before = link;
        boolean isAnyFollowed = false;
        for (Item item : items) {
            Link at = item.link();
            if (found != null) {
                return !isAnyFollowed || at != null && at.follows(found);
            }
            if (at != null && at.follows(head)) {
                found = at;
            } else {
                isAnyFollowed |= at != null && before != null && at.follows(before);
            }
            before = at;
        }
        return found != null && !isAnyFollowed;
    }

    /** The first of them that is what its hash says and is followed by the one after it; null if there is none. */
    Link firstFollowed() {
        Link before = null;
        for (Item item : items) {
            Link at = item.link();
            if (before != null && at != null && before.isSound() && at.follows(before)) {
                return before;
            }
            before = at;
        }
        return null;
    }

    /**
     * The sequence of a record that was altered. What it says itself counts if it is between what is before and the first one after it that is
     * what its hash says, and followed if any is; else it is counted back from there.
     */
    long sequenceOf(Link altered, long before) {
        Link followed = firstFollowed();
        long distance = 1;
        for (Item item : items) {
            Link link = item.link();
            if (link != null && (followed == null ? link.isSound() : link == followed)) {
                boolean isPossible = altered.sequence() > before && altered.sequence() < link.sequence();
                return isPossible ? altered.sequence() : Math.max(link.sequence() - distance, before + 1);
            }
            distance++;
        }
        return before + 1;
    }
}
