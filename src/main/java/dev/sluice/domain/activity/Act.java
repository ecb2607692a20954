package dev.sluice.domain.activity;

import dev.sluice.domain.access.AccountKey;

/**
 * One thing that somebody did.
 *
 * @param at when (ms since the epoch)
 * @param kind what
 * @param account by which account, or null
 * @param place from where, or null
 * @param breakGlass whether the source says that it was an emergency
 */
public record Act(long at, ActKind kind, AccountKey account, Place place, boolean breakGlass) {
    /**
     * The same as an emergency, as the account is for that.
     *
     * @return a copy
     */
    public Act inEmergency() {
        return new Act(at, kind, account, place, true);
    }

    UseKey key() {
        return new UseKey(kind, account, place, breakGlass);
    }
}
