package dev.sluice.domain.govern;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.LastUse;
import dev.sluice.domain.activity.Span;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.certification.CertificationDesk;
import dev.sluice.domain.certification.Certifications;
import dev.sluice.domain.correlation.AttributeClaims;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.finding.AccountFindings;
import dev.sluice.domain.finding.ActivityFindings;
import dev.sluice.domain.finding.CertificationFindings;
import dev.sluice.domain.finding.DisputedAccounts;
import dev.sluice.domain.finding.DormantAccounts;
import dev.sluice.domain.finding.ExpiredGuests;
import dev.sluice.domain.finding.FindingTickets;
import dev.sluice.domain.finding.LeaverResidue;
import dev.sluice.domain.finding.OwnerlessAccounts;
import dev.sluice.domain.finding.ReportedByOthers;
import dev.sluice.domain.finding.SelfApprovals;
import dev.sluice.domain.finding.SessionFindings;
import dev.sluice.domain.finding.SodViolations;
import dev.sluice.domain.finding.StuckCommands;
import dev.sluice.domain.finding.SuppressedFindings;
import dev.sluice.domain.finding.Unreasoned;
import dev.sluice.domain.finding.UnusedExceptions;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.identity.Coverage;
import dev.sluice.domain.identity.FeedRun;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.IdentityFacts;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.owner.Owners;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.domain.policy.PolicyHistory.Activation;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.provisioning.CommandBook;
import dev.sluice.domain.provisioning.Difference;
import dev.sluice.domain.request.RequestTickets;
import dev.sluice.domain.session.Credential;
import dev.sluice.domain.session.Followed;
import dev.sluice.domain.session.Judgement;
import dev.sluice.domain.session.Lease;
import dev.sluice.domain.session.Session;
import dev.sluice.domain.session.SessionSummaries;
import dev.sluice.domain.session.SessionWatch;
import dev.sluice.domain.session.Sessions;
import dev.sluice.domain.session.Tracked;
import dev.sluice.domain.session.TrackedFacts;
import dev.sluice.domain.session.TrackedKey;
import dev.sluice.domain.sod.IdentitySides;
import dev.sluice.domain.sod.RequestGate;
import dev.sluice.domain.spray.Tried;
import dev.sluice.domain.watch.Known;
import dev.sluice.domain.watch.Watches;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.PrivilegedSessionEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The core: merges facts into an identity's state and decides what follows. Stateless; everything it knows is handed
 * to it. What is due before a fact is decided before the fact is merged, and each due instant sees the state as of that
 * instant, so the decisions depend on the identity's own events only, not on who else's events lie between them.
 */
public class Governor {
    /** With fewer rows it costs more to find out whether they have to be looked at than to look at them. */
    private static final int MANY_ROWS = 200;

    private final int manyRows;

    /** The core. */
    public Governor() {
        this(MANY_ROWS);
    }

    /** With another number of rows from which on it is found out whether they have to be looked at. */
    Governor(int manyRows) {
        this.manyRows = manyRows;
    }

    /**
     * Merges an identity event and decides what follows.
     *
     * @param state the identity; changed
     * @param event a validated event
     * @param policies the policies in force
     * @param arrivedAt when the record was produced (ms since the epoch)
     * @param out takes the decisions
     * @return false if what the event says was already superseded
     */
    public boolean apply(IdentityState state, IdentityEvent event, Policies policies, long arrivedAt, Decisions out) {
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        prepare(state, policies, occurredAt, arrivedAt, out);
        state.forgetCalm();
        Extent extent = state.access().rowCount() < manyRows
                ? Extent.EVERYTHING
                : Extent.ifOtherwise(state, policies, IdentityFacts.tellsOfLeave(event));
        boolean merged = record(state, event, policies, arrivedAt, out);
        conclude(state, policies, event.getHeader().getEventId(), occurredAt, extent, out);
        return merged;
    }

    /**
     * Merges an access event and decides what follows.
     *
     * @param state the identity; changed
     * @param event a validated event
     * @param policies the policies in force
     * @param arrivedAt when the record was produced (ms since the epoch)
     * @param out takes the decisions
     * @return false if what the event says was already superseded
     */
    public boolean apply(IdentityState state, AccessEvent event, Policies policies, long arrivedAt, Decisions out) {
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        prepare(state, policies, occurredAt, arrivedAt, out);
        Purpose before = purpose(state, event);
        boolean isOfMore = isOfMore(state, event);
        AccountClaims claims = AccountClaims.before(state, event);
        if (mayFallAsleep(state, event, policies)) {
            state.forgetCalm();
        }
        boolean merged = record(state, event, policies);
        claims.tell(out);
        Touched only = isOfMore || before != purpose(state, event) ? null : only(event);
        conclude(state, policies, event.getHeader().getEventId(), occurredAt, Extent.ofAccess(only, event), out);
        return merged;
    }

    /**
     * Merges an event about an exception, or of what others report, and decides what follows.
     *
     * @param state the identity; changed
     * @param event a validated event about an exception, or of what others report
     * @param policies the policies in force
     * @param arrivedAt when the record was produced (ms since the epoch)
     * @param out takes the decisions
     * @return false if what the event says was already superseded
     */
    public boolean apply(IdentityState state, ComplianceEvent event, Policies policies, long arrivedAt, Decisions out) {
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        prepare(state, policies, occurredAt, arrivedAt, out);
        state.forgetCalm();
        boolean reported = ReportedByOthers.concerns(event);
        boolean merged = reported || record(state, event);
        if (reported && policies.active()) {
            Trigger trigger = new Trigger(Trigger.Kind.EVENT, event.getHeader().getEventId(), occurredAt);
            new ReportedByOthers(state, policies, trigger, out).record(event);
            // What people did may matter more now.
            state.oweActivity(true);
        }
        conclude(state, policies, event.getHeader().getEventId(), occurredAt, Extent.EVERYTHING, out);
        return merged;
    }

