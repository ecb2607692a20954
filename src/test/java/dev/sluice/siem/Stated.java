package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a value has to read as, after what each format is said to substitute: the one place that says what "the same value"
 * means. Written by code points, where the program goes by UTF-16 units, so that the two share no code.
 *
 * <ul>
 *   <li>White space at the ends is dropped, and a value that is nothing else is not there. JSON and OCSF keep it.
 *   <li>A value that is longer than it may be is cut to one unit less than that, not within a character, and ends with an
 *       ellipsis.
 *   <li>Line breaks (LF, CR, CR LF, VT, FF, NEL, LS, PS) are a line feed in CEF and Windows XML, a space in LEEF and syslog; a
 *       tabulator is a space but in Windows XML.
 *   <li>Other control characters, what turns the direction of text, U+FFFE, U+FFFF and halves of pairs are U+FFFD. JSON and
 *       OCSF replace halves of pairs only.
 *   <li>LEEF has no circumflex but U+02C6 instead. In CEF the colon of {@code CEF:} before a digit is U+A789.
 * </ul>
 */
final class Stated {
    private static final int[] MARKS = {0x061c, 0x200e, 0x200f};

    private Stated() {}

    /** What a value of a format has to read as; null where it is not to be there. */
    static String value(Format format, String value, int max) {
        String stripped = value == null ? "" : value.strip();
        if (stripped.isEmpty()) {
            return null;
        }
        return format == Format.CEF
                ? cut(format, stripped, max).replaceAll("CEF:(?=[0-9])", "CEF\ua789")
                : cut(format, stripped, max);
    }

    private static String cut(Format format, String stripped, int max) {
        if (stripped.length() <= max) {
            return cleaned(format, stripped);
        }
        String cut = stripped.substring(0, max - 1);
        boolean halved =
                Character.isHighSurrogate(cut.charAt(max - 2)) && Character.isLowSurrogate(stripped.charAt(max - 1));
        return cleaned(format, halved ? cut.substring(0, max - 2) : cut) + "…";
    }

    private static String cleaned(Format format, String value) {
        boolean keepsLines = format == Format.CEF || format == Format.WINEVENT;
        StringBuilder clean = new StringBuilder();
        String lines = value.replace("\r\n", "\n");
        lines.codePoints().forEach(point -> {
            if (point >= 0x0a && point <= 0x0d || point == 0x85 || point == 0x2028 || point == 0x2029) {
                clean.append(keepsLines ? '\n' : ' ');
            } else if (point == '\t') {
                clean.append(format == Format.WINEVENT ? '\t' : ' ');
            } else if (isForbidden(point)) {
                clean.append('\ufffd');
            } else if (point == '^' && format == Format.LEEF) {
                clean.append('\u02c6');
            } else {
                clean.appendCodePoint(point);
            }
        });
        return clean.toString();
    }

    private static boolean isForbidden(int point) {
        for (int mark : MARKS) {
            if (point == mark) {
                return true;
            }
        }
        return switch (Character.getDirectionality(point)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default ->
                switch (Character.getType(point)) {
                    case Character.CONTROL, Character.SURROGATE -> true;
                    default -> point == 0xfffe || point == 0xffff;
                };
        };
    }

    /** A text whose halves of pairs are replaced, as JSON keeps all else. */
    static String paired(String value) {
        StringBuilder paired = new StringBuilder();
        value.codePoints()
                .forEach(point ->
                        paired.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 0xfffd : point));
        return paired.toString();
    }

    /** The values that a format with keys has to have, by its keys. */
    static Map<String, String> values(Format format, Facts facts) {
        Map<String, String> expected = new LinkedHashMap<>();
        for (Field field : Field.all()) {
            Field.Key key =
                    switch (format) {
                        case CEF -> field.cef();
                        case LEEF -> field.leef();
                        default -> new Field.Key(field.word(), Field.MAX, null);
                    };
            String text = text(format, field.of(facts), key.max());
            if (text != null && !(format == Format.SYSLOG && field == Field.TEXT)) {
                assertThat(expected.put(key.name(), text))
                        .as("two values of " + key.name())
                        .isNull();
                if (key.label() != null && format == Format.CEF) {
                    expected.put(key.name() + "Label", key.label());
                }
            }
        }
        return expected;
    }

    private static String text(Format format, Object value, int max) {
        if (value instanceof Instant instant) {
            boolean digits = format == Format.CEF || format == Format.LEEF;
            return digits ? Long.toString(instant.toEpochMilli()) : iso(instant);
        }
        if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            return null;
        }
        return value(format, value == null ? null : value.toString(), max);
    }

    /** Always with three digits of a second. */
    private static String iso(Instant instant) {
        String iso = instant.toString();
        boolean usual = instant.toEpochMilli() >= 1_000_000_000_000L && instant.toEpochMilli() < 10_000_000_000_000L;
        return usual && iso.length() == 20 ? iso.replace("Z", ".000Z") : iso;
    }

    /** No value may have made another line. */
    static void isOneLine(String text) {
        for (char mark : new char[] {'\n', '\r', '\u0085', '\u2028', '\u2029'}) {
            assertThat(text.indexOf(mark)).isEqualTo(-1);
        }
    }
}
