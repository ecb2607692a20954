package dev.sluice.domain.certification;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.policy.Policies;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A campaign as it concerns one identity.
 *
 * @param campaignId the id under which decisions name it
 * @param campaign the policy that runs it
 * @param startedAt when it started for the identity (ms since the epoch); what was held then is looked at
 */
record Review(String campaignId, Campaign campaign, long startedAt) {
    /** The one that has started last by a policy, if the identity was of those whom it is about; or null. */
    static Review of(Campaign campaign, IdentityState state, Policies policies) {
        long start = startOf(campaign, state, policies.settings().hrRules());
        if (start == Long.MAX_VALUE || start > state.clock()) {
            return null;
        }
        String id = campaign.start().isByChange() ? campaign.id() + "/" + Instant.ofEpochMilli(start) : campaign.id();
        Review review = new Review(id, campaign, start);
        return review.concerns(state, policies.settings().hrRules()) ? review : null;
    }

    private static long startOf(Campaign campaign, IdentityState state, HrRules rules) {
        if (!campaign.start().isByChange()) {
            return campaign.start().at();
        }
        List<AttributeTimeline.Shown> shown =
                state.hr().attributes().history(campaign.start().onChangeOf(), state.clock(), rules.precedence());
        for (int i = shown.size() - 1; i > 0; i--) {
            AttributeTimeline.Shown before = shown.get(i - 1);
            // Who had none of them before has not moved but arrived.
            if (!before.values().isEmpty()
                    && !before.values().equals(shown.get(i).values())) {
                return shown.get(i).since();
            }
        }
        return Long.MAX_VALUE;
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

    long endsAt() {
        return dueAt() + campaign.overdue().toMillis();
    }

    /** What is looked at: what the identity's own accounts held when it started, as far as is known by now. */
    SortedSet<EntitlementKey> items(IdentityState state) {
        return state.certifications().frozen(this, () -> heldAt(state, startedAt));
    }

    /** What the identity's own accounts held of what the campaign covers, as far as is known by now. */
    SortedSet<EntitlementKey> heldAt(IdentityState state, long at) {
        TreeSet<EntitlementKey> held = new TreeSet<>();
        for (Account account : state.access().accounts().values()) {
            if (account.isPersonal()) {
                AccessLedger.eachPeriod(account, campaign::covers, (entitlement, periods) -> {
                    if (periods.stream().anyMatch(period -> period.since() <= at && at < period.to())) {
                        held.add(entitlement);
                    }
                });
            }
        }
        return held;
    }
}
