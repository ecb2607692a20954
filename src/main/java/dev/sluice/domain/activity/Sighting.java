package dev.sluice.domain.activity;

import dev.sluice.domain.access.AccountKey;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Something wrong that was done on one day.
 *
 * @param scope what it is told apart by, beside its kind and who did it: the day in UTC first
 * @param account the account that it is about, or null
 * @param firstAt when it began (ms since the epoch)
 * @param lastAt when it was seen last (ms since the epoch)
 * @param count how often
 * @param shift how much more (1) or less (-1) it matters than usual
 * @param text a sentence about it without subject and full stop
 */
public record Sighting(
        String scope, AccountKey account, long firstAt, long lastAt, long count, int shift, String text) {
    /** Characters of a day as it stands at the beginning of a scope. */
    private static final int DAY_CHARS = 10;

    /**
     * The day with which a scope begins.
     *
     * @param scope what {@link #scope} gave
     * @return the day in UTC
     */
    public static String dayIn(String scope) {
        return scope.substring(0, DAY_CHARS);
    }

    /**
     * The day of an instant.
     *
     * @param at ms since the epoch
     * @return the day in UTC
     */
    public static String day(long at) {
        return LocalDate.ofEpochDay(Math.floorDiv(at, Span.DAY_MS)).toString();
    }

    /**
     * When the day of a scope began.
     *
     * @param scope what {@link #scope} gave
     * @return ms since the epoch
     */
    public static long dayOf(String scope) {
        return LocalDate.parse(dayIn(scope))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
    }
}
