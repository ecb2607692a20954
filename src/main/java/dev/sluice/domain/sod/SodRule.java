package dev.sluice.domain.sod;

import dev.sluice.event.Severity;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Forbids one identity to hold certain access together (kind: SodRule).
 *
 * @param id the rule's id; not blank
 * @param name what it forbids, in words
 * @param severity how much a violation matters
 * @param functions the sides; for an exclusive rule one that has all selectors
 * @param required how many functions together are a violation
 * @param exclusive whether any two entitlements of the only function are a violation
 * @param scope where the sides conflict
 * @param exempt identityIds for which it does not hold
 * @param stage what a request meets that would violate it
 * @param validFrom from when it holds (ms since the epoch); {@link Long#MIN_VALUE} for always
 * @param validTo until when, exclusive (ms since the epoch); {@link Long#MAX_VALUE} for no end
 * @param owner identityId of who answers for it, or null
 * @param remediation what to do about a violation, or null
 * @param exceptions for whom its conflicts are accepted
 */
public record SodRule(
        String id,
        String name,
        Severity severity,
        List<SodFunction> functions,
        int required,
        boolean exclusive,
        SodScope scope,
        Set<String> exempt,
        SodStage stage,
        long validFrom,
        long validTo,
        String owner,
        String remediation,
        List<GroupException> exceptions) {
    /** Copies the collections, and refuses null, a blank id and a rule without functions. */
    public SodRule {
        if (Objects.requireNonNull(id, "id").isBlank()) {
            throw new IllegalArgumentException("A SodRule policy has a blank id; name the rule.");
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(stage, "stage");
        functions = List.copyOf(functions);
        exempt = Set.copyOf(exempt);
        exceptions = List.copyOf(exceptions);
        if (functions.isEmpty() || required < 1) {
            throw new IllegalArgumentException("A SodRule policy needs functions, and requires at least one of them.");
        }
    }

    /**
     * The same rule everywhere, for everybody.
     *
     * @return a copy without scope, exemptions and exceptions
     */
    public SodRule everywhere() {
        return new SodRule(
                id,
                name,
                severity,
                functions,
                required,
                exclusive,
                SodScope.EVERYWHERE,
                Set.of(),
                stage,
                validFrom,
                validTo,
                owner,
                remediation,
                List.of());
    }

    /**
     * Whether it holds at an instant.
     *
     * @param at the instant (ms since the epoch)
     * @return true from validFrom to validTo
     */
    public boolean holds(long at) {
        return at >= validFrom && at < validTo;
    }
}
