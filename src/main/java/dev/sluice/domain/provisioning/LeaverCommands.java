package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccountState;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;

/** A leaver's accounts are disabled and what they hold is revoked, in systems that are enforced, at their instants. */
public final class LeaverCommands {
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final CommandBook book;
    private final long now;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public LeaverCommands(IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.trigger = trigger;
        this.book = new CommandBook(state, policies, trigger, out);
        this.now = state.clock();
    }

    /** Closes what is done or has lost its reason, issues what is missing, and repeats what was not answered in time. */
    public void evaluate() {
        new ArrayList<>(state.commands().values()).forEach(this::settle);
        if (standing.isLeaver()) {
            state.access().accounts().forEach(this::issueFor);
        }
        book.repeatDue();
    }

    private void settle(OpenCommand command) {
        CommandKey key = command.key();
        Account account = state.access().accounts().get(new AccountKey(key.system(), key.account()));
        SystemPolicy policy = policies.system(key.system());
        if (account == null) {
            book.close(command, CommandStatus.CANCELLED, "RENAMED", "the account has another name now");
        } else if (isObserved(key, account)) {
            book.close(command, CommandStatus.DONE, "OBSERVED", "what was asked for has been observed");
        } else if (!standing.isLeaver()) {
            book.close(command, CommandStatus.CANCELLED, "NOT_A_LEAVER", "the identity has not left");
        } else if (policy.mode() == Mode.ENFORCE && now < dueInstant(key.action(), policy)) {
            boolean byPolicy = trigger.kind() == Trigger.Kind.POLICY;
            book.close(
                    command,
                    CommandStatus.CANCELLED,
                    byPolicy ? "POLICY" : "NOT_A_LEAVER",
                    byPolicy ? "the policy asks for it at a later instant" : "the identity leaves at a later instant");
        } else if (policy.mode() != Mode.ENFORCE) {
            book.close(command, CommandStatus.CANCELLED, "POLICY", "the system is no longer enforced");
        }
    }

    private boolean isObserved(CommandKey key, Account account) {
        if (key.action() == CommandAction.DISABLE_ACCOUNT) {
            return !mayBeUsed(account);
        }
        EntitlementKey entitlement = new EntitlementKey(key.entitlementSystem(), key.object());
        return AccessLedger.heldAt(account, entitlement, now).isEmpty();
    }

    /** An account of which nobody has said that it is disabled or gone: of a leaver's, better one command too many. */
    private static boolean mayBeUsed(Account account) {
        return account.state() == AccountState.ENABLED || account.state() == AccountState.UNKNOWN;
    }

    private long dueInstant(CommandAction action, SystemPolicy policy) {
        return standing.endedAt()
                + (action == CommandAction.DISABLE_ACCOUNT
                                ? policy.leaver().disable()
                                : policy.leaver().revoke())
                        .toMillis();
    }

    private void issueFor(AccountKey key, Account account) {
        SystemPolicy policy = policies.system(key.system());
        if (policy.mode() != Mode.ENFORCE) {
            return;
        }
        long disableAt = dueInstant(CommandAction.DISABLE_ACCOUNT, policy);
        // Where the source names no account there is none to disable, and no fact could ever close the command.
        boolean named = !key.name().isEmpty();
        if (named && now >= disableAt && mayBeUsed(account)) {
            issue(
                    new CommandKey(key.system(), key.name(), "", "", CommandAction.DISABLE_ACCOUNT),
                    Math.max(disableAt, account.stateSince()));
        }
        long revokeAt = dueInstant(CommandAction.REVOKE, policy);
        if (now >= revokeAt) {
            for (Map.Entry<EntitlementKey, HoldPeriod> held :
                    AccessLedger.heldAt(account, now).entrySet()) {
                issue(
                        new CommandKey(
                                key.system(),
                                key.name(),
                                held.getKey().name(),
                                held.getKey().system(),
                                CommandAction.REVOKE),
                        Math.max(revokeAt, held.getValue().since()));
            }
        }
    }

    private void issue(CommandKey key, long beganAt) {
        book.issue(key, beganAt, "LEAVER", state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()));
    }
}
