package dev.sluice.domain.govern;

import dev.sluice.domain.accepted.Exceptions;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldOn;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.certification.Certifications;
import dev.sluice.domain.entitled.Crossing;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.group.BearersInMemory;
import dev.sluice.domain.group.Group;
import dev.sluice.domain.group.GroupFacts;
import dev.sluice.domain.group.GroupQuota;
import dev.sluice.domain.group.Unit;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.Given;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.domain.request.Requests;
import dev.sluice.domain.session.SessionWatch;
import dev.sluice.domain.session.Sessions;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.spray.Tries;
import dev.sluice.domain.watch.Watches;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** All that is remembered of one identity. */
public final class IdentityState {
    /** The clock of an identity of which no fact was merged. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    /**
     * How many closed commands are remembered, so that a repeat is counted as one: more than an identity can have
     * entitlements, because a receiver takes the same command with the same attempt for one that it has seen.
     */
    static final int MAX_CLOSED = 16_384;

    /** How many revokes that were done are remembered, so that what comes back is known to. */
    static final int MAX_REVOKED = 1000;

    private static final long DAY_MS = 86_400_000L;

    /** What is stored of an identity and was not read yet. */
    public interface Stored {
        /**
         * Reads status and attributes.
         *
         * @return a new timeline
         */
        HrTimeline hr();

        /**
         * Reads findings and commands.
         *
         * @param into takes them
         */
        void decisions(IdentityState into);
    }

    private final String key;
    private final AccessLedger access = new AccessLedger();
    private HrTimeline hr;
    private Stored storedHr;
    private Stored storedDecisions;
    private final TreeMap<String, FindingState> findings = new TreeMap<>();
    private final TreeMap<CommandKey, OpenCommand> commands = new TreeMap<>();
    private final LinkedHashMap<String, Integer> closedAttempts = new LinkedHashMap<>();
    private final TreeSet<AccountKey> disabledByUs = new TreeSet<>();
    private final TreeMap<AccountKey, Given> given = new TreeMap<>();
    private final TreeMap<EntitlementKey, Long> lapsed = new TreeMap<>();
    private final TreeMap<HeldOn, Crossing> crossings = new TreeMap<>();
    private final Requests requests = new Requests();
    private final Exceptions exceptions = new Exceptions();
    private final Certifications certifications = new Certifications();
    private final Watches watches = new Watches();
    private final TreeSet<String> claimed = new TreeSet<>();
    private final TreeSet<String> ticketed = new TreeSet<>();
    private final TreeMap<HeldOn, Long> graces = new TreeMap<>();
    private final LinkedHashMap<HeldOn, Long> revoked = new LinkedHashMap<>();
    private final TreeMap<Announcer, Announced> announced = new TreeMap<>();
    private final TreeSet<String> discarded = new TreeSet<>();
    private long clock = NO_CLOCK;
    private long time = NO_CLOCK;
    private long setVersion;
    private boolean calm;
    private boolean owed;
    private long nextHrChange = Long.MIN_VALUE;
    private long settledUntil = Long.MIN_VALUE;
    private Sides sides;
    private Supplier<Activity> storedActivity = Activity::new;
    private Activity activity;
    private boolean activityOwed;
    private Supplier<Sessions> storedSessions = Sessions::new;
    private Sessions sessions;
    private SessionWatch sessionWatch = SessionWatch.NONE;
    private Supplier<Tries> storedTries = Tries::new;
    private Tries tries;
    private Supplier<Group> storedGroup = () -> Group.unknown(GroupQuota.UNLIMITED);
    private Group group;
    private Supplier<Unit> storedUnit = () -> new Unit(GroupFacts.NONE, new BearersInMemory());
    private Unit unit;

    /**
     * An identity of which nothing is known.
     *
     * @param key the identityId, or {@code account:<system>/<account>} while the identity is unknown, or {@code ip:<address>},
     *     {@code unit:<attribute>/<value>}, {@code group:<system>/<name>}
     */
    public IdentityState(String key) {
        this.key = key;
        this.hr = new HrTimeline();
    }

    /**
     * An identity as it was stored; what it held is to be restored, and the rest is read when it is asked for.
     *
     * @param key as above
     * @param stored what is stored
     */
    public IdentityState(String key, Stored stored) {
        this.key = key;
        this.storedHr = stored;
        this.storedDecisions = stored;
    }

    /**
     * The key.
     *
     * @return identityId or account key
     */
    public String key() {
        return key;
    }

    /**
     * Status and attributes.
     *
     * @return live
     */
    public HrTimeline hr() {
        if (hr == null) {
            hr = storedHr.hr();
        }
        return hr;
    }

