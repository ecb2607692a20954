package dev.sluice.whatif;

import java.util.Comparator;
import java.util.List;

/**
 * That an identity violates a rule.
 *
 * @param ruleId the rule
 * @param identityId the identity
 * @param scope the value of the rule's scope for which it does; empty if it has none
 * @param entitlements what conflicts, as {@code system:name}, sorted
 */
public record Violation(String ruleId, String identityId, String scope, List<String> entitlements)
        implements Comparable<Violation> {
    private static final Comparator<Violation> ORDER = Comparator.comparing(Violation::ruleId)
            .thenComparing(Violation::identityId)
            .thenComparing(Violation::scope);

    /** Copies the list. */
    public Violation {
        entitlements = List.copyOf(entitlements);
    }

    @Override
    public int compareTo(Violation other) {
        return ORDER.compare(this, other);
    }
}
