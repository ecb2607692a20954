package dev.sluice.domain.govern;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Policies;
import java.util.Comparator;
import java.util.Map;

/** Tells the brake that an identity leaves, by a record or because no feed lists it, and remembers what it says. */
final class Leaving {
    /** Announcers that are remembered, unless more of them hold something. */
    private static final int MAX_ANNOUNCERS = 16;

    private static final long NEVER = Long.MAX_VALUE;

    private final IdentityState state;
    private final HrRules recorded;
    private final Brake brake;
    private final Decisions out;

    Leaving(IdentityState state, Policies policies, Decisions out) {
        this.state = state;
        this.recorded = policies.settings().hrRules().withoutAbsence();
        this.brake = policies.settings().brake();
        this.out = out;
    }

    /** When the identity leaves, by what records say. */
    long endsAt() {
        return state.hr().leavesAt(state.clock(), recorded);
    }

    /** Counts an end that is new, or earlier than it was: not one that comes due, is told again or is put off. */
    void noteEnd(String source, long before) {
        long after = endsAt();
        if (after == NEVER) {
            set(Kind.END, Verdict.FREE);
        } else if (after < before || after != before && stands(Kind.END, Verdict.DISCARDED)) {
            announce(new Announcer(Kind.END, source));
        }
    }

    /** A source that told of the identity otherwise, or lists it again. */
    void notePresence() {
        if (!state.hr().presence().isEmpty() && state.hr().absentSince() == NEVER) {
            set(Kind.ABSENCE, Verdict.FREE);
        }
    }

    /** Counts that a feed does not list the identity any more; again with each run, if that was taken for a mistake. */
    void noteAbsence(String source, long before) {
        long after = state.hr().absentSince();
        if (after < before || after != NEVER && stands(Kind.ABSENCE, Verdict.DISCARDED)) {
            announce(new Announcer(Kind.ABSENCE, source));
        }
    }

    /** Counts an end that follows from an absence only by the set that became current. */
    void noteAbsenceEnds(HrRules before, HrRules after) {
        boolean ended = state.hr().leavesAt(state.clock(), before) != NEVER;
        if (!ended && state.hr().leavesAt(state.clock(), after) != NEVER) {
            announce(new Announcer(Kind.ABSENCE, Announcer.POLICY_SETS));
        }
    }

    private void announce(Announcer by) {
        // Somebody took another announcement for a mistake, not this one.
        state.announced()
                .replaceAll((other, announced) -> other.kind() == by.kind() && announced.verdict() == Verdict.DISCARDED
                        ? announced.with(Verdict.FREE)
                        : announced);
        state.announced().put(by, ask(state, by, brake, out));
        forgetOldest(by);
    }

    /** An identity counts once for a source, whichever way it is announced. */
    static Announced ask(IdentityState state, Announcer by, Brake brake, Decisions out) {
        Long counted = null;
        for (Map.Entry<Announcer, Announced> before : state.announced().entrySet()) {
            if (before.getKey().source().equals(by.source())) {
                long at = before.getValue().countedAt();
                counted = counted == null ? at : Math.max(counted, at);
            }
        }
        return out.announced(by, counted, brake);
    }

    private void forgetOldest(Announcer but) {
        if (state.announced().size() > MAX_ANNOUNCERS) {
            state.announced().entrySet().stream()
                    .filter(entry -> entry.getValue().verdict() == Verdict.FREE
                            && !entry.getKey().equals(but))
                    .min(Comparator.comparingLong(entry -> entry.getValue().countedAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(state.announced()::remove);
        }
    }

    /** That it was counted stays known. */
    private void set(Kind kind, Verdict verdict) {
        state.announced().replaceAll((by, announced) -> by.kind() == kind ? announced.with(verdict) : announced);
    }

    private boolean stands(Kind kind, Verdict verdict) {
        return state.announced().entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey().kind() == kind && entry.getValue().verdict() == verdict);
    }
}
