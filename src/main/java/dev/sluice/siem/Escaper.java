package dev.sluice.siem;

import java.util.Map;

/**
 * Writes values in one format: cuts, replaces what may not be in any log ({@link Characters}), and escapes last. Immutable.
 */
final class Escaper {
    private static final int ASCII = 128;

    private final String[] escapes = new String[ASCII];
    private final boolean[] plain = new boolean[ASCII];
    private final String lineBreak;

    /**
     * An escaper.
     *
     * @param escapes what to write instead of which US-ASCII character
     * @param lineBreak what to write for a line break; a carriage return and a line feed are one
     * @param tab what to write for a tabulator
     */
    Escaper(Map<Character, String> escapes, String lineBreak, String tab) {
        escapes.forEach((character, text) -> this.escapes[character] = text);
        this.escapes['\t'] = tab;
        this.lineBreak = lineBreak;
        for (char c = ' '; c < '\u007f'; c++) {
            plain[c] = this.escapes[c] == null;
        }
    }

    /**
     * What of a value there is to write: without white space at its ends, which several readers drop.
     *
     * @param value may be null
     * @return null if nothing is left
     */
    static String stripped(String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        boolean bare = value.charAt(0) > ' ' && value.charAt(value.length() - 1) > ' ' && value.charAt(0) < ASCII;
        String stripped = bare && value.charAt(value.length() - 1) < ASCII ? value : value.strip();
        return stripped.isEmpty() ? null : stripped;
    }

    /** Appends a value whole. */
    void append(StringBuilder out, String value) {
        append(out, value, Integer.MAX_VALUE);
    }

    /** Appends a value of at most so many UTF-16 units; what was longer ends with an ellipsis. */
    void append(StringBuilder out, String value, int max) {
        int end = Characters.end(value, max);
        int from = 0;
        for (int at = 0; at < end; at++) {
            char c = value.charAt(at);
            if (c < ASCII ? !plain[c] : !isUsual(value, at, c)) {
                out.append(value, from, at);
                at = special(out, value, at, end);
                from = at + 1;
            }
        }
        out.append(value, from, end);
        if (end < value.length()) {
            out.append(Characters.ELLIPSIS);
        }
    }

    private static boolean isUsual(String value, int at, char c) {
        return !Characters.isLineBreak(c)
                && !Characters.isForbidden(c)
                && !(Character.isSurrogate(c) && Characters.isLone(value, at));
    }

    /** Writes what stands for a character; tells where that, or the pair it begins, ends. */
    private int special(StringBuilder out, String value, int at, int end) {
        char c = value.charAt(at);
        if (Characters.isLineBreak(c)) {
            out.append(lineBreak);
            return c == '\r' && at + 1 < end && value.charAt(at + 1) == '\n' ? at + 1 : at;
        }
        String escape = c < ASCII ? escapes[c] : null;
        if (escape == null) {
            out.append(Characters.REPLACEMENT);
        } else {
            out.append(escape);
        }
        return at;
    }
}