    /**
     * Records what an identity did and decides what follows. Its clock moves only if something does: what people do is far
     * more than what becomes of them.
     *
     * @param state the identity; changed
     * @param told what it did
     * @param eventId the event that tells of it
     * @param policies the policies in force
     * @param arrivedAt when the record was produced (ms since the epoch)
     * @param out takes the decisions
     * @return false if it came too late to be compared with what else was done
     */
    public boolean apply(
            IdentityState state, Act told, String eventId, Policies policies, long arrivedAt, Decisions out) {
        advance(state, policies, Math.max(told.at(), arrivedAt), out);
        Act act = known(state, told);
        long usedBefore = usedBefore(state.activity(), act);
        boolean inTime = record(state.activity(), act, policies);
        Trigger trigger = new Trigger(Trigger.Kind.EVENT, eventId, act.at());
        Map<ActivityFinding, Span> plan =
                policies.active() ? ActivityFindings.plan(state, act, usedBefore, inTime, policies) : Map.of();
        if (!plan.isEmpty()) {
            if (state.clock() == IdentityState.NO_CLOCK) {
                state.evaluatedUnder(policies.setVersion());
            }
            state.advanceClock(act.at());
            new ActivityFindings(state, policies, trigger, out).evaluate(plan);
            state.forgetCalm();
        }
        if (policies.active() && DormantAccounts.isOpen(state, act.account(), policies)) {
            Standing standing =
                    state.hr().standing(state.clock(), policies.settings().hrRules());
            new DormantAccounts(state, policies, standing, trigger, out).evaluate();
        }
        return inTime;
    }

    /**
     * Takes what an event tells of a session, a credential, a lease or a pipeline, and decides what follows.
     *
     * @param state the identity; changed
     * @param event a validated event
     * @param policies the policies in force
     * @param arrivedAt when the record was produced (ms since the epoch)
     * @param out takes the decisions
     * @return false if it is about something long over
     */
    public boolean apply(
            IdentityState state, PrivilegedSessionEvent event, Policies policies, long arrivedAt, Decisions out) {
        Optional<Tracked> fact = TrackedFacts.of(event, policies.settings().sessions());
        if (fact.isEmpty()) {
            return true;
        }
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        prepare(state, policies, occurredAt, arrivedAt, out);
        Tracked before = state.sessions().get(fact.get().key());
        if (!record(state, fact.get(), policies, out)) {
            return false;
        }
        String eventId = event.getHeader().getEventId();
        conclude(state, policies, eventId, occurredAt, Extent.EVERYTHING, out);
        summarise(state, policies, fact.get().key(), before, new Trigger(Trigger.Kind.EVENT, eventId, occurredAt), out);
        return true;
    }

    /** Tells of a session that has ended, and of one of which more is known since. */
    private static void summarise(
            IdentityState state, Policies policies, TrackedKey key, Tracked before, Trigger trigger, Decisions out) {
        Tracked after = state.sessions().get(key);
        // Of one that others have ended nothing else may be known here.
        if (after instanceof Session session
                && session.isEnded()
                && (session.isStartKnown() || session.commands() + session.files() > 0)
                && !after.equals(before)) {
            out.session(new SessionSummaries(state, policies).of(session), trigger);
        }
    }

    /**
     * Takes what an event tells of a session, a credential, a lease or a pipeline, and decides nothing.
     *
     * @param state the identity; changed
     * @param event a validated event
     * @param policies the policies in force
     * @param out takes what is to be followed; takes no decision
     * @return false if it is about something long over
     */
    public boolean merge(IdentityState state, PrivilegedSessionEvent event, Policies policies, Decisions out) {
        Optional<Tracked> fact = TrackedFacts.of(event, policies.settings().sessions());
        if (fact.isEmpty()) {
            return true;
        }
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        begin(state, policies, occurredAt);
        state.owe(true);
        Tracked before = state.sessions().get(fact.get().key());
        boolean merged = record(state, fact.get(), policies, out);
        String eventId = event.getHeader().getEventId();
        summarise(state, policies, fact.get().key(), before, new Trigger(Trigger.Kind.EVENT, eventId, occurredAt), out);
        return merged;
    }

    /** What is known is told more of however late; of what is not, what comes too late may have been forgotten. */
    private static boolean record(IdentityState state, Tracked fact, Policies policies, Decisions out) {
        Sessions sessions = state.sessions();
        long late = policies.settings().lateness().toMillis()
                + policies.settings().skew().toMillis();
        if (sessions.get(fact.key()) == null && fact.lastAt() < state.clock() - late && !out.isToldLate()) {
            return false;
        }
        sessions.record(fact);
        follow(fact, out);
        noteSessions(state);
        return true;
    }

    /** Whoever has something is told what others say of it from then on. */
    private static void follow(Tracked fact, Decisions out) {
        long since = fact.firstAt();
        if (fact instanceof Session session
                && session.isStartKnown()
                && !session.key().id().isEmpty()) {
            out.follow(Followed.home(fact.key()), since);
        } else if (fact instanceof Credential credential && !credential.loans().isEmpty()) {
            out.follow(Followed.home(fact.key()), since);
        } else if (fact instanceof Lease lease && !lease.terms().isEmpty()) {
            out.follow(Followed.home(fact.key()), since);
            String pipelineId = lease.terms().get(0).pipelineId();
            if (pipelineId != null) {
                out.follow(Followed.home(TrackedKey.pipeline(pipelineId)), 0);
            }
        }
    }

    private static void noteSessions(IdentityState state) {
        state.watchSessions(new SessionWatch(
                true, state.sessionWatch().dueAt(), state.sessions().knownFrom()));
        state.forgetCalm();
    }

    /**
     * Takes what is told at home of a pipeline or credential, and decides what follows. The clock stays, as it is another's that tells.
     *
     * @param state the identity; changed
     * @param policies the policies in force, under which it was evaluated
     * @param home the record key of the home
     * @param fact what is told
     * @param out takes the decisions
     * @return false if the identity has nothing to do with it, or knows it
     */
    public boolean told(IdentityState state, Policies policies, String home, Followed.Fact fact, Decisions out) {
        TrackedKey key = state.sessionWatch().tracks() ? state.sessions().followed(home) : null;
        Tracked before = key == null ? null : state.sessions().get(key);
        if (key == null || !state.sessions().record(Followed.tracked(key, fact))) {
            return false;
        }
        noteSessions(state);
        Tracked after = state.sessions().get(key);
        boolean othersOnly = before instanceof Credential own
                && after instanceof Credential same
                && own.loans().equals(same.loans());
        if (othersOnly) {
            // A credential of many is changed after the use of each.
            return true;
        }
        Trigger trigger = Trigger.exchange(state.clock());
        evaluate(state, policies, trigger, null, out);
        summarise(state, policies, key, before, trigger, out);
        return true;
    }