    /**
     * Whether status and attributes may be other than they were stored.
     *
     * @return false if nobody asked for them
     */
    public boolean hrIsRead() {
        return hr != null;
    }

    /**
     * Whether findings and commands may be other than they were stored.
     *
     * @return false if nobody asked for them
     */
    public boolean decisionsAreRead() {
        return storedDecisions == null;
    }

    private void readDecisions() {
        if (storedDecisions != null) {
            Stored stored = storedDecisions;
            storedDecisions = null;
            try {
                stored.decisions(this);
            } catch (RuntimeException e) {
                // What was read of it so far must never be taken for all there is.
                findings.clear();
                commands.clear();
                closedAttempts.clear();
                disabledByUs.clear();
                lapsed.clear();
                crossings.clear();
                requests.byId().clear();
                exceptions.bySubject().clear();
                exceptions.controls().clear();
                certifications.clear();
                given.clear();
                watches.clear();
                claimed.clear();
                ticketed.clear();
                graces.clear();
                revoked.clear();
                announced.clear();
                discarded.clear();
                sessionWatch = SessionWatch.NONE;
                storedDecisions = stored;
                throw e;
            }
        }
    }

    /**
     * Accounts and what they hold.
     *
     * @return live
     */
    public AccessLedger access() {
        return access;
    }

    /**
     * The findings by id, resolved ones included.
     *
     * @return live
     */
    public Map<String, FindingState> findings() {
        readDecisions();
        return findings;
    }

    /**
     * The open commands by what they work on.
     *
     * @return live
     */
    public Map<CommandKey, OpenCommand> commands() {
        readDecisions();
        return commands;
    }

    /**
     * The attempts of closed commands by id, oldest first.
     *
     * @return live, for the store
     */
    public Map<String, Integer> closedAttempts() {
        readDecisions();
        return closedAttempts;
    }

    /**
     * The accounts that are disabled because a command asked for it.
     *
     * @return live
     */
    public Set<AccountKey> disabledByUs() {
        readDecisions();
        return disabledByUs;
    }

    /**
     * Notes that an account has another name: what we did with it we did with that one.
     *
     * @param from the name before, which may not be known
     * @param to the name since
     */
    void accountRenamed(AccountKey from, AccountKey to) {
        readDecisions();
        if (!access().accounts().containsKey(to) || access().accounts().containsKey(from)) {
            return;
        }
        if (disabledByUs.remove(from)) {
            disabledByUs.add(to);
        }
        Given last = given.remove(from);
        if (last != null) {
            given.putIfAbsent(to, last);
        }
        move(crossings, from, to);
        move(revoked, from, to);
    }

    private static <T> void move(Map<HeldOn, T> ofAccounts, AccountKey from, AccountKey to) {
        for (HeldOn on : List.copyOf(ofAccounts.keySet())) {
            if (on.account().equals(from)) {
                ofAccounts.putIfAbsent(new HeldOn(to, on.entitlement()), ofAccounts.remove(on));
            }
        }
    }

    /**
     * Since when no policy gives entitlements that one gave before, while they were held.
     *
     * @return live, ms since the epoch by entitlement
     */
    public Map<EntitlementKey, Long> lapsed() {
        readDecisions();
        return lapsed;
    }

    /**
     * Grants that were withdrawn and that the target may be about to do.
     *
     * @return live, by account and entitlement
     */
    public Map<HeldOn, Crossing> crossings() {
        readDecisions();
        return crossings;
    }

    /**
     * The requests for access.
     *
     * @return live
     */
    public Requests requests() {
        readDecisions();
        return requests;
    }

    /**
     * The exceptions.
     *
     * @return live
     */
    public Exceptions exceptions() {
        readDecisions();
        return exceptions;
    }

    /**
     * The campaigns in which what it holds is or was reviewed.
     *
     * @return live
     */
    public Certifications certifications() {
        readDecisions();
        return certifications;
    }

    /**
     * Says from where to read what the identity did, when somebody asks for it.
     *
     * @param stored reads it
     */
    public void activityFrom(Supplier<Activity> stored) {
        storedActivity = stored;
    }

    /**
     * What the identity did lately.
     *
     * @return live
     */
    public Activity activity() {
        if (activity == null) {
            activity = storedActivity.get();
        }
        return activity;
    }

    /**
     * Whether something was done that has to be stored.
     *
     * @return true if an act was recorded
     */
    public boolean activityIsChanged() {
        return activity != null && activity.isChanged();
    }

    /**
     * Says from where to read what is tracked of the identity, when somebody asks for it.
     *
     * @param stored reads it
     */
    public void sessionsFrom(Supplier<Sessions> stored) {
        storedSessions = stored;
    }

