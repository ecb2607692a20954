package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All facts of a history, by the identity that they are about. */
final class Annals {
    private record Chapter(String identityId, Class<?> kind) {}

    private final Map<String, List<Fact>> byIdentity;
    private final Employments employments;

    /** When something of a kind became known, and what was known from then on. */
    private final Map<Chapter, TreeSet<Instant>> learned = new HashMap<>();

    private final Map<Chapter, Map<Instant, Told<?>>> known = new HashMap<>();

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

    /** The facts of a kind that are known before an instant, or at it, too. */
    @SuppressWarnings("unchecked") // kept under the class of the facts
    <F extends Fact> Told<F> told(String identityId, Class<F> kind, Instant now, boolean inclusive) {
        Chapter chapter = new Chapter(identityId, kind);
        TreeSet<Instant> instants = learned.computeIfAbsent(chapter, key -> learned(identityId, kind));
        Instant last = inclusive ? instants.floor(now) : instants.lower(now);
        return (Told<F>) known.computeIfAbsent(chapter, key -> new HashMap<>())
                .computeIfAbsent(last, key -> new Told<>(until(last, identityId, kind)));
    }

    private TreeSet<Instant> learned(String identityId, Class<? extends Fact> kind) {
        TreeSet<Instant> instants = new TreeSet<>();
        facts(identityId).stream().filter(kind::isInstance).forEach(fact -> instants.add(fact.knownAt()));
        return instants;
    }

    private <F extends Fact> List<F> until(Instant last, String identityId, Class<F> kind) {
        return facts(identityId).stream()
                .filter(fact -> last != null && !fact.knownAt().isAfter(last))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Gives back the room that answers take, after all questions about an identity. */
    void forget() {
        learned.clear();
        known.clear();
    }

    Employments employments() {
        return employments;
    }
}
