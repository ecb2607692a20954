package dev.sluice.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in which {@code *} stands for any characters and {@code \*} for a literal one. To match takes at most as many steps as the
 * lengths of text and pattern multiplied: there is nothing in it that would be tried in two ways.
 */
public final class Glob {
    private final String text;
    private final List<String> pieces;

    private Glob(String text, List<String> pieces) {
        this.text = text;
        this.pieces = List.copyOf(pieces);
    }

    /**
     * A pattern as policies write it.
     *
     * @param text the pattern; a backslash takes the meaning from the character after it
     * @return the pattern
     */
    public static Glob parse(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                boolean escapes = c == '\\' && i + 1 < text.length();
                piece.append(escapes ? text.charAt(++i) : c);
            }
        }
        pieces.add(piece.toString());
        return new Glob(text, pieces);
    }

    /**
     * What stands before the first wildcard.
     *
     * @return the whole text if there is none
     */
    public String prefix() {
        return pieces.get(0);
    }

    /**
     * Whether there is no wildcard.
     *
     * @return true if only {@link #prefix} matches
     */
    public boolean isLiteral() {
        return pieces.size() == 1;
    }

    /**
     * Whether a text is meant.
     *
     * @param other the text
     * @return true if so
     */
    public boolean matches(String other) {
        String first = pieces.get(0);
        if (isLiteral()) {
            return other.equals(first);
        }
        String last = pieces.get(pieces.size() - 1);
        if (!other.startsWith(first) || other.length() < first.length() + last.length() || !other.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = other.length() - last.length();
        // Each piece at its first place: with nothing but "any characters" between them, no later place could do
        // better.
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = other.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && text.equals(glob.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
