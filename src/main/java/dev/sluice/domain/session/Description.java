package dev.sluice.domain.session;

import dev.sluice.domain.access.AccountKey;
import java.util.Comparator;

/**
 * What one event says of where something leads and what for. Of several the first counts, and that of the beginning before all
 * others.
 *
 * @param ofBeginning whether the event tells of the beginning
 * @param at when it occurred (ms since the epoch)
 * @param target the account that is reached, or null
 * @param host the host, or null
 * @param reference the ticket or pipeline that it is for, or null
 */
public record Description(boolean ofBeginning, long at, AccountKey target, String host, String reference)
        implements Comparable<Description> {
    private static final Comparator<String> TEXT = Comparator.nullsLast(Comparator.naturalOrder());

    private static final Comparator<Description> ORDER = Comparator.comparing(Description::ofBeginning)
            .reversed()
            .thenComparingLong(Description::at)
            .thenComparing(Description::target, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Description::host, TEXT)
            .thenComparing(Description::reference, TEXT);

    @Override
    public int compareTo(Description other) {
        return ORDER.compare(this, other);
    }

    /** The one that counts; each may be null. */
    static Description join(Description one, Description other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Null where an event says nothing of it. */
    static Description of(boolean ofBeginning, long at, AccountKey target, String host, String reference) {
        return target == null && host == null && reference == null
                ? null
                : new Description(ofBeginning, at, target, host, reference);
    }
}
