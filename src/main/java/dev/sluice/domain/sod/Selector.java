package dev.sluice.domain.sod;

import dev.sluice.domain.Glob;
import dev.sluice.domain.access.EntitlementKey;

/**
 * Entitlements as a rule names them: {@code system:name}, split at the first colon, where {@code *} stands for any characters and
 * {@code \*} for a literal one. The system is named or {@code *}.
 */
public final class Selector {
    /** The system that stands for every system. */
    static final String EVERY_SYSTEM = "*";

    private final String text;
    private final String system;
    private final Glob name;

    private Selector(String text, String system, Glob name) {
        this.text = text;
        this.system = system;
        this.name = name;
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
        return new Selector(text, text.substring(0, colon), Glob.parse(text.substring(colon + 1)));
    }

    String system() {
        return system;
    }

    /** The name up to the first wildcard. */
    String prefix() {
        return name.prefix();
    }

    /**
     * The one entitlement that is meant.
     *
     * @return its key, or null if there is a wildcard
     */
    public EntitlementKey literal() {
        return name.isLiteral() && !system.equals(EVERY_SYSTEM) ? new EntitlementKey(system, name.prefix()) : null;
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

    boolean matchesName(String other) {
        return name.matches(other);
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
