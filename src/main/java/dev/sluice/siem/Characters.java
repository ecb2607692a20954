package dev.sluice.siem;

/**
 * What single characters may do to whoever reads a log. What can't be told apart from the log's own form, or shows a reader
 * something else than is there, is replaced; nothing is left out without a trace.
 */
final class Characters {
    /** Stands for what was replaced (U+FFFD REPLACEMENT CHARACTER). */
    static final char REPLACEMENT = '\ufffd';

    /** Ends what was cut. */
    static final char ELLIPSIS = '…';

    private Characters() {}

    /** Carriage return, line feed, and what other readers take for one (Unicode, section 5.8). */
    static boolean isLineBreak(char c) {
        return c >= '\n' && c <= '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }

    /**
     * Control characters but line breaks and the tabulator; what turns the direction of text, so that it reads as something else (Unicode,
     * UAX #9, 2); what is no character.
     */
    static boolean isForbidden(char c) {
        if (c < '\u2000') {
            return c < ' ' && c != '\t' && !isLineBreak(c)
                    || c >= '\u007f' && c <= '\u009f' && c != '\u0085'
                    || c == '\u061c';
        }
        return c == '\u200e'
                || c == '\u200f'
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069'
                || c >= '\ufffe';
    }

    /** Whether the character at a place is half of a pair whose other half is not there. */
    static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /**
     * Where a text of at most so many UTF-16 units ends, room for the ellipsis left; between characters, not within one.
     *
     * @return the length of the text if it is no longer
     */
    static int end(String text, int max) {
        if (text.length() <= max) {
            return text.length();
        }
        int end = max - 1;
        return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) && !isLone(text, end - 1) ? end - 1 : end;
    }
}
