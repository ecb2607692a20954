package dev.sluice.stream;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.sod.Sides;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.IdentityImage;
import dev.sluice.stream.state.StoredIdentity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The identities of a task. What changes is kept in memory and stored once per commit, however often it changed; what was
 * used lately stays in memory. What is not touched for a while is stored between commits.
 */
final class Identities {
    /** An identity as it is known, and the bytes that it takes. */
    record Loaded(StoredIdentity stored, int bytes) {}

    /** A changed identity, the instant under which it stood in the index of what is due, and what is open of it; null if that is as it was. */
    record Row(String key, IdentityImage image, long indexedDue, Sides sides, OpenItems open) {}

    /** One that waits to be stored since it was evaluated because everybody is, and when that was, in ticks. */
    private record Swept(CachedIdentity identity, int tick) {
        boolean isTouchedSince() {
            return identity.touchedIn() != tick;
        }
    }

    /** With fewer rows it is cheaper to find what touches rules than to keep it. */
    private static final int FEW_ROWS = 200;

    /** What of the cache is kept when it has become too large, in eighths. */
    private static final int KEPT_EIGHTHS = 7;

    /** Identities that may wait for a commit: it publishes and stores them all at once, and must not take too long. */
    private static final int MAX_CHANGED = 50_000;

    /** Identities that are looked at for one that was not touched lately. */
    private static final int LOOKS = 64;

    private final KeyValueStore<Bytes, byte[]> store;
    private final IdentityTable table;
    private final Timers timers;
    private final CacheBudget.Share share;
    private final Tally tally;
    private final IdentityCodec codec = new IdentityCodec();
    private final LinkedHashMap<String, CachedIdentity> cache = new LinkedHashMap<>(1024, 0.75f, true);
    private final ArrayDeque<CachedIdentity> changed = new ArrayDeque<>();
    private final ArrayDeque<Swept> swept = new ArrayDeque<>();
    private final TreeSet<Bytes> unstored = new TreeSet<>();
    private long cachedBytes;
    private int ticks;

    Identities(
            KeyValueStore<Bytes, byte[]> store, Timers timers, CacheBudget.Share share, Tally tally, boolean inBlocks) {
        this.store = store;
        this.table = new IdentityTable(store, codec, inBlocks);
        this.timers = timers;
        this.share = share;
        this.tally = tally;
        if (tally.isCounting() && keysAfter(null, 1).isEmpty()) {
            tally.countedAll();
        }
    }

    /** Whether nothing of an identity has to be decided until an instant under a policy set. */
    boolean isSettled(String key, long until, long setVersion) {
        return find(key).isSettled(until, setVersion);
    }

    /** Whether nothing follows from what somebody does unless it is wrong in itself. */
    boolean isCalmAt(String key, long at) {
        IdentityImage image = find(key).image();
        return image == null || image.isCalmAt(at);
    }

    /** Whether anything is known of an identity. */
    boolean isKnown(String key) {
        return find(key).image() != null;
    }

    Loaded load(String key) {
        CachedIdentity cached = find(key);
        IdentityImage image = cached.image();
        if (image == null) {
            return new Loaded(StoredIdentity.fresh(key), 0);
        }
        StoredIdentity opened =
                cached.open() == null ? codec.open(key, image, cached::foundOpen) : codec.open(key, image);
        opened.state().foundSides(cached.sides());
        return new Loaded(opened, image.bytes());
    }

    /** As it is known, for reading only. */
    StoredIdentity look(String key) {
        IdentityImage image = find(key).image();
        return image == null ? StoredIdentity.fresh(key) : codec.open(key, image);
    }

    private CachedIdentity find(String key) {
        CachedIdentity cached = cache.get(key);
        if (cached == null) {
            cached = read(key);
            cache.put(key, cached);
            cachedBytes += cached.bytes();
        }
        return cached;
    }

    private CachedIdentity read(String key) {
        IdentityTable.Stored stored = table.read(key);
        return stored == null ? CachedIdentity.unknown(key) : CachedIdentity.stored(key, stored);
    }

