package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.owner.Loss;
import dev.sluice.domain.owner.Owners;
import dev.sluice.domain.owner.Owners.Verdict;
import dev.sluice.domain.policy.Policies;

/** Accounts for which nobody answers are to get an owner: one command for each, as long as that is found of it. */
final class OwnerWants {
    private final Policies policies;
    private final Standing standing;
    private final Owners owners;

    OwnerWants(IdentityState state, Policies policies, Standing standing) {
        this.policies = policies;
        this.standing = standing;
        this.owners = new Owners(state, policies, standing);
    }

    Want assign(AccountKey key, Account account) {
        if (!policies.isEnforced(key.system()) || owners.loss() == null || owners.of(key, account) != Verdict.LOST) {
            return null;
        }
        Loss loss = owners.loss();
        // That somebody has left may be a mistake, which the brake holds.
        String cause = standing.isLeaver() ? Cause.LEAVER : Cause.OWNER_LOST;
        return new Want(Math.max(loss.since(), account.stateSince()), cause, loss.text("it"));
    }

    /** Whether nothing new is known of what was asked for: whoever was named may turn out to be somebody. */
    boolean isOpen(AccountKey key, Account account) {
        return policies.isEnforced(key.system()) && owners.of(key, account) == Verdict.OPEN;
    }

    boolean hasOwner(AccountKey key, Account account) {
        return owners.of(key, account) == Verdict.OWNED;
    }
}
