package dev.sluice.domain.access;

/**
 * An account of an identity.
 *
 * @param system the target system
 * @param name the account's name there; empty where events name no account
 */
public record AccountKey(String system, String name) implements Comparable<AccountKey> {
    @Override
    public int compareTo(AccountKey other) {
        int bySystem = system.compareTo(other.system);
        return bySystem != 0 ? bySystem : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return system + "/" + name;
    }
}
