package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import java.time.Instant;
import java.util.function.Consumer;

/** A log-in from a country from which there was none before, by somebody whose countries have been learnt for a while. */
final class NewCountry implements Detector {
    @Override
    public ActivityFinding kind() {
        return ActivityFinding.LOGIN_FROM_NEW_COUNTRY;
    }

    @Override
    public Span affected(Activity activity, Act act, Detection detection) {
        if (act.kind() != ActKind.LOGIN || act.place() == null) {
            return null;
        }
        if (act.at() == activity.placedSince()) {
            // What was learnt from then on was learnt earlier.
            return new Span(Math.max(activity.knownFrom(), activity.hours().start()), activity.clock() + 1);
        }
        Seen seen = activity.countries().get(act.place().country());
        return seen != null && seen.first() == act.at() ? new Span(act.at(), activity.clock() + 1) : null;
    }

    @Override
    public void look(Activity activity, Span days, Detection detection, Consumer<Sighting> out) {
        long learn = detection.learn().toMillis();
        activity.countries().forEach((country, seen) -> {
            long first = seen.first();
            // Zero means that each is new but the first one.
            if (days.holds(first) && first != activity.placedSince() && first - activity.placedSince() >= learn) {
                out.accept(new Sighting(
                        Sighting.day(first) + " " + country,
                        null,
                        first,
                        first,
                        1,
                        0,
                        "logged in from " + country + " at " + Instant.ofEpochMilli(first)
                                + ", for the first time since " + Instant.ofEpochMilli(activity.placedSince())));
            }
        });
    }
}
