package dev.sluice.domain.identity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether the feed of one source lists an identity: the runs that did, and the completed ones that did not. A listing that
 * arrives late takes the absence back.
 */
public final class Presence {
    /** Runs that are remembered of either kind. More than are on their way at once. */
    static final int MAX_RUNS = 4;

    private final LinkedHashMap<String, Long> listed = new LinkedHashMap<>();
    private final TreeSet<FeedRun> missed = new TreeSet<>();

    /** A source that has not listed the identity yet. */
    public Presence() {}

    /**
     * As it was stored.
     *
     * @param listed when the identity was listed, by run (ms since the epoch), in the order in which that was heard
     * @param missed the completed runs that did not list it
     */
    public Presence(Map<String, Long> listed, SortedSet<FeedRun> missed) {
        this.listed.putAll(listed);
        this.missed.addAll(missed);
    }

    /**
     * The runs that listed the identity.
     *
     * @return when it was listed last by each (ms since the epoch), in the order in which that was heard; unmodifiable
     */
    public Map<String, Long> listed() {
        return Collections.unmodifiableMap(listed);
    }

    /**
     * The completed runs that did not list the identity and may be later than those that did.
     *
     * @return unmodifiable
     */
    public SortedSet<FeedRun> missed() {
        return Collections.unmodifiableSortedSet(missed);
    }

    void list(String feedId, long at) {
        Long before = listed.remove(feedId);
        listed.put(feedId, before == null ? at : Math.max(at, before));
        if (listed.size() > MAX_RUNS) {
            listed.remove(listed.keySet().iterator().next());
        }
        missed.removeIf(run -> !isBehind(run));
    }

    /** The source tells of the identity outside a run; the run of its last listing has that instant then. */
    void mention(long at) {
        if (!listed.isEmpty() && at > lastListed()) {
            String last = null;
            for (String feedId : listed.keySet()) {
                last = feedId;
            }
            list(last, at);
        }
    }

    void miss(FeedRun run) {
        if (misses(run)) {
            missed.add(run);
            if (missed.size() > MAX_RUNS) {
                // The first says since when; the last ones say nothing new.
                missed.pollLast();
            }
        }
    }

    /** Whether a run, not heard of before, would have listed the identity if its source still knew it. */
    boolean misses(FeedRun run) {
        return !missed.contains(run) && isBehind(run);
    }

    /** When the identity was listed last (ms since the epoch). */
    long lastListed() {
        return listed.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
    }

    private boolean isBehind(FeedRun run) {
        return !listed.containsKey(run.feedId()) && listed.values().stream().allMatch(at -> at < run.startedAt());
    }

    /** Since when the source does not list the identity, {@link Long#MAX_VALUE} if it does. */
    long absentSince() {
        return missed.isEmpty() ? Long.MAX_VALUE : missed.first().startedAt();
    }
}
