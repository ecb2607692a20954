package dev.sluice.domain.finding;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.util.List;

/**
 * What is remembered of a finding, so that its next change is told as a change.
 *
 * @param findingId the id
 * @param kind the kind
 * @param system the target system it is about
 * @param account the account it is about
 * @param status where it stands
 * @param severity how much it matters
 * @param entitlements what it is about, sorted
 * @param openedAt when this episode opened (ms since the epoch, event time)
 * @param episode 1 for the first time
 * @param ruleId the rule that found it; empty if it is of no rule
 * @param scope what the rule's findings are told apart by; empty if there is one only
 * @param startsAt when it will be a problem (ms since the epoch), while it is PENDING; of something that happened when it
 *     began; else 0
 * @param count how often it was seen when it was told last
 */
public record FindingState(
        String findingId,
        String kind,
        String system,
        String account,
        FindingStatus status,
        Severity severity,
        List<EntitlementKey> entitlements,
        long openedAt,
        int episode,
        String ruleId,
        String scope,
        long startsAt,
        long count) {
    /** Copies the list. */
    public FindingState {
        entitlements = List.copyOf(entitlements);
    }

    /**
     * A finding of no rule.
     *
     * @param findingId the id
     * @param kind the kind
     * @param system the target system it is about
     * @param account the account it is about
     * @param status where it stands
     * @param severity how much it matters
     * @param entitlements what it is about, sorted
     * @param openedAt when this episode opened (ms since the epoch, event time)
     * @param episode 1 for the first time
     */
    public FindingState(
            String findingId,
            String kind,
            String system,
            String account,
            FindingStatus status,
            Severity severity,
            List<EntitlementKey> entitlements,
            long openedAt,
            int episode) {
        this(findingId, kind, system, account, status, severity, entitlements, openedAt, episode, "", "", 0, 1);
    }

    /**
     * Whether its scope, and what else only such findings have, is stored with it.
     *
     * @return true for findings of a rule and about something that happened
     */
    public boolean hasScope() {
        return hasScope(kind);
    }

    /**
     * Whether findings of a kind are told apart by a scope that is stored with them.
     *
     * @param kind the kind
     * @return true for findings of a rule and about something that happened
     */
    public static boolean hasScope(String kind) {
        return SodViolations.isOfRule(kind) || ActivityFindings.isKind(kind);
    }

    private boolean isOfActivity() {
        return ActivityFindings.isKind(kind);
    }

    FindingState with(FindingStatus other) {
        return new FindingState(
                findingId,
                kind,
                system,
                account,
                other,
                severity,
                entitlements,
                openedAt,
                episode,
                ruleId,
                scope,
                startsAt,
                count);
    }

    FindingState resolved() {
        return new FindingState(
                findingId,
                kind,
                system,
                account,
                FindingStatus.RESOLVED,
                severity,
                entitlements,
                openedAt,
                episode,
                ruleId,
                scope,
                isOfActivity() ? startsAt : 0,
                count);
    }

    /**
     * Whether the problem stands.
     *
     * @return false once it is resolved
     */
    public boolean isOpen() {
        return status != FindingStatus.RESOLVED;
    }

    /**
     * What of the policies finds it.
     *
     * @return the rule, or the policy by kind and id; null if none does
     */
    public String foundBy() {
        if (!ruleId.isEmpty()) {
            return ruleId;
        }
        if (SessionFindings.isKind(kind)) {
            return "Settings/default";
        }
        return system.isEmpty() ? null : "System/" + system;
    }
}
