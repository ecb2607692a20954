package dev.sluice.siem;

/**
 * Writes JSON (RFC 8259) to a buffer. What a terminal or a reader of lines could take for something else, control
 * characters beyond US-ASCII and what turns the direction of text, is escaped, which changes no value; half of a pair of surrogates,
 * which has no UTF-8, is replaced.
 */
final class Json {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private final StringBuilder out;

    Json(StringBuilder out) {
        this.out = out;
    }

    Json begin() {
        separate();
        out.append('{');
        return this;
    }

    Json end() {
        out.append('}');
        return this;
    }

    /** Begins an object as a member. */
    Json begin(String name) {
        name(name);
        out.append('{');
        return this;
    }

    Json beginArray(String name) {
        name(name);
        out.append('[');
        return this;
    }

    Json endArray() {
        out.append(']');
        return this;
    }

    Json put(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    Json put(String name, double value) {
        name(name);
        out.append(value);
        return this;
    }

    Json put(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    /** Whether a text is one that is written. */
    static boolean isThere(String text) {
        return text != null && !text.isEmpty();
    }

    /** Nothing for null and for an empty text. */
    Json put(String name, String value) {
        if (isThere(value)) {
            name(name);
            text(out, value);
        }
        return this;
    }

    /** An instant in ISO-8601. */
    Json putInstant(String name, long epochMs) {
        name(name);
        out.append('"');
        Times.iso(out, epochMs);
        out.append('"');
        return this;
    }

    /** An element of an array. */
    Json add(String value) {
        separate();
        text(out, value);
        return this;
    }

    private void name(String name) {
        separate();
        out.append('"').append(name).append("\":");
    }

    private void separate() {
        int length = out.length();
        if (length > 0) {
            char last = out.charAt(length - 1);
            if (last != '{' && last != '[' && last != ':') {
                out.append(',');
            }
        }
    }

    private static void text(StringBuilder out, String value) {
        out.append('"');
        int from = 0;
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '"' || c == '\\') {
                out.append(value, from, at).append('\\').append(c);
                from = at + 1;
            } else if (c < ' ' || c >= '\u007f' && isSpecial(value, at, c)) {
                out.append(value, from, at);
                escape(out, value, at, c);
                from = at + 1;
            }
        }
        out.append(value, from, value.length()).append('"');
    }

    /**
     * The same JSON without what has no UTF-8 or may show a reader something else. Outside of texts JSON has neither, so
     * what is found is in one.
     *
     * @param json well-formed JSON
     * @return the same text where there is nothing of it
     */
    static String made(StringBuilder buffer, String json) {
        int from = 0;
        for (int at = 0; at < json.length(); at++) {
            char c = json.charAt(at);
            if (c >= '\u007f' && isSpecial(json, at, c)) {
                buffer.append(json, from, at);
                escape(buffer, json, at, c);
                from = at + 1;
            }
        }
        return from == 0 ? json : buffer.append(json, from, json.length()).toString();
    }

    private static boolean isSpecial(String text, int at, char c) {
        return Characters.isForbidden(c)
                || Characters.isLineBreak(c)
                || Character.isSurrogate(c) && Characters.isLone(text, at);
    }

    private static void escape(StringBuilder out, String text, int at, char c) {
        boolean lone = Character.isSurrogate(c) && Characters.isLone(text, at);
        char written = lone ? Characters.REPLACEMENT : c;
        switch (written) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u")
                        .append(DIGITS[written >> 12])
                        .append(DIGITS[written >> 8 & 0xf])
                        .append(DIGITS[written >> 4 & 0xf])
                        .append(DIGITS[written & 0xf]);
        }
    }
}
