package dev.sluice.domain.certification;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The campaigns that one identity has met, by their ids. */
public final class Certifications {
    /** How long all that was told of a campaign is kept after the last of it (ms). */
    static final long HISTORY_MS = Duration.ofDays(400).toMillis();

    /** What is kept for so long at the most; of more, only what has consequences is kept once it is known what was held when. */
    static final int MAX_ENTRIES = 20_000;

    /** Campaigns that are kept; one goes first that revokes nothing, then the one of which was told longest ago. */
    static final int MAX = 1_024;

    private final TreeMap<String, Course> byCampaign = new TreeMap<>();
    private final Map<String, Frozen> frozen = new HashMap<>();
    private Words words;

    /**
     * Whether an event is about a campaign.
     *
     * @param event an event
     * @return true for CERTIFICATION_STARTED, _ITEM_DECIDED and _COMPLETED
     */
    public static boolean concerns(ComplianceEvent event) {
        return event.getAction() == ComplianceAction.CERTIFICATION_STARTED
                || event.getAction() == ComplianceAction.CERTIFICATION_ITEM_DECIDED
                || event.getAction() == ComplianceAction.CERTIFICATION_COMPLETED;
    }

    /**
     * The courses by campaign.
     *
     * @return live, for the store and for reading
     */
    public Map<String, Course> byCampaign() {
        return byCampaign;
    }

    /**
     * Whether nothing is known of any campaign.
     *
     * @return true if there is nothing to store
     */
    public boolean isEmpty() {
        return byCampaign.isEmpty();
    }

    /**
     * Whether anybody may be waited for.
     *
     * @return true while a campaign that a policy runs goes on
     */
    public boolean isAnyOpen() {
        for (Course course : byCampaign.values()) {
            if (course.isOurs() && !course.isClosed()) {
                return true;
            }
        }
        return false;
    }

