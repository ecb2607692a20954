package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.accepted.AcceptedException;
import dev.sluice.domain.accepted.Subject;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.sod.RuleExceptions;
import dev.sluice.event.Evidence;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** EXCEPTION_UNUSED: somebody accepts a conflict that is not there, and it would be accepted when it came. */
public final class UnusedExceptions {
    /** The finding kind. */
    public static final String KIND = "EXCEPTION_UNUSED";

    /** How long an exception may wait for what it is for (ms). */
    public static final long UNUSED_MS = Duration.ofDays(30).toMillis();

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final FindingBook book;
    private final long now;

    /**
     * One evaluation, after that of the violations.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public UnusedExceptions(IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.book = new FindingBook(state, policies, trigger, out);
        this.now = state.clock();
    }

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        List<FindingState> open = book.open(KIND);
        if (open.isEmpty() && state.exceptions().bySubject().isEmpty()) {
            return;
        }
        Map<String, Subject> unused = new TreeMap<>();
        Map<Subject, AcceptedException> inForce =
                standing.isEmployed() ? new RuleExceptions(state, policies).inForce() : Map.of();
        inForce.forEach((subject, exception) -> {
            if (now >= exception.grant().key().at() + UNUSED_MS && !isUsed(subject)) {
                unused.put(Ids.finding(KIND, state.key(), subject.ruleId(), scope(subject)), subject);
            }
        });
        for (FindingState finding : open) {
            if (!unused.containsKey(finding.findingId())) {
                boolean stands = inForce.keySet().stream()
                        .anyMatch(subject -> subject.ruleId().equals(finding.ruleId())
                                && scope(subject).equals(finding.scope()));
                book.resolve(
                        finding,
                        cause(stands, finding),
                        "The exception of " + state.key() + " from rule " + finding.ruleId() + " is no longer unused");
            }
        }
        unused.forEach((id, subject) -> stand(id, subject, inForce.get(subject)));
    }

    private String cause(boolean stands, FindingState finding) {
        if (!stands) {
            return "EXCEPTION_ENDED";
        }
        EntitlementKey entitlement =
                finding.entitlements().isEmpty() ? null : finding.entitlements().get(0);
        return isUsed(new Subject(finding.ruleId(), entitlement)) ? "USED" : "RENEWED";
    }

    /** An entitlement may be brought by another one, so only where all that conflicts is held itself is it known not to be meant. */
    private boolean isUsed(Subject subject) {
        return state.findings().values().stream()
                .filter(finding -> finding.isOpen() && finding.kind().equals(SodViolations.KIND))
                .filter(finding -> finding.ruleId().equals(subject.ruleId()))
                .anyMatch(finding -> subject.entitlement() == null
                        || finding.entitlements().contains(subject.entitlement())
                        || finding.entitlements().stream().anyMatch(this::isComposite));
    }

    private boolean isComposite(EntitlementKey entitlement) {
        return policies.sod().catalogue().entries().containsKey(entitlement);
    }

    private static String scope(Subject subject) {
        return subject.entitlement() == null ? "" : subject.entitlement().toString();
    }

    private void stand(String id, Subject subject, AcceptedException exception) {
        FindingState before = state.findings().get(id);
        if (before != null && before.isOpen()) {
            return;
        }
        List<EntitlementKey> entitlements = subject.entitlement() == null ? List.of() : List.of(subject.entitlement());
        FindingState after = new FindingState(
                id,
                KIND,
                "",
                "",
                FindingStatus.OPEN,
                Severity.LOW,
                entitlements,
                now,
                before == null ? 1 : before.episode() + 1,
                subject.ruleId(),
                scope(subject),
                0,
                1);
        String summary = "An exception of " + state.key() + " from rule " + subject.ruleId() + ", granted at "
                + Instant.ofEpochMilli(exception.grant().key().at()) + ", accepts a conflict that is not there";
        book.put(
                after,
                "DETECTED",
                summary,
                exception.grant().approvedBy(),
                List.of(new Evidence(exception.grant().key().eventId(), List.of(), "The exception.")));
    }

    /**
     * The next instant at which an exception has waited long enough.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    static long nextDue(IdentityState state, Policies policies) {
        long next = Long.MAX_VALUE;
        for (AcceptedException exception :
                new RuleExceptions(state, policies).inForce().values()) {
            long due = exception.grant().key().at() + UNUSED_MS;
            next = due > state.clock() ? Math.min(next, due) : next;
        }
        return next;
    }
}
