package dev.sluice.domain.finding;

import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.activity.ActKind;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.Day;
import dev.sluice.domain.activity.LastUse;
import dev.sluice.domain.activity.Minute;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.activity.Sightings;
import dev.sluice.domain.activity.Span;
import dev.sluice.domain.activity.UseKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * POST_TERMINATION_ACTIVITY, PIPELINE_BY_LEAVER, ACTIVITY_DURING_LEAVE: what was done by somebody who was not there, as HR says
 * it now. REACTIVATED_DORMANT_ACCOUNT: what was done with an account that had long been unused.
 */
final class AwayActivity {
    /** The kinds. */
    static final Set<ActivityFinding> KINDS = EnumSet.of(
            ActivityFinding.POST_TERMINATION_ACTIVITY,
            ActivityFinding.PIPELINE_BY_LEAVER,
            ActivityFinding.ACTIVITY_DURING_LEAVE,
            ActivityFinding.REACTIVATED_DORMANT_ACCOUNT);

    private final IdentityState state;
    private final Policies policies;
    private final HrRules rules;
    private final Map<ActivityFinding, Sightings> found = new EnumMap<>(ActivityFinding.class);

    AwayActivity(IdentityState state, Policies policies) {
        this.state = state;
        this.policies = policies;
        this.rules = policies.settings().hrRules();
        KINDS.forEach(kind -> found.put(kind, new Sightings()));
    }

    /** What is found on some days. */
    Map<ActivityFinding, List<Sighting>> look(Span days) {
        Activity activity = state.activity();
        if (state.hr().known()) {
            activity.hours().forward(days.from(), days.until(), (start, minute) -> {
                away(start, minute);
                return true;
            });
            activity.days().byNumber().forEach((number, day) -> {
                if (days.holds(number * Span.DAY_MS)) {
                    longAgo(day);
                }
            });
        }
        dormant(days, activity);
        Map<ActivityFinding, List<Sighting>> sightings = new EnumMap<>(ActivityFinding.class);
        found.forEach((kind, of) -> sightings.put(kind, of.all()));
        return sightings;
    }

    /** Of what was done several times within a minute, the first and the last time count. */
    private void away(long start, Minute minute) {
        minute.uses().forEach((key, span) -> {
            long last = start + span.last();
            long first = start + span.first();
            boolean atLast = isAway(key, last);
            if (atLast || isAway(key, first)) {
                away(key, isAway(key, first) ? first : last, atLast ? last : first, span.count());
            }
        });
        if (minute.failures().count() > 0
                && isAfterTheEnd(start + minute.failures().last())) {
            long at = start + minute.failures().last();
            found.get(ActivityFinding.POST_TERMINATION_ACTIVITY)
                    .add(
                            Sighting.day(at),
                            at,
                            at,
                            minute.failures().count(),
                            -1,
                            "tried to log in at " + Instant.ofEpochMilli(at) + after(at));
        }
    }

    private boolean isAway(UseKey key, long at) {
        return isAfterTheEnd(at) || isOnLeave(at, key.account());
    }

    private void away(UseKey key, long first, long at, long count) {
        boolean pipeline = key.kind() == ActKind.PIPELINE;
        String what = (pipeline ? "started a pipeline" : "did something (" + key.kind() + ")")
                + (key.account() == null ? "" : " with " + key.account())
                + " at " + Instant.ofEpochMilli(at);
        if (!isAfterTheEnd(at)) {
            found.get(ActivityFinding.ACTIVITY_DURING_LEAVE)
                    .add(Sighting.day(at), first, at, count, 0, what + ", during a leave");
            return;
        }
        ActivityFinding kind =
                pipeline ? ActivityFinding.PIPELINE_BY_LEAVER : ActivityFinding.POST_TERMINATION_ACTIVITY;
        found.get(kind).add(Sighting.day(at), first, at, count, 0, what + after(at));
    }

    /** HR may tell of an end months later. */
    private void longAgo(Day day) {
        longAgo(ActivityFinding.POST_TERMINATION_ACTIVITY, day.use(), 0, "did something");
        longAgo(ActivityFinding.PIPELINE_BY_LEAVER, day.pipeline(), 0, "started a pipeline");
        longAgo(ActivityFinding.POST_TERMINATION_ACTIVITY, day.failure(), -1, "tried to log in");
    }

