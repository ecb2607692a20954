package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Entitlements as a rule names them: {@code system:name}, split at the first colon, where {@code *} stands for any characters and
 * {@code \*} for a literal one. The system is named or {@code *}.
 */
public final class Selector {
    /** The system that stands for every system. */
    static final String EVERY_SYSTEM = "*";

    private final String text;
    private final String system;
    private final List<String> pieces;

    private Selector(String text, String system, List<String> pieces) {
        this.text = text;
        this.system = system;
        this.pieces = List.copyOf(pieces);
    }

    /**
     * A selector as policies write it.
     *
     * @param text {@code system:name}
     * @return the selector
     * @throws IllegalArgumentException if there is no colon, or nothing before or after it
     */
    public static Selector parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("The selector " + text + " is not of the form system:name.");
        }
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = colon + 1; i < text.length(); i++) {
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
        return new Selector(text, text.substring(0, colon), pieces);
    }

    String system() {
        return system;
    }

    /** The name up to the first wildcard. */
    String prefix() {
        return pieces.get(0);
    }

    /**
     * The one entitlement that is meant.
     *
     * @return its key, or null if there is a wildcard
     */
    public EntitlementKey literal() {
        return pieces.size() == 1 && !system.equals(EVERY_SYSTEM) ? new EntitlementKey(system, pieces.get(0)) : null;
    }

    /**
     * Whether an entitlement is meant.
     *
     * @param entitlement the entitlement
     * @return true if so
     */
    public boolean matches(EntitlementKey entitlement) {
        return (system.equals(EVERY_SYSTEM) || system.equals(entitlement.system())) && matchesName(entitlement.name());
    }

    /** Each piece in turn at its first place: with nothing but "any characters" between them, no later place could do better. */
    boolean matchesName(String name) {
        String first = pieces.get(0);
        if (pieces.size() == 1) {
            return name.equals(first);
        }
        String last = pieces.get(pieces.size() - 1);
        if (!name.startsWith(first) || name.length() < first.length() + last.length() || !name.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = name.length() - last.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = name.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selector selector && text.equals(selector.text);
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
