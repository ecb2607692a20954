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
     * The reference to write into a record.
     *
     * @return a new reference
     */
    public EntitlementRef toRef() {
        return new EntitlementRef(system, name);
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
