package dev.sluice.domain.session;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.session.TrackedKey.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What is tracked of one identity: its sessions, the credentials it has checked out, its leases, and the pipelines they are for. A join
 * of what it is told, whatever the order. Bounded: what is over goes first.
 */
public final class Sessions {
    /** How much is tracked of one identity. */
    public static final int MAX = 1_024;

    /** Later than anything is due, and far enough from what a long can hold. */
    private static final long FAR = Long.MAX_VALUE / 2;

    private final TreeMap<TrackedKey, Tracked> all = new TreeMap<>();
    private final Map<TrackedKey, Tracked> changed = new HashMap<>();
    private long knownFrom;

    /**
     * What was stored.
     *
     * @param tracked all of it
     * @param knownFrom what {@link #knownFrom} gave
     */
    public Sessions(List<Tracked> tracked, long knownFrom) {
        tracked.forEach(one -> all.put(one.key(), one));
        this.knownFrom = knownFrom;
    }

    /** Nothing. */
    public Sessions() {
        this(List.of(), Long.MIN_VALUE);
    }

    /**
     * From when on everything is known: what began before may be forgotten.
     *
     * @return ms since the epoch, or {@link Long#MIN_VALUE} if nothing was
     */
    public long knownFrom() {
        return knownFrom;
    }

    /**
     * All that is tracked.
     *
     * @return in order, unmodifiable
     */
    public Iterable<Tracked> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /**
     * One of them.
     *
     * @param key which
     * @return null if nothing is known of it
     */
    public Tracked get(TrackedKey key) {
        return all.get(key);
    }

    /**
     * A pipeline.
     *
     * @param pipelineId its id, or null
     * @return null if nothing is known of it
     */
    public Pipeline pipeline(String pipelineId) {
        return pipelineId == null ? null : (Pipeline) all.get(TrackedKey.pipeline(pipelineId));
    }

    /**
     * What of it is at home somewhere.
     *
     * @param home the record key of the home
     * @return its key, or null if it has nothing to do with what is tracked
     */
    public TrackedKey followed(String home) {
        for (Tracked tracked : all.values()) {
            if (tracked.key().kind() != Kind.PIPELINE
                    && Followed.home(tracked.key()).equals(home)) {
                return tracked.key();
            }
            for (Lease.Term term : tracked instanceof Lease lease ? lease.terms() : List.<Lease.Term>of()) {
                TrackedKey pipeline = term.pipelineId() == null ? null : TrackedKey.pipeline(term.pipelineId());
                if (pipeline != null && Followed.home(pipeline).equals(home)) {
                    return pipeline;
                }
            }
        }
        return null;
    }

    /**
     * Whether nothing is tracked.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * Takes what was told of something.
     *
     * @param fact what was told
     * @return false if it says what is known
     */
    public boolean record(Tracked fact) {
        Tracked before = all.get(fact.key());
        Tracked after = before == null ? fact : before.join(fact);
        if (after.equals(before)) {
            return false;
        }
        put(after);
        // Of what is full the first has gone, and with it what was known of its day.
        boolean full =
                after instanceof Credential credential && credential.marks().size() >= Credential.MAX_MARKS
                        || after instanceof Lease lease && lease.marks().size() >= Lease.MAX_MARKS;
        knownFrom = full ? Math.max(knownFrom, after.firstAt() + 1) : knownFrom;
        while (all.size() > MAX) {
            forgetOne(fact.lastAt());
        }
        return true;
    }

    private void put(Tracked tracked) {
        all.put(tracked.key(), tracked);
        changed.put(tracked.key(), tracked);
    }

    private void forgetOne(long at) {
        Set<TrackedKey> needed = needed(tracked -> tracked.isOpen(at));
        Tracked first = Collections.min(
                all.values(),
                Comparator.comparing((Tracked tracked) -> tracked.isOpen(at) || needed.contains(tracked.key()))
                        .thenComparingLong(Tracked::lastAt));
        remove(first);
    }

    /** The pipelines of leases, and the credentials of sessions: without them it would seem that there were none. */
    private Set<TrackedKey> needed(Predicate<Tracked> by) {
        Set<TrackedKey> needed = new HashSet<>();
        Set<AccountKey> targets = new HashSet<>();
        for (Tracked tracked : all.values()) {
            if (by.test(tracked) && tracked instanceof Lease lease) {
                lease.terms().forEach(term -> needed.add(TrackedKey.pipeline(String.valueOf(term.pipelineId()))));
            } else if (by.test(tracked) && tracked instanceof Session session && session.target() != null) {
                targets.add(session.target());
            }
        }
        for (Tracked tracked : all.values()) {
            boolean opens = tracked instanceof Credential credential
                    && credential.loans().stream().anyMatch(loan -> targets.contains(loan.target()));
            if (opens) {
                needed.add(tracked.key());
            }
        }
        return needed;
    }

    private void remove(Tracked tracked) {
        all.remove(tracked.key());
        changed.put(tracked.key(), null);
        knownFrom = Math.max(knownFrom, tracked.lastAt() + 1);
    }

    /**
     * Forgets what is over and of which nothing was told for long; pipelines stay as long as a lease that is for them.
     *
     * @param before what was told before this instant goes (ms since the epoch)
     * @param at as of when something is over (ms since the epoch)
     * @param awaited what more is expected of, though it is over
     */
    public void forgetBefore(long before, long at, Set<TrackedKey> awaited) {
        Predicate<Tracked> goes =
                tracked -> tracked.lastAt() < before && !tracked.isOpen(at) && !awaited.contains(tracked.key());
        Set<TrackedKey> needed = needed(goes.negate());
        List<Tracked> old = new ArrayList<>();
        for (Tracked tracked : all.values()) {
            boolean pipeline = tracked.key().kind() == Kind.PIPELINE && tracked.lastAt() < before;
            if ((pipeline || goes.test(tracked)) && !needed.contains(tracked.key())) {
                old.add(tracked);
            }
        }
        old.forEach(this::remove);
    }

    /**
     * When the first of what is tracked will be forgotten.
     *
     * @param keptMs how long what is over is kept (ms)
     * @param at as of when something is over (ms since the epoch)
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public long nextForgotten(long keptMs, long at) {
        long next = Long.MAX_VALUE;
        for (Tracked tracked : all.values()) {
            long goesAt = goesAt(tracked, at) + keptMs + 1;
            // What had to go by now and has not is still needed for something else.
            if (goesAt > at && goesAt < FAR) {
                next = Math.min(next, goesAt);
            }
        }
        return next;
    }

    /** What goes on has no end that is known, but for leases that end by themselves. */
    private static long goesAt(Tracked tracked, long at) {
        if (tracked.key().kind() == Kind.PIPELINE || !tracked.isOpen(at)) {
            return tracked.lastAt();
        }
        long end = Tracked.UNTOLD;
        if (tracked instanceof Lease lease) {
            end = lease.terms().get(lease.terms().size() - 1).end();
        }
        return end == Tracked.UNTOLD ? FAR : end;
    }

    /**
     * What has changed since it was read.
     *
     * @return by key; null for what is forgotten
     */
    public Map<TrackedKey, Tracked> changed() {
        return Collections.unmodifiableMap(changed);
    }
}
