package dev.sluice.domain.identity;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * An instant as HR states it: exact, or as the start of a day whose zone may only become known later. Days are kept as
 * days so that the answer does not depend on whether the zone or the day arrived first.
 *
 * @param exactMs the instant (ms since the epoch); meaningless when date is present
 * @param date the day at whose start it is, or null when the instant is exact
 * @param zone the IANA zone stated with the day, or null when the record had none
 */
public record Moment(long exactMs, LocalDate date, String zone) {
    /**
     * An exact instant.
     *
     * @param ms milliseconds since the epoch
     * @return the moment
     */
    public static Moment at(long ms) {
        return new Moment(ms, null, null);
    }

    /**
     * The start of a day.
     *
     * @param date the day
     * @param zone the IANA zone stated with it, or null
     * @return the moment
     */
    public static Moment startOf(LocalDate date, String zone) {
        return new Moment(0, date, zone);
    }

    /**
     * The instant, once the zone is decided.
     *
     * @param fallback the zone where the record had none
     * @return milliseconds since the epoch
     */
    public long resolve(ZoneId fallback) {
        if (date == null) {
            return exactMs;
        }
        ZoneId used = zone == null ? fallback : ZoneId.of(zone);
        return date.atStartOfDay(used).toInstant().toEpochMilli();
    }
}
