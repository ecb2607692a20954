package dev.sluice.domain.session;

import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.session.Credential.Loan;
import java.time.Instant;

/** Looks at one credential after the other: whether it was given back, and changed after its use. */
final class CredentialChecks {
    private final Policies policies;
    private final Standing standing;
    private final SessionRules rules;
    private final long grace;
    private final Judgement into;

    CredentialChecks(Policies policies, Standing standing, Judgement into) {
        this.policies = policies;
        this.standing = standing;
        this.rules = policies.settings().sessions();
        this.grace = rules.grace().toMillis();
        this.into = into;
    }

    void look(Credential credential) {
        for (Loan loan : credential.loans()) {
            returned(credential, loan);
            if (rules.rotateWithin() != null && loan.until() != Tracked.UNTOLD) {
                rotated(credential, loan);
            }
        }
    }

    private void returned(Credential credential, Loan loan) {
        ActivityFinding kind = ActivityFinding.CREDENTIAL_NOT_RETURNED;
        String scope = into.scope(kind, loan.from(), credential.key().id());
        if (loan.until() != Tracked.UNTOLD) {
            return;
        }
        // Who knew it when the time was over knows it still: only a return, or another value, ends that.
        long due = dueOf(loan);
        if (into.isPast(due + grace)) {
            into.add(
                    kind,
                    scope,
                    loan.target(),
                    new Tally(1, loan.from(), into.clock()),
                    0,
                    "has credential " + credential.key().id() + " since " + Instant.ofEpochMilli(loan.from())
                            + " and was to give it back by " + Instant.ofEpochMilli(due));
        }
    }

    private long dueOf(Loan loan) {
        long due = loan.expiresAt() == Tracked.UNTOLD
                ? loan.from() + rules.checkout().toMillis()
                : loan.expiresAt();
        if (!standing.isLeaver() || loan.target() == null) {
            return standing.isLeaver() ? Math.min(due, standing.endedAt()) : due;
        }
        return Math.min(
                due,
                standing.endedAt()
                        + policies.system(loan.target().system())
                                .leaver()
                                .disable()
                                .toMillis());
    }

    private void rotated(Credential credential, Loan loan) {
        ActivityFinding kind = ActivityFinding.CREDENTIAL_NOT_ROTATED;
        String scope = into.scope(kind, loan.from(), credential.key().id());
        if (loan.rotatedAt() != Tracked.UNTOLD) {
            return;
        }
        into.await(credential.key());
        if (into.isPast(loan.until() + rules.rotateWithin().toMillis())) {
            into.add(
                    kind,
                    scope,
                    loan.target(),
                    new Tally(1, loan.until(), into.clock()),
                    0,
                    "gave credential " + credential.key().id() + " back at " + Instant.ofEpochMilli(loan.until())
                            + ", and it was not changed within " + rules.rotateWithin());
        }
    }
}
