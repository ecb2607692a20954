package dev.sluice.stream;

import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityEvent;

/** The rules with a defect that shows on one identity, and only after they have begun to decide. */
final class FailingRules extends Governor {
    private final String identity;
    private boolean defective = true;
    private boolean mergeable = true;

    FailingRules(String identity) {
        this.identity = identity;
    }

    void mend() {
        defective = false;
    }

    void spoil() {
        defective = true;
    }

    @Override
    public boolean apply(IdentityState state, IdentityEvent event, Policies policies, long arrivedAt, Decisions out) {
        return checked(state, super.apply(state, event, policies, arrivedAt, out));
    }

    @Override
    public boolean apply(IdentityState state, AccessEvent event, Policies policies, long arrivedAt, Decisions out) {
        return checked(state, super.apply(state, event, policies, arrivedAt, out));
    }

    /** The facts of the identity can't be merged either. */
    FailingRules alsoOnMerging() {
        mergeable = false;
        return this;
    }

    @Override
    public boolean merge(IdentityState state, IdentityEvent event, Policies policies, long arrivedAt, Decisions out) {
        boolean merged = super.merge(state, event, policies, arrivedAt, out);
        return mergeable ? merged : checked(state, merged);
    }

    @Override
    public boolean advance(IdentityState state, Policies policies, long until, Decisions out) {
        boolean advanced = super.advance(state, policies, until, out);
        return advanced && checked(state, true);
    }

    @Override
    public boolean reevaluate(IdentityState state, PolicyHistory history, Decisions out) {
        boolean evaluated = super.reevaluate(state, history, out);
        return evaluated && checked(state, true);
    }

    private boolean checked(IdentityState state, boolean result) {
        if (defective && state.key().equals(identity)) {
            throw new IllegalStateException("the rules have a defect");
        }
        return result;
    }
}
