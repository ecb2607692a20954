package dev.sluice.siem;

import java.time.Instant;

/** Instants as the formats want them. */
final class Times {
    /** 2001-09-09: from here on milliseconds since the epoch have 13 digits, which LEEF needs. */
    static final long FIRST = 1_000_000_000_000L;

    /** 2286-11-20: to here. */
    static final long LAST = 9_999_999_999_999L;

    private static final long DAY_MS = 86_400_000L;
    private static final int ERA_DAYS = 146_097;
    private static final int TO_MARCH_0000 = 719_468;

    private Times() {}

    /** Whether a SIEM can take it for the time of an event. */
    static boolean isUsual(Instant instant) {
        if (instant == null) {
            return false;
        }
        long second = instant.getEpochSecond();
        return second >= FIRST / 1_000 && second <= LAST / 1_000;
    }

    /** Appends an instant in UTC with milliseconds, as {@code 2026-03-01T08:00:00.000Z} (RFC 3339). */
    static void iso(StringBuilder out, long epochMs) {
        if (epochMs < FIRST || epochMs > LAST) {
            out.append(Instant.ofEpochMilli(epochMs));
            return;
        }
        long day = epochMs / DAY_MS;
        int ms = (int) (epochMs % DAY_MS);
        date(out, day);
        out.append('T');
        two(out, ms / 3_600_000);
        out.append(':');
        two(out, ms / 60_000 % 60);
        out.append(':');
        two(out, ms / 1_000 % 60);
        out.append('.');
        three(out, ms % 1_000);
        out.append('Z');
    }

    /** The proleptic Gregorian calendar with years that begin in March, so that a leap day is a year's last. */
    private static void date(StringBuilder out, long epochDay) {
        int days = (int) (epochDay + TO_MARCH_0000);
        int era = days / ERA_DAYS;
        int dayOfEra = days % ERA_DAYS;
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * month + 2) / 5 + 1;
        out.append(era * 400 + yearOfEra + (month >= 10 ? 1 : 0)).append('-');
        two(out, month < 10 ? month + 3 : month - 9);
        out.append('-');
        two(out, day);
    }

    private static void two(StringBuilder out, int number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static void three(StringBuilder out, int number) {
        out.append((char) ('0' + number / 100));
        two(out, number % 100);
    }
}
