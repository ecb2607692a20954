package dev.sluice.api;

import dev.sluice.domain.access.EntitlementKey;
import java.util.Set;

/**
 * Somebody who is known and asks.
 *
 * @param name the name, in the form of an identityId
 * @param roles what it may ask
 */
record Client(String name, Set<Role> roles) {
    Client {
        roles = Set.copyOf(roles);
    }

    /** Whether it may read everything. */
    boolean readsAll() {
        return has(Role.Kind.AUDITOR) || has(Role.Kind.OPERATOR);
    }

    boolean isPeer() {
        return has(Role.Kind.PEER);
    }

    boolean mayTry() {
        return has(Role.Kind.OPERATOR);
    }

    /** Whether it may read all of one identity: by a role that reads everything, or because it is the client itself. */
    boolean mayRead(String key) {
        return readsAll() || has(Role.Kind.SELF) && name.equals(key);
    }

    boolean mayReadHoldersOf(EntitlementKey entitlement) {
        return readsAll() || owns(entitlement.system());
    }

    /** Whether it may list what is found or commanded in a system, or of an identity; null where it asks for all. */
    boolean mayList(String system, String key) {
        return readsAll() || system != null && owns(system) || key != null && mayRead(key);
    }

    private boolean owns(String system) {
        return roles.contains(new Role(Role.Kind.OWNER, system));
    }

    private boolean has(Role.Kind kind) {
        return roles.stream().anyMatch(role -> role.kind() == kind);
    }
}
