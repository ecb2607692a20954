package dev.sluice.generate.truth;

import java.util.Comparator;

/**
 * An account in a target system.
 *
 * @param system the target system
 * @param name the account's name there
 */
public record AccountName(String system, String name) implements Comparable<AccountName> {
    private static final Comparator<AccountName> ORDER =
            Comparator.comparing(AccountName::system).thenComparing(AccountName::name);

    @Override
    public int compareTo(AccountName other) {
        return ORDER.compare(this, other);
    }
}
