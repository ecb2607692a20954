package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Detection.Threshold;
import java.time.Instant;
import java.util.function.Consumer;

/** Many challenges are denied within a time that begins with a full minute. It matters more if one is confirmed after them. */
final class MfaFatigue implements Detector {
    @Override
    public ActivityFinding kind() {
        return ActivityFinding.MFA_FATIGUE;
    }

    @Override
    public Span affected(Activity activity, Act act, Detection detection) {
        Threshold threshold = detection.mfaFatigue();
        long within = threshold.within().toMillis();
        long from = act.at() - within - Hours.MINUTE_MS;
        if (act.kind() == ActKind.DENIAL) {
            long until = act.at() + within + Hours.MINUTE_MS;
            return denials(activity, from, until) >= threshold.count() ? new Span(act.at(), until) : null;
        }
        if (!isConfirmation(act.kind())) {
            return null;
        }
        // The denials that lead to the finding may have begun within a time before those that this follows on.
        boolean many = denials(activity, from - within, act.at() + 1) >= threshold.count();
        return many ? new Span(from, act.at() + 1) : null;
    }

    @Override
    public void look(Activity activity, Span days, Detection detection, Consumer<Sighting> out) {
        Threshold threshold = detection.mfaFatigue();
        long within = threshold.within().toMillis();
        Sightings daily = new Sightings();
        activity.hours().forward(days.from(), days.until(), (start, minute) -> {
            long count = minute.denials().count() == 0 ? 0 : denials(activity, start - within, start + Hours.MINUTE_MS);
            if (count >= threshold.count()) {
                long first = start + minute.denials().first();
                boolean confirmed = isConfirmed(activity, first, start + within + Hours.MINUTE_MS);
                daily.most(
                        Sighting.day(start),
                        first,
                        start + minute.denials().last(),
                        count,
                        confirmed ? 1 : 0,
                        "denied " + count + " challenges within " + threshold.within() + ", until "
                                + Instant.ofEpochMilli(start + minute.denials().last())
                                + (confirmed ? ", and confirmed one after them" : ""));
            }
            return true;
        });
        daily.tell(out);
    }

    private static boolean isConfirmation(ActKind kind) {
        return kind == ActKind.LOGIN || kind == ActKind.FACTOR;
    }

    private static long denials(Activity activity, long from, long until) {
        long[] count = new long[1];
        activity.hours().forward(from, until, (start, minute) -> {
            count[0] += minute.denials().count();
            return true;
        });
        return count[0];
    }

    private static boolean isConfirmed(Activity activity, long after, long until) {
        boolean[] confirmed = new boolean[1];
        long minute = Hours.minuteOf(after);
        activity.hours().forward(minute, until, (start, found) -> {
            confirmed[0] = found.uses().entrySet().stream()
                    .anyMatch(use -> isConfirmation(use.getKey().kind())
                            && start + use.getValue().last() > after);
            return !confirmed[0];
        });
        return confirmed[0];
    }
}
