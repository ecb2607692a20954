package dev.sluice.domain.access;

/**
 * An account of an identity.
 *
 * @param system the target system
 * @param name the account's name there; empty where events name no account
 */
public record AccountKey(String system, String name) implements Comparable<AccountKey> {
    // Asked for each row that is held: what a record has by itself goes through method handles, which costs several
    // times as much.
    @Override
    public boolean equals(Object other) {
        return other instanceof AccountKey key && name.equals(key.name) && system.equals(key.system);
    }

    @Override
    public int hashCode() {
        return 31 * system.hashCode() + name.hashCode();
    }

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
