package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldOn;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.certification.Verdict;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.entitled.Reason;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Unsanctioned;
import java.time.Instant;
import java.util.Map;

/** What is to become of entitlements: what there is a reason for is given, what has lost its reason or is a leaver's is taken. */
final class EntitlementWants {
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Entitled entitled;
    private final long now;

    EntitlementWants(IdentityState state, Policies policies, Standing standing, Entitled entitled) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.entitled = entitled;
        this.now = state.clock();
    }

    /** Whether nothing that is held on an account has to be looked at. */
    boolean takesNothing(AccountKey account) {
        return !standing.isLeaver() && entitled.saysNothing() && !takesUnsanctioned(account);
    }

    private boolean takesUnsanctioned(AccountKey account) {
        return policies.system(account.system()).unsanctioned() == Unsanctioned.REVOKE;
    }

    Want revoke(AccountKey key, Account account, EntitlementKey entitlement, HoldPeriod held) {
        if (!policies.isEnforced(key.system())) {
            return null;
        }
        if (standing.isLeaver()) {
            long due = standing.endedAt()
                    + policies.system(key.system()).leaver().revoke().toMillis();
            if (now >= due) {
                return new Want(Math.max(due, held.since()), Cause.LEAVER, AccountWants.leftAt(state, standing));
            }
        }
        if (!isGoverned()
                || !account.isPersonal()
                || entitled.reasonFor(entitlement).isPresent()) {
            return null;
        }
        Want lost = lost(key, entitlement, held);
        return lost == null ? unsanctioned(key, entitlement, held) : lost;
    }

    /** What never had a reason is taken only where the policy says so, after the grace of its finding. */
    private Want unsanctioned(AccountKey account, EntitlementKey entitlement, HoldPeriod held) {
        long due = held.since() + grace(policies, account.system());
        boolean beforeTheEnd = !standing.isLeaver() || due < standing.endedAt();
        if (!takesUnsanctioned(account) || now < due || !beforeTheEnd) {
            return null;
        }
        return new Want(
                held.since(),
                Cause.UNSANCTIONED,
                "no role or request of " + state.key() + " gives or gave " + entitlement);
    }

    private static long grace(Policies policies, String system) {
        return policies.system(system)
                .finding(AccessFinding.UNSANCTIONED_ACCESS)
                .grace()
                .toMillis();
    }

    /** Of whom HR says nothing, nothing is known to have had a reason. */
    private boolean isGoverned() {
        return standing.isEmployed() || standing.isPreHire() || standing.isLeaver();
    }

    /** What ends with the employment is taken when a leaver's access is; what ended before it is taken at once. */
    private Want lost(AccountKey account, EntitlementKey entitlement, HoldPeriod held) {
        if (entitled.wasApprovedByOwn(entitlement, held.since())) {
            return new Want(
                    held.since(),
                    Cause.REASON_LOST,
                    "only who asked for it or benefits from it has approved that " + state.key() + " has it");
        }
        if (entitled.wasCrossed(new HeldOn(account, entitlement), held.since())) {
            return new Want(
                    held.since(),
                    Cause.REASON_LOST,
                    "it was granted by a command that had been cancelled, because its reason was gone");
        }
        long end = entitled.endOf(entitlement);
        Verdict verdict = entitled.revocationOf(entitlement);
        boolean isSaidAgain = standing.isLeaver()
                && verdict != null
                && end == verdict.at()
                && end >= standing.endedAt()
                && verdict.since() < standing.endedAt()
                && entitled.endOfGiven(entitlement) < standing.endedAt();
        // What was said before the end, and again after it, holds since before the end.
        end = isSaidAgain ? verdict.since() : end;
        boolean lost = end > held.since() && !(standing.isLeaver() && end >= standing.endedAt());
        if (!lost) {
            return null;
        }
        return verdict != null && (verdict.at() == end || verdict.since() == end)
                ? new Want(end, Cause.CERTIFICATION, verdict.text())
                : new Want(
                        end,
                        Cause.REASON_LOST,
                        "the last reason of " + state.key() + " for it ended at " + Instant.ofEpochMilli(end));
    }

    /** Who is to have something and holds it in no account of every day is given it. */
    Want grant(EntitlementKey entitlement, Reason reason) {
        if (!policies.isEnforced(entitlement.system()) || !isGoverned() || standing.isLeaver() || isHeld(entitlement)) {
            return null;
        }
        return new Want(
                Math.max(reason.since(), lastHeld(entitlement)),
                cause(reason),
                state.key() + " is to have it by " + reason.text());
    }

    static String cause(Reason reason) {
        return reason.kind() == Reason.Kind.REQUEST ? Cause.REQUEST : Cause.BIRTHRIGHT;
    }

    boolean isHeld(EntitlementKey entitlement) {
        return state.access().isHeldForAPerson(entitlement, now);
    }

    private long lastHeld(EntitlementKey entitlement) {
        long last = Long.MIN_VALUE;
        for (Map.Entry<AccountKey, Account> account : state.access().accounts().entrySet()) {
            last = Math.max(last, AccessLedger.lostAt(account.getValue(), entitlement, now));
        }
        return last;
    }
}
