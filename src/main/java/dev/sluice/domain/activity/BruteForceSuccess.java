package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Detection.Threshold;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Many log-ins fail, then one succeeds. The order counts, and the time before the success, which begins with a full minute.
 */
final class BruteForceSuccess implements Detector {
    @Override
    public ActivityFinding kind() {
        return ActivityFinding.BRUTE_FORCE_SUCCESS;
    }

    @Override
    public Span affected(Activity activity, Act act, Detection detection) {
        long within = detection.bruteForce().within().toMillis();
        long minute = Hours.minuteOf(act.at());
        if (act.kind() == ActKind.LOGIN) {
            boolean many = failures(activity, minute, within).count
                    >= detection.bruteForce().count();
            return many ? new Span(act.at(), act.at() + 1) : null;
        }
        if (act.kind() != ActKind.FAILURE) {
            return null;
        }
        boolean[] followed = new boolean[1];
        long until = act.at() + within + Hours.MINUTE_MS;
        activity.hours().forward(minute, until, (start, found) -> {
            followed[0] = lastLogin(found) >= 0;
            return !followed[0];
        });
        return followed[0] ? new Span(act.at(), until) : null;
    }

    @Override
    public void look(Activity activity, Span days, Detection detection, Consumer<Sighting> out) {
        Threshold threshold = detection.bruteForce();
        Sightings daily = new Sightings();
        activity.hours().forward(days.from(), days.until(), (start, minute) -> {
            int login = lastLogin(minute);
            if (login >= 0) {
                Failures failures = failures(activity, start, threshold.within().toMillis());
                long inItsMinute = minute.failures().count();
                long before = failures.count - inItsMinute + minute.failures().before(login);
                if (before >= threshold.count()) {
                    long at = start + login;
                    daily.most(
                            Sighting.day(at),
                            failures.first,
                            at,
                            before,
                            0,
                            "logged in at " + Instant.ofEpochMilli(at) + ", after " + before
                                    + " log-ins had failed within " + threshold.within());
                }
            }
            return true;
        });
        daily.tell(out);
    }

    private static int lastLogin(Minute minute) {
        int last = -1;
        for (var use : minute.uses().entrySet()) {
            last = use.getKey().kind() == ActKind.LOGIN
                    ? Math.max(last, use.getValue().last())
                    : last;
        }
        return last;
    }

    /** The log-ins that failed in a minute and within a time before it, and the first of them. */
    private static final class Failures {
        private long count;
        private long first = Long.MAX_VALUE;
    }

    private static Failures failures(Activity activity, long minute, long within) {
        Failures failures = new Failures();
        activity.hours().backward(minute, minute - within, (start, found) -> {
            if (found.failures().count() > 0) {
                failures.count += found.failures().count();
                failures.first = start + found.failures().first();
            }
            return true;
        });
        return failures;
    }
}
