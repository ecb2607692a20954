package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.CommandAction;
import java.util.Comparator;

/**
 * What a command works on; at most one command is open for it.
 *
 * @param system the target system
 * @param account the account
 * @param object the entitlement's name, or empty where the account itself is meant
 * @param entitlementSystem the entitlement's system, or empty
 * @param action what is asked for
 */
public record CommandKey(String system, String account, String object, String entitlementSystem, CommandAction action)
        implements Comparable<CommandKey> {
    private static final Comparator<CommandKey> ORDER = Comparator.comparing(CommandKey::system)
            .thenComparing(CommandKey::account)
            .thenComparing(CommandKey::action)
            .thenComparing(CommandKey::entitlementSystem)
            .thenComparing(CommandKey::object);

    /**
     * The entitlement.
     *
     * @return its key; only where the object is not the account itself
     */
    public EntitlementKey entitlement() {
        return new EntitlementKey(entitlementSystem, object);
    }

    @Override
    public int compareTo(CommandKey other) {
        return ORDER.compare(this, other);
    }
}