    private void longAgo(ActivityFinding kind, long at, int shift, String what) {
        if (at != Day.NEVER && isAfterTheEnd(at)) {
            String text = what + " at " + Instant.ofEpochMilli(at) + after(at);
            found.get(kind).add(Sighting.day(at), at, at, 1, shift, text);
        }
    }

    /** What an act is a sign of, or null if its owner was at work. */
    ActivityFinding kindOf(Act act) {
        if (!state.hr().known() || act.kind() == ActKind.DENIAL) {
            return null;
        }
        if (isAfterTheEnd(act.at())) {
            return act.kind() == ActKind.PIPELINE
                    ? ActivityFinding.PIPELINE_BY_LEAVER
                    : ActivityFinding.POST_TERMINATION_ACTIVITY;
        }
        return act.kind().isUse() && isOnLeave(act.at(), act.account()) ? ActivityFinding.ACTIVITY_DURING_LEAVE : null;
    }

    /** Whether what a finding is about was done by somebody who was away, as HR says it now. */
    boolean wasAway(ActivityFinding kind, long at) {
        return switch (kind) {
            case POST_TERMINATION_ACTIVITY, PIPELINE_BY_LEAVER -> isAfterTheEnd(at);
            case ACTIVITY_DURING_LEAVE -> state.hr().standing(at, rules).isOnLeave();
            default -> true;
        };
    }

    private boolean isAfterTheEnd(long at) {
        Standing standing = state.hr().standing(at, rules);
        return standing.isLeaver()
                && at >= standing.endedAt() + policies.settings().skew().toMillis();
    }

    private String after(long at) {
        long endedAt = state.hr().standing(at, rules).endedAt();
        return ", " + Duration.ofMillis(at - endedAt) + " after the employment had ended at "
                + Instant.ofEpochMilli(endedAt);
    }

    /** Where accounts are kept during a leave, people may use them. */
    private boolean isOnLeave(long at, AccountKey account) {
        if (!state.hr().standing(at, rules).isOnLeave()) {
            return false;
        }
        AttributeEntry leave = state.hr().leaveAt(at);
        Leave policy = account == null
                ? Leave.DEFAULTS
                : policies.system(account.system()).leave();
        return leave != null && policy.during(leave.value()) == OnLeave.DISABLE;
    }

    private void dormant(Span days, Activity activity) {
        AccountUses uses = new AccountUses(state);
        for (AccountKey account : uses.accounts()) {
            Duration dormantAfter = policies.system(account.system()).dormantAfter();
            // Of an account that was forgotten nobody knows how long it slept.
            boolean known = !activity.forgotAccounts() || uses.of(account).forgottenAt() != LastUse.NEVER;
            if (dormantAfter != null && known) {
                dormant(days, account, uses, dormantAfter);
            }
        }
    }

    private void dormant(Span days, AccountKey account, AccountUses uses, Duration dormantAfter) {
        Set<AccountKey> names = uses.names(account);
        long[] before = {Math.max(uses.of(account).forgottenAt(), firstSeen(account))};
        state.activity().hours().forward(0, days.until(), (start, minute) -> {
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (var done : minute.uses().entrySet()) {
                if (done.getKey().account() != null
                        && names.contains(done.getKey().account())) {
                    first = Math.min(first, start + done.getValue().first());
                    last = Math.max(last, start + done.getValue().last());
                }
            }
            if (last != Long.MIN_VALUE) {
                boolean slept = before[0] >= 0 && first - before[0] >= dormantAfter.toMillis();
                if (slept && first >= days.from()) {
                    woken(account, before[0], first);
                }
                before[0] = Math.max(before[0], last);
            }
            return true;
        });
    }

    private void woken(AccountKey account, long before, long at) {
        String text = "used " + account + " at " + Instant.ofEpochMilli(at) + ", for the first time since "
                + Instant.ofEpochMilli(before);
        found.get(ActivityFinding.REACTIVATED_DORMANT_ACCOUNT)
                .add(Sighting.day(at) + " " + account, account, at, at, 1, 0, text);
    }

    private long firstSeen(AccountKey key) {
        Account account = state.access().accounts().get(key);
        return account == null ? LastUse.NEVER : account.firstSeen();
    }
}
