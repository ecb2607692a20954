package dev.sluice.domain.activity;

import dev.sluice.domain.Ids;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Settings;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.Severity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is wrong in what somebody did, by looping over all of it again and again: the definitions as they are documented, and
 * nothing of how they are found in a stream.
 */
final class BruteForceActivity {
    private static final long MINUTE = 60_000;
    private static final long SKEW = Settings.DEFAULTS.skew().toMillis();

    private record Stay(Place place, long first, long last) {}

    private final String identityId;
    private final List<Act> acts;
    private final HrTimeline hr;
    private final HrRules rules = Settings.DEFAULTS.hrRules();
    private final Map<String, Severity> found = new TreeMap<>();

    BruteForceActivity(String identityId, List<Act> acts, HrTimeline hr) {
        this.identityId = identityId;
        this.acts = acts;
        this.hr = hr;
    }

    /** The severity of each finding by id. */
    Map<String, Severity> found() {
        for (Act act : acts) {
            bruteForce(act);
            fatigue(act);
            away(act);
            if (act.kind().isUse() && act.breakGlass()) {
                add(ActivityFinding.BREAK_GLASS_USE, day(act.at()), Severity.HIGH);
            }
        }
        travel();
        countries();
        return found;
    }

    private void add(ActivityFinding kind, String scope, Severity severity) {
        found.merge(Ids.finding(kind.name(), identityId, scope), severity, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    private static String day(long at) {
        return LocalDate.ofEpochDay(Math.floorDiv(at, 86_400_000L)).toString();
    }

    private static long minute(long at) {
        return Math.floorDiv(at, MINUTE) * MINUTE;
    }

    private long count(ActKind kind, long from, long until) {
        return acts.stream()
                .filter(act -> act.kind() == kind && act.at() >= from && act.at() < until)
                .count();
    }

    private void bruteForce(Act login) {
        if (login.kind() == ActKind.LOGIN
                && count(ActKind.FAILURE, minute(login.at()) - 20 * MINUTE, login.at()) >= 10) {
            add(ActivityFinding.BRUTE_FORCE_SUCCESS, day(login.at()), Severity.HIGH);
        }
    }

    private void fatigue(Act denial) {
        long start = minute(denial.at());
        if (denial.kind() != ActKind.DENIAL || count(ActKind.DENIAL, start - 10 * MINUTE, start + MINUTE) < 5) {
            return;
        }
        long first = acts.stream()
                .filter(act -> act.kind() == ActKind.DENIAL && minute(act.at()) == start)
                .mapToLong(Act::at)
                .min()
                .orElseThrow();
        boolean confirmed = acts.stream()
                .filter(act -> act.kind() == ActKind.LOGIN || act.kind() == ActKind.FACTOR)
                .anyMatch(act -> act.at() > first && act.at() < start + 11 * MINUTE);
        add(ActivityFinding.MFA_FATIGUE, day(start), confirmed ? Severity.HIGH : Severity.MEDIUM);
    }

    private void away(Act act) {
        Standing standing = hr.standing(act.at(), rules);
        boolean left = standing.isLeaver() && act.at() >= standing.endedAt() + SKEW;
        if (left && act.kind() == ActKind.PIPELINE) {
            add(ActivityFinding.PIPELINE_BY_LEAVER, day(act.at()), Severity.HIGH);
        } else if (left && act.kind().isUse()) {
            add(ActivityFinding.POST_TERMINATION_ACTIVITY, day(act.at()), Severity.HIGH);
        } else if (left && act.kind() == ActKind.FAILURE) {
            add(ActivityFinding.POST_TERMINATION_ACTIVITY, day(act.at()), Severity.MEDIUM);
        } else if (standing.status() == IdentityStatus.ON_LEAVE && act.kind().isUse()) {
            add(ActivityFinding.ACTIVITY_DURING_LEAVE, day(act.at()), Severity.MEDIUM);
        }
    }

    private void travel() {
        Map<String, Stay> byMinute = new TreeMap<>();
        for (Act act : acts) {
            if (act.kind() == ActKind.LOGIN && act.place() != null) {
                byMinute.merge(
                        minute(act.at()) + " " + act.place() + " " + act.breakGlass(),
                        new Stay(act.place(), act.at(), act.at()),
                        (a, b) -> new Stay(a.place(), Math.min(a.first(), b.first()), Math.max(a.last(), b.last())));
            }
        }
        List<Stay> stays = new ArrayList<>(byMinute.values());
        stays.sort(Comparator.comparingLong(Stay::first)
                .thenComparingLong(Stay::last)
                .thenComparing(Stay::place));
        for (int i = 1; i < stays.size(); i++) {
            Stay from = stays.get(i - 1);
            Stay to = stays.get(i);
            double hours = Math.max(0, to.first() - from.last()) / 3_600_000.0;
            double kilometres = from.place().kilometresTo(to.place());
            if (hours <= 24 && kilometres >= 500 && kilometres > 900 * hours) {
                add(ActivityFinding.IMPOSSIBLE_TRAVEL, day(to.first()), Severity.MEDIUM);
            }
        }
    }

    private void countries() {
        Map<String, Long> first = new TreeMap<>();
        long since = Long.MAX_VALUE;
        for (Act act : acts) {
            if (act.kind() == ActKind.LOGIN && act.place() != null) {
                first.merge(act.place().country(), act.at(), Math::min);
                since = Math.min(since, act.at());
            }
        }
        long learnt = since + 14L * 86_400_000;
        first.forEach((country, at) -> {
            if (at >= learnt) {
                add(ActivityFinding.LOGIN_FROM_NEW_COUNTRY, day(at) + " " + country, Severity.LOW);
            }
        });
    }
}
