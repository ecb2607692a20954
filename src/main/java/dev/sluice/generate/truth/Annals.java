package dev.sluice.generate.truth;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** All facts of a history, by the identity that they are about. */
final class Annals {
    private final Map<String, List<Fact>> byIdentity;
    private final Employments employments;

    Annals(Map<String, List<Fact>> byIdentity, SystemPolicies policies) {
        this.byIdentity = byIdentity;
        this.employments = new Employments(policies.zone());
    }

    Set<String> identities() {
        return byIdentity.keySet();
    }

    /** In their order. */
    List<Fact> facts(String identityId) {
        return byIdentity.getOrDefault(identityId, List.of());
    }

    Employments employments() {
        return employments;
    }
}
