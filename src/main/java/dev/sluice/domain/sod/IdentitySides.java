package dev.sluice.domain.sod;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one person holds, as sides of rules. Accounts of many are nobody's, and systems that are ignored are nobody's concern. It is
 * found anew unless only one entitlement has changed: an identity may hold ten thousand.
 */
public final class IdentitySides {
    private final IdentityState state;
    private final Policies policies;
    private Map<AccountKey, Account> personal;

    /**
     * The sides of one identity.
     *
     * @param state the identity
     * @param policies the policies in force
     */
    public IdentitySides(IdentityState state, Policies policies) {
        this.state = state;
        this.policies = policies;
    }

    /**
     * Brings what is known up to date.
     *
     * @param only the only entitlement of which anything has changed; null for everything
     */
    public void refresh(EntitlementKey only) {
        SodIndex index = policies.sod();
        Sides known = state.sides();
        boolean unseen = state.access().isUnseen();
        state.access().markSeen();
        if (index.isEmpty()) {
            state.foundSides(null);
            return;
        }
        if (only != null && !index.concerns(only)) {
            return;
        }
        long now = state.clock();
        if (only == null && known != null && !unseen && known.hold(index, policies.setVersion(), now)) {
            return;
        }
        if (only == null || known == null || !known.isBy(index)) {
            known = find(new Sides(index));
            state.foundSides(known);
        } else {
            refresh(known, only);
        }
        known.holdUntil(policies.setVersion(), state.access().nextChange(now));
    }

    private void refresh(Sides known, EntitlementKey only) {
        known.remove(only);
        accounts().forEach((key, account) -> AccessLedger.heldOrAhead(account, only, state.clock())
                .ifPresent(period -> known.add(held(key, only, period))));
    }

    /**
     * What touches some rules only.
     *
     * @param rules the rules, of the index in force
     * @return the sides, not kept
     */
    public Sides only(SomeRules rules) {
        return find(new Sides(rules));
    }

    private Sides find(Sides sides) {
        accounts()
                .forEach((key, account) ->
                        AccessLedger.eachHeldOrAhead(account, state.clock(), (entitlement, period) -> {
                            if (sides.wouldKeep(entitlement)) {
                                sides.add(held(key, entitlement, period));
                            }
                        }));
        return sides;
    }

    /**
     * Whether a person holds an entitlement.
     *
     * @param entitlement the entitlement
     * @return true if one of the accounts holds it now
     */
    public boolean isHeld(EntitlementKey entitlement) {
        return accounts().values().stream().anyMatch(account -> AccessLedger.heldAt(account, entitlement, state.clock())
                .isPresent());
    }

    /**
     * Whether something that is not held yet may conflict once it is.
     *
     * @param entitlement what is to be given
     * @return false if it is held, touches no rule, or is of a system that is ignored
     */
    public boolean mayConflict(EntitlementKey entitlement) {
        return policies.sod().concerns(entitlement) && counts(entitlement.system()) && !isHeld(entitlement);
    }

    /** Systems that are ignored are nobody's concern. */
    boolean counts(String system) {
        return policies.system(system).mode() != Mode.IGNORE;
    }

    /**
     * Since when a person holds an entitlement.
     *
     * @param entitlement one that is held
     * @return ms since the epoch; {@link Long#MAX_VALUE} if it is not held now
     */
    long heldSince(EntitlementKey entitlement) {
        return accounts().values().stream()
                .map(account -> AccessLedger.heldAt(account, entitlement, state.clock()))
                .flatMap(Optional::stream)
                .mapToLong(HoldPeriod::since)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * What a person held at an earlier instant, as far as is still known: what was revoked or has expired since counts as held then.
     *
     * @param instant the instant (ms since the epoch)
     * @return the sides, not kept
     */
    Sides heldAt(long instant) {
        Sides sides = new Sides(policies.sod());
        accounts().forEach((key, account) -> {
            AccessLedger.eachHeldBefore(account, instant, (entitlement, period) -> {
                if (sides.wouldKeep(entitlement)) {
                    sides.add(held(key, entitlement, period));
                }
            });
            AccessLedger.eachPeriod(account, sides::wouldKeep, (entitlement, periods) -> periods.stream()
                    .filter(period -> period.since() <= instant && instant < period.to())
                    .forEach(period -> sides.add(held(key, entitlement, period))));
        });
        return sides;
    }

    private Map<AccountKey, Account> accounts() {
        if (personal != null) {
            return personal;
        }
        personal = new TreeMap<>();
        state.access().accounts().forEach((key, account) -> {
            if (account.isPersonal() && counts(key.system())) {
                personal.put(key, account);
            }
        });
        return personal;
    }

    private static Side.Source held(AccountKey account, EntitlementKey entitlement, HoldPeriod period) {
        return new Side.Source(
                entitlement,
                period.since(),
                period.to(),
                true,
                "of account " + account.name() + " in " + account.system(),
                period.eventId());
    }
}
