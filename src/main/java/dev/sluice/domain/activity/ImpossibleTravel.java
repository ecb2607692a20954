package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Detection.Travel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Two log-ins one after the other, so far apart and so soon that nobody travels from one to the other. */
final class ImpossibleTravel implements Detector {
    private static final double HOUR_MS = Hours.HOUR_MS;

    /** A stay at a place within one minute. */
    private record Stay(Place place, long first, long last) {}

    private static final Comparator<Stay> ORDER =
            Comparator.comparingLong(Stay::first).thenComparingLong(Stay::last).thenComparing(Stay::place);

    @Override
    public ActivityFinding kind() {
        return ActivityFinding.IMPOSSIBLE_TRAVEL;
    }

    @Override
    public Span affected(Activity activity, Act act, Detection detection) {
        if (act.kind() != ActKind.LOGIN || act.place() == null || !act.place().isLocated()) {
            return null;
        }
        long within = detection.travel().within().toMillis();
        long minute = Hours.minuteOf(act.at());
        Nearest before = new Nearest(act, detection.travel().kilometres());
        activity.hours().backward(minute, minute - within - Hours.MINUTE_MS, before);
        // What lies between two others may also be why what was found is not.
        Nearest after = new Nearest(act, 0);
        activity.hours().forward(minute, minute + within + 2 * Hours.MINUTE_MS, after);
        return before.isAway || after.isAway ? new Span(act.at(), act.at() + within + 2 * Hours.MINUTE_MS) : null;
    }

    /** Looks whether the next minute with a place, or the act's own, has one that is away from the act's. */
    private static final class Nearest implements Hours.Visitor {
        private final Act act;
        private final int kilometres;
        private boolean isAway;

        Nearest(Act act, int kilometres) {
            this.act = act;
            this.kilometres = kilometres;
        }

        @Override
        public boolean visit(long start, Minute minute) {
            boolean placed = false;
            for (UseKey key : minute.uses().keySet()) {
                if (isPlaced(key)) {
                    placed = true;
                    isAway |= !key.place().equals(act.place()) && key.place().kilometresTo(act.place()) >= kilometres;
                }
            }
            boolean own = act.at() >= start && act.at() < start + Hours.MINUTE_MS;
            return !isAway && (own || !placed);
        }
    }

    private static boolean isPlaced(UseKey key) {
        return key.kind() == ActKind.LOGIN && key.place() != null && key.place().isLocated();
    }

    @Override
    public void look(Activity activity, Span days, Detection detection, Consumer<Sighting> out) {
        Travel travel = detection.travel();
        List<Stay> stays = new ArrayList<>();
        activity.hours()
                .forward(days.from() - travel.within().toMillis() - Hours.MINUTE_MS, days.until(), (start, minute) -> {
                    minute.uses().forEach((key, span) -> {
                        if (isPlaced(key)) {
                            stays.add(new Stay(key.place(), start + span.first(), start + span.last()));
                        }
                    });
                    return true;
                });
        stays.sort(ORDER);
        Sightings daily = new Sightings();
        for (int i = 1; i < stays.size(); i++) {
            if (days.holds(stays.get(i).first())) {
                compare(stays.get(i - 1), stays.get(i), travel, daily);
            }
        }
        daily.tell(out);
    }

    private static void compare(Stay from, Stay to, Travel travel, Sightings daily) {
        long between = Math.max(0, to.first() - from.last());
        if (between > travel.within().toMillis()) {
            return;
        }
        double kilometres = from.place().kilometresTo(to.place());
        // Multiplied, so that no time at all needs no special case.
        boolean tooFast = kilometres > travel.kilometresPerHour() * (between / HOUR_MS);
        if (kilometres >= travel.kilometres() && tooFast) {
            daily.add(
                    Sighting.day(to.first()),
                    null,
                    from.last(),
                    to.first(),
                    1,
                    0,
                    "logged in from " + from.place() + " at " + Instant.ofEpochMilli(from.last()) + " and from "
                            + to.place() + ", " + Math.round(kilometres) + " km away, at "
                            + Instant.ofEpochMilli(to.first()));
        }
    }
}
