package dev.sluice.domain.access;

import java.util.Comparator;

/**
 * An account of an identity.
 *
 * @param system the target system
 * @param name the account's name there; empty where events name no account
 */
public record AccountKey(String system, String name) implements Comparable<AccountKey> {
    private static final Comparator<AccountKey> ORDER =
            Comparator.comparing(AccountKey::system).thenComparing(AccountKey::name);

    @Override
    public int compareTo(AccountKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return system + "/" + name;
    }
}
