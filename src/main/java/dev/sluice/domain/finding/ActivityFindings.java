package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
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
import dev.sluice.event.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody did and should not have been able to: one finding for each kind, day and subject, however often it happened.
 * It stands until nothing more is heard of it for {@code detection.quiet}, or a fact shows that it never was.
 */
public final class ActivityFindings {
    private static final Set<String> OF_ACTS = kinds();

    /** Kinds that more of the same does not refute. */
    private static final Set<ActivityFinding> GROWING = EnumSet.of(
            ActivityFinding.BRUTE_FORCE_SUCCESS,
            ActivityFinding.MFA_FATIGUE,
            ActivityFinding.POST_TERMINATION_ACTIVITY,
            ActivityFinding.PIPELINE_BY_LEAVER,
            ActivityFinding.ACTIVITY_DURING_LEAVE);

    private final IdentityState state;
    private final Policies policies;
    private final Detection detection;
    private final Trigger trigger;
    private final SightedFindings sighted;

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
        this.sighted = new SightedFindings(state, policies, trigger, out);
    }

    private static Set<String> kinds() {
        Set<String> kinds = new HashSet<>();
        Detectors.kinds().forEach(kind -> kinds.add(kind.name()));
        AwayActivity.KINDS.forEach(kind -> kinds.add(kind.name()));
        kinds.add(ActivityFinding.ANOMALY_REPORTED.name());
        kinds.add(ActivityFinding.SOD_VIOLATION_REPORTED.name());
        kinds.add(PasswordSprays.KIND.name());
        return Set.copyOf(kinds);
    }

    /**
     * Whether a kind of finding is about what happened on a day.
     *
     * @param kind the kind
     * @return true if it is one of these
     */
    public static boolean isKind(String kind) {
        return isOfActs(kind) || SessionFindings.isKind(kind);
    }

    private static boolean isOfActs(String kind) {
        return OF_ACTS.contains(kind);
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

    /**
     * Whether somebody does something while they are away.
     *
     * @param state the identity
     * @param act what it did
     * @param policies the policies in force
     * @return false if they are at work
     */
    public static boolean isAway(IdentityState state, Act act, Policies policies) {
        return new AwayActivity(state, policies).kindOf(act) != null;
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
     * What is to be looked at because of an act.
     *
     * @param state the identity, with the act
     * @param act the act
     * @param usedBefore when its account had been used last before (ms since the epoch), or {@link LastUse#NEVER}
     * @param inTime whether it came in time to be compared with others
     * @param policies the policies in force
     * @return where something else may be found, by kind; empty if nothing follows
     */
    public static Map<ActivityFinding, Span> plan(
            IdentityState state, Act act, long usedBefore, boolean inTime, Policies policies) {
        Map<ActivityFinding, Span> plan = new EnumMap<>(ActivityFinding.class);
        if (inTime) {
            plan.putAll(Detectors.affected(
                    state.activity(), act, policies.settings().detection()));
        }
        if (changesSleep(act, usedBefore, policies)) {
            // What filled a gap may be why one is none that ended later.
            long until = Math.max(act.at(), state.activity().clock()) + 1;
            plan.put(ActivityFinding.REACTIVATED_DORMANT_ACCOUNT, new Span(act.at(), until));
        }
        ActivityFinding away = new AwayActivity(state, policies).kindOf(act);
        if (away != null) {
            plan.put(away, new Span(act.at(), act.at() + 1));
        }
        plan.entrySet().removeIf(entry -> isTold(state, entry.getKey(), entry.getValue(), act, policies));
        return plan;
    }

    /** In a storm, what is told already is looked at once a minute: more of it makes it no other. */
    private static boolean isTold(IdentityState state, ActivityFinding kind, Span span, Act act, Policies policies) {
        Span days = span.days();
        if (!GROWING.contains(kind)
                || days.until() - days.from() > Span.DAY_MS
                || state.activity().hours().isFirstOfItsMinute(act)) {
            return false;
        }
        FindingState finding = state.findings().get(Ids.finding(kind.name(), state.key(), Sighting.day(days.from())));
        int shift = kind == ActivityFinding.MFA_FATIGUE ? 1 : act.kind().isUse() ? 0 : -1;
        Severity most = SightedFindings.shifted(
                policies.settings().detection().finding(kind).severity(),
                kind == ActivityFinding.BRUTE_FORCE_SUCCESS ? 0 : shift);
        return finding != null && finding.isOpen() && finding.severity().compareTo(most) >= 0;
    }

    /**
     * Looks at what an act can have changed.
     *
     * @param plan what {@link #plan} gave
     */
    public void evaluate(Map<ActivityFinding, Span> plan) {
        plan.forEach((kind, span) -> {
            Span days = span.days();
            settle(
                    kind,
                    days,
                    AwayActivity.KINDS.contains(kind)
                            ? new AwayActivity(state, policies).look(days).get(kind)
                            : Detectors.look(kind, state.activity(), days, detection));
        });
    }

    /** Looks at everything that is kept, since HR or the policies have changed. */
    public void evaluate() {
        sighted.resolveUnreported(ActivityFindings::isOfActs);
        Activity activity = state.activity();
        Set<String> standing = new HashSet<>();
        Span all = everything(activity);
        if (all != null) {
            for (ActivityFinding kind : Detectors.kinds()) {
                settle(kind, all, Detectors.look(kind, activity, all, detection));
            }
            new AwayActivity(state, policies).look(all).forEach((kind, found) -> {
                settle(kind, all, found);
                found.forEach(sighting -> standing.add(sighted.id(kind, sighting)));
            });
        }
        retractOld(standing);
    }

    /** Of days of which not everything is known any more, it is known when a finding began. */
    private void retractOld(Set<String> standing) {
        for (FindingState finding : openOfDays()) {
            ActivityFinding kind = ActivityFinding.valueOf(finding.kind());
            if (AwayActivity.KINDS.contains(kind)
                    && !isHiredSince(finding)
                    && !standing.contains(finding.findingId())
                    && !isKnownWhole(finding)
                    && !new AwayActivity(state, policies).wasAway(kind, finding.startsAt())) {
                sighted.resolve(finding, "RETRACTED", "HR has told since that it was in order:");
            }
        }
    }

    /**
     * Of an employment the last end and the last start count: whoever was hired again since may seem never to have left. What was found
     * in between stands.
     */
    private boolean isHiredSince(FindingState finding) {
        return state.hr().lastHireTold() > finding.startsAt();
    }

    /** Resolves what is old enough. What is resolved is remembered as long as it could be found once more. */
    public void settleOld() {
        List<FindingState> old = new ArrayList<>();
        for (FindingState finding : state.findings().values()) {
            if (isOfActs(finding.kind()) && sighted.quietAt(finding) <= state.clock()) {
                old.add(finding);
            }
        }
        for (FindingState finding : old) {
            if (finding.isOpen()) {
                sighted.resolve(finding, "QUIET", "Nothing more was heard of");
            }
            if (!isRemembered(finding)) {
                state.findings().remove(finding.findingId());
            }
        }
    }

    private boolean isRemembered(FindingState finding) {
        long day = Math.floorDiv(Sighting.dayOf(finding.scope()), Span.DAY_MS);
        return AwayActivity.KINDS.contains(ActivityFinding.valueOf(finding.kind()))
                && (state.activity().days().byNumber().containsKey(day)
                        || (day + 1) * Span.DAY_MS > state.activity().hours().start());
    }

    private static Span everything(Activity activity) {
        long from = activity.hours().start();
        for (Long day : activity.days().byNumber().keySet()) {
            from = Math.min(from, day * Span.DAY_MS);
        }
        return from == Long.MAX_VALUE || activity.clock() == Activity.NO_CLOCK
                ? null
                : new Span(from, Math.max(from, activity.clock()) + 1).days();
    }

    private List<FindingState> openOfDays() {
        return sighted.open(ActivityFindings::isOfActs);
    }

    private void settle(ActivityFinding kind, Span days, List<Sighting> found) {
        Map<String, Sighting> standing = sighted.limited(kind, found);
        for (FindingState finding : openOfDays()) {
            if (finding.kind().equals(kind.name())
                    && !standing.containsKey(finding.findingId())
                    && days.holds(Sighting.dayOf(finding.scope()))
                    && isKnownWhole(finding)
                    && mayBeRefuted(kind, finding)) {
                boolean policy = trigger.kind() == Trigger.Kind.POLICY;
                sighted.resolve(
                        finding,
                        policy ? "POLICY" : "RETRACTED",
                        policy ? "The policy no longer finds" : "What arrived since shows that there was no");
            }
        }
        standing.forEach((id, sighting) -> stand(id, kind, sighting));
    }

    private boolean mayBeRefuted(ActivityFinding kind, FindingState finding) {
        if (kind == ActivityFinding.LOGIN_FROM_NEW_COUNTRY) {
            return !state.activity().forgetsCountries() && !DailyLimit.isRest(finding.scope());
        }
        return kind == ActivityFinding.REACTIVATED_DORMANT_ACCOUNT
                || !AwayActivity.KINDS.contains(kind)
                || !isHiredSince(finding);
    }

    /** Whether everything is known of the day of a finding, and of the day before it, with which it is compared. */
    private boolean isKnownWhole(FindingState finding) {
        return Sighting.dayOf(finding.scope()) - Detection.LONGEST.toMillis()
                >= state.activity().knownFrom();
    }

    private void stand(String id, ActivityFinding kind, Sighting sighting) {
        FindingState before = state.findings().get(id);
        boolean stood = before != null && before.isOpen();
        boolean over = before != null && !stood && sighted.quietAt(before) <= state.clock();
        boolean tooOld = !AwayActivity.KINDS.contains(kind) && sighted.isTooOld(sighting);
        boolean lessOfPart =
                stood && before.severity().compareTo(sighted.severity(kind, sighting)) > 0 && !isKnownWhole(before);
        if (!over && (stood || !tooOld) && !(stood && sighted.isTold(before, kind, sighting)) && !lessOfPart) {
            sighted.put(id, kind, sighting);
        }
    }

    /**
     * The next instant at which such a finding is old enough.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (FindingState finding : state.findings().values()) {
            if (!isOfActs(finding.kind())) {
                continue;
            }
            long at = sighted.quietAt(finding);
            if (finding.isOpen() || at > state.clock()) {
                next = Math.min(next, Math.max(at, state.clock() + 1));
            }
        }
        return next;
    }
}
