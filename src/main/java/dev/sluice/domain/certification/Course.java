package dev.sluice.domain.certification;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.CertificationDecision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One campaign as one identity has met it: when it ran, what was decided, and what ITSM was told. Decisions are a join: whatever the
 * order in which they arrive, the same ones count.
 */
public final class Course {
    /** Decisions that are remembered of one item; the first ones go first. */
    static final int MAX_DECISIONS = 8;

    /** Items of which decisions are remembered; an identity holds at most about half as much. */
    static final int MAX_ITEMS = 20_000;

    private final TreeMap<EntitlementKey, TreeMap<FactKey, ItemDecision>> decisions = new TreeMap<>();
    private final TreeSet<EntitlementKey> asked = new TreeSet<>();
    private final TreeSet<EntitlementKey> silent = new TreeSet<>();
    private final TreeMap<Integer, PageTold> pages = new TreeMap<>();
    private FactKey toldStart;
    private FactKey toldEnd;
    private long startedAt = Long.MIN_VALUE;
    private long endsAt = Long.MAX_VALUE;
    private boolean ours;
    private boolean closed;
    private long summary;

    /**
     * Whether a policy runs it.
     *
     * @return false if it is only known from what others tell
     */
    public boolean isOurs() {
        return ours;
    }

    /**
     * Whether it is over for the identity.
     *
     * @return false while anybody may be waited for
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * From when on decisions count.
     *
     * @return ms since the epoch; {@link Long#MIN_VALUE} if nobody told
     */
    public long startedAt() {
        return ours || toldStart == null ? startedAt : toldStart.at();
    }

    /**
     * Until when decisions count, exclusive.
     *
     * @return ms since the epoch; {@link Long#MAX_VALUE} if nobody told
     */
    public long endsAt() {
        return ours || toldEnd == null ? endsAt : toldEnd.at();
    }

    /**
     * The decisions by item.
     *
     * @return live, for the store and for reading
     */
    public Map<EntitlementKey, TreeMap<FactKey, ItemDecision>> decisions() {
        return decisions;
    }

    /**
     * What nobody had answered when it ended, and is revoked for that.
     *
     * @return live, for the store and for reading
     */
    public TreeSet<EntitlementKey> silent() {
        return silent;
    }

    /**
     * What somebody was asked about, where silence revokes: nobody is silent on what he was never asked.
     *
     * @return live, for the store and for reading
     */
    public TreeSet<EntitlementKey> asked() {
        return asked;
    }

    /**
     * What ITSM was told, by page.
     *
     * @return live
     */
    public Map<Integer, PageTold> pages() {
        return pages;
    }

    /**
     * The number of the summary that was told last.
     *
     * @return 0 if none was
     */
    public long summary() {
        return summary;
    }

    /**
     * Notes that a summary was told.
     *
     * @param number a number that is another one for another summary
     */
    public void summarised(long number) {
        summary = number;
    }

    void run(long from, long to) {
        ours = true;
        startedAt = from;
        endsAt = to;
    }

    void close(boolean isClosed) {
        closed = isClosed;
    }

    void withdraw(long at) {
        endsAt = Math.min(endsAt, at);
        closed = true;
    }

    boolean starts(FactKey key) {
        if (toldStart != null && !key.isAfter(toldStart)) {
            return false;
        }
        toldStart = key;
        return true;
    }

    boolean ends(FactKey key) {
        if (toldEnd != null && !key.isAfter(toldEnd)) {
            return false;
        }
        toldEnd = key;
        return true;
    }

    boolean decide(EntitlementKey item, ItemDecision decision) {
        if (!decisions.containsKey(item) && decisions.size() >= MAX_ITEMS) {
            return false;
        }
        TreeMap<FactKey, ItemDecision> of = decisions.computeIfAbsent(item, key -> new TreeMap<>());
        if (of.putIfAbsent(decision.key(), decision) != null) {
            return false;
        }
        if (of.size() > MAX_DECISIONS) {
            of.pollFirstEntry();
        }
        return of.lastKey().equals(decision.key());
    }

    /**
     * What counts of what was decided on an item while it ran: the last word of somebody else than whom it is about.
     *
     * @param item the item
     * @param identityId whom it is about
     * @return the decision, or null
     */
    public ItemDecision counted(EntitlementKey item, String identityId) {
        ItemDecision last = null;
        for (ItemDecision decision : of(item)) {
            boolean inTime =
                    decision.key().at() >= startedAt() && decision.key().at() < endsAt();
            if (inTime && !identityId.equals(decision.reviewerId())) {
                last = decision;
            }
        }
        return last;
    }

