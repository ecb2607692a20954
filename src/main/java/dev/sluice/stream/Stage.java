package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.AuditRecords;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.accepted.Exceptions;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.Acts;
import dev.sluice.domain.certification.Certifications;
import dev.sluice.domain.finding.ActivityFindings;
import dev.sluice.domain.finding.MassChange;
import dev.sluice.domain.finding.PasswordSprays;
import dev.sluice.domain.finding.ReportedByOthers;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.GroupIndex;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.domain.session.Followed;
import dev.sluice.domain.session.Session;
import dev.sluice.domain.session.Tracked;
import dev.sluice.domain.session.TrackedFacts;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.ApiAccess;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.InputRef;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySummary;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.stream.DecisionLog.Decided;
import dev.sluice.stream.Identities.Loaded;
import dev.sluice.stream.Identities.Row;
import dev.sluice.stream.Timers.Due;
import dev.sluice.stream.state.ActivityImage;
import dev.sluice.stream.state.StoredIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the core and the stores: loads an identity, calls the core, and lays out what is to be stored and forwarded.
 * Stores change only when the unit of work is committed, after everything has been decided and encoded.
 */
final class Stage {
    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);

    /** As the stores order them. */
    private static final Comparator<String> BYTES =
            Comparator.comparing(text -> Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));

    private final StageOptions options;
    private final Codecs codecs;
    private final Identities identities;
    private final Activities activities;
    private final SessionRows sessions;
    private final FollowDesk follows;
    private final TriedRows tried;
    private final SprayMail sprayMail;
    private final GroupRows groups;
    private final PolicySets policySets;
    private final PolicyEffects effects;
    private final LongSupplier streamTime;
    private final LongSupplier wallTime;
    private final Timers timers;
    private final TaskValues values;
    private final AuditRecords records;
    private final DetailSeal details;
    private final Outbox outbox;
    private final UnitOfWork unit;
    private final Brakes brakes;
    private final FeedRuns feeds;
    private final WatchMail watchMail;
    private final IdentityViews views;
    private final Governor governor;
    private final StageMetrics metrics;
    private final int writer;
    private long time = IdentityState.NO_CLOCK;
    private GroupIndex namedBy;
    private NavigableSet<String> namedHere = new TreeSet<>(BYTES);
    private BiConsumer<String, Policies> asking = (key, policies) -> {};

    Stage(
            StageOptions options,
            Codecs codecs,
            StageStores stores,
            AuditRecords records,
            Governor governor,
            StageMetrics metrics,
            int writer) {
        this.options = options;
        this.codecs = codecs;
        this.identities = stores.identities();
        this.activities = stores.activities();
        this.sessions = stores.sessions();
        this.follows = stores.follows();
        this.tried = stores.tried();
        this.sprayMail = stores.sprayMail();
        this.groups = stores.groups();
        this.policySets = stores.policySets();
        this.effects = stores.effects();
        this.streamTime = stores.streamTime();
        this.wallTime = stores.wallTime();
        this.timers = stores.timers();
        this.values = stores.values();
        this.records = records;
        this.outbox = stores.outbox();
        this.details = stores.details();
        this.unit = stores.unit();
        this.brakes = stores.brakes();
        this.feeds = stores.feeds();
        this.watchMail = new WatchMail(options, codecs, stores.outbox(), writer);
        this.views = new IdentityViews(options, codecs, stores, writer);
        this.governor = governor;
        this.metrics = metrics;
        this.writer = writer;
    }

    /** What is published of identities. */
    IdentityViews views() {
        return views;
    }

    /** Says who asks once more whose an account is when another policy set is in force. */
    void asking(BiConsumer<String, Policies> by) {
        asking = by;
    }

    /** Applies a validated event that is at home here. */
    void apply(Incoming in, EventView view, PolicyHistory history) {
        Policies policies = history.current().policies();
        List<Act> acts = CoreFailure.of(() -> acts(view, policies));
        Telling telling = telling(view, acts, policies);
        if (telling.decides()) {
            decide(in, view, acts, (PrivilegedSessionEvent) view.event(), history);
            return;
        }
        if (!acts.isEmpty()) {
            apply(in, view, acts, telling.counted(), history);
            return;
        }
        boolean fact = isFact(view);
        if (!fact && isSettled(in, view, policies)) {
            auditEvent(in, view, outcome(view, true), null, policies.setVersion());
            return;
        }
        Loaded loaded = load(view.subjectKey());
        Room room = Room.of(view, loaded);
        IdentityState state = loaded.stored().state();
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt()).correlated(in.correlated());
        boolean reevaluated = CoreFailure.of(() -> governor.reevaluate(state, history, log));
        boolean changed = CoreFailure.of(() -> merge(state, in, view, policies, log));
        // A fact is written even if it was superseded: the clock has moved.
        boolean touched = reevaluated || changed || fact;
        boolean merged = changed || !fact;
        if (touched && state.clock() != IdentityState.NO_CLOCK) {
            write(loaded, policies, log, room, in.arrivedAt());
        }
        audit(in, view, log, outcome(view, merged), policies);
    }

    /** Everything that is due until an instant was decided: what is decided from now on is decided later. */
    void timeIs(long instant) {
        time = Math.max(time, instant);
    }

    private Loaded load(String key) {
        Loaded loaded = identities.load(key);
        IdentityState state = loaded.stored().state();
        state.timeIs(time);
        state.activityFrom(() -> activities.open(key));
        state.sessionsFrom(() -> sessions.open(key, state.sessionWatch().knownFrom()));
        state.triesFrom(() -> tried.open(key));
        if (ClaimedGroup.is(key)) {
            state.groupFrom(() -> groups.group(key));
            state.unitFrom(() -> groups.unit(key));
        }
        return loaded;
    }

    /** What an event tells of something that is tracked: something follows from it, or it is only counted, or it is nothing of that. */
    private record Telling(boolean decides, Map<Bytes, byte[]> counted) {
        static final Telling NOTHING = new Telling(false, Map.of());
        static final Telling DECIDES = new Telling(true, Map.of());
    }

    /**
     * What is done in a session is much, and mostly it is only counted. What others may be waiting for is told at its home, where nobody
     * tracks it here.
     */
    private Telling telling(EventView view, List<Act> acts, Policies policies) {
        if (!(view.event() instanceof PrivilegedSessionEvent event)) {
            return Telling.NOTHING;
        }
        String key = view.subjectKey();
        Tracked fact = CoreFailure.of(
                        () -> TrackedFacts.of(event, policies.settings().sessions()))
                .orElse(null);
        if (fact == null) {
            return Telling.NOTHING;
        }
        Tracked known = sessions.get(key, fact.key());
        Optional<Followed.Fact> told = Followed.fact(fact);
        boolean concernsMany = told.isPresent() && told.get().concernsMany();
        if (told.isPresent() && (known == null || concernsMany)) {
            follows.tell(key, fact.key(), told.get());
        }
        if (concernsMany || isOfNobody(key, acts)) {
            // Whoever tracks it is told from its home, and here at once if it is known already.
            return known != null && concernsMany ? Telling.DECIDES : Telling.NOTHING;
        }
        boolean counts = fact instanceof Session of && !of.isStartKnown() && !of.isEnded();
        if (!counts || !(known instanceof Session before) || before.isEnded()) {
            return Telling.DECIDES;
        }
        Session after = CoreFailure.of(() -> before.join(fact));
        return after.saysTheSameAs(before)
                ? new Telling(false, sessions.encode(key, Map.of(after.key(), after)))
                : Telling.DECIDES;
    }

    private static List<Act> acts(EventView view, Policies policies) {
        Detection detection = policies.settings().detection();
        if (view.event() instanceof AuthenticationEvent event) {
            return Acts.of(event, detection);
        }
        return view.event() instanceof PrivilegedSessionEvent event ? Acts.of(event, detection) : List.of();
    }

    /** What people do is most of what arrives, and mostly nothing follows: then the identity is not written, and hardly read. */
    private void apply(Incoming in, EventView view, List<Act> acts, Map<Bytes, byte[]> counted, PolicyHistory history) {
        Policies policies = history.current().policies();
        String key = view.subjectKey();
        if (isOfNobody(key, acts)) {
            auditEvent(in, view, AuditOutcome.PARKED, null, policies.setVersion());
            return;
        }
        if (isSettled(in, view, policies)) {
            Activity activity = activities.open(key);
            boolean inTime = true;
            boolean matters = !identities.isCalmAt(key, view.occurredAt()) && mayMatter(key, acts, policies);
            for (Act act : acts) {
                long usedBefore = Governor.usedBefore(activity, act);
                inTime &= CoreFailure.of(() -> Governor.record(activity, act, policies));
                matters |= CoreFailure.of(() -> ActivityFindings.mayMatter(activity, act, usedBefore, policies));
            }
            if (!matters) {
                save(key, activity);
                unit.onCommit(() -> sessions.save(counted));
                auditEvent(in, view, outcome(view, inTime), null, policies.setVersion());
                return;
            }
        }
        PrivilegedSessionEvent counts = counted.isEmpty() ? null : (PrivilegedSessionEvent) view.event();
        decide(in, view, acts, counts, history);
    }

    /** Of who is not known to be at work, with nothing open, a little has to be read. */
    private boolean mayMatter(String key, List<Act> acts, Policies policies) {
        IdentityState state = identities.look(key).state();
        return CoreFailure.of(() -> acts.stream().anyMatch(act -> Governor.mayMatter(state, act, policies)));
    }

    /** Whoever guesses names can't fill the store with what fails under names that nobody has. */
    private boolean isOfNobody(String key, List<Act> acts) {
        return SubjectKeys.isAccount(key)
                && acts.stream().noneMatch(act -> act.kind().isUse())
                && !identities.isKnown(key);
    }

    /** With the event if it tells of something that is tracked, or null. */
    private void decide(
            Incoming in, EventView view, List<Act> acts, PrivilegedSessionEvent event, PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(view.subjectKey());
        IdentityState state = loaded.stored().state();
        long setBefore = state.setVersion();
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt()).correlated(in.correlated());
        boolean reevaluated = CoreFailure.of(() -> governor.reevaluate(state, history, log));
        long clock = state.clock();
        boolean inTime = true;
        for (Act act : acts) {
            inTime &= CoreFailure.of(
                    () -> governor.apply(state, act, view.header().getEventId(), policies, in.arrivedAt(), log));
        }
        if (event != null) {
            inTime &= CoreFailure.of(() -> governor.apply(state, event, policies, in.arrivedAt(), log));
        }
        boolean changed = event != null && state.sessionWatch().tracks()
                || state.clock() != clock
                || log.isNews()
                || reevaluated && sessionsAreChanged(state);
        Prepared now = changed || reevaluated ? prepare(loaded, policies) : null;
        boolean stays = now != null
                && !changed
                && isAsBefore(loaded, setBefore, now, history)
                // Where everybody was evaluated it was published in its turn, if not by this run.
                && (history.previous().isEmpty() || views.isPublished(loaded.stored(), policies));
        if (now != null && !stays) {
            write(loaded, now, log, Room.due(), in.arrivedAt());
        } else {
            save(state.key(), state.activity());
            if (stays) {
                unit.onCommit(() -> identities.stays(now.row()));
            }
        }
        audit(in, view, log, outcome(view, inTime), policies);
    }

    private void save(String key, Activity activity) {
        ActivityImage image = activities.encode(activity);
        if (image.bytes() > Sizes.CHANGELOG) {
            throw new TooLarge("What the identity did", image.bytes(), Sizes.CHANGELOG);
        }
        unit.onCommit(() -> activities.save(key, image));
    }

    /** What was due before an event comes before it, and what follows from it after it. */
    private void audit(Incoming in, EventView view, DecisionLog log, AuditOutcome outcome, Policies policies) {
        String key = view.subjectKey();
        if (!log.decided().isEmpty()) {
            unit.onCommit(() -> metrics.decided(wallTime.getAsLong(), in.arrivedAt(), view.occurredAt()));
        }
        for (Decided decided : log.decided()) {
            if (decided.trigger().kind() != Trigger.Kind.EVENT) {
                auditDecision(key, decided, null);
            }
        }
        auditEvent(in, view, outcome, null, policies.setVersion());
        InputRef input = in.ref();
        for (Decided decided : log.decided()) {
            if (decided.trigger().kind() == Trigger.Kind.EVENT) {
                auditDecision(key, decided, input);
            }
        }
    }

    /**
     * Merges an event that {@link #apply} failed on, and decides nothing: what can't be decided of an identity must not keep
     * a fact from being known. The identity is set aside. An event that is no fact has nothing to merge.
     *
     * @param again when the identity is tried again; a row that stands between is earlier and stays
     * @param why what failed
     */
    void mergeAlone(Incoming in, EventView view, Policies policies, long again, Rejection why) {
        boolean merged = true;
        List<Act> acts = CoreFailure.of(() -> acts(view, policies));
        Telling telling = telling(view, acts, policies);
        if (telling.decides() || !telling.counted().isEmpty()) {
            merged = mergeAlone(in, view, acts, (PrivilegedSessionEvent) view.event(), policies, again, why);
        } else if (!acts.isEmpty() && !isOfNobody(view.subjectKey(), acts)) {
            merged = mergeAlone(in, view, acts, policies, again, why);
        }
        if (isFact(view)) {
            Loaded loaded = load(view.subjectKey());
            Room room = Room.of(view, loaded);
            StoredIdentity stored = loaded.stored();
            DecisionLog log = new DecisionLog(stored.state(), brakes, in.arrivedAt());
            merged = CoreFailure.of(() -> mergeAlone(stored.state(), view, policies, in.arrivedAt(), log));
            long failedAt = Math.min(stored.indexedDue(), in.arrivedAt());
            sendClaims(stored.state(), log);
            saveGroup(stored.state());
            tellMerged(in, view.subjectKey(), log);
            Row row = setAside(stored, new Due(failedAt, view.subjectKey()), in.arrivedAt(), again, why);
            room.admit(stored, row.image().bytes());
        }
        auditEvent(in, view, outcome(view, merged), null, policies.setVersion());
    }

    /** What somebody did is looked at with the next evaluation of everything, which the identity is owed. */
    private boolean mergeAlone(
            Incoming in, EventView view, List<Act> acts, Policies policies, long again, Rejection why) {
        String key = view.subjectKey();
        Activity activity = activities.open(key);
        StoredIdentity stored = load(key).stored();
        boolean merged = true;
        for (Act act : acts) {
            merged &= CoreFailure.of(() -> Governor.record(activity, Governor.known(stored.state(), act), policies));
        }
        save(key, activity);
        // Told once: people do so much that a dead letter for each of it would bury the first.
        if (stored.state().clock() != IdentityState.NO_CLOCK && !stored.state().isOwed()) {
            stored.state().owe(true);
            long failedAt = Math.min(stored.indexedDue(), in.arrivedAt());
            setAside(stored, new Due(failedAt, key), in.arrivedAt(), again, why);
        }
        return merged;
    }

    private boolean mergeAlone(
            Incoming in,
            EventView view,
            List<Act> acts,
            PrivilegedSessionEvent event,
            Policies policies,
            long again,
            Rejection why) {
        String key = view.subjectKey();
        StoredIdentity stored = load(key).stored();
        IdentityState state = stored.state();
        boolean owed = state.isOwed();
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        boolean merged = true;
        for (Act act : acts) {
            merged &= CoreFailure.of(() -> Governor.record(state.activity(), Governor.known(state, act), policies));
        }
        merged &= CoreFailure.of(() -> governor.merge(state, event, policies, log));
        sendFollows(key, log);
        tellMerged(in, key, log);
        if (state.activityIsChanged()) {
            save(key, state.activity());
        }
        saveSessions(state);
        if (owed) {
            Row row = identities.encode(stored, stored.indexedDue());
            if (row.image().bytes() <= Sizes.CHANGELOG) {
                unit.onCommit(() -> identities.save(row, in.arrivedAt()));
            }
        } else {
            setAside(stored, new Due(Math.min(stored.indexedDue(), in.arrivedAt()), key), in.arrivedAt(), again, why);
        }
        return merged;
    }

    /** What is decided by nothing but the event itself is told at once: what others report, and what a session was. */
    private void tellMerged(Incoming in, String key, DecisionLog log) {
        for (Decided decided : log.decided()) {
            forward(key, decided);
            auditDecision(key, decided, in.ref());
        }
    }

    private boolean mergeAlone(
            IdentityState state, EventView view, Policies policies, long arrivedAt, DecisionLog log) {
        if (view.event() instanceof IdentityEvent event) {
            return governor.merge(state, event, policies, arrivedAt, log);
        }
        return view.event() instanceof AccessEvent event
                ? governor.merge(state, event, policies, log)
                : governor.merge(state, (ComplianceEvent) view.event(), policies, log);
    }

    /** Whether an event that is no fact can't change anything: nothing of its identity is due until then. */
    private boolean isSettled(Incoming in, EventView view, Policies policies) {
        long until = Math.max(view.occurredAt(), in.arrivedAt());
        return identities.isSettled(view.subjectKey(), until, policies.setVersion());
    }

    private static boolean isFact(EventView view) {
        return view.event() instanceof IdentityEvent
                || view.event() instanceof AccessEvent
                || view.event() instanceof ComplianceEvent compliance && isFact(compliance);
    }

    private static boolean isFact(ComplianceEvent event) {
        return Exceptions.concerns(event) || ReportedByOthers.concerns(event) || Certifications.concerns(event);
    }

    /** Merges a fact, or decides what is due by an event that is none; tells whether that changed anything. */
    private boolean merge(IdentityState state, Incoming in, EventView view, Policies policies, DecisionLog log) {
        if (view.event() instanceof IdentityEvent event) {
            boolean merged = governor.apply(state, event, policies, in.arrivedAt(), log);
            if (view.header().getFeedId() != null) {
                // It was listed by a run that is not the last one of which everybody was looked at.
                for (FeedRuns.Completed run : feeds.lookedAtAfter(
                        view.header().getSource(), in.arrivedAt(), Math.max(in.arrivedAt(), state.clock()))) {
                    governor.absent(state, policies, run.source(), run.run(), trigger(run), log);
                }
            }
            return merged;
        }
        if (view.event() instanceof AccessEvent event) {
            return governor.apply(state, event, policies, in.arrivedAt(), log);
        }
        if (view.event() instanceof ComplianceEvent event && isFact(event)) {
            return governor.apply(state, event, policies, in.arrivedAt(), log);
        }
        return governor.advance(state, policies, Math.max(view.occurredAt(), in.arrivedAt()), log);
    }

    /** Decides what is due of an identity until an instant, each under the set of its time; tells when it is due next. */
    long fire(Due due, PolicyHistory history) {
        if (Followed.isHome(due.key())) {
            return follows.forget(due);
        }
        Policies policies = history.current().policies();
        Loaded loaded = load(due.key());
        dropStray(due, loaded.stored());
        IdentityState state = loaded.stored().state();
        boolean isUntold = state.clock() == IdentityState.NO_CLOCK;
        if (isUntold && loaded.bytes() == 0) {
            return Long.MAX_VALUE;
        }
        DecisionLog log = new DecisionLog(state, brakes, due.at());
        CoreFailure.of(() -> governor.reevaluate(state, history, log));
        CoreFailure.of(() -> {
            // One of which nothing was told was set aside with a policy set: that is made up for by now, but for what
            // the set names.
            if (!isUntold) {
                governor.catchUp(state, policies, due.at(), log);
            } else if (SubjectKeys.isGroup(due.key())) {
                governor.named(state, policies, history.current().at(), log);
            }
            return null;
        });
        unit.onCommit(metrics::fired);
        long nextDue = write(loaded, policies, log, Room.due(), due.at());
        log.decided().forEach(d -> auditDecision(state.key(), d, null));
        return nextDue;
    }

    /** Evaluates an identity under the policies in force, if it has not been. */
    void reevaluate(String key, PolicyHistory history) {
        if (SubjectKeys.isAccount(key)) {
            asking.accept(key, history.current().policies());
        }
        Loaded loaded = load(key);
        IdentityState state = loaded.stored().state();
        long setBefore = state.setVersion();
        DecisionLog log = new DecisionLog(state, brakes, history.current().at());
        boolean evaluated = CoreFailure.of(() -> governor.reevaluate(state, history, log));
        if (state.clock() == IdentityState.NO_CLOCK && SubjectKeys.isGroup(key)) {
            CoreFailure.of(() -> {
                governor.named(
                        state, history.current().policies(), history.current().at(), log);
                return null;
            });
            evaluated = true;
        }
        if (evaluated) {
            Policies policies = history.current().policies();
            Prepared now = prepare(loaded, policies);
            if (!log.isNews()
                    && ownsOneRow(state)
                    && isAsBefore(loaded, setBefore, now, history)
                    && views.isPublished(loaded.stored(), policies)) {
                unit.onCommit(() -> identities.stays(now.row()));
            } else {
                write(loaded, now, log, Room.due(), history.current().at());
                log.decided().forEach(d -> auditDecision(state.key(), d, null));
                unit.onCommit(() -> identities.markSwept(key));
            }
        }
        unit.onCommit(() -> effects.looked(state));
    }

    /** Whether an evaluation has changed nothing of an identity but its own row, if that. */
    private static boolean ownsOneRow(IdentityState state) {
        return !ClaimedGroup.is(state.key())
                && !state.activityIsChanged()
                && !state.triesAreChanged()
                && !sessionsAreChanged(state);
    }

    private static boolean sessionsAreChanged(IdentityState state) {
        return state.sessionsAreRead() && !state.sessions().changed().isEmpty();
    }

    /**
     * Whether an identity that was evaluated, and of which nothing was decided, is as it was. One that no set has seen, or that was brought
     * through several at once, is stored all the same, so that nobody has to do that again.
     */
    private boolean isAsBefore(Loaded loaded, long setBefore, Prepared now, PolicyHistory history) {
        StoredIdentity stored = loaded.stored();
        return now.row() != null
                && stored.image() != null
                && stored.state().clock() != IdentityState.NO_CLOCK
                && history.isOneStepFrom(setBefore)
                && now.row().image().isAsBefore(stored.image());
    }

    /** Tells what a policy set has changed. */
    void policyEvaluated(PolicySummary summary) {
        long sequence = values.nextAuditSequence();
        audit(
                "PolicySet",
                records.policyEvaluated(
                        sequence, summary, policySets.history().current().at()));
    }

    /** Takes what another identity asks or tells. */
    void heard(Incoming in, Exchange message, PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(message.getReceiver());
        IdentityState state = loaded.stored().state();
        state.timeIs(in.arrivedAt());
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        CoreFailure.of(() -> governor.reevaluate(state, history, log));
        boolean changed = CoreFailure.of(() -> {
            if (FollowDesk.takes(message)) {
                return governor.told(state, policies, message.getSender(), FollowDesk.fact(message), log);
            }
            if (message.getKind() == ExchangeKind.WATCH) {
                governor.watched(state, policies, message.getSender(), WatchMail.asks(message), log);
                return true;
            }
            return governor.heard(state, policies, message.getSender(), WatchMail.known(message), log);
        });
        write(loaded, policies, log, Room.due(), in.arrivedAt());
        AuditOutcome outcome = changed ? AuditOutcome.APPLIED : AuditOutcome.STALE;
        auditOther(in, Names.EXCHANGE, message.getKind().name(), outcome, null, policies.setVersion());
        log.decided().forEach(d -> auditDecision(state.key(), d, in.ref()));
    }

    /** Takes what an identity claims of a unit, or a unit of a group. */
    void claimed(Incoming in, Exchange message, PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(message.getReceiver());
        IdentityState state = loaded.stored().state();
        state.timeIs(in.arrivedAt());
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        CoreFailure.of(() -> governor.reevaluate(state, history, log));
        boolean news = CoreFailure.of(() -> governor.claimed(
                state,
                policies,
                message.getSender(),
                GroupMail.claimed(message),
                GroupMail.holds(message),
                message.getSentAt().toEpochMilli(),
                in.arrivedAt(),
                log));
        write(loaded, policies, log, Room.due(), in.arrivedAt());
        AuditOutcome outcome = news ? AuditOutcome.APPLIED : AuditOutcome.STALE;
        auditOther(in, Names.EXCHANGE, message.getKind().name(), outcome, null, policies.setVersion());
        log.decided().forEach(d -> auditDecision(state.key(), d, in.ref()));
    }

    /** Takes a claim on which the rules fail, and decides nothing; the unit or group is set aside. */
    void claimedAlone(Incoming in, Exchange message, Policies policies, long again, Rejection why) {
        String key = message.getReceiver();
        StoredIdentity stored = load(key).stored();
        IdentityState state = stored.state();
        boolean news = CoreFailure.of(() -> governor.merge(
                state,
                policies,
                message.getSender(),
                GroupMail.claimed(message),
                GroupMail.holds(message),
                message.getSentAt().toEpochMilli()));
        saveGroup(state);
        setAside(stored, new Due(Math.min(stored.indexedDue(), in.arrivedAt()), key), in.arrivedAt(), again, why);
        AuditOutcome outcome = news ? AuditOutcome.APPLIED : AuditOutcome.STALE;
        auditOther(in, Names.EXCHANGE, message.getKind().name(), outcome, null, policies.setVersion());
    }

    /** Some identities, accounts, units and groups after one, in order; also groups that the policy names and nobody else has named yet. */
    List<String> keysAfter(String after, int limit, Policies policies) {
        List<String> known = identities.keysAfter(after, limit);
        if (policies.groups().named().isEmpty()) {
            return known;
        }
        TreeSet<String> keys = new TreeSet<>(BYTES);
        keys.addAll(known);
        namedHere(policies.groups()).tailSet(after == null ? "" : after, false).stream()
                .limit(limit)
                .forEach(keys::add);
        return keys.stream().limit(limit).toList();
    }

    /** The groups at home here that a policy set names, found once for each set. */
    private NavigableSet<String> namedHere(GroupIndex index) {
        if (index != namedBy) {
            TreeSet<String> here = new TreeSet<>(BYTES);
            index.named().keySet().stream()
                    .filter(key -> Partitioning.of(key, options.partitions()) == writer)
                    .forEach(here::add);
            namedHere = here;
            namedBy = index;
        }
        return namedHere;
    }

    /** Takes what was tried from an address. */
    void tried(Incoming in, Exchange message, PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(message.getReceiver());
        IdentityState state = loaded.stored().state();
        state.timeIs(in.arrivedAt());
        long clock = state.clock();
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        boolean reevaluated = CoreFailure.of(() -> governor.reevaluate(state, history, log));
        long now = Math.max(in.arrivedAt(), streamTime.getAsLong());
        // Where tasks work off a backlog they are months apart, and whom one of them tells of is to meet whom another
        // told of before.
        long toldAt = Math.max(now, wallTime.getAsLong());
        boolean inTime = CoreFailure.of(
                () -> governor.apply(state, SprayMail.read(message), policies, in.arrivedAt(), now, toldAt, log));
        long nextDue = CoreFailure.of(() -> governor.nextDue(state, policies));
        boolean changed = reevaluated || state.clock() != clock || log.isNews();
        // Its timer stays where it is while more is tried, and is set anew when it comes.
        if (state.clock() != IdentityState.NO_CLOCK
                && (changed || nextDue < loaded.stored().indexedDue())) {
            write(loaded, policies, log, Room.due(), in.arrivedAt());
        } else {
            saveTries(state);
        }
        AuditOutcome outcome = inTime ? AuditOutcome.APPLIED : AuditOutcome.STALE;
        auditOther(in, Names.EXCHANGE, message.getKind().name(), outcome, null, policies.setVersion());
        log.decided().forEach(d -> auditDecision(state.key(), d, in.ref()));
    }

    private void saveGroup(IdentityState state) {
        if (ClaimedGroup.is(state.key())) {
            unit.onCommit(groups.encode(state));
        }
    }

    private void saveTries(IdentityState state) {
        if (state.triesAreChanged()) {
            byte[] bytes = tried.encode(state.tries());
            unit.onCommit(() -> tried.save(state.key(), bytes));
        }
    }

    /**
     * Decides what follows for an account if several identities may own it, or no longer.
     *
     * @param facts what was told of it and is nobody's any more; none if it was nobody's before
     */
    void disputed(
            Incoming in,
            String key,
            AccountKey account,
            Set<String> candidates,
            List<AccessEvent> facts,
            Trigger trigger,
            PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(key);
        IdentityState state = loaded.stored().state();
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        CoreFailure.of(() -> governor.reevaluate(state, history, log));
        CoreFailure.of(() -> {
            if (!facts.isEmpty()) {
                governor.takeBack(state, facts, policies, log);
            }
            governor.disputed(state, policies, account, candidates, trigger, log);
            return null;
        });
        if (log.isNews() || !facts.isEmpty()) {
            write(loaded, policies, log, Room.due(), in.arrivedAt());
            log.decided().forEach(d -> auditDecision(key, d, in.ref()));
        }
    }

    /** Forgets what is known of an account under its own key, since it is known whose it is; what was found of it is closed. */
    void dissolve(Incoming in, String key, Trigger trigger, PolicyHistory history) {
        if (!identities.isKnown(key)) {
            return;
        }
        Loaded loaded = load(key);
        if (loaded.stored().state().clock() == IdentityState.NO_CLOCK) {
            return;
        }
        IdentityState state = loaded.stored().state();
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        CoreFailure.of(() -> {
            governor.dissolve(state, history.current().policies(), trigger, log);
            return null;
        });
        for (Decided decided : log.decided()) {
            forward(key, decided);
            auditDecision(key, decided, in.ref());
        }
        // What was told of it is the owner's now; what is still open of what was done stays until nothing more is heard
        // of it.
        IdentityState left = new IdentityState(key);
        left.restore(state.clock(), state.setVersion());
        state.findings().values().stream()
                .filter(finding -> ActivityFindings.isKind(finding.kind()))
                .forEach(finding -> left.findings().put(finding.findingId(), finding));
        state.ticketed().stream().filter(left.findings()::containsKey).forEach(left.ticketed()::add);
        StoredIdentity stored =
                new StoredIdentity(left, new long[0], loaded.stored().indexedDue());
        long nextDue =
                CoreFailure.of(() -> governor.nextDue(left, history.current().policies()));
        Row row = identities.encode(stored, nextDue);
        unit.onCommit(() -> identities.save(row, in.arrivedAt()));
        save(key, new Activity());
        unit.onCommit(() -> sessions.clear(key));
    }

    /** An account turned out to be another's. */
    void disowned(Incoming in, Exchange message, PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(message.getReceiver());
        IdentityState state = loaded.stored().state();
        state.timeIs(in.arrivedAt());
        DecisionLog log = new DecisionLog(state, brakes, in.arrivedAt());
        CoreFailure.of(() -> governor.reevaluate(state, history, log));
        boolean changed =
                CoreFailure.of(() -> governor.disown(state, policies, SubjectKeys.accountOf(message.getSender()), log));
        if (changed) {
            write(loaded, policies, log, Room.due(), in.arrivedAt());
        }
        AuditOutcome outcome = changed ? AuditOutcome.APPLIED : AuditOutcome.STALE;
        auditOther(in, Names.EXCHANGE, message.getKind().name(), outcome, null, policies.setVersion());
        log.decided().forEach(d -> auditDecision(state.key(), d, in.ref()));
    }

    boolean isKnown(String key) {
        return identities.isKnown(key);
    }

    /** Whether an event is an act, which waits only for a time. */
    static boolean isAct(EventView view) {
        return view.event() instanceof AuthenticationEvent || view.event() instanceof PrivilegedSessionEvent;
    }

    /** Whether an event is an act that failed under a name of which nobody knows anything. */
    boolean isOfNobody(EventView view, Policies policies) {
        return isAct(view) && isOfNobody(view.subjectKey(), acts(view, policies));
    }

    /** Notes that a run lists an identity by a record that is refused. */
    void listed(Incoming in, EventView view) {
        Loaded loaded = load(view.subjectKey());
        StoredIdentity stored = loaded.stored();
        if (stored.state().clock() == IdentityState.NO_CLOCK) {
            return;
        }
        CoreFailure.of(() -> {
            Governor.notePresence(stored.state(), view.header(), in.arrivedAt());
            // Whoever was absent is no longer; what follows is decided with the next event.
            stored.state().owe(true);
            return null;
        });
        Row row = identities.encode(stored, stored.indexedDue());
        if (row.image().bytes() <= Sizes.CHANGELOG) {
            unit.onCommit(() -> identities.save(row, in.arrivedAt()));
        }
    }

    /** Decides what follows for an identity if a feed that lists everybody misses it. */
    void absent(String key, FeedRuns.Completed run, PolicyHistory history) {
        if (SubjectKeys.identityOf(key) == null) {
            return;
        }
        Loaded loaded = load(key);
        IdentityState state = loaded.stored().state();
        if (!state.hr().misses(run.source(), run.run())) {
            return;
        }
        Policies policies = history.current().policies();
        DecisionLog log = new DecisionLog(state, brakes, run.arrivedAt());
        CoreFailure.of(() -> governor.reevaluate(state, history, log));
        CoreFailure.of(() -> governor.absent(state, policies, run.source(), run.run(), trigger(run), log));
        write(loaded, policies, log, Room.due(), run.arrivedAt());
        log.decided().forEach(d -> auditDecision(key, d, null));
    }

    private static Trigger trigger(FeedRuns.Completed run) {
        return Trigger.control(run.eventId(), run.completedAt());
    }

    /**
     * Issues or cancels the commands of an identity whose hold has ended.
     *
     * @param takesBack whether what was discarded before is released, too
     * @return false if none are held
     */
    boolean release(String source, String key, HeldRows.Order order, boolean takesBack, PolicyHistory history) {
        Policies policies = history.current().policies();
        Loaded loaded = load(key);
        IdentityState state = loaded.stored().state();
        DecisionLog log = new DecisionLog(state, brakes, order.at());
        Trigger trigger = Trigger.control(order.eventId(), order.at());
        Bytes row = brakes.held().row(source, key);
        // First: what is counted anew may be held again, and has its row then.
        unit.onCommit(() -> brakes.held().settled(source, row));
        boolean reevaluated = CoreFailure.of(() -> governor.reevaluate(state, history, log));
        boolean released = CoreFailure.of(() ->
                governor.release(state, policies, source, order.verdict(), order.only(), takesBack, trigger, log));
        if ((reevaluated || released) && state.clock() != IdentityState.NO_CLOCK) {
            write(loaded, policies, log, Room.due(), order.at());
            log.decided().forEach(d -> auditDecision(key, d, null));
        }
        return released;
    }

    /** Tells of a finding about no identity, and of its ticket. */
    void tell(MassChange.Told told, Incoming in, Policies policies) {
        tell(told.key(), new Decided(told.finding(), told.trigger(), policies.setVersion()), in);
        tell(told.key(), new Decided(told.ticket(), told.trigger(), policies.setVersion()), in);
    }

    private void tell(String key, Decided decided, Incoming in) {
        forward(key, decided);
        auditDecision(key, decided, in.ref());
    }

    /**
     * Sets an identity aside whose timer or evaluation can't be worked off: its state stays as it is, its place in the
     * timer index moves, and operators are told. What is due of it is neither lost nor in the way of others.
     *
     * @param due the identity and the instant that failed
     * @param until the instant until which everything due is being worked off
     * @param again when it is tried again; a row that stands between is earlier and stays
     * @param rejection why
     */
    void quarantine(Due due, long until, long again, Rejection rejection) {
        StoredIdentity stored = identities.load(due.key()).stored();
        dropStray(due, stored);
        setAside(stored, due, until, again, rejection);
    }

    /** A row of the index that its identity does not know of, left by a crash under at_least_once, would come for ever. */
    private void dropStray(Due due, StoredIdentity stored) {
        if (due.at() != stored.indexedDue()) {
            unit.onCommit(() -> timers.remove(due));
        }
    }

    private Row setAside(StoredIdentity stored, Due due, long until, long again, Rejection rejection) {
        long standing = stored.indexedDue();
        long next = standing > until && standing < again ? standing : again;
        Row row = identities.encode(stored, next);
        if (row.image().bytes() <= Sizes.CHANGELOG) {
            unit.onCommit(() -> identities.save(row, until));
        } else {
            // What can't be stored any more stays as it is stored; its place in the index moves all the same.
            unit.onCommit(() -> timers.move(due.key(), standing, next));
        }
        unit.onCommit(metrics::quarantined);
        DeadLetters.addQuarantined(outbox, due, writer, rejection, details.isOn());
        return row;
    }

    Identities identities() {
        return identities;
    }

    void auditEvent(Incoming in, EventView view, AuditOutcome outcome, String reason, long setVersion) {
        unit.onCommit(() -> metrics.event(view.category(), outcome));
        if (outcome == AuditOutcome.APPLIED || outcome == AuditOutcome.PARKED) {
            count(in, view);
        }
        String key = view.subjectKey();
        AuditEvent audit = records.event(
                values.nextAuditSequence(), view, in.ref(), outcome, reason, setVersion, view.occurredAt());
        audit(key == null ? AuditKeys.of(in.key()) : AuditKeys.of(key), audit);
    }

    /** What fails is counted where it is applied, also under a name that nobody has; what waited was counted when it came. */
    private void count(Incoming in, EventView view) {
        if (in.again() == null
                && view.event() instanceof AuthenticationEvent event
                && event.getAction() == AuthenticationAction.LOGIN_FAILED
                && PasswordSprays.isReported(policySets.active().settings().detection())) {
            unit.onCommit(() -> sprayMail.note(view.subjectKey(), event, in.arrivedAt()));
        }
    }

    void auditOther(Incoming in, String category, String action, AuditOutcome outcome, String reason, long setVersion) {
        audit(
                AuditKeys.of(in.key()),
                records.other(values.nextAuditSequence(), category, action, in.ref(), outcome, reason, setVersion));
    }

    void auditPolicy(Incoming in, Policy policy, AuditOutcome outcome, long setVersion) {
        audit(
                AuditKeys.of(in.key()),
                records.policy(values.nextAuditSequence(), policy, in.ref(), outcome, setVersion));
    }

    void auditControl(Incoming in, Control control, AuditOutcome outcome, long setVersion) {
        AuditEvent audit = records.control(values.nextAuditSequence(), control, in.ref(), outcome, setVersion);
        // What is said of people is erased with them; why they were erased is not, or they would have a key again at
        // once.
        boolean ofSubject = control.getAction() != ControlAction.SUBJECT_ERASED;
        if (ofSubject && audit.getIdentityId() != null) {
            audit(audit.getIdentityId(), audit);
        } else if (ofSubject && audit.getAccount() != null) {
            AccountRef account = audit.getAccount();
            audit(AuditKeys.of(SubjectKeys.account(account.getSystem(), account.getName())), audit);
        } else {
            audit(AuditKeys.of(in.key()), audit);
        }
    }

    /** Somebody has asked the query API. */
    void auditAccess(Incoming in, ApiAccess access, long setVersion) {
        audit(AuditKeys.of(in.key()), records.access(values.nextAuditSequence(), access, in.ref(), setVersion));
    }

    private static AuditOutcome outcome(EventView view, boolean merged) {
        if (view.subject().getIdentityId() == null && SubjectKeys.isAccount(view.subjectKey())) {
            return AuditOutcome.PARKED;
        }
        return merged ? AuditOutcome.APPLIED : AuditOutcome.STALE;
    }

    /** When an identity is due next, and what is to be stored of it; no row if nothing is to be known of it any more. */
    private record Prepared(long nextDue, Row row) {}

    private Prepared prepare(Loaded loaded, Policies policies) {
        StoredIdentity stored = loaded.stored();
        IdentityState state = stored.state();
        long nextDue = CoreFailure.of(() -> governor.nextDue(state, policies));
        if (CoreFailure.of(() -> Governor.isOver(state))) {
            return new Prepared(nextDue, null);
        }
        state.foundDue(nextDue);
        return new Prepared(nextDue, identities.encode(stored, nextDue));
    }

    private long write(Loaded loaded, Policies policies, DecisionLog log, Room room, long at) {
        return write(loaded, prepare(loaded, policies), log, room, at);
    }

    private long write(Loaded loaded, Prepared now, DecisionLog log, Room room, long at) {
        StoredIdentity stored = loaded.stored();
        IdentityState state = stored.state();
        for (Decided decided : log.decided()) {
            forward(state.key(), decided);
        }
        if (!log.decided().isEmpty()) {
            unit.onCommit(() -> effects.decided(log));
        }
        sendClaims(state, log);
        sendFollows(state.key(), log);
        for (DecisionLog.Mail mail : log.mail()) {
            watchMail.send(state.key(), Math.max(0, state.clock()), mail);
        }
        saveTries(state);
        saveGroup(state);
        Row row = now.row();
        if (row == null) {
            unit.onCommit(() -> identities.forget(state.key(), stored.indexedDue()));
            return now.nextDue();
        }
        room.admit(stored, row.image().bytes());
        unit.onCommit(() -> identities.save(row, at));
        if (state.activityIsChanged()) {
            save(state.key(), state.activity());
        }
        saveSessions(state);
        return now.nextDue();
    }

    private void sendFollows(String key, DecisionLog log) {
        log.follows().forEach((home, since) -> follows.follow(key, home, since));
    }

    private void saveSessions(IdentityState state) {
        if (sessionsAreChanged(state)) {
            Map<Bytes, byte[]> rows =
                    sessions.encode(state.key(), state.sessions().changed());
            unit.onCommit(() -> sessions.save(rows));
        }
    }

    private void sendClaims(IdentityState state, DecisionLog log) {
        for (DecisionLog.ClaimMail claim : log.claims()) {
            Exchange message = ClaimedGroup.is(claim.key())
                    ? GroupMail.claim(state.key(), claim.key(), claim.change(), claim.at())
                    : CorrelationDesk.claimOf(state.key(), claim.key(), claim.change(), claim.at());
            String receiver = message.getReceiver();
            byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
            // What it follows from may come from a task that lags behind, and a policy may let clocks be days ahead.
            long notBefore = claim.at() - CorrelationDesk.AHEAD.toMillis();
            outbox.add(Names.EXCHANGE, receiver, bytes, Partitioning.of(receiver, options.partitions()), notBefore);
        }
    }

    private void forward(String of, Decided decided) {
        String key = details.isOn() ? AuditKeys.pseudonym(of) : of;
        if (decided.finding() != null) {
            byte[] bytes = codecs.finding().encode(options.topic(Names.FINDING), decided.finding());
            outbox.add(Names.FINDING, key, bytes);
            outbox.add(
                    Names.FINDING_STATE,
                    decided.finding().getFindingId(),
                    codecs.finding().encode(options.topic(Names.FINDING_STATE), decided.finding()));
        } else if (decided.ticket() != null) {
            outbox.add(Names.TICKET, key, codecs.ticket().encode(options.topic(Names.TICKET), decided.ticket()));
        } else if (decided.command() != null) {
            unit.onCommit(() -> metrics.command(decided.command()));
            outbox.add(
                    Names.PROVISIONING_COMMAND,
                    key,
                    codecs.command().encode(options.topic(Names.PROVISIONING_COMMAND), decided.command()));
        }
    }

    private void auditDecision(String key, Decided decided, InputRef input) {
        long sequence = values.nextAuditSequence();
        Trigger trigger = decided.trigger();
        long setVersion = decided.setVersion();
        if (decided.finding() != null) {
            audit(key, records.finding(sequence, decided.finding(), trigger, input, setVersion));
        } else if (decided.ticket() != null) {
            audit(key, records.ticket(sequence, decided.ticket(), trigger, input, setVersion));
        } else if (decided.session() != null) {
            boolean ofAccount = SubjectKeys.isAccount(key);
            AccountKey account = ofAccount ? SubjectKeys.accountOf(key) : null;
            audit(
                    key,
                    records.session(
                            sequence,
                            ofAccount ? null : key,
                            account == null ? null : new AccountRef(account.system(), account.name(), null, null),
                            decided.session(),
                            trigger,
                            input,
                            setVersion));
        } else if (decided.certification() != null) {
            audit(key, records.certification(sequence, key, decided.certification(), trigger, input, setVersion));
        } else {
            audit(key, records.command(sequence, decided.command(), trigger, input, setVersion));
        }
    }

    private void audit(String of, AuditEvent audit) {
        // The audit tells nobody's address, and where what is personal in it can be erased, nobody's account.
        String key = details.isOn() || SubjectKeys.isAddress(of) ? AuditKeys.pseudonym(of) : of;
        details.seal(key, audit);
        outbox.add(Names.AUDIT, key, codecs.audit().encode(options.topic(Names.AUDIT), audit));
    }
}
