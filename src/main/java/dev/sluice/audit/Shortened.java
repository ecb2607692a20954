package dev.sluice.audit;

import dev.sluice.domain.Letters;
import dev.sluice.domain.Validation;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;

/** Parts of inputs at a length that an audit record has room for; nothing that is valid is shortened. */
final class Shortened {
    /** A policy's kind and id, or an account key: two names and what is between them. */
    static final int MAX = 1_100;

    /** A text for people, a command or a device: in UTF-16 units. */
    static final int MAX_WORDS = 2_048;

    private Shortened() {}

    static String text(String text) {
        return to(MAX, text);
    }

    /** A text for people. */
    static String words(String text) {
        return to(MAX_WORDS, text);
    }

    /** What is cut is cut between characters: half of one could not be written. */
    private static String to(int max, String text) {
        if (text == null || text.length() <= max) {
            return text;
        }
        return Letters.atMost(text, max - 1) + "…";
    }

    /** An account whose parts can't be those of one is left out. */
    static AccountRef account(AccountRef account) {
        if (account == null || !Validation.isAccount(account)) {
            return null;
        }
        return new AccountRef(account.getSystem(), account.getName(), text(account.getExternalId()), account.getKind());
    }

    static EntitlementRef entitlement(EntitlementRef entitlement) {
        return entitlement == null
                ? null
                : new EntitlementRef(text(entitlement.getSystem()), text(entitlement.getName()));
    }
}
