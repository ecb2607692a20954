package dev.sluice.domain.certification;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.policy.Policies;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A campaign as it concerns one identity.
 *
 * @param campaignId the id under which decisions name it
 * @param campaign the policy that runs it
 * @param startedAt when it started for the identity (ms since the epoch); what was held then is looked at
 * @param replacedAt when another change started it anew (ms since the epoch); {@link Long#MAX_VALUE} if none did
 */
record Review(String campaignId, Campaign campaign, long startedAt, long replacedAt) {
    /**
     * Those that a policy has started, if the identity was of those whom they are about.
     *
     * @return in order; those of which it can still be told what was held then
     */
    static List<Review> of(Campaign campaign, IdentityState state, Policies policies) {
        HrRules rules = policies.settings().hrRules();
        List<Long> starts = startsOf(campaign, state, rules);
        List<Review> reviews = new ArrayList<>(starts.size());
        for (int i = 0; i < starts.size(); i++) {
            long start = starts.get(i);
            String id =
                    campaign.start().isByChange() ? campaign.id() + "/" + Instant.ofEpochMilli(start) : campaign.id();
            long next = i + 1 < starts.size() ? starts.get(i + 1) : Long.MAX_VALUE;
            Review review = new Review(id, campaign, start, next);
            if (isKnown(start, state.clock()) && review.concerns(state, rules)) {
                reviews.add(review);
            }
        }
        return reviews;
    }

    /** When a campaign starts, or a review that has an id of it; the end of all time if the id does not tell. */
    static long startIn(String campaignId, Campaign campaign) {
        if (!campaign.start().isByChange()) {
            return campaign.start().at();
        }
        try {
            return Instant.parse(campaignId.substring(campaign.id().length() + 1))
                    .toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Whether it can still be told what was held at an instant. */
    static boolean isKnown(long at, long now) {
        return now - at < AccessLedger.HISTORY_MS;
    }

    /** When it has started, in order. */
    static List<Long> startsOf(Campaign campaign, IdentityState state, HrRules rules) {
        if (!campaign.start().isByChange()) {
            long start = campaign.start().at();
            return start > state.clock() ? List.of() : List.of(start);
        }
        List<Long> starts = new ArrayList<>();
        Map<String, String> last = new HashMap<>();
        for (AttributeTimeline.Shown shown :
                state.hr().attributes().history(campaign.start().onChangeOf(), state.clock(), rules.precedence())) {
            boolean changed = false;
            for (Map.Entry<String, String> value : shown.values().entrySet()) {
                // What is told for the first time, or again after a gap, has not changed.
                String before = last.put(value.getKey(), value.getValue());
                changed |= before != null && !before.equals(value.getValue());
            }
            if (changed) {
                starts.add(shown.since());
            }
        }
        return starts;
    }

    private boolean concerns(IdentityState state, HrRules rules) {
        return state.hr().employedUntil(state.clock(), rules).stream()
                        .anyMatch(time -> time.from() <= startedAt && startedAt < time.to())
                && (campaign.when() == null
                        || campaign.when().holds(state.hr().attributes().valuesAt(startedAt, rules.precedence())));
    }

    long remindsAt() {
        return dueAt() - campaign.remind().toMillis();
    }

    long dueAt() {
        return startedAt + campaign.due().toMillis();
    }

    /** When it ends, or another one has taken its place. */
    long endsAt() {
        return Math.min(dueAt() + campaign.overdue().toMillis(), replacedAt);
    }

    /** Whether another one has taken its place before it ended. */
    boolean isReplaced() {
        return endsAt() == replacedAt;
    }

    /** Whether the identity was employed to the end. */
    boolean isStayedFor(IdentityState state, HrRules rules) {
        long last = endsAt() - 1;
        return state.hr().employedUntil(Math.max(last, state.clock()), rules).stream()
                .anyMatch(time -> time.from() <= last && last < time.to());
    }

    /** What is looked at: what the identity's own accounts held when it started, as far as is known by now. */
    SortedSet<EntitlementKey> items(IdentityState state) {
        return state.certifications().frozen(this, () -> heldUntil(state, startedAt));
    }

    /** What of it the identity's own accounts have held ever since, as far as is known by now; what was given anew is another matter. */
    SortedSet<EntitlementKey> heldUntil(IdentityState state, long at) {
        TreeSet<EntitlementKey> held = new TreeSet<>();
        for (Account account : state.access().accounts().values()) {
            if (account.isPersonal()) {
                AccessLedger.eachPeriod(account, campaign::covers, (entitlement, periods) -> {
                    for (HoldPeriod period : periods) {
                        if (period.since() <= startedAt && at < period.to()) {
                            held.add(entitlement);
                        }
                    }
                });
            }
        }
        return held;
    }
}
