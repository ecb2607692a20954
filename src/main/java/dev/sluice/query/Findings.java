package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import dev.sluice.stream.StoredState;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The findings that are remembered, by filter, and one of them with its evidence. */
public final class Findings {
    /**
     * Which findings are meant.
     *
     * @param statuses with one of these; empty for all that are not resolved
     * @param kind of this kind, or null
     * @param leastSeverity as severe as this or more, or null
     * @param system about an account or an entitlement of this system, or null
     * @param ruleId found by this rule, or null
     */
    public record Filter(
            Set<FindingStatus> statuses, String kind, Severity leastSeverity, String system, String ruleId) {
        /** Copies the set. */
        public Filter {
            statuses = Set.copyOf(statuses);
        }

        boolean takes(FindingState finding) {
            return (statuses.isEmpty() ? finding.isOpen() : statuses.contains(finding.status()))
                    && (kind == null || kind.equals(finding.kind()))
                    && (leastSeverity == null || finding.severity().compareTo(leastSeverity) >= 0)
                    && (ruleId == null || ruleId.equals(finding.ruleId()))
                    && (system == null || isAbout(finding, system));
        }
    }

    private Findings() {}

    /**
     * Whether a finding is about a system.
     *
     * @param finding the finding
     * @param system the system
     * @return true if its account or one of its entitlements is of it
     */
    private static boolean isAbout(FindingState finding, String system) {
        return system.equals(finding.system())
                || finding.entitlements().stream().anyMatch(entitlement -> system.equals(entitlement.system()));
    }

    /**
     * Looks for findings in one partition, in one bounded step.
     *
     * @param state the partition
     * @param filter which are meant
     * @param rules the policies in force
     * @param from where to go on
     * @param bounds how much the step may cost
     * @return the findings found
     */
    public static Slice of(StoredState state, Filter filter, Rules rules, Cursor from, Bounds bounds) {
        return new Scan(state, bounds).from(from, identity -> of(identity, filter, rules));
    }

    /**
     * The findings of one identity.
     *
     * @param state the partition that it belongs to
     * @param key the identity's key
     * @param filter which are meant
     * @param rules the policies in force
     * @param from after which of them to go on
     * @param most how many at most
     * @return the findings, and where to go on
     */
    public static Slice ofIdentity(StoredState state, String key, Filter filter, Rules rules, Cursor from, int most) {
        return OfOne.slice(state, key, identity -> of(identity, filter, rules), from, most);
    }

    private static SortedMap<String, ObjectNode> of(IdentityState state, Filter filter, Rules rules) {
        SortedMap<String, ObjectNode> findings = new TreeMap<>();
        for (FindingState finding : state.findings().values()) {
            if (filter.takes(finding)) {
                findings.put(finding.findingId(), FindingNodes.brief(state.key(), finding, rules.policies()));
            }
        }
        return findings;
    }

    /**
     * One finding of an identity, with its evidence as the rules tell it now.
     *
     * @param state the partition
     * @param key the identity's key
     * @param findingId the finding
     * @param rules the policies in force
     * @return empty if the identity has no such finding
     */
    public static Optional<ObjectNode> one(StoredState state, String key, String findingId, Rules rules) {
        return state.identity(key).flatMap(stored -> {
            FindingState finding = stored.state().findings().get(findingId);
            if (finding == null) {
                return Optional.empty();
            }
            Rehearsal rehearsal = finding.isOpen()
                    ? state.identity(key)
                            .map(copy -> Rehearsal.ofFindings(copy.state(), rules))
                            .orElse(null)
                    : null;
            return Optional.of(FindingNodes.full(
                    key,
                    finding,
                    rules.policies(),
                    rehearsal == null ? null : rehearsal.finding(findingId).orElse(null)));
        });
    }

    /**
     * Looks for the identity that has a finding, in one bounded step.
     *
     * @param state the partition
     * @param findingId the finding
     * @param rules the policies in force
     * @param from where to go on
     * @param bounds how much the step may cost; one item ends it
     * @return an item if it is found
     */
    public static Slice find(StoredState state, String findingId, Rules rules, Cursor from, Bounds bounds) {
        return new Scan(state, bounds).from(from, identity -> {
            FindingState finding = identity.findings().get(findingId);
            return OfOne.single(
                    findingId, finding == null ? null : FindingNodes.brief(identity.key(), finding, rules.policies()));
        });
    }
}