    /** Encodes an identity for {@link #save}, so that it can be measured before anything is changed. */
    Row encode(StoredIdentity stored, long nextDue) {
        AccessLedger access = stored.state().access();
        Sides sides = access.rowCount() > FEW_ROWS && !access.isUnseen()
                ? stored.state().sides()
                : null;
        OpenItems open = stored.state().decisionsAreRead() ? OpenItems.of(stored.state()) : null;
        return new Row(stored.state().key(), codec.image(stored, nextDue), stored.indexedDue(), sides, open);
    }

    /**
     * Keeps a changed identity until the next commit stores it.
     *
     * @param row the identity
     * @param at the record timestamp of what is published of it
     */
    void save(Row row, long at) {
        CachedIdentity identity = find(row.key());
        timers.move(row.key(), row.indexedDue(), row.image().indexedDue());
        cachedBytes -= identity.bytes();
        boolean isNew = identity.image() == null;
        tally(identity, row.image(), row.open());
        identity.change(row.image(), at);
        identity.keep(row.sides());
        identity.touch(ticks);
        cachedBytes += identity.bytes();
        if (identity.markChanged()) {
            changed.addLast(identity);
            isNew = true;
        }
        if (isNew && !identity.isStored()) {
            unstored.add(bytes(row.key()));
        }
    }

    /**
     * Notes that an identity is under another set as it was. It need not be stored for that: whoever reads it from the store evaluates
     * it again.
     *
     * @param row the identity as it was evaluated
     */
    void stays(Row row) {
        CachedIdentity identity = find(row.key());
        cachedBytes -= identity.bytes();
        identity.change(identity.image().under(row.image()), identity.touchedAt());
        identity.keep(row.sides());
        cachedBytes += identity.bytes();
    }

    /** Notes that an identity was evaluated just now because everybody is. One that waited to be stored before waits as it did. */
    void markSwept(String key) {
        CachedIdentity last = changed.peekLast();
        if (last != null && last.key().equals(key)) {
            swept.addLast(new Swept(changed.removeLast(), ticks));
        }
    }

    /** How many identities wait to be stored. */
    int waiting() {
        return changed.size() + swept.size();
    }

    /** How many identities wait to be stored only because everybody is evaluated. */
    int sweptWaiting() {
        return swept.size();
    }

    /** Forgets an identity: with the next commit it is as if nothing had ever been told of it. */
    void forget(String key, long indexedDue) {
        CachedIdentity identity = find(key);
        timers.move(key, indexedDue, Long.MAX_VALUE);
        cachedBytes -= identity.bytes();
        if (identity.image() != null) {
            tally.changed(key, open(identity), null, isTimed(identity.image()), false);
        }
        identity.forget();
        cachedBytes += identity.bytes();
        if (identity.markChanged()) {
            changed.addLast(identity);
        }
        unstored.remove(bytes(key));
    }

    private void tally(CachedIdentity identity, IdentityImage now, OpenItems found) {
        IdentityImage before = identity.image();
        boolean timedBefore = before != null && isTimed(before);
        if (found == null) {
            // Nobody asked for findings and commands, so they are what they were.
            tally.changed(identity.key(), OpenItems.NONE, OpenItems.NONE, timedBefore, isTimed(now));
            return;
        }
        OpenItems openBefore = before == null ? null : open(identity);
        tally.changed(identity.key(), openBefore, found, timedBefore, isTimed(now));
        identity.foundOpen(found);
    }

    /** What is open of an identity as it is known. Mostly it was found when the identity was read. */
    private OpenItems open(CachedIdentity identity) {
        if (identity.open() == null) {
            identity.foundOpen(codec.open(identity.key(), identity.image()).state());
        }
        return identity.open();
    }

    private static boolean isTimed(IdentityImage image) {
        return image.indexedDue() != Long.MAX_VALUE;
    }

    /**
     * Counts some of those that were not counted yet, if there are any.
     *
     * @param limit how many
     */
    void countSome(int limit) {
        if (!tally.isCounting()) {
            return;
        }
        List<String> keys = keysAfter(tally.countedUntil(), limit);
        for (String key : keys) {
            // What is not in memory stays out of it: nobody has asked for it.
            CachedIdentity known = cache.get(key);
            CachedIdentity identity = known == null ? read(key) : known;
            if (identity.image() != null) {
                tally.counted(key, open(identity), isTimed(identity.image()));
            }
        }
        if (keys.size() < limit) {
            tally.countedAll();
        }
    }

