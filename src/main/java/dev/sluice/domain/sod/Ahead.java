package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The instants, from now on, at which what is asked for could violate a rule: for the gate that every request passes, and for who only
 * asks what would be.
 *
 * @param key the identity
 * @param exceptions what is accepted of it
 * @param catalogue what contains what
 * @param instants the instants at which anything changes
 * @param now the identity's clock (ms since the epoch)
 */
public record Ahead(String key, RuleExceptions exceptions, Catalogue catalogue, Instants instants, long now) {
    /**
     * Looks at one instant.
     *
     * @param <T> what is found
     */
    @FunctionalInterface
    public interface Look<T> {
        /**
         * Looks.
         *
         * @param check the rule
         * @param active the sides of it that count then
         * @param instant the instant (ms since the epoch)
         * @return empty if nothing is found
         */
        Optional<T> at(RuleCheck check, List<Side> active, long instant);
    }

    /**
     * What is found first.
     *
     * @param rule the rule
     * @param touching the sides that may take part
     * @param from from when on what is asked for is in force (ms since the epoch)
     * @param to until when
     * @param look looks at one instant after the other
     * @param <T> what is found
     * @return empty if nothing is
     */
    public <T> Optional<T> first(SodRule rule, List<Side> touching, long from, long to, Look<T> look) {
        RuleCheck check = new RuleCheck(rule, catalogue, instants.attributes());
        if (!check.concerns(key)) {
            return Optional.empty();
        }
        long begin = Math.max(now, from);
        TreeSet<Long> all = instants.ahead(rule, touching);
        all.add(begin);
        rule.exceptions().forEach(exception -> all.add(exception.validTo()));
        all.addAll(exceptions.changes(rule.id()));
        for (long instant : all.tailSet(begin, true)) {
            if (instant < to && instants.count(rule, instant) && !check.isAcceptedForGroup(key, instant)) {
                Set<EntitlementKey> accepted = exceptions.entitlements(rule.id(), instant);
                List<Side> active = touching.stream()
                        .filter(side -> side.source().covers(instant))
                        .filter(side ->
                                !accepted.contains(side.source().held()) && !accepted.contains(side.effective()))
                        .toList();
                Optional<T> found = look.at(check, active, instant);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