    /**
     * The sessions, credentials, leases and pipelines of the identity.
     *
     * @return live
     */
    public Sessions sessions() {
        if (sessions == null) {
            sessions = storedSessions.get();
        }
        return sessions;
    }

    /**
     * Whether anybody asked for what is tracked.
     *
     * @return true if it may be other than it was stored
     */
    public boolean sessionsAreRead() {
        return sessions != null;
    }

    /**
     * What is remembered of what is tracked.
     *
     * @return whether it has to be read, and when something of it is due
     */
    public SessionWatch sessionWatch() {
        readDecisions();
        return sessionWatch;
    }

    /**
     * Remembers of what is tracked when it matters.
     *
     * @param watch what is remembered
     */
    public void watchSessions(SessionWatch watch) {
        readDecisions();
        sessionWatch = watch;
    }

    /**
     * Says from where to read what was tried from the address, when somebody asks for it.
     *
     * @param stored reads it
     */
    public void triesFrom(Supplier<Tries> stored) {
        storedTries = stored;
    }

    /**
     * What was tried from the address; nothing of an identity or an account.
     *
     * @return live
     */
    public Tries tries() {
        if (tries == null) {
            tries = storedTries.get();
        }
        return tries;
    }

    /**
     * Whether something was tried, or forgotten, that has to be stored.
     *
     * @return true if it is other than it was stored
     */
    public boolean triesAreChanged() {
        return tries != null && tries.isChanged();
    }

    /**
     * Says from where to read what is known of the group, when somebody asks for it.
     *
     * @param stored reads it
     */
    public void groupFrom(Supplier<Group> stored) {
        storedGroup = stored;
    }

    /**
     * What is known of the group; nothing of anything else.
     *
     * @return live
     */
    public Group group() {
        if (group == null) {
            group = storedGroup.get();
        }
        return group;
    }

    /**
     * Says from where to read what is known of the unit, when somebody asks for it.
     *
     * @param stored reads it
     */
    public void unitFrom(Supplier<Unit> stored) {
        storedUnit = stored;
    }

    /**
     * What is known of the unit; nothing of anything else.
     *
     * @return live
     */
    public Unit unit() {
        if (unit == null) {
            unit = storedUnit.get();
        }
        return unit;
    }

    /** Whether HR or the policies have changed since it was looked at what the identity did. */
    boolean isActivityOwed() {
        return activityOwed || owed;
    }

    void oweActivity(boolean isOwed) {
        activityOwed = isOwed;
    }

    /**
     * Whether nothing is known of the identity but that others asked for it.
     *
     * @return true if no fact was told
     */
    public boolean isOnlyAskedFor() {
        return !hr().known()
                && access.accounts().isEmpty()
                && requests().byId().isEmpty()
                && exceptions().bySubject().isEmpty()
                && certifications().isEmpty();
    }

    /**
     * Whom the identity watches, and who watches it.
     *
     * @return live
     */
    public Watches watches() {
        readDecisions();
        return watches;
    }

    /**
     * The findings for which a ticket is open.
     *
     * @return live, their ids
     */
    public Set<String> ticketed() {
        readDecisions();
        return ticketed;
    }

    /**
     * The values of attributes under which the identity has said that it is to be found, and the units of which it is; of a unit the
     * groups that it asks for.
     *
     * @return live, keys
     */
    public Set<String> claimed() {
        readDecisions();
        return claimed;
    }

    /**
     * What is held without a reason and will be found, unless that changes.
     *
     * @return live, when the finding opens (ms since the epoch)
     */
    public Map<HeldOn, Long> graces() {
        readDecisions();
        return graces;
    }

    /**
     * When commands to revoke were done, the last {@value #MAX_REVOKED}.
     *
     * @return live, ms since the epoch, oldest first
     */
    public Map<HeldOn, Long> revoked() {
        readDecisions();
        return revoked;
    }

    /**
     * What was announced that the brake counts, and what becomes of what follows.
     *
     * @return live
     */
    public Map<Announcer, Announced> announced() {
        readDecisions();
        return announced;
    }

    /**
     * The ids of commands that somebody discarded, until the next policy set.
     *
     * @return live
     */
    public Set<String> discarded() {
        readDecisions();
        return discarded;
    }

    /**
     * Remembers that a command to revoke was done; the oldest are forgotten.
     *
     * @param on what was revoked
     * @param at when that was observed (ms since the epoch)
     */
    public void rememberRevoked(HeldOn on, long at) {
        readDecisions();
        revoked.remove(on);
        revoked.put(on, at);
        if (revoked.size() > MAX_REVOKED) {
            revoked.remove(revoked.keySet().iterator().next());
        }
    }

    /**
     * The greatest instant that was merged or came due.
     *
     * @return ms since the epoch, or {@link #NO_CLOCK}
     */
    public long clock() {
        return clock;
    }