    /** Time passes, by which it is known what was touched lately. */
    void tick() {
        ticks++;
    }

    /**
     * An identity that waits to be stored and was not touched lately; not of those that were evaluated because everybody is.
     *
     * @param quietTicks for so many ticks
     * @return the one to be stored next, or null if none of those that have waited longest is
     */
    CachedIdentity nextQuiet(int quietTicks) {
        for (int looks = Math.min(LOOKS, changed.size()); looks > 0; looks--) {
            CachedIdentity first = changed.peekFirst();
            if (ticks - first.touchedIn() >= quietTicks) {
                return first;
            }
            changed.addLast(changed.removeFirst());
        }
        return null;
    }

    /**
     * The same of those that were evaluated because everybody is. One that something was told of since waits with the others.
     *
     * @param quietTicks for so many ticks
     * @return the one to be stored next, or null if there is none yet
     */
    CachedIdentity nextQuietSwept(int quietTicks) {
        for (int looks = Math.min(LOOKS, swept.size()); looks > 0; looks--) {
            Swept first = swept.peekFirst();
            if (first.isTouchedSince()) {
                changed.addLast(swept.removeFirst().identity());
            } else {
                return ticks - first.tick() >= quietTicks ? first.identity() : null;
            }
        }
        return null;
    }

    /** An identity that waits to be stored, or null if all are. */
    CachedIdentity nextChanged() {
        return swept.isEmpty() ? changed.peekFirst() : swept.peekFirst().identity();
    }

    /**
     * Stores a changed identity.
     *
     * @param identity what {@link #nextChanged}, {@link #nextQuiet} or {@link #nextQuietSwept} gave
     * @param published what is published of it now
     */
    void store(CachedIdentity identity, long[] published) {
        if (!swept.isEmpty() && swept.peekFirst().identity() == identity) {
            swept.removeFirst();
        } else {
            changed.removeFirst();
        }
        if (identity.image() == null) {
            table.delete(identity.key(), identity.blocks());
            identity.markGone();
            return;
        }
        cachedBytes -= identity.bytes();
        IdentityImage image = codec.published(identity.image(), published);
        boolean pinned = !table.isInBlocks(image) && identity.pinsMoreThan(image);
        identity.change(image, identity.touchedAt());
        IdentityTable.Stored stored = table.put(identity.key(), image, identity.blocks());
        if (pinned) {
            stored = table.read(identity.key());
            identity.reread(stored);
        }
        identity.markStored(stored.blocks());
        cachedBytes += identity.bytes();
        unstored.remove(bytes(identity.key()));
    }

    /** What the activities take is not theirs. */
    private long limit() {
        return share.limit() - share.limit() / Activities.SHARE;
    }

    /** Whether more is kept, or waits to be stored, than should be. */
    boolean isFull() {
        return cachedBytes > limit() || waiting() > MAX_CHANGED;
    }

    /** Lets go of what was used longest ago. Everything has to be stored. */
    void trim() {
        long kept = limit() / 8 * KEPT_EIGHTHS;
        Iterator<CachedIdentity> oldest = cache.values().iterator();
        while (cachedBytes > kept && oldest.hasNext()) {
            cachedBytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** Forgets everything that is not stored. */
    void drop() {
        cache.clear();
        changed.clear();
        unstored.clear();
        swept.clear();
        cachedBytes = 0;
    }

    void close() {
        share.leave();
    }

    /** Keys after a given one, in store order, stored or not. */
    List<String> keysAfter(String after, int limit) {
        TreeSet<Bytes> keys = new TreeSet<>();
        Bytes from = after == null ? null : bytes(after);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, null)) {
            while (rows.hasNext() && keys.size() <= limit) {
                Bytes key = rows.next().key;
                if (IdentityTable.isIdentity(key)) {
                    keys.add(key);
                }
            }
        }
        keys.addAll(from == null ? unstored : unstored.tailSet(from));
        List<String> some = new ArrayList<>();
        for (Bytes key : keys) {
            if (!key.equals(from) && some.size() < limit) {
                some.add(new String(key.get(), StandardCharsets.UTF_8));
            }
        }
        return some;
    }

    private static Bytes bytes(String key) {
        return IdentityTable.bytes(key);
    }
}
