package dev.sluice.domain.access;

import dev.sluice.event.EntitlementRef;

/**
 * An entitlement, as {@code system:name}.
 *
 * @param system the target system
 * @param name the entitlement's name there
 */
public record EntitlementKey(String system, String name) implements Comparable<EntitlementKey> {
    /**
     * The key of an entitlement in an event.
     *
     * @param ref the reference
     * @return its key
     */
    public static EntitlementKey of(EntitlementRef ref) {
        return new EntitlementKey(ref.getSystem(), ref.getName());
    }

    /**
     * The key of an entitlement as policies write it.
     *
     * @param text {@code system:name}, split at the first colon; a literal {@code *} or {@code \\} of the name is written with a
     *     {@code \\} before it
     * @return its key
     * @throws IllegalArgumentException if there is no colon, nothing before or after it, or a wildcard
     */
    public static EntitlementKey parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("The entitlement " + text + " is not of the form system:name.");
        }
        StringBuilder name = new StringBuilder(text.length());
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                throw new IllegalArgumentException(
                        "The entitlement " + text + " has a wildcard; name one, or write \\* for a literal star.");
            }
            boolean escapes = c == '\\' && i + 1 < text.length();
            name.append(escapes ? text.charAt(++i) : c);
        }
        return new EntitlementKey(text.substring(0, colon), name.toString());
    }

    /**
     * The reference to write into a record.
     *
     * @return a new reference
     */
    public EntitlementRef toRef() {
        return new EntitlementRef(system, name);
    }

    // Asked for each row that is held: what a record has by itself goes through method handles, which costs several
    // times as much.
    @Override
    public boolean equals(Object other) {
        return other instanceof EntitlementKey key && name.equals(key.name) && system.equals(key.system);
    }

    @Override
    public int hashCode() {
        return 31 * system.hashCode() + name.hashCode();
    }

    @Override
    public int compareTo(EntitlementKey other) {
        int bySystem = system.compareTo(other.system);
        return bySystem != 0 ? bySystem : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return system + ":" + name;
    }
}
