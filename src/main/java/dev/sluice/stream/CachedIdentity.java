package dev.sluice.stream;

import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.sod.Sides;
import dev.sluice.stream.state.IdentityImage;

/** An identity in memory: its state as it will be stored, and beside it what every event asks. */
final class CachedIdentity {
    /** Objects and references around the bytes of one identity. */
    private static final int OVERHEAD = 200;

    /** A value that is kept for the sake of parts may be so many times as large as the identity, and some bytes. */
    private static final int PINNED_FACTOR = 2;

    private static final int PINNED_BYTES = 4096;

    /** What it takes to know that a block is stored, about. */
    private static final int BLOCK_BYTES = 8;

    /** What a side takes, about. */
    private static final int SIDE_BYTES = 120;

    private final String key;
    private IdentityImage image;
    // Asked for every event: beside the image, not in it, so that memory is touched once.
    private long indexedDue;
    private long setVersion;
    private long touchedAt;
    private int touchedIn;
    private int valueBytes;
    private boolean stored;
    private boolean changed;
    private Sides sides;
    private long sidesBytes;
    private OpenItems open;
    private BlockNumbers blocks = BlockNumbers.NONE;

    private CachedIdentity(String key) {
        this.key = key;
    }

    /** One that the store does not have. */
    static CachedIdentity unknown(String key) {
        return new CachedIdentity(key);
    }

    /** One as the store has it. */
    static CachedIdentity stored(String key, IdentityTable.Stored stored) {
        CachedIdentity identity = new CachedIdentity(key);
        identity.change(stored.image(), 0);
        identity.valueBytes = stored.bytes();
        identity.markStored(stored.blocks());
        return identity;
    }

    void change(IdentityImage changed, long at) {
        image = changed;
        indexedDue = changed.indexedDue();
        setVersion = changed.setVersion();
        touchedAt = at;
    }

    /** Nothing is known of it any more. */
    void forget() {
        image = null;
        indexedDue = Long.MAX_VALUE;
        setVersion = 0;
        valueBytes = 0;
        keep(null);
        open = null;
    }

    /** What is open of it, null if nobody has looked. */
    OpenItems open() {
        return open;
    }

    void foundOpen(OpenItems found) {
        open = found;
    }

    /** Keeps what is open of it as it is read, before anybody changes it. */
    void foundOpen(IdentityState read) {
        open = OpenItems.of(read);
    }

    String key() {
        return key;
    }

    /** The state, null if nothing is known. */
    IdentityImage image() {
        return image;
    }

    /** Whether nothing of it has to be decided until an instant under a policy set. */
    boolean isSettled(long until, long underSetVersion) {
        return indexedDue > until && setVersion == underSetVersion || image == null;
    }

    /** Notes when it was touched, in ticks. */
    void touch(int tick) {
        touchedIn = tick;
    }

    int touchedIn() {
        return touchedIn;
    }

    long touchedAt() {
        return touchedAt;
    }

    boolean isStored() {
        return stored;
    }

    void markStored(BlockNumbers inBlocks) {
        stored = true;
        changed = false;
        blocks = inBlocks;
    }

    void markGone() {
        stored = false;
        changed = false;
        blocks = BlockNumbers.NONE;
    }

    /** The numbers of the blocks of it that are stored by themselves. */
    BlockNumbers blocks() {
        return blocks;
    }

    /** Notes that the store does not have it as it is; tells whether that is news. */
    boolean markChanged() {
        boolean first = !changed;
        changed = true;
        return first;
    }

    /** Parts that nobody replaced keep the whole value in memory from which they were read. */
    boolean pinsMoreThan(IdentityImage now) {
        return valueBytes > PINNED_FACTOR * now.bytes() + PINNED_BYTES;
    }

    /** Keeps what was found of it, where finding it anew means reading many rows. */
    void keep(Sides found) {
        sides = found;
        sidesBytes = found == null ? 0 : (long) SIDE_BYTES * found.size();
        if (found != null) {
            found.markSaved();
        }
    }

    /** What was found; null if whoever had it last has changed it and then failed: then it has to be found anew. */
    Sides sides() {
        return sides == null || sides.isUnsaved() ? null : sides;
    }

    /** The same identity, read from a value anew. */
    void reread(IdentityTable.Stored same) {
        image = same.image();
        valueBytes = same.bytes();
    }

    long bytes() {
        if (image == null) {
            return OVERHEAD + 2L * key.length();
        }
        return OVERHEAD
                + 2L * key.length()
                + (long) BLOCK_BYTES * blocks.size()
                + image.memory()
                + Math.max(0, valueBytes - image.bytes())
                + sidesBytes;
    }
}
