package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.Detectors;
import dev.sluice.domain.activity.LastUse;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.activity.Span;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Evidence;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What somebody did and should not have been able to: one finding for each kind, day and subject, however often it happened.
 * It stands until nothing more is heard of it for {@code detection.quiet}, or a fact shows that it never was.
 */
public final class ActivityFindings {
    /** A finding is told once more when it has been seen so many times as often. */
    private static final int TOLD_AGAIN = 10;

    private static final Set<String> KINDS = kinds();

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
     * @param trigger why it is evaluated; null to ask only when something is due
     * @param out takes the decisions
     */
    public ActivityFindings(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.detection = policies.settings().detection();
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    private static Set<String> kinds() {
        Set<String> kinds = new HashSet<>();
        Detectors.kinds().forEach(kind -> kinds.add(kind.name()));
        AwayActivity.KINDS.forEach(kind -> kinds.add(kind.name()));
        return Set.copyOf(kinds);
    }

    /**
     * Whether a kind of finding is about what happened on a day.
     *
     * @param kind the kind
     * @return true if it is one of these
     */
    public static boolean isKind(String kind) {
        return KINDS.contains(kind);
    }

    /**
     * Whether an act matters of somebody who is at work and of whom nothing is open.
     *
     * @param activity what was done, with the act
     * @param act the act
     * @param usedBefore when its account had been used last before (ms since the epoch), or {@link LastUse#NEVER}
     * @param policies the policies in force
     * @return false if nothing follows from it
     */
    public static boolean mayMatter(Activity activity, Act act, long usedBefore, Policies policies) {
        return !Detectors.affected(activity, act, policies.settings().detection())
                        .isEmpty()
                || changesSleep(act, usedBefore, policies);
    }

    /** Whether an account may have slept until an act, or not have slept because of it. */
    private static boolean changesSleep(Act act, long usedBefore, Policies policies) {
        if (!act.kind().isUse() || act.account() == null) {
            return false;
        }
        Duration dormantAfter = policies.system(act.account().system()).dormantAfter();
        return dormantAfter != null
                && (usedBefore == LastUse.NEVER
                        || act.at() < usedBefore
                        || act.at() - usedBefore >= dormantAfter.toMillis());
    }

    /**
     * Whether an act matters.
     *
     * @param state the identity, with the act
     * @param act the act
     * @param usedBefore when its account had been used last before (ms since the epoch), or {@link LastUse#NEVER}
     * @param inTime whether it came in time to be compared with others
     * @param policies the policies in force
     * @return false if nothing follows from it
     */
    public static boolean concerns(IdentityState state, Act act, long usedBefore, boolean inTime, Policies policies) {
        return inTime && mayMatter(state.activity(), act, usedBefore, policies)
                || changesSleep(act, usedBefore, policies)
                || new AwayActivity(state, policies).wasAway(act);
    }

    /**
     * Looks at what an act can have changed.
     *
     * @param act the act, which was recorded
     * @param usedBefore as above
     * @param inTime whether it came in time to be compared with others
     */
    public void evaluate(Act act, long usedBefore, boolean inTime) {
        Activity activity = state.activity();
        if (inTime) {
            Detectors.affected(activity, act, detection)
                    .forEach((kind, span) ->
                            settle(kind, span.days(), Detectors.look(kind, activity, span.days(), detection)));
        }
        boolean sleep = changesSleep(act, usedBefore, policies);
        if (sleep || new AwayActivity(state, policies).wasAway(act)) {
            // What filled a gap may be why one is none that ended later.
            long until = sleep ? Math.max(act.at(), activity.clock()) + 1 : act.at() + 1;
            Span days = new Span(act.at(), until).days();
            new AwayActivity(state, policies).look(days).forEach((kind, found) -> settle(kind, days, found));
        }
    }

    /** Looks at everything that is kept, since HR or the policies have changed. */
    public void evaluate() {
        for (FindingState finding : openOfDays()) {
            if (!detection.finding(ActivityFinding.valueOf(finding.kind())).reported()) {
                book.resolve(finding, "POLICY", summary("The policy no longer reports", finding));
            }
        }
        Activity activity = state.activity();
        Set<String> standing = new HashSet<>();
        Span all = everything(activity);
        if (all != null) {
            for (ActivityFinding kind : Detectors.kinds()) {
                settle(kind, all, Detectors.look(kind, activity, all, detection));
            }
            new AwayActivity(state, policies).look(all).forEach((kind, found) -> {
                settle(kind, all, found);
                found.forEach(sighting -> standing.add(id(kind, sighting)));
            });
        }
        retractOld(standing);
    }

    /** Of days of which not everything is known any more, it is known when a finding began. */
    private void retractOld(Set<String> standing) {
        for (FindingState finding : openOfDays()) {
            ActivityFinding kind = ActivityFinding.valueOf(finding.kind());
            if (AwayActivity.KINDS.contains(kind)
                    && !standing.contains(finding.findingId())
                    && !isKnownWhole(finding)
                    && !new AwayActivity(state, policies).wasAway(kind, finding.startsAt())) {
                book.resolve(finding, "RETRACTED", summary("HR has told since that it was in order:", finding));
            }
        }
    }

    /** Resolves what is old enough; what is resolved and old is forgotten, as it can't come back. */
    public void settleOld() {
        List<FindingState> old = new ArrayList<>();
        for (FindingState finding : state.findings().values()) {
            if (isKind(finding.kind()) && quietAt(finding) <= state.clock()) {
                old.add(finding);
            }
        }
        for (FindingState finding : old) {
            if (finding.isOpen()) {
                book.resolve(finding, "QUIET", summary("Nothing more was heard of", finding));
            }
            state.findings().remove(finding.findingId());
        }
    }

    private String summary(String what, FindingState finding) {
        return what + " " + finding.kind() + " by " + state.key() + " on " + finding.scope();
    }

    private static Span everything(Activity activity) {
        long from = activity.uses().values().stream()
                .mapToLong(use -> use.at())
                .filter(at -> at >= 0)
                .min()
                .orElse(Long.MAX_VALUE);
        from = Math.min(from, activity.hours().start());
        return from == Long.MAX_VALUE || activity.clock() == Activity.NO_CLOCK
                ? null
                : new Span(from, Math.max(from, activity.clock()) + 1).days();
    }

    private List<FindingState> openOfDays() {
        return state.findings().values().stream()
                .filter(finding -> finding.isOpen() && isKind(finding.kind()))
                .toList();
    }

    private long quietAt(FindingState finding) {
        return Sighting.dayOf(finding.scope()) + Span.DAY_MS + detection.quiet().toMillis();
    }

    private void settle(ActivityFinding kind, Span days, List<Sighting> found) {
        Map<String, Sighting> standing = new TreeMap<>();
        if (detection.finding(kind).reported()) {
            found.forEach(sighting -> standing.put(id(kind, sighting), sighting));
        }
        for (FindingState finding : openOfDays()) {
            if (finding.kind().equals(kind.name())
                    && !standing.containsKey(finding.findingId())
                    && days.holds(Sighting.dayOf(finding.scope()))
                    && isKnownWhole(finding)) {
                boolean policy = trigger.kind() == Trigger.Kind.POLICY;
                book.resolve(
                        finding,
                        policy ? "POLICY" : "RETRACTED",
                        summary(
                                policy ? "The policy no longer finds" : "What arrived since shows that there was no",
                                finding));
            }
        }
        standing.forEach((id, sighting) -> stand(id, kind, sighting));
    }

    /** Whether everything is known of the day of a finding, and of the day before it, with which it is compared. */
    private boolean isKnownWhole(FindingState finding) {
        return Sighting.dayOf(finding.scope()) - Detection.LONGEST.toMillis()
                >= state.activity().knownFrom();
    }

    private String id(ActivityFinding kind, Sighting sighting) {
        return Ids.finding(kind.name(), state.key(), sighting.scope());
    }

    private void stand(String id, ActivityFinding kind, Sighting sighting) {
        FindingState before = state.findings().get(id);
        Severity severity = shifted(detection.finding(kind).severity(), sighting.shift());
        boolean stood = before != null && before.isOpen();
        boolean same =
                before != null && before.severity() == severity && sighting.count() < TOLD_AGAIN * before.count();
        if (stood && (same || before.severity().compareTo(severity) > 0 && !isKnownWhole(before))) {
            return;
        }
        AccountKey account = sighting.account();
        FindingState after = new FindingState(
                id,
                kind.name(),
                account == null ? "" : account.system(),
                account == null ? "" : account.name(),
                FindingStatus.OPEN,
                severity,
                List.of(),
                stood ? before.openedAt() : state.clock(),
                before == null ? 1 : before.episode() + (stood ? 0 : 1),
                "",
                sighting.scope(),
                sighting.firstAt(),
                sighting.count());
        if (quietAt(after) <= state.clock()) {
            return;
        }
        String cause = !stood ? "DETECTED" : before.severity() == severity ? "REPEATED" : "SEVERITY_CHANGED";
        book.put(after, cause, state.key() + " " + sighting.text(), null, evidence(sighting));
    }

    private List<Evidence> evidence(Sighting sighting) {
        String text = sighting.count() + (sighting.count() == 1 ? " time" : " times") + ", from "
                + Instant.ofEpochMilli(sighting.firstAt()) + " to "
                + Instant.ofEpochMilli(sighting.lastAt()) + ".";
        return List.of(new Evidence(trigger.eventId(), List.of(), text));
    }

    private static Severity shifted(Severity severity, int shift) {
        int to = severity.ordinal() + shift;
        int lowest = Severity.LOW.ordinal();
        int highest = Severity.CRITICAL.ordinal();
        return Severity.values()[Math.max(lowest, Math.min(highest, to))];
    }

    /**
     * The next instant at which such a finding is old enough.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (FindingState finding : state.findings().values()) {
            if (isKind(finding.kind())) {
                next = Math.min(next, Math.max(quietAt(finding), state.clock() + 1));
            }
        }
        return next;
    }
}
