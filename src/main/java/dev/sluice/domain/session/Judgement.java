package dev.sluice.domain.session;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.activity.Sightings;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Policies;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with what is tracked of one identity at its clock, what has to end, and when that may be otherwise. A function of what is
 * known, whatever the order in which it was told.
 */
public final class Judgement {
    /**
     * Something that goes on and has to end.
     *
     * @param system where
     * @param account the account that is used there; empty for a lease, and where it was not told
     * @param leaseId the lease; empty for sessions
     * @param sessionId the session; empty for a lease
     * @param since since when it has to (ms since the epoch)
     * @param reason why
     * @param why why, in words
     */
    public record Ending(
            String system, String account, String leaseId, String sessionId, long since, Reason reason, String why) {}

    /** Why something has to end. */
    public enum Reason {
        /** Who uses it has left. */
        LEAVER,
        /** What permitted it has ended. */
        PERMIT_ENDED,
        /** The pipeline that it was for has ended. */
        PIPELINE_ENDED
    }

    private final Sessions sessions;
    private final long clock;
    private final Map<ActivityFinding, Sightings> found = new EnumMap<>(ActivityFinding.class);
    private final Map<ActivityFinding, Set<String>> looked = new EnumMap<>(ActivityFinding.class);
    private final List<Ending> endings = new ArrayList<>();
    private final Set<TrackedKey> awaited = new HashSet<>();
    private final Map<ActivityFinding, Set<String>> uncertain = new EnumMap<>(ActivityFinding.class);
    private final Set<String> ongoing = new HashSet<>();
    private long dueAt = Long.MAX_VALUE;

    private Judgement(Sessions sessions, long clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Judges all that is tracked of an identity.
     *
     * @param state the identity, whose clock is the instant
     * @param policies the policies in force
     * @param standing the status at that instant
     * @return what is found
     */
    public static Judgement of(IdentityState state, Policies policies, Standing standing) {
        Judgement judgement = new Judgement(state.sessions(), state.clock());
        SessionChecks sessions = new SessionChecks(state, policies, standing, judgement);
        CredentialChecks credentials = new CredentialChecks(policies, standing, judgement);
        LeaseChecks leases = new LeaseChecks(state, policies, standing, judgement);
        for (Tracked tracked : state.sessions().all()) {
            if (tracked instanceof Session session) {
                sessions.look(session);
            } else if (tracked instanceof Credential credential) {
                credentials.look(credential);
            } else if (tracked instanceof Lease lease) {
                leases.look(lease);
            }
        }
        return judgement;
    }

    long clock() {
        return clock;
    }

    /** Something is to be looked at at an instant, if that is still to come. */
    void due(long at) {
        if (at > clock) {
            dueAt = Math.min(dueAt, at);
        }
    }

    /** Whether an instant has come; if not, it is due then. */
    boolean isPast(long at) {
        due(at);
        return at <= clock;
    }

    /** A thing was looked at for a kind; tells the scope of what is found of it. */
    String scope(ActivityFinding kind, long began, String subject) {
        String scope = Sighting.day(began) + " " + subject;
        looked.computeIfAbsent(kind, k -> new HashSet<>()).add(scope);
        return scope;
    }

    void add(ActivityFinding kind, String scope, AccountKey account, Tally times, int shift, String text) {
        AccountKey named = account == null || account.name().isEmpty() ? null : account;
        found.computeIfAbsent(kind, k -> new Sightings())
                .add(scope, named, times.first(), times.last(), times.count(), shift, text);
    }

    void end(Ending ending) {
        endings.add(ending);
    }

    /** Of a kind and subject something may be found that is not known any more. */
    void isUncertain(ActivityFinding kind, String subject) {
        uncertain.computeIfAbsent(kind, k -> new HashSet<>()).add(subject);
    }

    /** What is found under a scope goes on. */
    void goesOn(String scope) {
        ongoing.add(scope);
    }

    /**
     * Whether what is found under a scope goes on.
     *
     * @param scope the scope
     * @return false if it has happened and is over
     */
    public boolean isOngoing(String scope) {
        return ongoing.contains(scope);
    }

    /**
     * Whether all is known of what a finding is about.
     *
     * @param kind the kind
     * @param scope the scope
     * @return false if what is not found may be there all the same
     */
    public boolean isCertain(ActivityFinding kind, String scope) {
        Set<String> subjects = uncertain.getOrDefault(kind, Set.of());
        return !subjects.contains(scope.substring(Sighting.dayIn(scope).length() + 1))
                && (subjects.isEmpty() || !scope.endsWith(" *"));
    }

    void await(TrackedKey key) {
        awaited.add(key);
    }

    /**
     * What is found of a kind.
     *
     * @param kind the kind
     * @return by scope
     */
    public List<Sighting> found(ActivityFinding kind) {
        return found.containsKey(kind) ? found.get(kind).all() : List.of();
    }

    /**
     * Whether anything that is known was looked at for a kind and scope.
     *
     * @param kind the kind
     * @param scope the scope
     * @return false if what a finding was about is not known any more
     */
    public boolean looked(ActivityFinding kind, String scope) {
        Set<String> scopes = looked.getOrDefault(kind, Set.of());
        // What stands for all others of a day is known as long as any of that day is.
        return scope.endsWith(" *")
                ? scopes.stream().anyMatch(one -> Sighting.dayIn(one).equals(Sighting.dayIn(scope)))
                : scopes.contains(scope);
    }

    /**
     * What has to end.
     *
     * @return in no particular order
     */
    public List<Ending> endings() {
        return endings;
    }

    /**
     * What more is expected of, though it is over.
     *
     * @return the keys
     */
    public Set<TrackedKey> awaited() {
        return awaited;
    }

    /**
     * When something else may be found.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long dueAt() {
        return dueAt;
    }

    /**
     * How sessions with an account stand.
     *
     * @param system where
     * @param account the account; empty where it was not told
     * @param since when somebody asked for their end (ms since the epoch)
     * @return ENDED if one ended since then
     */
    public Course sessions(String system, String account, long since) {
        AccountKey target = new AccountKey(system, account);
        Course course = Course.UNKNOWN;
        for (Tracked tracked : sessions.all()) {
            if (tracked instanceof Session session && target.equals(session.target())) {
                course = course.with(session.isEnded() && session.endedAt() >= since);
            }
        }
        return course;
    }

    /**
     * How a lease stands.
     *
     * @param system what it opens
     * @param leaseId its id
     * @param since when somebody asked for its end (ms since the epoch)
     * @return ENDED if it was given back, or ended by itself, since then
     */
    public Course lease(String system, String leaseId, long since) {
        Course course = Course.UNKNOWN;
        for (Tracked tracked : sessions.all()) {
            if (tracked instanceof Lease lease && lease.key().id().equals(leaseId)) {
                for (Lease.Term term : lease.terms()) {
                    if (term.system().equals(system)) {
                        course = course.with(term.end() >= since && term.end() <= clock);
                    }
                }
            }
        }
        return course;
    }

    /** What has become of something that was to end. */
    public enum Course {
        /** Nothing is known of it. */
        UNKNOWN,
        /** It has not ended. */
        GOES_ON,
        /** It has. */
        ENDED;

        private Course with(boolean ended) {
            return ended || this == ENDED ? ENDED : GOES_ON;
        }
    }
}
