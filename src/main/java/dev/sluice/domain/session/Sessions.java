package dev.sluice.domain.session;

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

/**
 * What is tracked of one identity: its sessions, the credentials it has checked out, its leases, and the pipelines they are for. A join
 * of what it is told, whatever the order. Bounded: what is over goes first.
 */
public final class Sessions {
    /** How much is tracked of one identity. */
    public static final int MAX = 1_024;

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
        Tracked first = Collections.min(
                all.values(),
                Comparator.comparing((Tracked tracked) -> tracked.isOpen(at)).thenComparingLong(Tracked::lastAt));
        remove(first);
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
        List<Tracked> old = new ArrayList<>();
        Set<TrackedKey> needed = new HashSet<>();
        for (Tracked tracked : all.values()) {
            boolean goes = tracked.lastAt() < before && !tracked.isOpen(at) && !awaited.contains(tracked.key());
            if (tracked.key().kind() != Kind.PIPELINE && goes) {
                old.add(tracked);
            } else if (tracked instanceof Lease lease) {
                lease.terms().forEach(term -> needed.add(TrackedKey.pipeline(String.valueOf(term.pipelineId()))));
            }
        }
        for (Tracked tracked : all.values()) {
            if (tracked.key().kind() == Kind.PIPELINE && tracked.lastAt() < before && !needed.contains(tracked.key())) {
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
            long goesAt = tracked.lastAt() + keptMs + 1;
            // What had to go by now and has not is still needed for something else.
            if (goesAt > at && (tracked.key().kind() == Kind.PIPELINE || !tracked.isOpen(at))) {
                next = Math.min(next, goesAt);
            }
        }
        return next;
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
