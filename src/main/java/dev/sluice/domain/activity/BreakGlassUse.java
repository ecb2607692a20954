package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import java.time.Instant;
import java.util.function.Consumer;

/** Emergency access was used: by an account that is kept for that, or in a session that says so. */
final class BreakGlassUse implements Detector {
    @Override
    public ActivityFinding kind() {
        return ActivityFinding.BREAK_GLASS_USE;
    }

    @Override
    public Span affected(Activity activity, Act act, Detection detection) {
        return act.kind().isUse() && isEmergency(act.key(), detection) ? new Span(act.at(), act.at() + 1) : null;
    }

    private static boolean isEmergency(UseKey key, Detection detection) {
        return key.breakGlass()
                || key.account() != null && detection.breakGlass().contains(key.account());
    }

    @Override
    public void look(Activity activity, Span days, Detection detection, Consumer<Sighting> out) {
        Sightings daily = new Sightings();
        activity.hours().forward(days.from(), days.until(), (start, minute) -> {
            minute.uses().forEach((key, span) -> {
                if (isEmergency(key, detection)) {
                    String by = key.account() == null ? "emergency access" : "the emergency account " + key.account();
                    daily.add(
                            Sighting.day(start) + (key.account() == null ? "" : " " + key.account()),
                            key.account(),
                            start + span.first(),
                            start + span.last(),
                            span.count(),
                            0,
                            "used " + by + " at " + Instant.ofEpochMilli(start + span.last()));
                }
            });
            return true;
        });
        daily.tell(out);
    }
}