    /** First of all: what others reported and is over makes nothing else matter more. */
    private static void settleReports(
            IdentityState state,
            Policies policies,
            ActivityFindings activity,
            ReportedByOthers reports,
            boolean everything) {
        boolean raised = ReportedByOthers.raises(state, policies);
        if (everything) {
            activity.settleOld();
        }
        reports.evaluate();
        if (raised && !ReportedByOthers.raises(state, policies)) {
            state.oweActivity(true);
        }
    }

    /** After a fact about one entitlement only what that permits is looked at. */
    private static boolean mayJudge(IdentityState state, Policies policies, Touched only) {
        return only == null
                || state.sessionWatch().dueAt() <= state.clock()
                || policies.settings().sessions().permitsBy(only.entitlement());
    }

    /** What is wrong with what is tracked, and when that may be otherwise; null if nothing is tracked. */
    private static Judgement judge(IdentityState state, Policies policies, Standing standing) {
        if (!state.sessionWatch().tracks()) {
            return null;
        }
        Judgement judgement = Judgement.of(state, policies, standing);
        long kept = keptMs(policies);
        Sessions sessions = state.sessions();
        sessions.forgetBefore(state.clock() - kept, state.clock(), judgement.awaited());
        long due = Math.min(judgement.dueAt(), sessions.nextForgotten(kept, state.clock()));
        state.watchSessions(new SessionWatch(!sessions.isEmpty(), due, sessions.knownFrom()));
        return judgement;
    }

    /** Of each day on which something may still arrive, that day and the one before, with which it is compared. */
    private static long keptMs(Policies policies) {
        return policies.settings().lateness().toMillis()
                + policies.settings().skew().toMillis()
                + 2 * Detection.LONGEST.toMillis();
    }

