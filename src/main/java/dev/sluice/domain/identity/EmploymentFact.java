package dev.sluice.domain.identity;

import dev.sluice.domain.FactKey;

/**
 * The start or the end of an employment as last recorded.
 *
 * @param key the record's place in the order of facts
 * @param when the instant; null when the record says that there is none
 * @param rehire for a start: true when the record is a REHIRED
 */
public record EmploymentFact(FactKey key, Moment when, boolean rehire) {
    static EmploymentFact later(EmploymentFact a, EmploymentFact b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.key().isAfter(b.key()) ? a : b;
    }
}