    /** Who would not decide on an item while it ran. */
    Set<String> abstained(EntitlementKey item) {
        Set<String> abstained = new LinkedHashSet<>();
        for (ItemDecision decision : of(item)) {
            boolean inTime =
                    decision.key().at() >= startedAt() && decision.key().at() < endsAt();
            if (inTime && decision.decision() == CertificationDecision.ABSTAIN) {
                abstained.add(decision.reviewerId());
            }
        }
        return abstained;
    }

    /**
     * What the identity decided of itself, and nobody else has decided since.
     *
     * @param item the item
     * @param identityId whom it is about
     * @return the decision, or null
     */
    public ItemDecision ownDecision(EntitlementKey item, String identityId) {
        ItemDecision own = null;
        for (ItemDecision decision : of(item)) {
            boolean abstains = decision.decision() == CertificationDecision.ABSTAIN;
            if (identityId.equals(decision.reviewerId())) {
                own = abstains ? own : decision;
            } else if (!abstains) {
                own = null;
            }
        }
        return own;
    }

    private Iterable<ItemDecision> of(EntitlementKey item) {
        TreeMap<FactKey, ItemDecision> known = decisions.get(item);
        return known == null ? List.of() : known.values();
    }

    /** The last word on an item that has consequences, or null. Who says that something has to go is heard also when it is over. */
    Verdict verdict(String campaignId, EntitlementKey item, String identityId) {
        ItemDecision counted = counted(item, identityId);
        Verdict verdict = null;
        if (counted != null && counted.decision() != CertificationDecision.ABSTAIN) {
            verdict = verdict(campaignId, counted);
        } else if (silent.contains(item)) {
            verdict = new Verdict(endsAt(), true, campaignId, null, null);
        }
        for (ItemDecision decision : of(item)) {
            boolean late = decision.key().at() >= endsAt() && !identityId.equals(decision.reviewerId());
            if (late && decision.decision() == CertificationDecision.REVOKE) {
                verdict = verdict(campaignId, decision);
            }
        }
        return verdict;
    }

    private static Verdict verdict(String campaignId, ItemDecision decision) {
        return new Verdict(
                decision.key().at(),
                decision.decision() == CertificationDecision.REVOKE,
                campaignId,
                decision.reviewerId(),
                decision.key().eventId());
    }

    /** Every item on which anything was said. */
    Iterable<EntitlementKey> items() {
        List<EntitlementKey> items = new ArrayList<>(decisions.keySet());
        silent.stream().filter(item -> !decisions.containsKey(item)).forEach(items::add);
        return Collections.unmodifiableList(items);
    }

    /** When anything was last told of it, or it ends. */
    long lastAt() {
        long last = endsAt() == Long.MAX_VALUE ? startedAt() : endsAt();
        for (TreeMap<FactKey, ItemDecision> of : decisions.values()) {
            last = Math.max(last, of.lastKey().at());
        }
        return last;
    }

    /**
     * What is stored beside decisions and pages.
     *
     * @param toldStart the last word of others on when it started, or null
     * @param toldEnd the same of its end
     * @param startedAt when a policy started it; {@link Long#MIN_VALUE} for none
     * @param endsAt when it ends by policy; {@link Long#MAX_VALUE} for none
     * @param ours whether a policy runs it
     * @param closed whether it is over for the identity
     * @param summary the number of the summary that was told last
     */
    public record Stored(
            FactKey toldStart,
            FactKey toldEnd,
            long startedAt,
            long endsAt,
            boolean ours,
            boolean closed,
            long summary) {}

    /**
     * What is to be stored.
     *
     * @return all but decisions, silence and pages
     */
    public Stored stored() {
        return new Stored(toldStart, toldEnd, startedAt, endsAt, ours, closed, summary);
    }

    /**
     * A course as it was stored; decisions, silence and pages are to be added.
     *
     * @param stored what was stored
     * @return the course
     */
    public static Course of(Stored stored) {
        Course course = new Course();
        course.toldStart = stored.toldStart();
        course.toldEnd = stored.toldEnd();
        course.startedAt = stored.startedAt();
        course.endsAt = stored.endsAt();
        course.ours = stored.ours();
        course.closed = stored.closed();
        course.summary = stored.summary();
        return course;
    }
}
