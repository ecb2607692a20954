package dev.sluice.domain.govern;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;

/**
 * What a change of policy takes the reason away from. The new set does not say what the old one gave, so it is noted on the
 * identity, as long as it is held.
 */
final class Lapse {
    private final IdentityState state;
    private final Entitled before;
    private final Entitled after;

    private Lapse(IdentityState state, Policies before, Policies after) {
        this.state = state;
        this.before = entitled(state, before);
        this.after = entitled(state, after);
    }

    private static Entitled entitled(IdentityState state, Policies policies) {
        HrRules rules = policies.settings().hrRules();
        Standing standing = state.hr().standing(state.clock(), rules);
        return Entitled.of(state, standing, policies);
    }

    /**
     * Notes what is held and has a reason under one set, or had one until it ended, and none under the next.
     *
     * @param state the identity, whose clock is when the next set became current; changed
     * @param before the set before
     * @param after the set that becomes current
     */
    static void of(IdentityState state, Policies before, Policies after) {
        if (before.roles().equals(after.roles()) || before.roles().birthright().isEmpty()) {
            return;
        }
        Lapse lapse = new Lapse(state, before, after);
        state.access()
                .accounts()
                .values()
                .forEach(account -> AccessLedger.eachHeld(account, state.clock(), lapse::note));
    }

    private void note(EntitlementKey entitlement, HoldPeriod held) {
        boolean had = before.reasonFor(entitlement).isPresent() || before.endOf(entitlement) > held.since();
        boolean has = after.reasonFor(entitlement).isPresent() || after.endOf(entitlement) > held.since();
        if (had && !has) {
            state.lapsed().put(entitlement, state.clock());
        }
    }
}
