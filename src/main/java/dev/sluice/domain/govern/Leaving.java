package dev.sluice.domain.govern;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.policy.Policies;

/** Tells the brake that an identity leaves, and remembers what it says. */
final class Leaving {
    /** Sources that are remembered, unless more of them hold something. */
    private static final int MAX_SOURCES = 16;

    private static final long NEVER = Long.MAX_VALUE;

    private final IdentityState state;
    private final Policies policies;
    private final Decisions out;

    Leaving(IdentityState state, Policies policies, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.out = out;
    }

    /** When the identity leaves as far as is known, by an end or because no feed lists it any more. */
    long at() {
        return Math.min(
                state.hr().leavesAt(state.clock(), policies.settings().hrRules()),
                state.hr().absentSince());
    }

    /** Counts an end that is new, or earlier than it was: not one that comes due, is told again or is put off. */
    void noteEnd(String source, long before) {
        long after = at();
        if (after == NEVER) {
            if (before != NEVER) {
                // Nothing follows from it any more; that it was counted stays known.
                state.announced()
                        .replaceAll((by, announced) -> isPolicy(by) ? announced : announced.with(Verdict.FREE));
            }
            return;
        }
        if (after < before || after != before && isDiscarded()) {
            announce(source);
        }
    }

    /** Counts that a feed does not list the identity any more; again with each run, if that was taken for a mistake. */
    void noteAbsence(String source, long before) {
        if (at() < before || at() != NEVER && isDiscarded()) {
            announce(source);
        }
    }

    private void announce(String source) {
        // Somebody took another announcement for a mistake, not this one.
        state.announced()
                .replaceAll((by, announced) -> !isPolicy(by) && announced.verdict() == Verdict.DISCARDED
                        ? announced.with(Verdict.FREE)
                        : announced);
        Announced before = state.announced().get(source);
        state.announced()
                .put(source, out.announced(source, before, policies.settings().brake()));
    }

    private boolean isDiscarded() {
        return state.announced().entrySet().stream()
                .anyMatch(entry -> !isPolicy(entry.getKey()) && entry.getValue().verdict() == Verdict.DISCARDED);
    }

    private static boolean isPolicy(String by) {
        return by.equals(Announced.BY_POLICY);
    }
}
