package dev.sluice.domain.identity;

import java.time.ZoneId;
import java.util.Objects;

/**
 * How what HR has said is read.
 *
 * @param timeZone the zone for days when the worker's own is unknown
 * @param absenceEndsAfter after how long an absence is an end of the employment (ms); {@link Long#MAX_VALUE} for never
 * @param precedence whose word on an attribute counts
 */
public record HrRules(ZoneId timeZone, long absenceEndsAfter, Precedence precedence) {
    /** Refuses null and negative durations. */
    public HrRules {
        Objects.requireNonNull(timeZone, "timeZone");
        Objects.requireNonNull(precedence, "precedence");
        if (absenceEndsAfter < 0) {
            throw new IllegalArgumentException("absenceEndsAfter is negative: " + absenceEndsAfter);
        }
    }

    /**
     * The same where an absence is no end.
     *
     * @return a copy
     */
    public HrRules withoutAbsence() {
        return absenceEndsAfter == Long.MAX_VALUE ? this : new HrRules(timeZone, Long.MAX_VALUE, precedence);
    }

    /**
     * When an absence is an end.
     *
     * @param absentSince since when somebody is absent (ms since the epoch); {@link Long#MAX_VALUE} for not
     * @return ms since the epoch; {@link Long#MAX_VALUE} for never
     */
    public long endsAfter(long absentSince) {
        return absentSince == Long.MAX_VALUE || absenceEndsAfter == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : absentSince + absenceEndsAfter;
    }
}
