package dev.sluice.domain.accepted;

import dev.sluice.domain.access.EntitlementKey;
import java.util.Comparator;

/**
 * What an exception is about.
 *
 * @param ruleId the rule from which it is an exception; empty if it is about access alone
 * @param entitlement the entitlement, or null if it is about the rule alone
 */
public record Subject(String ruleId, EntitlementKey entitlement) implements Comparable<Subject> {
    private static final Comparator<Subject> ORDER = Comparator.comparing(Subject::ruleId)
            .thenComparing(Subject::entitlement, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }
}
