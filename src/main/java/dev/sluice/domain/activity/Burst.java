package dev.sluice.domain.activity;

import dev.sluice.domain.policy.Detection;
import java.util.Arrays;

/**
 * What failed within a minute: how often, and the first instants, as many as any threshold asks for. Immutable.
 */
public final class Burst {
    /** The instants that are kept: no policy can ask for more. */
    public static final int KEPT = Detection.MOST;

    /** Nothing failed. */
    public static final Burst NONE = new Burst(0, new int[0]);

    private final long count;
    private final int[] earliest;

    /**
     * A burst as it was stored.
     *
     * @param count how often
     * @param earliest the first instants (ms since the minute began), ascending; not copied
     */
    public Burst(long count, int[] earliest) {
        this.count = count;
        this.earliest = earliest;
    }

    /**
     * How often.
     *
     * @return zero or more
     */
    public long count() {
        return count;
    }

    /**
     * The first instants that are kept.
     *
     * @return ms since the minute began, ascending; a copy
     */
    public int[] earliest() {
        return earliest.clone();
    }

    /** The first instant of all (ms since the minute began). */
    int first() {
        return earliest[0];
    }

    /**
     * The last of the instants that are kept.
     *
     * @return ms since the minute began; there has to be one
     */
    public int last() {
        return earliest[earliest.length - 1];
    }

    /** How often before an instant of the minute; if that is {@link #KEPT} it may have been more often. */
    int before(int offset) {
        int found = Arrays.binarySearch(earliest, offset);
        int at = found < 0 ? -found - 1 : found;
        while (at > 0 && earliest[at - 1] == offset) {
            at--;
        }
        return at;
    }

    Burst with(int offset) {
        int found = Arrays.binarySearch(earliest, offset);
        int at = found < 0 ? -found - 1 : found;
        if (at == KEPT) {
            return new Burst(count + 1, earliest);
        }
        int[] after = new int[Math.min(KEPT, earliest.length + 1)];
        System.arraycopy(earliest, 0, after, 0, at);
        after[at] = offset;
        System.arraycopy(earliest, at, after, at + 1, after.length - at - 1);
        return new Burst(count + 1, after);
    }
}
