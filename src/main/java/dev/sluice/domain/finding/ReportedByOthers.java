package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Evidence;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.List;

/**
 * ANOMALY_REPORTED and SOD_VIOLATION_REPORTED: what SIEM, UEBA, identity providers and other rule engines say of an identity. One finding
 * for each day and detector, or rule, however often it is said. A conflict that is found here too is not told twice.
 */
public final class ReportedByOthers {
    /** A finding is told once more when it has been said so many times as often. */
    private static final int TOLD_AGAIN = 10;

    private final IdentityState state;
    private final Policies policies;
    private final Detection detection;
    private final Trigger trigger;
    private final FindingBook book;

    /**
     * One evaluation.
     *
     * @param state the identity
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public ReportedByOthers(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.detection = policies.settings().detection();
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /**
     * Whether an event is what others say.
     *
     * @param event an event
     * @return true for ANOMALY_REPORTED, and for a SOD_VIOLATION that names its rule
     */
    public static boolean concerns(ComplianceEvent event) {
        return event.getAction() == ComplianceAction.ANOMALY_REPORTED
                || event.getAction() == ComplianceAction.SOD_VIOLATION
                        && event.getRuleId() != null
                        && !event.getRuleId().isBlank();
    }

    /**
     * Takes what somebody says.
     *
     * @param event a validated event
     */
    public void record(ComplianceEvent event) {
        boolean conflict = event.getAction() == ComplianceAction.SOD_VIOLATION;
        ActivityFinding kind = conflict ? ActivityFinding.SOD_VIOLATION_REPORTED : ActivityFinding.ANOMALY_REPORTED;
        if (!detection.finding(kind).reported() || conflict && isFoundHere(event.getRuleId())) {
            return;
        }
        String by = isNamed(event) ? event.getDetector() : event.getHeader().getSource();
        long at = event.getHeader().getOccurredAt().toEpochMilli();
        String scope = scope(kind, at, conflict ? event.getRuleId() : by);
        Severity severity = event.getSeverity() == null || event.getSeverity() == Severity.UNKNOWN
                ? detection.finding(kind).severity()
                : event.getSeverity();
        String text = conflict
                ? state.key() + " violates rule " + event.getRuleId() + ", as " + by + " says"
                : "The detector " + by + " reported " + state.key();
        put(kind, scope, severity, at, text, event);
    }

    /** Adapters say nothing by an empty text as well. */
    private static boolean isNamed(ComplianceEvent event) {
        return event.getDetector() != null && !event.getDetector().isBlank();
    }

    /** Of one day only so many are told apart. */
    private String scope(ActivityFinding kind, long at, String subject) {
        String day = Sighting.day(at);
        String scope = day + " " + subject;
        if (state.findings().containsKey(Ids.finding(kind.name(), state.key(), scope))) {
            return scope;
        }
        long others = state.findings().values().stream()
                .filter(finding -> finding.kind().equals(kind.name())
                        && Sighting.dayIn(finding.scope()).equals(day)
                        && !DailyLimit.isRest(finding.scope()))
                .count();
        return others < DailyLimit.MAX ? scope : DailyLimit.rest(day);
    }

    private void put(
            ActivityFinding kind, String scope, Severity severity, long at, String text, ComplianceEvent event) {
        String id = Ids.finding(kind.name(), state.key(), scope);
        FindingState before = state.findings().get(id);
        boolean stood = before != null && before.isOpen();
        long count = stood ? before.count() + 1 : 1;
        Severity most = stood && before.severity().compareTo(severity) > 0 ? before.severity() : severity;
        FindingState after = new FindingState(
                id,
                kind.name(),
                "",
                "",
                FindingStatus.OPEN,
                most,
                List.of(),
                stood ? before.openedAt() : state.clock(),
                before == null ? 1 : before.episode() + (stood ? 0 : 1),
                "",
                scope,
                stood ? Math.min(before.startsAt(), at) : at,
                count);
        if (stood && before.severity() == most && !isManyTimes(count)) {
            state.findings().put(id, after.with(before.status()));
            return;
        }
        String cause = !stood ? "DETECTED" : before.severity() == most ? "REPEATED" : "SEVERITY_CHANGED";
        String score = event.getScore() == null ? "" : ", score " + event.getScore();
        String evidence = (isNamed(event) ? event.getDetector() + " of " : "")
                + event.getHeader().getSource() + " at " + Instant.ofEpochMilli(at) + score + ".";
        book.put(after, cause, text, null, List.of(new Evidence(trigger.eventId(), List.of(), evidence)));
    }

    private static boolean isManyTimes(long count) {
        long many = TOLD_AGAIN;
        while (many < count) {
            many *= TOLD_AGAIN;
        }
        return many == count;
    }

    private boolean isFoundHere(String ruleId) {
        return state.findings().values().stream()
                .anyMatch(finding -> finding.isOpen()
                        && finding.kind().equals(SodViolations.KIND)
                        && finding.ruleId().equals(ruleId));
    }

    /** Resolves what the policy no longer reports. */
    public void evaluate() {
        for (ActivityFinding kind : List.of(ActivityFinding.SOD_VIOLATION_REPORTED, ActivityFinding.ANOMALY_REPORTED)) {
            if (!policies.settings().detection().finding(kind).reported()) {
                for (FindingState finding : book.open(kind.name())) {
                    book.resolve(finding, "POLICY", "The policy no longer reports what others say of " + state.key());
                }
            }
        }
    }

    /** Resolves what is found here as well; to be called when the conflicts of the identity are known. */
    public void correlate() {
        for (FindingState finding : book.open(ActivityFinding.SOD_VIOLATION_REPORTED.name())) {
            String rule =
                    finding.scope().substring(Sighting.dayIn(finding.scope()).length() + 1);
            if (isFoundHere(rule)) {
                book.resolve(
                        finding,
                        "CORRELATED",
                        "The violation of rule " + rule + " by " + state.key() + " is found here");
            }
        }
    }

    /**
     * Whether what others report of an identity makes everything else that is open of it matter more.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return true while an anomaly of that severity stands
     */
    public static boolean raises(IdentityState state, Policies policies) {
        Severity from = policies.settings().detection().raiseFrom();
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen()
                    && finding.kind().equals(ActivityFinding.ANOMALY_REPORTED.name())
                    && finding.severity().compareTo(from) >= 0) {
                return true;
            }
        }
        return false;
    }
}