    /** Whether what happened at an instant can make a campaign come out otherwise. */
    boolean mayChangeBy(long occurredAt) {
        for (Course course : byCampaign.values()) {
            if (course.isOurs() && (!course.isClosed() || occurredAt < course.endsAt())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether anything was said of an entitlement.
     *
     * @param entitlement the entitlement
     * @return true if it has consequences when it is held
     */
    public boolean mentions(EntitlementKey entitlement) {
        for (Course course : byCampaign.values()) {
            if (course.decisions().containsKey(entitlement) || course.silent().containsKey(entitlement)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Records what an event tells.
     *
     * @param identityId whom it is about
     * @param event a validated event about a campaign
     * @return false if what it says was already superseded
     */
    public boolean record(String identityId, ComplianceEvent event) {
        FactKey key = FactKey.of(event.getHeader());
        Course course = course(event.getCampaignId());
        boolean last =
                switch (event.getAction()) {
                    case CERTIFICATION_STARTED -> course.starts(key);
                    case CERTIFICATION_COMPLETED -> course.ends(key);
                    default ->
                        course.decide(
                                EntitlementKey.of(event.getEntitlement()),
                                new ItemDecision(key, event.getDecision(), event.getReviewerId()),
                                identityId);
                };
        while (byCampaign.size() > MAX) {
            forgetOne(identityId, course);
        }
        changed();
        return last;
    }

    private void forgetOne(String identityId, Course but) {
        changed();
        Words all = words(identityId);
        Set<String> revoking = new HashSet<>();
        all.revokedOnce().forEach(item -> revoking.add(all.last().get(item).campaignId()));
        String first = null;
        for (Map.Entry<String, Course> entry : byCampaign.entrySet()) {
            Course course = entry.getValue();
            if (course != but && (course.isClosed() || !course.isOurs())) {
                first = first == null || goesBefore(entry.getKey(), first, revoking) ? entry.getKey() : first;
            }
        }
        // Policies have fewer campaigns than are kept, so there is one that nobody waits for.
        byCampaign.remove(first == null ? byCampaign.firstKey() : first);
    }

    private boolean goesBefore(String one, String other, Set<String> revoking) {
        return revoking.contains(one) == revoking.contains(other)
                ? byCampaign.get(one).lastAt() < byCampaign.get(other).lastAt()
                : revoking.contains(other);
    }

    /**
     * Of campaigns of which nothing more is told, keeps only what has consequences: what was revoked last, as long as something would
     * give it again or it is held, and what somebody decided who must not.
     *
     * @param identityId whom they are about
     * @param clock the identity's clock (ms since the epoch)
     * @param isHeld whether an entitlement is held
     * @param isMentioned whether a request or an exception names an entitlement
     */
    void condense(
            String identityId, long clock, Predicate<EntitlementKey> isHeld, Predicate<EntitlementKey> isMentioned) {
        long entries = byCampaign.values().stream().mapToLong(Course::entries).sum();
        Words all = words(identityId);
        for (Map.Entry<String, Course> entry : List.copyOf(byCampaign.entrySet())) {
            Course course = entry.getValue();
            boolean isOver = course.isClosed() || !course.isOurs();
            if (!isOver || course.lastAt() >= clock - AccessLedger.HISTORY_MS) {
                continue;
            }
            course.asked().clear();
            if (entries > MAX_ENTRIES || course.lastAt() < clock - HISTORY_MS) {
                long before = course.entries();
                for (EntitlementKey item : course.items()) {
                    // What takes a revocation back goes after it.
                    boolean counts = all.revokedOnce().contains(item)
                            && all.last().get(item).campaignId().equals(entry.getKey())
                            && (isHeld.test(item) || isMentioned.test(item));
                    if (!counts && (course.ownDecision(item, identityId) == null || !isHeld.test(item))) {
                        course.forget(item);
                    }
                }
                entries += course.entries() - before;
                changed();
                all = words(identityId);
            }
            boolean isForgotten = !course.isToldOf() || course.lastAt() < clock - HISTORY_MS;
            if (course.isBare() && isForgotten) {
                byCampaign.remove(entry.getKey());
            }
        }
    }

    Course course(String campaignId) {
        return byCampaign.computeIfAbsent(campaignId, id -> new Course());
    }

    /** Says that verdicts may be others than they were. */
    void changed() {
        words = null;
    }

    /** The last word on each entitlement, and those of which any word was that they have to go. */
    private record Words(Map<EntitlementKey, Verdict> last, Set<EntitlementKey> revokedOnce) {}

    /**
     * The last words on entitlements.
     *
     * @param identityId whom they are about
     * @return by entitlement, unmodifiable
     */
    public Map<EntitlementKey, Verdict> verdicts(String identityId) {
        return byCampaign.isEmpty() ? Map.of() : words(identityId).last();
    }

    private Words words(String identityId) {
        if (words == null) {
            Map<EntitlementKey, List<Verdict>> said = new HashMap<>();
            byCampaign.forEach((id, course) -> {
                for (EntitlementKey item : course.items()) {
                    course.verdicts(id, item, identityId, said.computeIfAbsent(item, key -> new ArrayList<>(1)));
                }
            });
            Map<EntitlementKey, Verdict> last = new HashMap<>();
            Set<EntitlementKey> revokedOnce = new HashSet<>();
            said.forEach((item, all) -> {
                if (all.stream().anyMatch(Verdict::revoked)) {
                    revokedOnce.add(item);
                }
                all.sort(Comparator.comparingLong(Verdict::at).thenComparing(Verdict::campaignId));
                for (Verdict verdict : all) {
                    last.put(item, verdict.after(last.get(item)));
                }
            });
            words = new Words(Collections.unmodifiableMap(last), revokedOnce);
        }
        return words;
    }

    private record Frozen(long startedAt, SortedSet<EntitlementKey> items) {}

    /** What a campaign is about: found once, until something is told that may make it another thing; not stored. */
    SortedSet<EntitlementKey> frozen(Review review, Supplier<SortedSet<EntitlementKey>> items) {
        return frozen.computeIfAbsent(review.campaignId(), id -> new Frozen(review.startedAt(), items.get()))
                .items();
    }

    /** Says that anything may have been held otherwise when a campaign started. */
    public void thaw() {
        frozen.clear();
    }

    /**
     * Says that a grant or a removal was told: what was held before it is as it was.
     *
     * @param at when it happened (ms since the epoch)
     */
    public void thaw(long at) {
        frozen.values().removeIf(known -> at <= known.startedAt());
    }

    /** Forgets everything. */
    public void clear() {
        byCampaign.clear();
        frozen.clear();
        changed();
    }
}
