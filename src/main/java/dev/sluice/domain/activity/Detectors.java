package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All that is found in what somebody did, whoever it was. */
public final class Detectors {
    private static final List<Detector> ALL = List.of(
            new BruteForceSuccess(), new MfaFatigue(), new ImpossibleTravel(), new NewCountry(), new BreakGlassUse());

    private Detectors() {}

    /**
     * Where something else may be found since an act was recorded.
     *
     * @param activity what was done, with the act
     * @param act the act
     * @param detection the thresholds
     * @return the instants by kind; mostly none
     */
    public static Map<ActivityFinding, Span> affected(Activity activity, Act act, Detection detection) {
        Map<ActivityFinding, Span> affected = Map.of();
        for (Detector detector : ALL) {
            Span span = detector.affected(activity, act, detection);
            if (span != null) {
                affected = affected.isEmpty() ? new EnumMap<>(ActivityFinding.class) : affected;
                affected.put(detector.kind(), span);
            }
        }
        return affected;
    }

    /**
     * The kinds that are found so.
     *
     * @return in the order in which they are looked for
     */
    public static List<ActivityFinding> kinds() {
        return ALL.stream().map(Detector::kind).toList();
    }

    /**
     * Looks for one kind.
     *
     * @param kind one of {@link #kinds}
     * @param activity what was done
     * @param days whole days
     * @param detection the thresholds
     * @return what is found on these days
     */
    public static List<Sighting> look(ActivityFinding kind, Activity activity, Span days, Detection detection) {
        List<Sighting> found = new ArrayList<>();
        for (Detector detector : ALL) {
            if (detector.kind() == kind) {
                detector.look(activity, days, detection, found::add);
            }
        }
        return found;
    }
}
