package dev.sluice.domain.request;

import dev.sluice.domain.FactKey;

/**
 * What one person has approved of a request, by the first and the last fact that say so.
 *
 * @param first the first fact
 * @param last the last fact
 */
public record Approval(FactKey first, FactKey last) {
    Approval with(FactKey key) {
        return new Approval(key.isAfter(first) ? first : key, FactKey.max(last, key));
    }

    /** The first of the two facts after another one, or null. */
    FactKey after(FactKey other) {
        if (first.isAfter(other)) {
            return first;
        }
        return last.isAfter(other) ? last : null;
    }
}