    /**
     * How far time has come for everybody, as far as is known while the identity is evaluated: its own clock stands still when nothing
     * is told of it. Not stored.
     *
     * @return ms since the epoch, not before the clock
     */
    public long time() {
        return Math.max(time, clock);
    }

    /**
     * Says how far time has come for everybody.
     *
     * @param at the instant (ms since the epoch); earlier ones than were said before change nothing
     */
    public void timeIs(long at) {
        time = Math.max(time, at);
    }

    /**
     * The policy set under which the identity was last evaluated.
     *
     * @return the version, 0 for none
     */
    public long setVersion() {
        return setVersion;
    }

    /**
     * Restores what was stored.
     *
     * @param clockMs the clock (ms since the epoch)
     * @param policySetVersion the policy set version
     */
    public void restore(long clockMs, long policySetVersion) {
        clock = clockMs;
        setVersion = policySetVersion;
    }

    void advanceClock(long to) {
        if (to > clock) {
            boolean anotherDay = clock != NO_CLOCK && Math.floorDiv(to, DAY_MS) != Math.floorDiv(clock, DAY_MS);
            clock = to;
            if (anotherDay) {
                access.prune(clock);
            }
        }
    }

    /**
     * Whether facts were merged that nobody has evaluated.
     *
     * @return true until everything is evaluated
     */
    public boolean isOwed() {
        return owed;
    }

    /**
     * Says whether an evaluation of everything is owed.
     *
     * @param isOwed true if facts were merged and not evaluated
     */
    public void owe(boolean isOwed) {
        owed = isOwed;
    }

    void evaluatedUnder(long version) {
        forgetDue();
        if (setVersion != version) {
            discarded().clear();
        }
        setVersion = version;
        activityOwed = true;
        certifications().thaw();
        forgetCalm();
    }

    /**
     * Restores what was stored.
     *
     * @param isCalm what {@link #isCalm} gave
     * @param nextHr what {@link #nextHrChange} gave
     */
    public void restoreCalm(boolean isCalm, long nextHr) {
        calm = isCalm;
        nextHrChange = nextHr;
    }

    /**
     * Whether nothing was open and the identity had not left when it was last evaluated: until HR changes, by a fact or by
     * itself, or the policies do, no fact about access leads to a decision.
     *
     * @return false also if that is not known
     */
    public boolean isCalm() {
        return calm && !owed && clock < nextHrChange;
    }

    /**
     * The next instant at which HR changes by itself, as of the last evaluation.
     *
     * @return ms since the epoch; {@link Long#MIN_VALUE} if it is not known
     */
    public long nextHrChange() {
        return nextHrChange;
    }

    /**
     * Notes when something is due next, everything before that being decided.
     *
     * @param nextDue ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public void foundDue(long nextDue) {
        settledUntil = nextDue;
    }

    /**
     * Whether an instant is known to be the next at which something is due.
     *
     * @param instant ms since the epoch
     * @return false also if that is not known
     */
    public boolean isDueFirstAt(long instant) {
        return settledUntil == instant;
    }

    /** Whether it is known, without looking, that nothing is due until an instant; not known any more once anything has changed. */
    boolean isSettled(long until) {
        return until < settledUntil && !owed;
    }

    void foundCalm(boolean isCalm, long nextHr) {
        calm = isCalm;
        nextHrChange = nextHr;
    }

    /** Says that another instant may be the next at which something is due. */
    void forgetDue() {
        settledUntil = Long.MIN_VALUE;
    }

    /** Says that something may be due of which nobody knew when it was looked last. */
    public void forgetCalm() {
        forgetDue();
        calm = false;
        nextHrChange = Long.MIN_VALUE;
    }

    /**
     * The accounts that a command has created or updated last.
     *
     * @return live, for the store and for reading
     */
    public Map<AccountKey, Given> given() {
        readDecisions();
        return given;
    }

    /**
     * What it has and will have by rules of segregation of duties, as it was found last; not stored.
     *
     * @return the sides, or null if they have to be found
     */
    public Sides sides() {
        return sides;
    }

    /**
     * Keeps what was found, until something else than one entitlement changes.
     *
     * @param found the sides
     */
    public void foundSides(Sides found) {
        sides = found;
    }

    /**
     * Remembers a command that was closed; the oldest are forgotten.
     *
     * @param command the command
     */
    public void rememberClosed(OpenCommand command) {
        readDecisions();
        closedAttempts.remove(command.commandId());
        closedAttempts.put(command.commandId(), command.attempt());
        if (closedAttempts.size() > MAX_CLOSED) {
            closedAttempts.remove(closedAttempts.keySet().iterator().next());
        }
    }
}
