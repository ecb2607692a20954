package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.AttributeTimeline.Shown;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.policy.Policies;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What HR says of somebody now, other than an account was given. Nothing is kept of what it was given: it was created or
 * updated at an instant, and what HR had said by then is known.
 */
final class AttributeSync {
    private final IdentityState state;
    private final AttributeTimeline attributes;
    private final HrRules rules;
    private final Policies policies;
    private final long now;

    AttributeSync(IdentityState state, Policies policies) {
        this.state = state;
        this.attributes = state.hr().attributes();
        this.rules = policies.settings().hrRules();
        this.policies = policies;
        this.now = state.clock();
    }

    /**
     * What has changed since an account was created or updated last.
     *
     * @param key the account's name
     * @param account the account
     * @return what holds now by attribute, null for no value; empty if nothing has changed, or if it is not known what the
     *     account was given
     */
    SortedMap<String, String> changes(AccountKey key, Account account) {
        SortedMap<String, String> changes = new TreeMap<>();
        boolean isKnown = false;
        for (String field : fields(key, account)) {
            AttributeEntry before = given(field, key, account);
            String after = valueOf(attributes.at(field, now, rules.precedence()));
            isKnown |= before != null;
            if (!Objects.equals(valueOf(before), after)) {
                changes.put(field, after);
            }
        }
        return isKnown ? changes : new TreeMap<>();
    }

    /**
     * The attributes of which an account was given no value.
     *
     * @param key the account's name
     * @param account the account
     * @return their names
     */
    Set<String> hadNone(AccountKey key, Account account) {
        Set<String> none = new TreeSet<>();
        for (String field : fields(key, account)) {
            if (valueOf(given(field, key, account)) == null) {
                none.add(field);
            }
        }
        return none;
    }

    private List<String> fields(AccountKey key, Account account) {
        return account.described() == null
                ? List.of()
                : policies.system(key.system()).sync().attributes();
    }

    /** What answers a command has what was known when the command was issued, not when it was answered. */
    private AttributeEntry given(String field, AccountKey key, Account account) {
        long described = account.described().at();
        Given command = state.given().get(key);
        long told = command != null && command.describedAt() == described
                ? Math.min(described, command.issuedAt())
                : described;
        // Whoever has an account before the first day was given what holds on it.
        long at = Math.max(told, state.hr().employedSince(now, rules));
        return attributes.toldAt(field, at, told, rules.precedence());
    }

    private static String valueOf(AttributeEntry entry) {
        return entry == null ? null : entry.value();
    }

    /** Since when what holds now does. */
    long since(Set<String> fields) {
        List<Shown> history = attributes.history(fields, now, rules.precedence());
        return history.get(history.size() - 1).since();
    }
}
