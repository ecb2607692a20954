package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.Account;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.AttributeTimeline.Shown;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Policies;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
     * @param system its system
     * @param account the account
     * @return what holds now by attribute, null for no value; empty if nothing has changed, or if it is not known what the
     *     account was given
     */
    SortedMap<String, String> changes(String system, Account account) {
        SortedMap<String, String> changes = new TreeMap<>();
        List<String> fields = policies.system(system).sync().attributes();
        if (fields.isEmpty() || account.described() == null) {
            return changes;
        }
        long told = account.described().at();
        // Whoever has an account before the first day was given what holds on it.
        long at = Math.max(told, state.hr().employedSince(now, rules));
        Precedence precedence = rules.precedence();
        boolean isKnown = false;
        for (String field : fields) {
            AttributeEntry before = attributes.toldAt(field, at, told, precedence);
            AttributeEntry after = attributes.at(field, now, precedence);
            isKnown |= before != null;
            if (!Objects.equals(valueOf(before), valueOf(after))) {
                changes.put(field, valueOf(after));
            }
        }
        return isKnown ? changes : new TreeMap<>();
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
