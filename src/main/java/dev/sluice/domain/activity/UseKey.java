package dev.sluice.domain.activity;

import dev.sluice.domain.access.AccountKey;
import java.util.Comparator;

/**
 * What is told apart of what is achieved within a minute.
 *
 * @param kind what
 * @param account by which account, or null
 * @param place from where, or null
 * @param breakGlass whether the source says that it was an emergency
 */
public record UseKey(ActKind kind, AccountKey account, Place place, boolean breakGlass) implements Comparable<UseKey> {
    private static final Comparator<UseKey> ORDER = Comparator.comparing(UseKey::kind)
            .thenComparing(UseKey::account, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(UseKey::place, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(UseKey::breakGlass);

    @Override
    public int compareTo(UseKey other) {
        return ORDER.compare(this, other);
    }

    /** The same without what varies most, for minutes in which too much of it is done. */
    UseKey folded() {
        return new UseKey(kind, null, null, breakGlass);
    }
}
