package dev.sluice.generate.truth;

import java.util.Comparator;

/**
 * An entitlement of a target system. Sorts by system, then name.
 *
 * @param system the target system
 * @param name the entitlement's name there
 */
public record EntitlementName(String system, String name) implements Comparable<EntitlementName> {
    private static final Comparator<EntitlementName> ORDER =
            Comparator.comparing(EntitlementName::system).thenComparing(EntitlementName::name);

    /** Reads what {@link #text} writes. */
    static EntitlementName parse(String text) {
        int colon = text.indexOf(':');
        return new EntitlementName(text.substring(0, colon), text.substring(colon + 1));
    }

    /** As policies write it. */
    String text() {
        return system + ":" + name;
    }

    @Override
    public int compareTo(EntitlementName other) {
        return ORDER.compare(this, other);
    }
}
