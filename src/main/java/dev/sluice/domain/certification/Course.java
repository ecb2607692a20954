package dev.sluice.domain.certification;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.CertificationDecision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One campaign as one identity has met it: when it ran, what was decided, and what ITSM was told. Decisions are a join: whatever the
 * order in which they arrive, the same ones count.
 */
public final class Course {
    /**
     * Decisions of others that are remembered of one item. Beyond it one goes that lies between two that say the same, so that more of
     * the same, from whom it may be, takes the place of nothing else; where there is none, the first one.
     */
    static final int MAX_DECISIONS = 16;

    /** Those who would not decide on an item and are remembered. */
    static final int MAX_ABSTENTIONS = 8;

    /** Items of which decisions are remembered; an identity holds at most about half as much. */
    static final int MAX_ITEMS = 20_000;

    private final TreeMap<EntitlementKey, TreeMap<FactKey, ItemDecision>> decisions = new TreeMap<>();
    private final TreeMap<EntitlementKey, Long> asked = new TreeMap<>();
    private final TreeMap<EntitlementKey, Long> silent = new TreeMap<>();
    private final TreeMap<Integer, PageTold> pages = new TreeMap<>();
    private FactKey toldStart;
    private FactKey toldEnd;
    private long startedAt = Long.MIN_VALUE;
    private long endsAt = Long.MAX_VALUE;
    private long firstStart = Long.MAX_VALUE;
    private long askedFor = Long.MIN_VALUE;
    private boolean ours;
    private boolean closed;
    private long summary;

    /**
     * Whether the identity is reviewed in it because a policy says so.
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
        return isOfPolicy() || toldStart == null ? startedAt : toldStart.at();
    }

    /**
     * Until when decisions count, exclusive.
     *
     * @return ms since the epoch; {@link Long#MAX_VALUE} if nobody told
     */
    public long endsAt() {
        return isOfPolicy() || toldEnd == null ? endsAt : toldEnd.at();
    }

