package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.util.Arrays;

/**
 * Which rows of a block are held, without their texts: of each a hash of its entitlement, and a number that is another one as soon
 * as anything is that a view tells of it. So it is known which page of a view has changed before any of it is made. Immutable.
 */
public final class HeldMarks {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Looks at one row that is held. */
    public interface Reader {
        /**
         * Looks.
         *
         * @param entitlement the hash of the entitlement's key
         * @param content the number for what is told of it
         */
        void take(int entitlement, long content);
    }

    /** Takes the rows of a block, in order. */
    public static final class Builder {
        private final long at;
        private final FactKeys snapshots;
        private int[] places;
        private int[] entitlements;
        private long[] contents;
        private int place;
        private int held;
        private long until = Long.MAX_VALUE;

        /**
         * Without rows.
         *
         * @param rows how many there will be, about
         * @param at the instant, not before the identity's clock (ms since the epoch)
         * @param snapshots the snapshots of the account
         */
        public Builder(int rows, long at, FactKeys snapshots) {
            this.at = at;
            this.snapshots = snapshots;
            this.places = new int[rows];
            this.entitlements = new int[rows];
            this.contents = new long[rows];
            // What a snapshot lists is held from the snapshot on, and the clock may not have come so far.
            for (FactKey snapshot : snapshots) {
                until = snapshot.at() > at ? Math.min(until, snapshot.at()) : until;
            }
        }

        /**
         * Takes the next row.
         *
         * @param key its entitlement
         * @param row the row
         */
        public void add(EntitlementKey key, HeldRow row) {
            until = Math.min(until, row.nextChange(at));
            HoldPeriod period = row.at(at, snapshots);
            if (period != null) {
                if (held == places.length) {
                    int room = Math.max(8, 2 * held);
                    places = Arrays.copyOf(places, room);
                    entitlements = Arrays.copyOf(entitlements, room);
                    contents = Arrays.copyOf(contents, room);
                }
                places[held] = place;
                entitlements[held] = key.hashCode();
                contents[held] = content(key, period);
                held++;
            }
            place++;
        }

        /**
         * What was taken.
         *
         * @return the marks
         */
        public HeldMarks build() {
            return new HeldMarks(
                    Arrays.copyOf(places, held),
                    Arrays.copyOf(entitlements, held),
                    Arrays.copyOf(contents, held),
                    at,
                    until);
        }
    }

    private final int[] places;
    private final int[] entitlements;
    private final long[] contents;
    private final long from;
    private final long until;

    private HeldMarks(int[] places, int[] entitlements, long[] contents, long from, long until) {
        this.places = places;
        this.entitlements = entitlements;
        this.contents = contents;
        this.from = from;
        this.until = until;
    }

    private static long content(EntitlementKey key, HoldPeriod period) {
        long content = mixed(hash(key.system(), key.name()));
        return mixed(mixed(content ^ period.since()) ^ period.to());
    }

    /**
     * A hash of a text.
     *
     * @param text the text
     * @return 64 bits of all its characters
     */
    public static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * GOLDEN;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /**
     * A hash of what has a name in a system.
     *
     * @param system the system
     * @param name the name
     * @return 64 bits of all characters of both
     */
    public static long hash(String system, String name) {
        return hash(system) + 31 * hash(name);
    }

    /**
     * A number of which each bit depends on all bits of another.
     *
     * @param value the other
     * @return the number
     */
    public static long mixed(long value) {
        long product = value * GOLDEN;
        product ^= product >>> 32;
        product *= GOLDEN;
        return product ^ product >>> 29;
    }

    /**
     * Whether they still say what is held at an instant.
     *
     * @param at the instant (ms since the epoch)
     * @return false if a limit has begun or ended a holding since, or if the instant is before the one that they were made for
     */
    public boolean holdAt(long at) {
        return from <= at && at < until;
    }

    /**
     * Until when they say what is held, if not for ever.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public long until() {
        return until;
    }

    /**
     * How many rows are held.
     *
     * @return the number
     */
    public int size() {
        return places.length;
    }

    /**
     * The place of one that is held among all rows of the block.
     *
     * @param held which of those that are held, from 0
     * @return its place, from 0
     */
    public int place(int held) {
        return places[held];
    }

    /**
     * The hash of the entitlement of one that is held.
     *
     * @param held which of those that are held, from 0
     * @return the hash of its key
     */
    public int entitlement(int held) {
        return entitlements[held];
    }

    /**
     * Looks at each row that is held.
     *
     * @param reader takes them in order
     */
    public void forEach(Reader reader) {
        for (int i = 0; i < places.length; i++) {
            reader.take(entitlements[i], contents[i]);
        }
    }
}
