package dev.sluice.domain.certification;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The campaigns that one identity has met, by their ids. */
public final class Certifications {
    /** How long a campaign is kept after the last that was told of it (ms). */
    static final long HISTORY_MS = Duration.ofDays(400).toMillis();

    /** Campaigns that are kept; of which was told longest ago goes first. */
    static final int MAX = 64;

    private final TreeMap<String, Course> byCampaign = new TreeMap<>();
    private final Map<String, Frozen> frozen = new HashMap<>();
    private Map<EntitlementKey, Verdict> verdicts;

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
            if (course.decisions().containsKey(entitlement) || course.silent().contains(entitlement)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Records what an event tells.
     *
     * @param event a validated event about a campaign
     * @param clock the identity's clock (ms since the epoch)
     * @return false if what it says was already superseded
     */
    public boolean record(ComplianceEvent event, long clock) {
        FactKey key = FactKey.of(event.getHeader());
        Course course = course(event.getCampaignId());
        boolean last =
                switch (event.getAction()) {
                    case CERTIFICATION_STARTED -> course.starts(key);
                    case CERTIFICATION_COMPLETED -> course.ends(key);
                    default ->
                        course.decide(
                                EntitlementKey.of(event.getEntitlement()),
                                new ItemDecision(key, event.getDecision(), event.getReviewerId()));
                };
        byCampaign.values().removeIf(known -> known != course && known.lastAt() < clock - HISTORY_MS);
        while (byCampaign.size() > MAX) {
            forgetOldest(course);
        }
        changed();
        return last;
    }

    private void forgetOldest(Course but) {
        String oldest = null;
        long at = Long.MAX_VALUE;
        for (Map.Entry<String, Course> entry : byCampaign.entrySet()) {
            Course course = entry.getValue();
            boolean first = oldest == null || course.lastAt() < at;
            if (course != but && first && (course.isClosed() || !course.isOurs())) {
                oldest = entry.getKey();
                at = course.lastAt();
            }
        }
        byCampaign.remove(oldest == null ? byCampaign.firstKey() : oldest);
    }

    Course course(String campaignId) {
        return byCampaign.computeIfAbsent(campaignId, id -> new Course());
    }

    /** Says that verdicts may be others than they were. */
    void changed() {
        verdicts = null;
    }

    /**
     * The last words on entitlements.
     *
     * @param identityId whom they are about
     * @return by entitlement, unmodifiable
     */
    public Map<EntitlementKey, Verdict> verdicts(String identityId) {
        if (byCampaign.isEmpty()) {
            return Map.of();
        }
        if (verdicts == null) {
            Map<EntitlementKey, Verdict> last = new HashMap<>();
            byCampaign.forEach((id, course) -> {
                for (EntitlementKey item : course.items()) {
                    Verdict verdict = course.verdict(id, item, identityId);
                    if (verdict != null) {
                        last.merge(item, verdict, (one, other) -> other.at() >= one.at() ? other : one);
                    }
                }
            });
            verdicts = Collections.unmodifiableMap(last);
        }
        return verdicts;
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
        verdicts = null;
    }
}
