package dev.sluice.domain.provisioning;

import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.policy.Policies;
import java.util.Map;

/** What the brake says of the work on one identity, by what was announced of it. */
final class Holds {
    private final IdentityState state;
    private final Policies policies;
    private Map.Entry<Announcer, Announced> end;
    private boolean looked;

    Holds(IdentityState state, Policies policies) {
        this.state = state;
        this.policies = policies;
    }

    /** What becomes of work because of an end, by whoever announced the end that is in effect; FREE for all other work. */
    Verdict ofTheEnd(Want want) {
        if (!Cause.isAboutAnEnd(want.cause())) {
            return Verdict.FREE;
        }
        look();
        return end == null ? Verdict.FREE : end.getValue().verdict();
    }

    /** The source of the end that is held. */
    String holderOfTheEnd() {
        look();
        return end.getKey().source();
    }

    /** A record that says so is an end whatever feeds list; where there is none, it is the absence. */
    private void look() {
        if (looked) {
            return;
        }
        looked = true;
        HrRules recorded = policies.settings().hrRules().withoutAbsence();
        Kind kind = state.hr().standing(state.clock(), recorded).isLeaver() ? Kind.END : Kind.ABSENCE;
        for (Map.Entry<Announcer, Announced> announced : state.announced().entrySet()) {
            Verdict verdict = announced.getValue().verdict();
            boolean tells = announced.getKey().kind() == kind && verdict != Verdict.FREE;
            if (tells && (end == null || verdict == Verdict.HELD)) {
                end = announced;
            }
        }
    }

    /** What becomes of a command that was held. */
    Verdict ofHeld(OpenCommand command, Want want) {
        Verdict ofTheEnd = ofTheEnd(want);
        Announced bySet = state.announced().get(Announcer.policySet());
        boolean heldBySet = command.heldBy().equals(Announcer.POLICY_SETS) && bySet != null;
        return ofTheEnd != Verdict.FREE || !heldBySet ? ofTheEnd : bySet.verdict();
    }

    /** Counts that a policy set asks for work on the identity. */
    Announced askForSet(Decisions out) {
        Announcer by = Announcer.policySet();
        Announced before = state.announced().get(by);
        Announced now = out.announced(
                by,
                before == null ? null : before.countedAt(),
                policies.settings().brake());
        state.announced().put(by, now);
        return now;
    }
}
