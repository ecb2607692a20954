package dev.sluice.domain.policy;

import java.time.Duration;
import java.util.Objects;

/**
 * What it means that a source's feed, which lists everybody, no longer lists somebody.
 *
 * @param settle how long after a feed run was completed it is looked who is absent, so that what the run lists is read by
 *     then; zero or more
 * @param terminate whether it is an end of the employment; otherwise it is only told, as the status ABSENT
 * @param after how long somebody must be absent for that; zero or more
 */
public record Absence(Duration settle, boolean terminate, Duration after) {
    /** A quarter of an hour, only told; three days if it were more. */
    public static final Absence DEFAULTS = new Absence(Duration.ofMinutes(15), false, Duration.ofDays(3));

    /** Refuses negative durations. */
    public Absence {
        Checks.notNegative("absence.settle", settle);
        Checks.notNegative("absence.after", Objects.requireNonNull(after, "absence.after"));
    }
}
