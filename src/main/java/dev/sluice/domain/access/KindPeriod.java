package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;

/**
 * The first and the last fact that tell a kind of an account.
 *
 * @param first the first fact
 * @param last the last fact, not before the first
 */
public record KindPeriod(FactKey first, FactKey last) {
    KindPeriod join(KindPeriod other) {
        return new KindPeriod(first.isAfter(other.first) ? other.first : first, FactKey.max(last, other.last));
    }

    /** What is known of a stretch that contains one of the two. */
    KindPeriod within(Stretch stretch) {
        return new KindPeriod(stretch.contains(first) ? first : last, stretch.contains(last) ? last : first);
    }
}
