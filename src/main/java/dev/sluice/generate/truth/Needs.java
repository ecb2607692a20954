package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is to become of accounts and of what they hold at one instant, and since when. Of leavers, accounts are disabled,
 * emptied and in the end deleted; during a leave of absence accounts are disabled; what was disabled while somebody was away
 * is enabled when they are back. No role is known here, so nothing is granted, and who was not employed in between gets back
 * nothing.
 */
final class Needs {
    private final SystemPolicies policies;
    private final Instant now;
    private final Holdings holdings;
    private final Function<Instant, HrStatus> statusAt;
    private final HrStatus status;
    private final Map<EntitlementName, Instant> revoked;
    private final Map<Demand, Instant> began = new TreeMap<>();

    /** Asks for the status at instants in the past, too, as it is known now. */
    Needs(
            SystemPolicies policies,
            Instant now,
            Holdings holdings,
            Function<Instant, HrStatus> statusAt,
            Map<EntitlementName, Instant> revoked) {
        this.policies = policies;
        this.now = now;
        this.holdings = holdings;
        this.statusAt = statusAt;
        this.status = statusAt.apply(now);
        this.revoked = revoked;
    }

    /**
     * The needs, each with the instant at which it began.
     *
     * @param heldSince since when each account has held what it holds
     * @param byCommand the disabled accounts that were disabled when a command asked for it
     */
    Map<Demand, Instant> began(Map<Demand, Instant> heldSince, Set<AccountName> byCommand) {
        holdings.accounts().forEach((name, account) -> {
            SystemPolicies.SystemRule rule = policies.system(name.system());
            if (rule.enforced()) {
                switch (account.state()) {
                    case ENABLED -> disable(name, account, rule);
                    case DISABLED -> {
                        enable(name, account, rule, byCommand.contains(name));
                        delete(name, account, rule);
                    }
                    case DELETED -> {
                        // There is nothing left to be done.
                    }
                }
            }
        });
        heldSince.forEach(this::revoke);
        return began;
    }

    private void disable(AccountName name, Holdings.Account account, SystemPolicies.SystemRule rule) {
        Instant due = null;
        if (status.left()) {
            due = status.since().plus(rule.disable());
        } else if (isSuspended(rule)) {
            due = status.since();
        }
        if (due != null && !now.isBefore(due)) {
            began.put(new Demand(Demand.DISABLE, name, null), later(due, account.since()));
        }
    }

    private boolean isSuspended(SystemPolicies.SystemRule rule) {
        return status.onLeave() && rule.leave().disables(status.leaveKind());
    }

    /** Whatever was disabled during a leave; else only what a command took from somebody who was never away. */
    private void enable(AccountName name, Holdings.Account account, SystemPolicies.SystemRule rule, boolean byCommand) {
        HrStatus then = statusAt.apply(account.since());
        boolean back = then.onLeave() || then.employed() && byCommand;
        if (status.employed() && !isSuspended(rule) && back) {
            began.put(new Demand(Demand.ENABLE, name, null), account.since());
        }
    }

    private void delete(AccountName name, Holdings.Account account, SystemPolicies.SystemRule rule) {
        if (status.left()) {
            Instant due = later(account.since(), status.since()).plus(rule.delete());
            if (!now.isBefore(due)) {
                began.put(new Demand(Demand.DELETE, name, null), due);
            }
        }
    }

    private void revoke(Demand revoke, Instant heldSince) {
        SystemPolicies.SystemRule rule = policies.system(revoke.account().system());
        if (!rule.enforced()) {
            return;
        }
        if (status.left() && !now.isBefore(status.since().plus(rule.revoke()))) {
            began.put(revoke, later(status.since().plus(rule.revoke()), heldSince));
            return;
        }
        Instant reviewed = revoked.get(revoke.entitlement());
        boolean lost = reviewed != null
                && reviewed.isAfter(heldSince)
                && !(status.left() && !reviewed.isBefore(status.since()));
        if (lost && (status.employed() || status.left() || status.phase() == HrStatus.Phase.AHEAD)) {
            began.put(revoke, reviewed);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
