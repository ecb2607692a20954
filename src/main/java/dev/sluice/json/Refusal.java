package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Builds the errors: where the parser stands, and what was found there. */
final class Refusal {
    private static final int SHOWN = 60;

    private Refusal() {}

    static PlainJsonException at(JsonParser parser, String reason) {
        return new PlainJsonException(path(parser.getParsingContext()), reason);
    }

    static PlainJsonException unexpected(JsonParser parser, String expected) {
        return at(parser, "expected " + expected + " but found " + found(parser));
    }

    static PlainJsonException below(JsonParser parser, String field, String reason) {
        return new PlainJsonException(path(parser.getParsingContext()) + "." + shorten(field), reason);
    }

    /** Quotes hostile text safely: bounded and without control characters. */
    static String shorten(String text) {
        String head = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        StringBuilder safe = new StringBuilder(head.length());
        head.chars().forEach(c -> safe.append(Character.isISOControl(c) ? '\ufffd' : (char) c));
        return safe.toString();
    }

    /** The sentence of a library's message, without the rest of it. */
    static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end).strip();
    }

    static String nearest(String name, List<String> known) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        String wanted = shorten(name).toLowerCase(Locale.ROOT);
        for (String candidate : known) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static String found(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> "the text \"" + shorten(text(parser)) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shorten(text(parser));
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            default -> "something else";
        };
    }

    private static String text(JsonParser parser) {
        try {
            return parser.getText();
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    static String path(JsonStreamContext context) {
        if (context == null || context.inRoot()) {
            return "$";
        }
        String parent = path(context.getParent());
        if (context.inArray()) {
            return context.hasCurrentIndex() ? parent + "[" + context.getCurrentIndex() + "]" : parent;
        }
        return context.getCurrentName() == null ? parent : parent + "." + shorten(context.getCurrentName());
    }

    /** Levenshtein distance; both texts are short by construction. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
