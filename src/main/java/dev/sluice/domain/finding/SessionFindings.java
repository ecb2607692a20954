package dev.sluice.domain.finding;

import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.Judgement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The findings about privileged sessions, credentials and leases. Some stand as long as what they are about goes on; the others are about
 * something that happened, and stand until nothing more is heard of it.
 */
public final class SessionFindings {
    /** Kinds that are over when what they are about is, and the cause of that. */
    private static final Map<ActivityFinding, String> OF_STATE = new EnumMap<>(Map.of(
            ActivityFinding.SESSION_NOT_ENDED, "ENDED",
            ActivityFinding.CREDENTIAL_NOT_RETURNED, "RETURNED",
            ActivityFinding.CREDENTIAL_NOT_ROTATED, "ROTATED",
            ActivityFinding.LEASE_OUTLIVES_PIPELINE, "RETURNED"));

    private static final Set<ActivityFinding> KINDS = kinds();

    private static final Set<String> NAMES = KINDS.stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final IdentityState state;
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
    public SessionFindings(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.trigger = trigger;
        this.sighted = new SightedFindings(state, policies, trigger, out);
    }

    private static Set<ActivityFinding> kinds() {
        Set<ActivityFinding> kinds = EnumSet.of(
                ActivityFinding.SESSION_WITHOUT_CHECKOUT,
                ActivityFinding.SESSION_WITHOUT_ENTITLEMENT,
                ActivityFinding.SESSION_OUTLIVES_GRANT,
                ActivityFinding.COMMAND_OF_CONCERN,
                ActivityFinding.LEASE_WITHOUT_PIPELINE);
        kinds.addAll(OF_STATE.keySet());
        return kinds;
    }

    /**
     * Whether a kind of finding is one of these.
     *
     * @param kind the kind
     * @return true if so
     */
    public static boolean isKind(String kind) {
        return NAMES.contains(kind);
    }

    private static boolean isOfState(FindingState finding) {
        return OF_STATE.containsKey(ActivityFinding.valueOf(finding.kind()));
    }

    /**
     * Puts what is found where it stands.
     *
     * @param judgement what is found
     */
    public void evaluate(Judgement judgement) {
        sighted.resolveUnreported(SessionFindings::isKind);
        KINDS.forEach(kind -> settle(kind, judgement));
    }

    private void settle(ActivityFinding kind, Judgement judgement) {
        Map<String, Sighting> standing = sighted.limited(kind, judgement.found(kind));
        for (FindingState finding : sighted.open(kind.name()::equals)) {
            if (!standing.containsKey(finding.findingId())) {
                settle(kind, finding, judgement);
            }
        }
        standing.forEach((id, sighting) -> stand(id, kind, sighting));
    }

    private void settle(ActivityFinding kind, FindingState finding, Judgement judgement) {
        if (!judgement.isCertain(kind, finding.scope())) {
            return;
        }
        boolean policy = trigger.kind() == Trigger.Kind.POLICY;
        boolean isKnownWhole =
                Sighting.dayOf(finding.scope()) >= state.sessions().knownFrom();
        String over = OF_STATE.get(kind);
        if (policy && isKnownWhole) {
            sighted.resolve(finding, "POLICY", "The policy no longer finds");
        } else if (over != null && (isKnownWhole || judgement.looked(kind, finding.scope()))) {
            sighted.resolve(finding, over, "There is no more");
        } else if (isKnownWhole) {
            sighted.resolve(finding, "RETRACTED", "What arrived since shows that there was no");
        }
    }

    private void stand(String id, ActivityFinding kind, Sighting sighting) {
        FindingState before = state.findings().get(id);
        boolean stood = before != null && before.isOpen();
        boolean ofState = OF_STATE.containsKey(kind);
        boolean over = !ofState && before != null && !stood && sighted.quietAt(before) <= state.clock();
        boolean tooOld = !ofState && !stood && sighted.isTooOld(sighting);
        if (!over && !tooOld && !(stood && sighted.isTold(before, kind, sighting))) {
            sighted.put(id, kind, sighting);
        }
    }

    /**
     * Resolves what is old enough, and forgets what was resolved and can't be found once more.
     *
     * @param judgement what is found; null if it was not looked
     */
    public void settleOld(Judgement judgement) {
        List<FindingState> old = new ArrayList<>();
        for (FindingState finding : state.findings().values()) {
            if (isKind(finding.kind()) && sighted.quietAt(finding) <= state.clock() && !mayGoOn(finding, judgement)) {
                old.add(finding);
            }
        }
        for (FindingState finding : old) {
            if (finding.isOpen()) {
                sighted.resolve(finding, "QUIET", "Nothing more was heard of");
            }
            state.findings().remove(finding.findingId());
        }
    }

    /** What is about something that is known goes on for as long as that does. */
    private boolean mayGoOn(FindingState finding, Judgement judgement) {
        if (!isAwaited(finding) || judgement == null) {
            return isAwaited(finding);
        }
        return isOfState(finding)
                ? judgement.looked(ActivityFinding.valueOf(finding.kind()), finding.scope())
                : judgement.isOngoing(finding.scope());
    }

    private boolean isAwaited(FindingState finding) {
        boolean mayGoOn = isOfState(finding) || finding.kind().equals(ActivityFinding.SESSION_OUTLIVES_GRANT.name());
        return finding.isOpen() && mayGoOn && state.sessionWatch().tracks();
    }

    /**
     * Resolves what goes on with an account of which it has become known whose it is: it is found there now.
     */
    public void dissolve() {
        for (FindingState finding : sighted.open(SessionFindings::isKind)) {
            if (isOfState(finding)) {
                sighted.resolve(finding, "CORRELATED", "It is known whose the account is, and found there:");
            }
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
            if (isKind(finding.kind()) && !isAwaited(finding)) {
                next = Math.min(next, Math.max(sighted.quietAt(finding), state.clock() + 1));
            }
        }
        return next;
    }
}
