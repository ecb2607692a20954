package dev.sluice.domain.provisioning;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.Asked;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import java.util.Map;

/** What the brake says of the work on one identity, by what was announced of it. */
final class Holds {
    private final IdentityState state;
    private final Policies policies;
    private Verdict ofTheEnd;
    private Announced end;

    Holds(IdentityState state, Policies policies) {
        this.state = state;
        this.policies = policies;
    }

    /** What becomes of work because of an end, by the announcement that is in effect; FREE for all other work. */
    Verdict ofTheEnd(Want want) {
        if (!Cause.isAboutAnEnd(want.cause())) {
            return Verdict.FREE;
        }
        if (ofTheEnd == null) {
            ofTheEnd = look();
        }
        return ofTheEnd;
    }

    /** The source of the end that is held. */
    String holderOfTheEnd() {
        for (Map.Entry<Announcer, Announced> announced : state.announced().entrySet()) {
            if (announced.getValue() == end) {
                return announced.getKey().source();
            }
        }
        throw new IllegalStateException("No end of " + state.key() + " is held.");
    }

    /** A record that says so is an end whatever feeds list. Where there is none, or it was a mistake, it is the absence. */
    private Verdict look() {
        HrRules rules = policies.settings().hrRules();
        Standing recorded = state.hr().standing(state.clock(), rules.withoutAbsence());
        boolean mistaken = false;
        if (recorded.isLeaver()) {
            end = Announced.last(state.announced(), Kind.END);
            mistaken = end != null && end.verdict() == Verdict.DISCARDED && end.endsAt() == recorded.endedAt();
            if (!mistaken) {
                return end == null || end.verdict() == Verdict.DISCARDED ? Verdict.FREE : end.verdict();
            }
        }
        boolean absenceEnds = rules.endsAfter(state.hr().absentSince()) <= state.clock();
        if (!absenceEnds) {
            return mistaken ? Verdict.DISCARDED : Verdict.FREE;
        }
        end = Announced.last(state.announced(), Kind.ABSENCE);
        return end == null ? Verdict.FREE : end.verdict();
    }

    /** What becomes of a command that was held. */
    Verdict ofHeld(OpenCommand command, Want want) {
        Verdict of = ofTheEnd(want);
        Announced bySet = state.announced().get(Announcer.policySet());
        boolean heldBySet = command.heldBy().equals(Announcer.POLICY_SETS) && bySet != null;
        return of != Verdict.FREE || !heldBySet ? of : bySet.verdict();
    }

    /** Whether work belongs to what a set asked for and is held, though it is found only later: under another name, or due later. */
    boolean belongsToHeldSet(Want want, Standing standing) {
        Announced bySet = state.announced().get(Announcer.policySet());
        if (bySet == null || bySet.verdict() != Verdict.HELD) {
            return false;
        }
        boolean left = Cause.isAboutAnEnd(want.cause()) && standing.endedAt() <= bySet.toldAt();
        return left || want.beganAt() <= bySet.toldAt();
    }

    /** Counts that a policy set asks for work on the identity. */
    Announced askForSet(Decisions out) {
        Announcer by = Announcer.policySet();
        Announced before = state.announced().get(by);
        Asked asked = out.announced(
                by,
                before == null ? null : before.countedAt(),
                policies.settings().brake());
        Announced now = new Announced(
                asked.countedAt(), asked.lets() ? Verdict.FREE : Verdict.HELD, state.clock(), state.clock());
        state.announced().put(by, now);
        return now;
    }
}
