package dev.sluice.domain.identity;

import dev.sluice.domain.FactKey;

/**
 * The start or the end of an employment as last recorded.
 *
 * @param key the record's place in the order of facts
 * @param when the instant; null when the record says that there is none
 */
public record EmploymentFact(FactKey key, Moment when) {
    /** The later recorded one; the first of two records of the same key. */
    static EmploymentFact later(EmploymentFact a, EmploymentFact b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return b.key().isAfter(a.key()) ? b : a;
    }
}