    /**
     * Records what was tried from an address and decides what follows.
     *
     * @param state the address; changed
     * @param tried what was tried
     * @param policies the policies in force, under which it was evaluated
     * @param arrivedAt when it arrived where it was counted (ms since the epoch)
     * @param at how far whoever is told of it is in time (ms since the epoch): what is due by then comes first
     * @param toldAt what time it is where it is told of (ms since the epoch), not before {@code at}: it is kept from then on
     * @param out takes the decisions
     * @return false if it came too late to be compared with what else was tried, or nobody wants to know
     */
    public boolean apply(
            IdentityState state, Tried tried, Policies policies, long arrivedAt, long at, long toldAt, Decisions out) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            state.evaluatedUnder(policies.setVersion());
        }
        advance(state, policies, Math.max(tried.lastAt(), at), out);
        return Addresses.record(state, tried, policies, arrivedAt, toldAt, out);
    }

    /**
     * Whether nothing is to be remembered of a key any more.
     *
     * @param state what is known of it
     * @return true for an address from which nothing was tried lately and of which nothing is found, and for a group of which nothing
     *     is known
     */
    public static boolean isOver(IdentityState state) {
        return SubjectKeys.isAddress(state.key()) && Addresses.isOver(state) || Groups.isOver(state);
    }

    /**
     * Takes what an identity claims of a unit, or a unit of a group, and decides what follows. Evaluated also where it is no news: of a
     * task that died nobody knows what it had decided.
     *
     * @param state the unit or group; changed
     * @param policies the policies in force, under which it was evaluated
     * @param sender whose claim it is
     * @param claimed what is claimed
     * @param holds whether it is claimed, or no longer
     * @param at since when (ms since the epoch, event time)
     * @param arrivedAt when it arrived (ms since the epoch)
     * @param out takes the decisions
     * @return false if something later was said before, or the same
     */
    public boolean claimed(
            IdentityState state,
            Policies policies,
            String sender,
            ClaimedGroup claimed,
            boolean holds,
            long at,
            long arrivedAt,
            Decisions out) {
        prepare(state, policies, at, arrivedAt, out);
        boolean news = Groups.claim(state, sender, claimed, holds, at);
        evaluate(state, policies, Trigger.exchange(at), null, out);
        return news;
    }

    /**
     * Takes a claim and decides nothing, as for an identity event: whoever claims it does not say so twice.
     *
     * @param state the unit or group; changed
     * @param policies the policies in force
     * @param sender whose claim it is
     * @param claimed what is claimed
     * @param holds whether it is claimed, or no longer
     * @param at since when (ms since the epoch, event time)
     * @return false if something later was said before, or the same
     */
    public boolean merge(
            IdentityState state, Policies policies, String sender, ClaimedGroup claimed, boolean holds, long at) {
        begin(state, policies, at);
        state.owe(true);
        return Groups.claim(state, sender, claimed, holds, at);
    }

    /**
     * Decides what follows for a group that a policy set names and of which nothing was told.
     *
     * @param state the group; changed
     * @param policies the policies in force
     * @param activatedAt when they became current (ms since the epoch)
     * @param out takes the decisions
     */
    public void named(IdentityState state, Policies policies, long activatedAt, Decisions out) {
        prepare(state, policies, activatedAt, activatedAt, out);
        evaluate(state, policies, Trigger.policy(activatedAt), null, out);
    }

    /**
     * An act with what is known of its account.
     *
     * @param state the identity
     * @param act what it did
     * @return the act, as an emergency if the account is for that
     */
    public static Act known(IdentityState state, Act act) {
        return isForEmergencies(state, act.account()) ? act.inEmergency() : act;
    }

    private static boolean isForEmergencies(IdentityState state, AccountKey key) {
        Account account = key == null ? null : state.access().accounts().get(key);
        return account != null && account.kind() == AccountKind.BREAK_GLASS;
    }

    /**
     * Whether an act can matter for what is known of who does it, however ordinary it is in itself.
     *
     * @param state the identity
     * @param act what it did
     * @param policies the policies in force
     * @return false if they are at work and the account counts as used
     */
    public static boolean mayMatter(IdentityState state, Act act, Policies policies) {
        return ActivityFindings.isAway(state, act, policies)
                || DormantAccounts.isOpen(state, act.account(), policies)
                || known(state, act) != act;
    }

    /**
     * When an account had been used last, before an act is recorded.
     *
     * @param activity what was done before
     * @param act the act
     * @return ms since the epoch, or {@link LastUse#NEVER}
     */
    public static long usedBefore(Activity activity, Act act) {
        LastUse use = act.account() == null ? null : activity.uses().get(act.account());
        return use == null ? LastUse.NEVER : use.at();
    }

    /**
     * Records what an identity did, and decides nothing.
     *
     * @param activity what it did; changed
     * @param act what it did now
     * @param policies the policies in force
     * @return false if it came too late to be compared with what else was done
     */
    public static boolean record(Activity activity, Act act, Policies policies) {
        long late = policies.settings().lateness().toMillis()
                + policies.settings().skew().toMillis();
        return activity.record(act, keptMs(policies), late);
    }

    /**
     * Merges an event about an exception and decides nothing, as for an identity event.
     *
     * @param state the identity; changed
     * @param event a validated event about an exception, or of what others report
     * @param policies the policies in force
     * @param out takes what others report
     * @return false if what the event says was already superseded
     */
    public boolean merge(IdentityState state, ComplianceEvent event, Policies policies, Decisions out) {
        begin(state, policies, event.getHeader().getOccurredAt().toEpochMilli());
        state.owe(true);
        state.forgetCalm();
        if (!ReportedByOthers.concerns(event)) {
            return record(state, event);
        }
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        Trigger trigger = new Trigger(Trigger.Kind.EVENT, event.getHeader().getEventId(), occurredAt);
        new ReportedByOthers(state, policies, trigger, out).record(event);
        return true;
    }

    private static boolean record(IdentityState state, ComplianceEvent event) {
        return Certifications.concerns(event)
                ? state.certifications().record(state.key(), event)
                : state.exceptions().record(event, state.clock());
    }

    /**
     * Merges an identity event and decides nothing: for an identity on which the decisions fail, so that the fact is
     * known when they no longer do. {@link #catchUp} makes up for the evaluation.
     *
     * @param state the identity; changed
     * @param event a validated event
     * @param policies the policies in force
     * @param arrivedAt when the record was produced (ms since the epoch)
     * @param out asked by the brake; takes no decision
     * @return false if what the event says was already superseded
     */
    public boolean merge(IdentityState state, IdentityEvent event, Policies policies, long arrivedAt, Decisions out) {
        begin(state, policies, event.getHeader().getOccurredAt().toEpochMilli());
        state.owe(true);
        state.forgetCalm();
        return record(state, event, policies, arrivedAt, out);
    }

    /**
     * Merges an access event and decides nothing, as for an identity event; whose the account is is told all the same.
     *
     * @param state the identity; changed
     * @param event a validated event
     * @param policies the policies in force
     * @param out takes what the identity claims; takes no decision
     * @return false if what the event says was already superseded
     */
    public boolean merge(IdentityState state, AccessEvent event, Policies policies, Decisions out) {
        begin(state, policies, event.getHeader().getOccurredAt().toEpochMilli());
        state.owe(true);
        state.forgetCalm();
        AccountClaims claims = AccountClaims.before(state, event);
        boolean merged = record(state, event, policies);
        claims.tell(out);
        return merged;
    }

    /** By what is judged what an account holds. */
    private enum Purpose {
        NONE,
        OF_MANY,
        PERSONAL,
        OF_EVERY_DAY
    }

    /** Of a new account, or one of which more is told than what it holds, it may change when it becomes dormant or its time is over. */
    private static boolean mayFallAsleep(IdentityState state, AccessEvent event, Policies policies) {
        AccountRef ref = event.getSubject().getAccount();
        if (ref == null) {
            return false;
        }
        SystemPolicy policy = policies.system(ref.getSystem());
        AccountKey key = new AccountKey(ref.getSystem(), ref.getName());
        boolean more = only(event) == null || !state.access().names().containsKey(key);
        return (policy.dormantAfter() != null || policy.guests() != null) && more
                || policy.guests() != null
                        && mayBecomeGuest(state.access().accounts().get(key), ref);
    }

    /** What is held under a name that nobody could use makes it an account again, and with what is held its kind may be told. */
    private static boolean mayBecomeGuest(Account account, AccountRef ref) {
        return ref.getKind() == AccountKind.GUEST || account == null || !account.mayBeUsed();
    }

    /** With another purpose, all that an account holds is judged anew. */
    private static Purpose purpose(IdentityState state, AccessEvent event) {
        AccountRef ref = event.getSubject().getAccount();
        Account account = ref == null || ref.getKind() == null
                ? null
                : state.access().accounts().get(new AccountKey(ref.getSystem(), ref.getName()));
        if (account == null) {
            return Purpose.NONE;
        }
        if (account.isForAPerson()) {
            return Purpose.OF_EVERY_DAY;
        }
        return account.isPersonal() ? Purpose.PERSONAL : Purpose.OF_MANY;
    }

    /**
     * Whether it may matter to more than its entitlement, whatever the account is for today: by a new account others may be given what waits
     * for one, and what is told of an earlier name may say what the account is for that has another one today.
     */
    private static boolean isOfMore(IdentityState state, AccessEvent event) {
        AccountRef ref = event.getSubject().getAccount();
        if (ref == null) {
            return false;
        }
        NameBearers bearers = state.access().names().get(new AccountKey(ref.getSystem(), ref.getName()));
        return bearers == null || ref.getKind() != null && !bearers.renames().isEmpty();
    }

    /** The entitlement that an event is about, if it changes nothing else. */
    private static Touched only(AccessEvent event) {
        if (event.getAction() != AccessAction.ENTITLEMENT_GRANTED
                && event.getAction() != AccessAction.SSH_KEY_DEPLOYED
                && event.getAction() != AccessAction.ENTITLEMENT_REVOKED) {
            return null;
        }
        AccountRef account = event.getSubject().getAccount();
        EntitlementKey entitlement = EntitlementKey.of(event.getEntitlement());
        return new Touched(account == null ? entitlement.system() : account.getSystem(), entitlement);
    }

    private static boolean record(
            IdentityState state, IdentityEvent event, Policies policies, long arrivedAt, Decisions out) {
        if (Groups.concerns(state.key())) {
            return Groups.record(state, event);
        }
        Leaving leaving = new Leaving(state, policies, out);
        boolean mayMoveTheEnd = IdentityFacts.tellsOfEmployment(event);
        Coverage before = mayMoveTheEnd ? leaving.coverage() : null;
        boolean mayBeAway = mayMoveTheEnd
                || IdentityFacts.tellsOfLeave(event)
                || !state.hr().known();
        long absentSince = state.hr().absentSince();
        boolean merged = IdentityFacts.record(event, state.hr(), state.clock());
        if (event.getSubject().getIdentityId() != null) {
            notePresence(state, event.getHeader(), arrivedAt);
        }
        if (mayMoveTheEnd) {
            leaving.noteEnd(event, before, arrivedAt);
        }
        leaving.notePresence();
        if (mayBeAway || state.hr().absentSince() != absentSince) {
            // From what department somebody was does not follow whether they were there.
            state.oweActivity(true);
        }
        return merged;
    }

    /**
     * Notes that a source knows an identity. Of a run whose id is no key nobody can say that it was completed, so such a record is
     * only a mention.
     *
     * @param state the identity; changed
     * @param header the header of a record of the source about it
     * @param arrivedAt when the record was produced (ms since the epoch)
     */
    public static void notePresence(IdentityState state, Header header, long arrivedAt) {
        if (header.getFeedId() != null && Validation.isText(header.getFeedId())) {
            state.hr().list(header.getSource(), header.getFeedId(), arrivedAt);
        } else {
            state.hr().mention(header.getSource(), arrivedAt);
        }
    }

    private static boolean record(IdentityState state, AccessEvent event, Policies policies) {
        return switch (event.getAction()) {
            case PROVISIONING_FAILED -> CommandBook.refused(state, event, policies);
            case REQUEST_SUBMITTED, REQUEST_APPROVED, REQUEST_REJECTED, REQUEST_CANCELLED -> {
                state.forgetCalm();
                yield state.requests().record(state.key(), event, state.clock());
            }
            default -> {
                if (event.getAction() == AccessAction.ENTITLEMENT_GRANTED
                        || event.getAction() == AccessAction.ENTITLEMENT_REVOKED) {
                    state.certifications()
                            .thaw(event.getHeader().getOccurredAt().toEpochMilli());
                } else {
                    state.certifications().thaw();
                }
                boolean recorded = state.access().record(event);
                if (event.getAction() == AccessAction.ACCOUNT_RENAMED) {
                    AccountRef ref = event.getSubject().getAccount();
                    // By another rename, of which was heard before, it may be called otherwise today.
                    AccountKey name = new AccountKey(ref.getSystem(), ref.getName());
                    state.accountRenamed(
                            new AccountKey(ref.getSystem(), event.getPreviousName()),
                            state.access().bearerAfter(name, FactKey.of(event.getHeader())));
                }
                yield recorded;
            }
        };
    }

    /**
     * Decides everything that comes due until an instant, and evaluates at that instant also where nothing comes due then:
     * of an identity that was set aside, facts were merged whose instants may all have passed.
     *
     * @param state the identity; changed
     * @param policies the policies in force
     * @param until the instant, inclusive (ms since the epoch)
     * @param out takes the decisions
     */
    public void catchUp(IdentityState state, Policies policies, long until, Decisions out) {
        advance(state, policies, until, out);
        if (state.clock() != IdentityState.NO_CLOCK && state.clock() < until) {
            state.advanceClock(until);
            // What was merged while it was set aside may lie between the two instants.
            state.forgetCalm();
            evaluate(state, policies, Trigger.timer(until), null, out);
        }
    }

    /**
     * Decides everything that comes due until an instant, in order.
     *
     * @param state the identity; changed
     * @param policies the policies in force
     * @param until the instant, inclusive (ms since the epoch)
     * @param out takes the decisions
     * @return true if anything came due
     */
    public boolean advance(IdentityState state, Policies policies, long until, Decisions out) {
        boolean advanced = false;
        boolean settled = state.isSettled(until) && state.setVersion() == policies.setVersion();
        state.forgetDue();
        long due = settled ? Long.MAX_VALUE : nextDue(state, policies);
        // Nothing is due at the last instant of all: it stands for "never", also where a caller asks for everything.
        while (due <= until && due != Long.MAX_VALUE) {
            state.advanceClock(due);
            evaluate(state, policies, Trigger.timer(due), null, out);
            advanced = true;
            due = nextDue(state, policies);
        }
        if (until != Long.MAX_VALUE) {
            state.timeIs(until);
        }
        return advanced;
    }

    /**
     * Evaluates an identity under a policy set that it has not seen, where the sets before it are not known.
     *
     * @param state the identity; changed
     * @param policies the policies in force
     * @param activatedAt when the set became current (ms since the epoch)
     * @param out takes the decisions
     * @return false if the identity had already been evaluated under it
     */
    public boolean reevaluate(IdentityState state, Policies policies, long activatedAt, Decisions out) {
        return reevaluate(state, PolicyHistory.of(policies, activatedAt), out);
    }

    /**
     * Brings an identity through every policy set that it has not seen: first what was due until the next one became
     * current is decided under the one before, then everything is evaluated under the next.
     *
     * @param state the identity; changed
     * @param history the policies in force, and those before
     * @param out takes the decisions
     * @return false if the identity had already been evaluated under the policies in force
     */
    public boolean reevaluate(IdentityState state, PolicyHistory history, Decisions out) {
        List<Activation> unseen = history.after(state.setVersion());
        for (Activation next : unseen) {
            Optional<Policies> before = history.set(state.setVersion());
            if (before.isPresent()) {
                advance(state, before.get(), next.at(), out);
            }
            boolean known = state.clock() != IdentityState.NO_CLOCK;
            // What was asked for and what was given up is looked at anew under each set.
            boolean isAsked = !state.commands().isEmpty() || !state.discarded().isEmpty();
            state.evaluatedUnder(next.policies().setVersion());
            state.timeIs(next.at());
            if (known) {
                state.advanceClock(next.at());
                before.ifPresent(policies -> {
                    Lapse.of(state, policies, next.policies());
                    new Leaving(state, next.policies(), out)
                            .noteAbsenceEnds(
                                    policies.settings().hrRules(),
                                    next.policies().settings().hrRules());
                });
                evaluate(
                        state,
                        isAsked ? null : before.orElse(null),
                        next.policies(),
                        Trigger.policy(state.clock()),
                        Extent.EVERYTHING,
                        out);
            }
        }
        return !unseen.isEmpty();
    }

    /**
     * Notes that a feed that lists everybody was completed without the identity, which it has listed before.
     *
     * @param state the identity; changed
     * @param policies the policies in force, under which it was evaluated
     * @param source the source of the feed
     * @param run the run
     * @param trigger what completed the run, and when
     * @param out takes the decisions
     * @return false if the run lists the identity, a later one does, or the source never did
     */
    public boolean absent(
            IdentityState state, Policies policies, String source, FeedRun run, Trigger trigger, Decisions out) {
        if (!state.hr().misses(source, run)) {
            return false;
        }
        advance(state, policies, trigger.occurredAt(), out);
        state.advanceClock(trigger.occurredAt());
        Leaving leaving = new Leaving(state, policies, out);
        long before = state.hr().absentSince();
        state.hr().miss(source, run);
        state.oweActivity(true);
        leaving.noteAbsence(source, before);
        state.forgetCalm();
        evaluate(state, policies, trigger, null, out);
        return true;
    }

    /**
     * Another identity asks to be told of this one, or no longer. Who asks is answered, also who has asked before. The clock stays:
     * the other's may be far ahead, and this one's facts still on their way.
     *
     * @param state the identity; changed
     * @param policies the policies in force
     * @param watcher who asks
     * @param on whether it is to be told
     * @param out takes what is told
     */
    public void watched(IdentityState state, Policies policies, String watcher, boolean on, Decisions out) {
        if (!on) {
            state.watches().watchers().remove(watcher);
            if (state.watches().watchers().isEmpty()) {
                state.watches().tell(null);
            }
            return;
        }
        Standing standing =
                state.hr().standing(state.clock(), policies.settings().hrRules());
        tellWatchers(state, standing, policies, out);
        Known now = RequestTickets.known(state, standing, policies);
        out.status(watcher, now);
        if (state.watches().watchers().size() < Watches.MAX_WATCHERS) {
            state.watches().watchers().add(watcher);
            state.watches().tell(now);
        }
    }

    /**
     * Another identity tells of itself. What follows is decided at this identity's own clock.
     *
     * @param state the identity; changed
     * @param policies the policies in force, under which it was evaluated
     * @param other who tells
     * @param known what it tells
     * @param out takes the decisions
     * @return false if it is not watched, or has told something later before
     */
    public boolean heard(IdentityState state, Policies policies, String other, Known known, Decisions out) {
        Known before = state.watches().watched().get(other);
        if (before == null || before.at() > known.at()) {
            return false;
        }
        state.watches().watched().put(other, known);
        state.forgetCalm();
        evaluate(state, policies, Trigger.exchange(state.clock()), null, out);
        return true;
    }

    /**
     * Decides what follows from the end of a hold for an identity of which something was held.
     *
     * @param state the identity; changed
     * @param policies the policies in force, under which it was evaluated
     * @param source whose changes were held
     * @param verdict FREE or DISCARDED
     * @param only what was announced so; null for all, what else is held is counted anew
     * @param takesBack whether what was discarded before is released, too
     * @param trigger what ended the hold, and when
     * @param out takes the decisions
     * @return false if nothing of it is held
     */
    public boolean release(
            IdentityState state,
            Policies policies,
            String source,
            Verdict verdict,
            Announcer.Kind only,
            boolean takesBack,
            Trigger trigger,
            Decisions out) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            return false;
        }
        advance(state, policies, trigger.occurredAt(), out);
        if (!new Leaving(state, policies, out).decide(source, verdict, only, takesBack)) {
            return false;
        }
        state.advanceClock(trigger.occurredAt());
        state.forgetCalm();
        evaluate(state, policies, trigger, null, out);
        return true;
    }

    /**
     * Decides what follows for an account if several identities may own it, or no longer.
     *
     * @param state the account; changed
     * @param policies the policies in force, under which it was evaluated
     * @param account the account
     * @param candidates who may own it
     * @param trigger what was told, and when
     * @param out takes the decisions
     */
    public void disputed(
            IdentityState state,
            Policies policies,
            AccountKey account,
            Set<String> candidates,
            Trigger trigger,
            Decisions out) {
        if (!policies.active()) {
            return;
        }
        begin(state, policies, trigger.occurredAt());
        Account known = state.access().accounts().get(account);
        boolean shared = known != null && known.kind() == AccountKind.SHARED;
        new DisputedAccounts(state, policies, trigger, out).evaluate(account, candidates, shared);
    }

    /**
     * Forgets an account that turned out to be another's, with all that was told of it, and decides what follows.
     *
     * @param state the identity; changed
     * @param policies the policies in force, under which it was evaluated
     * @param account the account
     * @param out takes the decisions
     * @return false if nothing is known of it
     */
    public boolean disown(IdentityState state, Policies policies, AccountKey account, Decisions out) {
        if (!state.access().forget(account)) {
            return false;
        }
        state.certifications().thaw();
        state.forgetCalm();
        evaluate(state, policies, Trigger.exchange(state.clock()), null, out);
        return true;
    }

    /**
     * Takes back what was told of an account that was somebody's and is nobody's any more, and decides what follows.
     *
     * @param state the account; changed
     * @param facts validated events, each known before
     * @param policies the policies in force
     * @param out takes the decisions
     */
    public void takeBack(IdentityState state, List<AccessEvent> facts, Policies policies, Decisions out) {
        for (AccessEvent fact : facts) {
            merge(state, fact, policies, out);
            state.advanceClock(fact.getHeader().getOccurredAt().toEpochMilli());
        }
        evaluate(state, policies, Trigger.exchange(state.clock()), null, out);
    }

    /**
     * Closes what was found of an account, because it has become known whose it is.
     *
     * @param state the account; changed
     * @param policies the policies in force
     * @param trigger what was told, and when
     * @param out takes the decisions
     */
    public void dissolve(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        new DisputedAccounts(state, policies, trigger, out).dissolve();
        new SessionFindings(state, policies, trigger, out).dissolve();
        new CommandBook(state, policies, trigger, out).dissolve();
    }

    /**
     * The next instant at which something is due.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return the instant after the identity's clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue(IdentityState state, Policies policies) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            return Long.MAX_VALUE;
        }
        if (SubjectKeys.isAddress(state.key())) {
            return Addresses.nextDue(state, policies);
        }
        if (Groups.concerns(state.key())) {
            return Groups.nextDue(state, policies);
        }
        long after = state.clock();
        long nextAccess = state.access().nextChange(after);
        if (isCalm(state, policies)) {
            return Math.min(state.nextHrChange(), nextAccess);
        }
        HrRules rules = policies.settings().hrRules();
        Standing standing = state.hr().standing(after, rules);
        long nextHr = Math.min(
                state.hr().nextChange(after, rules),
                Entitled.of(state, standing, policies).nextChange());
        nextHr = Math.min(nextHr, new RequestTickets(state, policies, standing).nextDue());
        nextHr = Math.min(nextHr, new AccountFindings(state, policies, standing, null, null).nextDue());
        Owners owners = new Owners(state, policies, standing);
        nextHr = Math.min(nextHr, owners.nextDue());
        ExpiredGuests guests = new ExpiredGuests(state, policies, standing, null, null, null);
        nextHr = Math.min(nextHr, guests.nextDue());
        nextHr = Math.min(nextHr, nextGrace(state));
        nextHr = Math.min(nextHr, new CertificationDesk(state, policies, standing, null, null).nextDue());
        nextHr = Math.min(nextHr, SodViolations.nextDue(state, policies));
        nextHr = Math.min(nextHr, new ActivityFindings(state, policies, null, null).nextDue());
        nextHr = Math.min(nextHr, new SessionFindings(state, policies, null, null).nextDue());
        nextHr = Math.min(nextHr, state.sessionWatch().dueAt());
        nextHr = Math.min(nextHr, new DormantAccounts(state, policies, standing, null, null).nextDue());
        nextHr = Math.min(nextHr, new FindingTickets(state, policies, null, null).nextDue());
        nextHr = Math.min(nextHr, new SuppressedFindings(state, policies, null, null).nextDue());
        if (state.setVersion() == policies.setVersion()) {
            boolean limited = owners.loss() != null || guests.areAny();
            state.foundCalm(isIdle(state, standing) && !limited, nextHr);
        }
        long next = Math.min(Math.min(nextHr, nextAccess), CommandBook.nextRepeat(state, policies));
        return Math.min(next, Difference.nextDue(state, policies, standing));
    }

    private static boolean isCalm(IdentityState state, Policies policies) {
        return state.isCalm() && state.setVersion() == policies.setVersion();
    }

    private static long nextGrace(IdentityState state) {
        return state.graces().values().stream()
                .mapToLong(Long::longValue)
                .filter(opensAt -> opensAt > state.clock())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** An entitlement of an account in a system. */
    private record Touched(String system, EntitlementKey entitlement) {}

    /**
     * What may be otherwise than when an identity was evaluated last.
     *
     * @param only the only entitlement about which anything has changed, or null
     * @param outlook by what was judged what is held, where what is held has not changed; or null
     * @param status the status then; or null
     * @param tellsOfLeave whether the fact tells of a leave, of whatever kind
     */
    private record Extent(
            Touched only, Outlook outlook, IdentityStatus status, boolean tellsOfLeave, AccessEvent access) {
        static final Extent EVERYTHING = of(null);

        static Extent of(Touched only) {
            return new Extent(only, null, null, false, null);
        }

        /** The same, for a fact about access or a request. */
        static Extent ofAccess(Touched only, AccessEvent access) {
            return new Extent(only, null, null, false, access);
        }

        /**
         * Of what is held everything, if it is to be judged otherwise than now. Of leavers little is told, and each word may end what the
         * brake holds.
         */
        static Extent ifOtherwise(IdentityState state, Policies policies, boolean tellsOfLeave) {
            Standing standing =
                    state.hr().standing(state.clock(), policies.settings().hrRules());
            if (standing.isLeaver()) {
                return EVERYTHING;
            }
            Outlook now = Outlook.of(state, standing, Entitled.of(state, standing, policies), policies);
            return new Extent(null, now, standing.status(), tellsOfLeave, null);
        }
    }

    /** What nothing gives is neither given nor taken, and not found either where the policy does not care. */
    private static boolean leadsToNothing(IdentityState state, Policies policies, Touched only) {
        if (only == null
                || !policies.roles().givers(only.entitlement()).isEmpty()
                || state.requests().byId().values().stream().anyMatch(request -> request.mentions(only.entitlement()))
                || state.exceptions().mentions(only.entitlement())
                || state.certifications().mentions(only.entitlement())
                || policies.sod().concerns(only.entitlement())) {
            return false;
        }
        boolean isFound = state.findings().values().stream()
                .anyMatch(finding -> finding.isOpen() && finding.entitlements().contains(only.entitlement()));
        SystemPolicy policy = policies.system(only.system());
        boolean cares = policy.mode() != Mode.IGNORE && policy.unsanctioned() != Unsanctioned.IGNORE;
        return !cares && !isFound && state.revoked().isEmpty();
    }

    private static boolean isIdle(IdentityState state, Standing standing) {
        return (standing.status() == IdentityStatus.ACTIVE || standing.isPreHire())
                && state.commands().isEmpty()
                && state.lapsed().isEmpty()
                && state.crossings().isEmpty()
                && state.graces().isEmpty()
                && !state.certifications().isAnyOpen()
                && !state.sessionWatch().tracks()
                && state.findings().values().stream()
                        .noneMatch(finding -> finding.isOpen()
                                && !Unreasoned.isKind(finding.kind())
                                && !ActivityFindings.isKind(finding.kind()))
                && state.access().accounts().values().stream()
                        .noneMatch(account -> account.kind() == AccountKind.BREAK_GLASS);
    }

    /** The clock of an identity that has one stays: what is due until the event is still to be decided. */
    private static void begin(IdentityState state, Policies policies, long occurredAt) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            state.evaluatedUnder(policies.setVersion());
            state.advanceClock(occurredAt);
        }
    }

    private void prepare(IdentityState state, Policies policies, long occurredAt, long arrivedAt, Decisions out) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            state.evaluatedUnder(policies.setVersion());
        }
        advance(state, policies, Math.max(occurredAt, arrivedAt), out);
        state.advanceClock(occurredAt);
    }

    private void conclude(
            IdentityState state, Policies policies, String eventId, long occurredAt, Extent extent, Decisions out) {
        evaluate(state, null, policies, new Trigger(Trigger.Kind.EVENT, eventId, occurredAt), extent, out);
    }

    /** With the only entitlement about which anything changed, or null. */
    private void evaluate(IdentityState state, Policies policies, Trigger trigger, Touched touched, Decisions out) {
        evaluate(state, null, policies, trigger, Extent.of(touched), out);
    }

    /** With the set under which everything was evaluated before, where another one has become current since; or null. */
    private void evaluate(
            IdentityState state, Policies before, Policies policies, Trigger trigger, Extent extent, Decisions out) {
        if (SubjectKeys.isAddress(state.key())) {
            Addresses.evaluate(state, policies, trigger, out);
            return;
        }
        if (Groups.concerns(state.key())) {
            Groups.evaluate(state, policies, trigger, out);
            return;
        }
        Touched only = state.isOwed() ? null : extent.only();
        boolean calm = isCalm(state, policies);
        boolean reviews = only == null || CertificationDesk.mayChange(state, policies, trigger.occurredAt());
        if (!policies.active()) {
            return;
        }
        if (calm && !reviews && leadsToNothing(state, policies, only)) {
            state.access().markSeen();
            return;
        }
        Standing standing =
                state.hr().standing(state.clock(), policies.settings().hrRules());
        // What a set leaves as it was has been evaluated under the one before.
        boolean rulesOnly = before != null
                && before.active()
                && before.settings().equals(policies.settings())
                && before.systems().equals(policies.systems())
                && before.campaigns().equals(policies.campaigns())
                && state.requests().byId().isEmpty()
                && !state.isOwed();
        if (rulesOnly) {
            state.foundSides(null);
            if (policies.differsInRulesOnly(before)) {
                evaluateRules(state, before, policies, standing, trigger, out);
                return;
            }
        } else {
            new IdentitySides(state, policies).refresh(only == null ? null : only.entitlement());
        }
        CertificationDesk desk = new CertificationDesk(state, policies, standing, trigger, out);
        if (reviews && !rulesOnly) {
            desk.settle();
        }
        Entitled entitled = Entitled.of(state, standing, policies);
        if (changesAtGate(state, policies, standing, entitled, trigger, only, extent.access())) {
            // What is given has changed, whatever the event was about, and with it when something is due.
            state.forgetCalm();
            entitled = Entitled.of(state, standing, policies);
            only = null;
        }
        ActivityFindings activity = new ActivityFindings(state, policies, trigger, out);
        ReportedByOthers reports = new ReportedByOthers(state, policies, trigger, out);
        settleReports(state, policies, activity, reports, only == null);
        Judgement judgement = mayJudge(state, policies, only) ? judge(state, policies, standing) : null;
        Difference difference = new Difference(state, policies, standing, entitled, judgement, trigger, out);
        Unreasoned unreasoned = new Unreasoned(state, policies, standing, entitled, trigger, out);
        boolean holdingsStand = extent.outlook() != null
                && !state.isOwed()
                && extent.outlook().equals(Outlook.of(state, standing, entitled, policies));
        if (holdingsStand) {
            if (difference.evaluateAccounts(extent.tellsOfLeave() || extent.status() != standing.status())) {
                unreasoned.evaluate();
            }
        } else if (only == null) {
            difference.evaluate();
            unreasoned.evaluate();
        } else {
            difference.evaluate(only.entitlement());
            unreasoned.evaluate(only.entitlement());
        }
        SodViolations violations = new SodViolations(state, policies, standing, entitled, trigger, out);
        if (rulesOnly) {
            violations.evaluate(policies.sod().changedSince(before.sod()));
        } else if (only == null) {
            violations.evaluate();
        } else {
            violations.evaluate(only.entitlement());
        }
        reports.correlate();
        new UnusedExceptions(state, policies, standing, trigger, out).evaluate();
        if (only == null) {
            new AttributeClaims(state, policies, out).evaluate();
        }
        if (state.isActivityOwed() && !rulesOnly) {
            activity.evaluate();
        }
        state.oweActivity(false);
        SessionFindings sessions = new SessionFindings(state, policies, trigger, out);
        if (judgement != null) {
            sessions.evaluate(judgement);
        }
        if (only == null) {
            sessions.settleOld(judgement);
            new DormantAccounts(state, policies, standing, trigger, out).evaluate();
            new SuppressedFindings(state, policies, trigger, out).evaluate();
            new FindingTickets(state, policies, trigger, out).remind();
        }
        if (calm && !isIdle(state, standing)) {
            state.forgetCalm();
        }
        new LeaverResidue(state, policies, standing, trigger, out).evaluate();
        new AccountFindings(state, policies, standing, trigger, out).evaluate();
        new OwnerlessAccounts(state, policies, standing, trigger, out).evaluate();
        new ExpiredGuests(state, policies, standing, entitled, trigger, out).evaluate();
        new StuckCommands(state, policies, trigger, out).evaluate();
        if (only == null) {
            new SelfApprovals(state, policies, trigger, out).evaluate();
        }
        Set<String> needed = new LinkedHashSet<>(new RequestTickets(state, policies, standing).evaluate(trigger, out));
        String owner = new Owners(state, policies, standing).watched();
        if (owner != null) {
            needed.add(owner);
        }
        if (reviews) {
            needed.addAll(desk.evaluate());
        }
        new CertificationFindings(state, policies, standing, entitled, trigger, out).evaluate();
        state.watches().follow(needed, out);
        tellWatchers(state, standing, policies, out);
        state.owe(false);
    }

    /** Where a set has other rules of segregation of duties and all else is as it was, nothing but what they forbid may be otherwise. */
    private static void evaluateRules(
            IdentityState state,
            Policies before,
            Policies policies,
            Standing standing,
            Trigger trigger,
            Decisions out) {
        Entitled entitled = Entitled.of(state, standing, policies);
        new SodViolations(state, policies, standing, entitled, trigger, out)
                .evaluate(policies.sod().changedSince(before.sod()));
        new ReportedByOthers(state, policies, trigger, out).correlate();
        new UnusedExceptions(state, policies, standing, trigger, out).evaluate();
        new SuppressedFindings(state, policies, trigger, out).evaluate();
        new FindingTickets(state, policies, trigger, out).remind();
        state.oweActivity(false);
    }

    /** Requests give something only if no rule of segregation of duties is in their way; true if another one is than before. */
    private static boolean changesAtGate(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Trigger trigger,
            Touched only,
            AccessEvent access) {
        boolean asks = !state.requests().byId().isEmpty()
                && (only == null || policies.sod().concerns(only.entitlement()));
        return asks && new RequestGate(state, policies, standing, entitled, trigger, access).decide();
    }

    private static void tellWatchers(IdentityState state, Standing standing, Policies policies, Decisions out) {
        if (state.watches().watchers().isEmpty()) {
            return;
        }
        Known now = RequestTickets.known(state, standing, policies);
        if (!now.saysTheSameAs(state.watches().told())) {
            state.watches().tell(now);
            state.watches().watchers().forEach(watcher -> out.status(watcher, now));
        }
    }
}
