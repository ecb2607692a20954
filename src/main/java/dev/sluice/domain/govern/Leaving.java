package dev.sluice.domain.govern;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.Asked;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.identity.Coverage;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.IdentityFacts;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
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

    /** When the identity is employed, by what records say. */
    Coverage coverage() {
        return state.hr().coverage(state.clock(), recorded);
    }

    /**
     * Counts an end that is new, or earlier than it was: not one that comes due, is told again or is put off; nor the term with which
     * somebody is told of for the first time.
     *
     * @param event the record; recorded
     * @param before when the identity was employed before it
     * @param arrivedAt when it was produced (ms since the epoch)
     */
    void noteEnd(IdentityEvent event, Coverage before, long arrivedAt) {
        Coverage after = coverage();
        if (after.isEndless(state.clock())) {
            set(Kind.END, Verdict.FREE);
            return;
        }
        long lost = before.firstLost(after, state.clock());
        if (isFirstTerm(event, before)
                && !isSoon(lost, arrivedAt)
                && !out.isHeld(event.getHeader().getSource())) {
            lost = NEVER;
        }
        Announced standing = Announced.last(state.announced(), Kind.END);
        boolean discarded = standing != null && standing.verdict() == Verdict.DISCARDED;
        if (lost != NEVER) {
            boolean isToCome = lost > state.clock() && after.isEnd(lost);
            announce(new Announcer(Kind.END, event.getHeader().getSource()), isToCome ? lost : endsAt());
        } else if (discarded && (!isSame(standing) || isExplicit(event))) {
            // What somebody took for a mistake is told otherwise, or once more and in so many words.
            announce(new Announcer(Kind.END, event.getHeader().getSource()), endsAt());
        }
    }

    /** Who is told of for the first time was not to stay: a term takes nothing from them. A termination does, whenever it is told. */
    private static boolean isFirstTerm(IdentityEvent event, Coverage before) {
        boolean isFirst = !before.isKnown() || !before.isDated() && IdentityFacts.tellsOfStart(event);
        return isFirst && !isExplicit(event);
    }

    /** Over already, or within the window: a first import with a wrong column of dates looks like that. */
    private boolean isSoon(long endsAt, long arrivedAt) {
        return endsAt - brake.window().toMillis() <= Math.max(state.clock(), arrivedAt);
    }

    private static boolean isExplicit(IdentityEvent event) {
        return event.getAction() == IdentityAction.TERMINATED
                || event.getAction() == IdentityAction.TERMINATION_SCHEDULED
                || event.getAction() == IdentityAction.DELETED;
    }

    /** The first end from now on, or the one that has come, however long ago: it is the same end when more time has passed. */
    private long endsAt() {
        Standing standing = state.hr().standing(state.clock(), recorded);
        return standing.isLeaver() ? standing.endedAt() : Coverage.endless().firstLost(coverage(), state.clock());
    }

    /** Whether what was announced is the end that has come, or still is to come. */
    private boolean isSame(Announced was) {
        return was.endsAt() == endsAt()
                || was.endsAt() > state.clock() && coverage().isEnd(was.endsAt());
    }

    /** Earlier versions took the clock for an end that was over when it was told. */
    private boolean isByTheClock(Announced was) {
        return was.endsAt() == was.toldAt() && endsAt() <= was.toldAt();
    }

    /** A source that told of the identity otherwise, or lists it again. */
    void notePresence() {
        if (!state.hr().presence().isEmpty() && state.hr().absentSince() == NEVER) {
            set(Kind.ABSENCE, Verdict.FREE);
        }
    }

    /** Counts that a feed does not list the identity any more; again with each run, if that or an end was taken for a mistake. */
    void noteAbsence(String source, long before) {
        long after = state.hr().absentSince();
        if (after < before || after != NEVER && stands(Kind.ABSENCE, Verdict.DISCARDED)) {
            announce(new Announcer(Kind.ABSENCE, source), after);
        }
        if (after != NEVER && stands(Kind.END, Verdict.DISCARDED)) {
            announce(new Announcer(Kind.END, source), endsAt());
        }
    }

    /** Counts an end that follows from an absence only by the set that became current. */
    void noteAbsenceEnds(HrRules before, HrRules after) {
        long lost = state.hr()
                .coverage(state.clock(), before)
                .firstLost(state.hr().coverage(state.clock(), after), state.clock());
        if (lost != NEVER) {
            announce(new Announcer(Kind.ABSENCE, Announcer.POLICY_SETS), lost);
        }
    }

    /**
     * Somebody decides on what is held of a source.
     *
     * @param verdict FREE or DISCARDED
     * @param only what was announced so; null for all. What else is held is counted anew
     * @param takesBack whether what was discarded before is released, too
     * @return false if nothing of it is held
     */
    boolean decide(String source, Verdict verdict, Kind only, boolean takesBack) {
        boolean decided = false;
        for (Map.Entry<Announcer, Announced> announced :
                Map.copyOf(state.announced()).entrySet()) {
            Announcer by = announced.getKey();
            Announced was = announced.getValue();
            boolean ends = was.verdict() == Verdict.HELD || takesBack && was.verdict() == Verdict.DISCARDED;
            if (ends && by.source().equals(source)) {
                decided = true;
                boolean meant = only == null || by.kind() == only;
                boolean isEnd = by.kind() == Kind.END;
                boolean mended = isEnd && !isSame(was) && !isByTheClock(was);
                if (verdict == Verdict.FREE || meant && !mended) {
                    long endsAt = isEnd && isByTheClock(was) ? endsAt() : was.endsAt();
                    state.announced().put(by, new Announced(was.countedAt(), verdict, endsAt, was.toldAt()));
                } else {
                    announce(by, isEnd ? endsAt() : was.endsAt());
                }
            }
        }
        return decided;
    }

    private void announce(Announcer by, long endsAt) {
        // Somebody took another announcement for a mistake, not this one.
        state.announced()
                .replaceAll((other, announced) -> other.kind() == by.kind() && announced.verdict() == Verdict.DISCARDED
                        ? announced.with(Verdict.FREE)
                        : announced);
        state.announced().put(by, ask(state, by, endsAt, brake, out));
        forgetOldest(by);
    }

    /** An identity counts once for a source, whichever way it is announced. */
    private static Announced ask(IdentityState state, Announcer by, long endsAt, Brake brake, Decisions out) {
        Long counted = null;
        for (Map.Entry<Announcer, Announced> before : state.announced().entrySet()) {
            if (before.getKey().source().equals(by.source())) {
                long at = before.getValue().countedAt();
                counted = counted == null ? at : Math.max(counted, at);
            }
        }
        Asked asked = out.announced(by, counted, brake);
        return new Announced(asked.countedAt(), asked.lets() ? Verdict.FREE : Verdict.HELD, endsAt, state.clock());
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
        Announced last = Announced.last(state.announced(), kind);
        return last != null && last.verdict() == verdict;
    }
}
