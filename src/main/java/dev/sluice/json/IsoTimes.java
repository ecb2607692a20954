package dev.sluice.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * ISO-8601 instants (RFC 3339 with any offset). The usual form {@code 2026-03-01T08:00:00[.123]Z} is read by hand, because
 * files of millions of events hold little else and the general parser costs more than the rest of a record.
 */
final class IsoTimes {
    private static final long DAY_MS = 86_400_000L;

    private IsoTimes() {}

    /**
     * Reads an instant, cut to milliseconds.
     *
     * @throws DateTimeException if the text is not an ISO-8601 instant with an offset
     * @throws ArithmeticException if it is beyond the range of milliseconds
     */
    static Instant parse(String text) {
        Instant usual = parseUsual(text);
        if (usual != null) {
            return usual;
        }
        return Instant.ofEpochMilli(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    }

    private static Instant parseUsual(String text) {
        int length = text.length();
        boolean fraction = length == 24 && text.charAt(19) == '.';
        if ((length != 20 && !fraction)
                || text.charAt(length - 1) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        int day = digits(text, 8, 2);
        int hour = digits(text, 11, 2);
        int minute = digits(text, 14, 2);
        int second = digits(text, 17, 2);
        int milli = fraction ? digits(text, 20, 3) : 0;
        if ((year | month | day | hour | minute | second | milli) < 0 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        long epochDay = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochMilli(epochDay * DAY_MS + ((hour * 60L + minute) * 60 + second) * 1000 + milli);
    }

    /** The number in these digits, or a negative number where one of them is no digit. */
    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