    /** Whether a policy says when it runs, also for who is not reviewed. */
    private boolean isOfPolicy() {
        return startedAt != Long.MIN_VALUE;
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
     * What nobody had answered when it ended, and is revoked for that; and when that was (ms since the epoch).
     *
     * @return live, for the store and for reading
     */
    public TreeMap<EntitlementKey, Long> silent() {
        return silent;
    }

    /**
     * What somebody was asked about, where silence revokes, and when that became known to him (ms since the epoch, as events
     * arrive): nobody is silent on what he was never asked, or too late.
     *
     * @return live, for the store and for reading
     */
    public TreeMap<EntitlementKey, Long> asked() {
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

    /** A policy says when it runs. */
    void runs(long from, long to) {
        startedAt = from;
        endsAt = to;
    }

    /** The identity is reviewed in it. A document that is used again, from another instant on, takes back nothing of the first time. */
    void reviews() {
        ours = true;
        firstStart = Math.min(firstStart, startedAt);
    }

    /** Whom is asked until when: who was asked for another date, was not asked for this one. */
    void asksFor(long dueAt) {
        if (askedFor != dueAt) {
            asked.clear();
            askedFor = dueAt;
        }
    }

    /** From when on what is said has consequences: also what was said when it ran for the first time. */
    private long consequentialFrom() {
        return Math.min(firstStart, startedAt());
    }

    void close(boolean isClosed) {
        closed = isClosed;
    }

    void withdraw(long at) {
        endsAt = Math.min(endsAt, at);
        closed = true;
    }

    /** It starts once: who tells so again, as with another reviewer, takes nothing back. */
    boolean starts(FactKey key) {
        if (toldStart != null && !toldStart.isAfter(key)) {
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

    boolean decide(EntitlementKey item, ItemDecision decision, String identityId) {
        if (!decisions.containsKey(item) && decisions.size() >= MAX_ITEMS) {
            return false;
        }
        TreeMap<FactKey, ItemDecision> of = decisions.computeIfAbsent(item, key -> new TreeMap<>());
        if (of.putIfAbsent(decision.key(), decision) != null) {
            return false;
        }
        boolean own = identityId.equals(decision.reviewerId());
        if (own || isAbstention(decision)) {
            keepTheLast(of, decision);
        }
        if (isAbstention(decision)) {
            keep(of, Course::isAbstention, MAX_ABSTENTIONS);
        } else if (!own) {
            giveUpOne(item, of, identityId);
        }
        return !of.isEmpty() && of.lastKey().equals(decision.key());
    }

    private static boolean isAbstention(ItemDecision decision) {
        return decision.decision() == CertificationDecision.ABSTAIN;
    }

    /** Of what counts only as the last one of its reviewer, no more is kept. */
    private static void keepTheLast(TreeMap<FactKey, ItemDecision> of, ItemDecision decision) {
        keep(
                of,
                known -> isAbstention(known) == isAbstention(decision)
                        && Objects.equals(known.reviewerId(), decision.reviewerId()),
                1);
    }

    /** Keeps the last ones of those that are meant. */
    private static void keep(TreeMap<FactKey, ItemDecision> of, Predicate<ItemDecision> which, int most) {
        List<FactKey> meant = new ArrayList<>();
        of.forEach((key, decision) -> {
            if (which.test(decision)) {
                meant.add(key);
            }
        });
        meant.subList(0, Math.max(0, meant.size() - most)).forEach(of::remove);
    }

    /** What says the same as those beside it goes first, and what counts goes last. */
    private void giveUpOne(EntitlementKey item, TreeMap<FactKey, ItemDecision> of, String identityId) {
        List<ItemDecision> words = new ArrayList<>();
        of.values().stream()
                .filter(decision -> !isAbstention(decision) && !identityId.equals(decision.reviewerId()))
                .forEach(words::add);
        if (words.size() <= MAX_DECISIONS) {
            return;
        }
        ItemDecision counted = counted(item, identityId);
        ItemDecision given = null;
        for (int i = words.size() - 2; i > 0; i--) {
            boolean between = words.get(i - 1).decision() == words.get(i).decision()
                    && words.get(i).decision() == words.get(i + 1).decision();
            given = between && !words.get(i).equals(counted) ? words.get(i) : given;
        }
        if (given == null) {
            given = words.get(0).equals(counted) ? words.get(1) : words.get(0);
        }
        of.remove(given.key());
    }

    /**
     * What counts of what was decided on an item while it ran: the last word of somebody else than whom it is about; who abstains has
     * said nothing.
     *
     * @param item the item
     * @param identityId whom it is about
     * @return the decision, or null
     */
    public ItemDecision counted(EntitlementKey item, String identityId) {
        ItemDecision last = null;
        for (ItemDecision decision : of(item)) {
            boolean says = last == null || isAbstention(last) || !isAbstention(decision);
            if (isInTime(decision) && says && !identityId.equals(decision.reviewerId())) {
                last = decision;
            }
        }
        return last;
    }

    /** Who would not decide on an item while it ran. */
    Set<String> abstained(EntitlementKey item) {
        Set<String> abstained = new LinkedHashSet<>();
        for (ItemDecision decision : of(item)) {
            if (isInTime(decision) && isAbstention(decision)) {
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
            boolean abstains = isAbstention(decision);
            if (identityId.equals(decision.reviewerId())) {
                own = abstains ? own : decision;
            } else if (!abstains) {
                own = null;
            }
        }
        return own;
    }

    private boolean isInTime(ItemDecision decision) {
        return decision.key().at() >= startedAt() && decision.key().at() < endsAt();
    }

    private Iterable<ItemDecision> of(EntitlementKey item) {
        TreeMap<FactKey, ItemDecision> known = decisions.get(item);
        return known == null ? List.of() : known.values();
    }

    /**
     * What was said of an item that has consequences, in order. Who says that something has to go is heard also when it is over.
     *
     * @param campaignId the campaign
     * @param item the item
     * @param identityId whom it is about
     * @param into takes it
     */
    void verdicts(String campaignId, EntitlementKey item, String identityId, List<Verdict> into) {
        boolean said = false;
        for (ItemDecision decision : of(item)) {
            long at = decision.key().at();
            boolean revokes = decision.decision() == CertificationDecision.REVOKE;
            boolean counts = at >= consequentialFrom() && (at < endsAt() || revokes);
            if (counts && !isAbstention(decision) && !identityId.equals(decision.reviewerId())) {
                said |= isInTime(decision);
                into.add(new Verdict(
                        at,
                        at,
                        revokes,
                        campaignId,
                        decision.reviewerId(),
                        decision.key().eventId()));
            }
        }
        Long silentAt = silent.get(item);
        if (silentAt != null && !said) {
            into.add(new Verdict(silentAt, silentAt, true, campaignId, null, null));
        }
    }

    /** Every item on which anything was said. */
    Iterable<EntitlementKey> items() {
        List<EntitlementKey> items = new ArrayList<>(decisions.keySet());
        silent.keySet().stream().filter(item -> !decisions.containsKey(item)).forEach(items::add);
        return Collections.unmodifiableList(items);
    }

    /** Forgets what was said of an item. */
    void forget(EntitlementKey item) {
        decisions.remove(item);
        asked.remove(item);
        silent.remove(item);
    }

    /** How much is kept of it: decisions, and what nobody has answered. */
    long entries() {
        long entries = silent.size();
        for (TreeMap<FactKey, ItemDecision> of : decisions.values()) {
            entries += of.size();
        }
        return entries;
    }

    /** Whether nothing is said of any item. */
    boolean isBare() {
        return decisions.isEmpty() && silent.isEmpty();
    }

    /** Whether others have told when it starts or ends. */
    boolean isToldOf() {
        return toldStart != null || toldEnd != null;
    }

    /** When anything was last told of it, or it ends. */
    long lastAt() {
        long last = Math.max(
                toldStart == null ? Long.MIN_VALUE : toldStart.at(), toldEnd == null ? Long.MIN_VALUE : toldEnd.at());
        last = ours ? Math.max(last, endsAt) : last;
        for (TreeMap<FactKey, ItemDecision> of : decisions.values()) {
            last = Math.max(last, of.lastKey().at());
        }
        return last;
    }

    /**
     * What is stored beside decisions and pages.
     *
     * @param toldStart the first word of others on when it started, or null
     * @param toldEnd the last one on its end
     * @param startedAt when a policy started it; {@link Long#MIN_VALUE} for none
     * @param endsAt when it ends by policy; {@link Long#MAX_VALUE} for none
     * @param ours whether the identity is reviewed in it
     * @param closed whether it is over for the identity
     * @param summary the number of the summary that was told last
     * @param firstStart when the identity was reviewed in it first (ms since the epoch); {@link Long#MAX_VALUE} if it was not
     * @param askedFor when it was due when those were asked who were (ms since the epoch)
     */
    public record Stored(
            FactKey toldStart,
            FactKey toldEnd,
            long startedAt,
            long endsAt,
            boolean ours,
            boolean closed,
            long summary,
            long firstStart,
            long askedFor) {}

    /**
     * What is to be stored.
     *
     * @return all but decisions, silence and pages
     */
    public Stored stored() {
        return new Stored(toldStart, toldEnd, startedAt, endsAt, ours, closed, summary, firstStart, askedFor);
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
        course.firstStart = stored.firstStart();
        course.askedFor = stored.askedFor();
        return course;
    }
}
