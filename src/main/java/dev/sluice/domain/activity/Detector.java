package dev.sluice.domain.activity;

import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import java.util.function.Consumer;

/** Finds one kind of what is wrong in what somebody did, whoever it was. Stateless. */
interface Detector {
    /** What it finds. */
    ActivityFinding kind();

    /**
     * Where it may find something else since an act was recorded. Asked for every act: to be answered by what is near it.
     *
     * @return the instants, or null if it finds what it found before
     */
    Span affected(Activity activity, Act act, Detection detection);

    /**
     * Looks for it.
     *
     * @param days whole days; each sighting of one of them is told
     */
    void look(Activity activity, Span days, Detection detection, Consumer<Sighting> out);
}
