package dev.sluice.api;

import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.query.Rules;
import dev.sluice.stream.PolicyReader;
import dev.sluice.stream.StoredState;
import dev.sluice.stream.StoredState.SetInForce;

/** The policies in force, read once for all partitions that have the same set. */
final class PolicyCache {
    /** A set that is replaced while it is read is read again, so often. */
    private static final int TRIES = 3;

    private final PolicyReader reader;
    private Rules last;

    PolicyCache(PolicyReader reader) {
        this.reader = reader;
    }

    synchronized Rules of(StoredState state) {
        for (int i = 0; i < TRIES; i++) {
            SetInForce set = state.setInForce();
            if (last != null
                    && last.policies().setVersion() == set.version()
                    && last.activatedAt() == set.activatedAt()) {
                return last;
            }
            boolean sameSet = last != null && last.policies().setVersion() == set.version();
            if (sameSet) {
                // Partitions take a set at different instants; its documents are the same.
                return new Rules(last.policies(), set.activatedAt());
            }
            PolicyHistory.Activation current = state.policies(reader).current();
            if (current.policies().setVersion() == set.version()) {
                last = new Rules(current.policies(), set.activatedAt());
                return last;
            }
        }
        throw new IllegalStateException("The policy set in force changed each time it was read.");
    }
}
