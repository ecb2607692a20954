package dev.sluice.domain.provisioning;

import dev.sluice.domain.Ids;
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
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.ScimRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;

/** A leaver's accounts are disabled and what they hold is revoked, in systems that are enforced, at their instants. */
public final class LeaverCommands {
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final Decisions out;
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
        this.out = out;
        this.now = state.clock();
    }

    /** Closes what is done or has lost its reason, then issues what is missing. */
    public void evaluate() {
        new ArrayList<>(state.commands().values()).forEach(this::settle);
        if (standing.isLeaver()) {
            state.access().accounts().forEach(this::issueFor);
        }
    }

    private void settle(OpenCommand command) {
        CommandKey key = command.key();
        Account account = state.access().accounts().get(new AccountKey(key.system(), key.account()));
        SystemPolicy policy = policies.system(key.system());
        if (account == null) {
            close(command, CommandStatus.CANCELLED, "RENAMED", "the account has another name now");
        } else if (isObserved(key, account)) {
            close(command, CommandStatus.DONE, "OBSERVED", "what was asked for has been observed");
        } else if (!standing.isLeaver()) {
            close(command, CommandStatus.CANCELLED, "NOT_A_LEAVER", "the identity has not left");
        } else if (policy.mode() == Mode.ENFORCE && now < dueInstant(key.action(), policy)) {
            boolean byPolicy = trigger.kind() == Trigger.Kind.POLICY;
            close(
                    command,
                    CommandStatus.CANCELLED,
                    byPolicy ? "POLICY" : "NOT_A_LEAVER",
                    byPolicy ? "the policy asks for it at a later instant" : "the identity leaves at a later instant");
        } else if (policy.mode() != Mode.ENFORCE) {
            close(command, CommandStatus.CANCELLED, "POLICY", "the system is no longer enforced");
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
                    Math.max(disableAt, account.stateSince()),
                    policy);
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
                        Math.max(revokeAt, held.getValue().since()),
                        policy);
            }
        }
    }

    private void issue(CommandKey key, long beganAt, SystemPolicy policy) {
        if (state.commands().containsKey(key)) {
            return;
        }
        String id = Ids.command(key.action().name(), state.key(), key.system(), key.account(), objectOf(key), beganAt);
        int attempt = state.closedAttempts().getOrDefault(id, 0) + 1;
        OpenCommand command = new OpenCommand(
                key, id, attempt, now, now + policy.leaver().residue().toMillis());
        state.commands().put(key, command);
        out.command(
                record(
                        command,
                        CommandStatus.ISSUED,
                        "LEAVER",
                        state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt())),
                trigger);
    }

    private void close(OpenCommand command, CommandStatus status, String cause, String why) {
        state.commands().remove(command.key());
        state.rememberClosed(command);
        out.command(record(command, status, cause, why), trigger);
    }

    private static String objectOf(CommandKey key) {
        return key.entitlementSystem().equals(key.system()) || key.object().isEmpty()
                ? key.object()
                : key.entitlementSystem() + ":" + key.object();
    }

    private ProvisioningCommand record(OpenCommand command, CommandStatus status, String cause, String why) {
        CommandKey key = command.key();
        boolean disables = key.action() == CommandAction.DISABLE_ACCOUNT;
        String what = disables
                ? "Disable account " + key.account() + " in " + key.system()
                : "Revoke " + key.entitlementSystem() + ":" + key.object() + " from account " + key.account() + " in "
                        + key.system();
        return ProvisioningCommand.newBuilder()
                .setCommandId(command.commandId())
                .setAction(key.action())
                .setStatus(status)
                .setIdentityId(state.key())
                .setSystem(key.system())
                .setAccount(key.account().isEmpty() ? null : key.account())
                .setEntitlement(disables ? null : new EntitlementKey(key.entitlementSystem(), key.object()).toRef())
                .setAttempt(command.attempt())
                .setIssuedAt(Instant.ofEpochMilli(command.issuedAt()))
                .setDueAt(Instant.ofEpochMilli(command.dueAt()))
                .setChangedAt(Instant.ofEpochMilli(now))
                .setCause(cause)
                .setReason(what + ": " + why + ".")
                .setScim(scim(key, disables))
                .build();
    }

    /** Without an account there is no member to name, so there is no request to send. */
    private static ScimRequest scim(CommandKey key, boolean disables) {
        if (key.account().isEmpty()) {
            return null;
        }
        return disables ? Scim.disable(key.account()) : Scim.removeMember(key.object(), key.account());
    }
}
