package dev.sluice.domain.provisioning;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Sync;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.GroupRef;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.ScimRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open commands of one identity: issued once for what they work on, repeated until their fact is observed or their
 * reason is gone, and after the policy's attempts handed to people. A command is never given up silently.
 */
public final class CommandBook {
    /** Sessions that one command names, at most; what is repeated names the next ones. */
    private static final int MAX_LISTED = 100;

    private final IdentityState state;
    private final Policies policies;
    private final Trigger trigger;
    private final Decisions out;
    private final long now;
    private final Map<String, Long> deadlines = new HashMap<>();
    private final Holds holds;
    private Announced bySet;
    private SessionWants sessions;
    private GroupRef group;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public CommandBook(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.trigger = trigger;
        this.out = out;
        this.now = state.clock();
        this.holds = new Holds(state, policies);
    }

    /**
     * Issues a command, unless one is open for the same.
     *
     * @param key what it works on
     * @param want why it is needed; when the need began is part of the id
     */
    void issue(CommandKey key, Want want) {
        if (state.commands().containsKey(key)) {
            return;
        }
        String id = id(state, key, want);
        // What nobody loses by needs no brake.
        boolean isGroup = isAboutGroup(key);
        Verdict ofTheEnd = isGroup ? Verdict.FREE : holds.ofTheEnd(want);
        boolean discardedId =
                trigger.kind() != Trigger.Kind.POLICY && state.discarded().contains(id);
        if (ofTheEnd == Verdict.DISCARDED || discardedId) {
            return;
        }
        int attempt = state.closedAttempts().getOrDefault(id, 0) + 1;
        // Many are issued together in one system, and all of them are due together.
        long due = deadlines.computeIfAbsent(key.system(), system -> retry(key).deadline(scope(key), 1, now));
        OpenCommand command = OpenCommand.first(key, id, attempt, now, due, want.cause());
        String heldBy = ofTheEnd == Verdict.HELD ? holds.holderOfTheEnd() : isGroup ? null : heldBySet(want);
        if (heldBy == null) {
            state.commands().put(key, command);
            tell(command, CommandStatus.ISSUED, want.cause(), want.why());
        } else {
            state.commands().put(key, command.held(heldBy));
            tell(command, CommandStatus.HELD, want.cause(), want.why() + "; " + inWords(heldBy) + " are held");
        }
    }

    private static boolean isAboutGroup(CommandKey key) {
        return key.action() == CommandAction.CREATE_GROUP || key.action() == CommandAction.UPDATE_GROUP;
    }

    private static String inWords(String source) {
        return source.equals(Announcer.POLICY_SETS) ? "the changes of this policy set" : "the changes of " + source;
    }

    private Instant effectiveAt(OpenCommand command) {
        if (!Cause.isAboutAnEnd(command.cause())) {
            return null;
        }
        Standing standing = standing();
        return standing.isLeaver() ? Instant.ofEpochMilli(standing.endedAt()) : null;
    }

    private Standing standing() {
        return state.hr().standing(now, policies.settings().hrRules());
    }

    /** Whether the brake holds what a set that becomes current asks for; asked with the first command of it. */
    private String heldBySet(Want want) {
        if (trigger.kind() != Trigger.Kind.POLICY) {
            return holds.belongsToHeldSet(want, standing()) ? Announcer.POLICY_SETS : null;
        }
        if (bySet == null) {
            bySet = holds.askForSet(out);
        }
        return bySet.verdict() == Verdict.HELD ? Announcer.POLICY_SETS : null;
    }

    /**
     * Looks again at a command that is held and still wanted: whether it still is held, and for the same reason.
     *
     * @param command the command
     * @param want what it would be issued for now
     * @return true if it was closed
     */
    boolean settleHeld(OpenCommand command, Want want) {
        if (!want.cause().equals(command.cause())) {
            close(command, CommandStatus.CANCELLED, "REPLACED", "it is asked for with another cause now");
            return true;
        }
        Verdict verdict = holds.ofHeld(command, want);
        if (verdict == Verdict.DISCARDED) {
            if (!Cause.isAboutAnEnd(want.cause()) || holds.ofTheEnd(want) != Verdict.DISCARDED) {
                // Of an end, that it was a mistake is known of the identity; it may turn out to be none.
                state.discarded().add(command.commandId());
                state.discarded().add(id(state, command.key(), want));
            }
            close(command, CommandStatus.CANCELLED, "DISCARDED", inWords(command.heldBy()) + " were discarded");
            return true;
        }
        if (verdict == Verdict.FREE) {
            CommandKey key = command.key();
            long due = retry(key).deadline(scope(key), 1, now);
            OpenCommand issued =
                    OpenCommand.first(key, command.commandId(), command.attempt(), now, due, command.cause());
            state.commands().put(key, issued);
            tell(issued, CommandStatus.ISSUED, command.cause(), want.why());
        }
        return false;
    }

    /**
     * Closes a command to update an account or a group if something else has changed since.
     *
     * @param command one that was issued
     * @param want what it would be issued for now
     * @return true if it was closed
     */
    boolean replace(OpenCommand command, Want want) {
        CommandAction action = command.key().action();
        boolean stale = (action == CommandAction.UPDATE_ACCOUNT || action == CommandAction.UPDATE_GROUP)
                && !isFor(command, want);
        if (stale) {
            close(command, CommandStatus.CANCELLED, "REPLACED", "something else has changed since");
        }
        return stale;
    }

    /** Whether a command was issued for a need. */
    boolean isFor(OpenCommand command, Want want) {
        return command.commandId().equals(id(state, command.key(), want));
    }

    /** Whether a command was issued for a need and is closed, as far as closed ones are remembered. */
    boolean wasIssued(CommandKey key, Want want) {
        return state.closedAttempts().containsKey(id(state, key, want));
    }

    /**
     * Closes a command.
     *
     * @param command one that is open
     * @param status DONE or CANCELLED
     * @param cause why, as a code
     * @param why why, in words
     */
    void close(OpenCommand command, CommandStatus status, String cause, String why) {
        state.commands().remove(command.key());
        state.rememberClosed(command);
        tell(command, status, cause, why);
    }

    /** Repeats what was not answered in time, and gives to people what was repeated often enough. */
    public void repeatDue() {
        RepeatTimes times = new RepeatTimes(state, policies);
        for (OpenCommand command : new ArrayList<>(state.commands().values())) {
            if (command.isHeld()) {
                continue;
            }
            boolean due = command.progress().isEscalated()
                    // Whoever changes the policy gives what failed another chance, if attempts are left.
                    ? trigger.kind() == Trigger.Kind.POLICY
                            && command.tries() < retry(command.key()).attempts()
                    : now >= times.of(command);
            if (due) {
                repeat(command);
            }
        }
    }

    private void repeat(OpenCommand command) {
        Retry retry = retry(command.key());
        boolean refused = command.progress() == Progress.REFUSED || command.progress() == Progress.FAILED;
        if (command.tries() < retry.attempts()) {
            // The same as before, unless the policy has changed or time has passed in which nothing was decided.
            boolean stands = trigger.kind() != Trigger.Kind.POLICY && command.dueAt() > now;
            long due = stands ? command.dueAt() : retry.deadline(scope(command.key()), command.tries() + 1, now);
            OpenCommand again = command.repeated(now, due);
            state.commands().put(again.key(), again);
            tell(
                    again,
                    CommandStatus.ISSUED,
                    refused ? "REFUSED" : "UNANSWERED",
                    (refused ? "the target reported a failure" : "nothing was heard") + " of attempt "
                            + command.attempt());
            return;
        }
        OpenCommand escalated = command.with(refused ? Progress.FAILED : Progress.OVERDUE);
        state.commands().put(escalated.key(), escalated);
        tell(
                escalated,
                CommandStatus.FAILED,
                refused ? "PROVISIONING_FAILED" : "PROVISIONING_OVERDUE",
                (refused ? "the target reported a failure" : "nothing was heard") + " of " + command.tries()
                        + " attempts; people have to see to it");
    }

    private String scope(CommandKey key) {
        return scope(state, key.system());
    }

    private static String scope(IdentityState state, String system) {
        return state.key() + "/" + system;
    }

    /** When commands are repeated: the same for all that were issued together, and there may be thousands. */
    private static final class RepeatTimes {
        private record Together(String system, int tries, long issuedAt) {}

        private final IdentityState state;
        private final Policies policies;
        private final Map<Together, Long> known = new HashMap<>();

        RepeatTimes(IdentityState state, Policies policies) {
            this.state = state;
            this.policies = policies;
        }

        long of(OpenCommand command) {
            return known.computeIfAbsent(
                    new Together(command.key().system(), command.tries(), command.issuedAt()),
                    together -> policies.system(together.system())
                            .retry()
                            .repeatAt(scope(state, together.system()), together.tries(), together.issuedAt()));
        }
    }

    private Retry retry(CommandKey key) {
        return policies.system(key.system()).retry();
    }

    /**
     * The next instant at which a command is repeated or handed to people.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return an instant after the identity's clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public static long nextRepeat(IdentityState state, Policies policies) {
        if (state.commands().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long next = Long.MAX_VALUE;
        RepeatTimes times = new RepeatTimes(state, policies);
        for (OpenCommand command : state.commands().values()) {
            if (!command.progress().isEscalated()
                    && !command.isHeld()
                    && policies.system(command.key().system()).mode() == Mode.ENFORCE) {
                next = Math.min(next, Math.max(times.of(command), state.clock() + 1));
            }
        }
        return next;
    }

    /**
     * Notes that a target reported a failure.
     *
     * @param state the identity; changed
     * @param event a PROVISIONING_FAILED; it names the command, or the account and the entitlement, or the group as an entitlement
     * @param policies the policies in force
     * @return false if no open command is meant, or its failure is known
     */
    public static boolean refused(IdentityState state, AccessEvent event, Policies policies) {
        long occurredAt = event.getHeader().getOccurredAt().toEpochMilli();
        long skew = policies.settings().skew().toMillis();
        for (OpenCommand command : state.commands().values()) {
            boolean meant = event.getCommandId() == null
                    ? isAbout(command.key(), event)
                    : event.getCommandId().equals(command.commandId());
            boolean silent = command.progress() == Progress.WAITING || command.progress() == Progress.OVERDUE;
            // Clocks differ; but what names a repeated command may mean an earlier attempt.
            long notBefore = command.issuedAt() - (event.getCommandId() != null && command.tries() == 1 ? skew : 0);
            if (meant && silent && occurredAt >= notBefore) {
                boolean escalated = command.progress().isEscalated();
                state.commands().put(command.key(), command.with(escalated ? Progress.FAILED : Progress.REFUSED));
                return true;
            }
        }
        return false;
    }

    private static boolean isAbout(CommandKey key, AccessEvent event) {
        AccountRef account = event.getSubject().getAccount();
        EntitlementRef entitlement = event.getEntitlement();
        if (isAboutGroup(key)) {
            // It has come to the group that it names.
            return account == null;
        }
        return account != null
                && account.getSystem().equals(key.system())
                && account.getName().equals(key.account())
                && (entitlement == null
                        ? key.object().isEmpty()
                        : entitlement.getName().equals(key.object())
                                && entitlement.getSystem().equals(key.entitlementSystem()));
    }

    private static String id(IdentityState state, CommandKey key, Want want) {
        String object = want.changes().isEmpty() ? objectOf(key) : want.changes();
        return Ids.command(key.action().name(), state.key(), key.system(), key.account(), object, want.beganAt());
    }

    private void tell(OpenCommand command, CommandStatus status, String cause, String why) {
        out.command(record(command, status, cause, why), trigger);
    }

    private static String objectOf(CommandKey key) {
        return key.entitlementSystem().equals(key.system())
                        || key.entitlementSystem().isEmpty()
                ? key.object()
                : key.entitlementSystem() + ":" + key.object();
    }

    private ProvisioningCommand record(OpenCommand command, CommandStatus status, String cause, String why) {
        CommandKey key = command.key();
        return ProvisioningCommand.newBuilder()
                .setCommandId(command.commandId())
                .setAction(key.action())
                .setStatus(status)
                .setIdentityId(isAboutGroup(key) ? null : state.key())
                .setSystem(key.system())
                .setAccount(key.account().isEmpty() ? null : key.account())
                .setEntitlement(
                        key.entitlementSystem().isEmpty()
                                ? null
                                : key.entitlement().toRef())
                .setSessionIds(sessionIds(key))
                .setLeaseId(key.action() == CommandAction.REVOKE_LEASE ? key.object() : null)
                .setAttempt(command.attempt())
                .setIssuedAt(Instant.ofEpochMilli(command.issuedAt()))
                .setDueAt(Instant.ofEpochMilli(command.dueAt()))
                .setEffectiveAt(effectiveAt(command))
                .setChangedAt(Instant.ofEpochMilli(now))
                .setCause(cause)
                .setReason((isAboutGroup(key) ? what(key.action(), group) : what(key)) + ": " + why + ".")
                .setGroup(isAboutGroup(key) ? group : null)
                .setScim(scim(key, status))
                .build();
    }

    /** Those that have to end now: a repeated command may be about others than the first. */
    private List<String> sessionIds(CommandKey key) {
        List<String> ids = sessions == null ? List.of() : sessions.sessionIds(key);
        return ids.subList(0, Math.min(ids.size(), MAX_LISTED));
    }

    /** Says what group commands are about, as it is and as it is to be. */
    void about(GroupRef ref) {
        group = ref;
    }

    /** Says which sessions commands are about. */
    void about(SessionWants wants) {
        sessions = wants;
    }

    /**
     * Cancels what was to end of an account, as it is known whose it is: it is asked for there.
     */
    public void dissolve() {
        for (OpenCommand command : new ArrayList<>(state.commands().values())) {
            if (SessionWants.isAbout(command.key())) {
                close(command, CommandStatus.CANCELLED, "CORRELATED", "it is known whose the account is");
            }
        }
    }

    private static String what(CommandAction action, GroupRef group) {
        return (action == CommandAction.CREATE_GROUP ? "Create" : "Rename") + " group " + group.getName() + " in "
                + group.getSystem();
    }

    private static String what(CommandKey key) {
        String account = "account " + key.account() + " in " + key.system();
        return switch (key.action()) {
            case CREATE_ACCOUNT -> "Create an account in " + key.system();
            case ENABLE_ACCOUNT -> "Enable " + account;
            case DISABLE_ACCOUNT -> "Disable " + account;
            case DELETE_ACCOUNT -> "Delete " + account;
            case UPDATE_ACCOUNT -> "Update " + account;
            case GRANT -> "Grant " + key.entitlement() + " to " + account;
            case END_SESSIONS -> "End the sessions with " + (key.account().isEmpty() ? key.system() : account);
            case REVOKE_LEASE -> "Revoke lease " + key.object() + " in " + key.system();
            case ASSIGN_OWNER -> "Assign an owner to " + account;
            default -> "Revoke " + key.entitlement() + " from " + account;
        };
    }

    /** Without an account there is no member to name, so there is no request to send. */
    private ScimRequest scim(CommandKey key, CommandStatus status) {
        if (key.action() == CommandAction.CREATE_ACCOUNT) {
            // What is over asks for nothing, so it repeats no personal data.
            return status == CommandStatus.ISSUED ? Scim.create(state.key(), attributes()) : null;
        }
        if (key.action() == CommandAction.UPDATE_ACCOUNT) {
            return status == CommandStatus.ISSUED ? update(key) : null;
        }
        if (isAboutGroup(key)) {
            return status != CommandStatus.ISSUED
                    ? null
                    : key.action() == CommandAction.CREATE_GROUP
                            ? Scim.createGroup(group.getName(), group.getDisplayName())
                            : Scim.renameGroup(group.getName(), group.getDisplayName());
        }
        // Who does not look at the status must not do what is held. For sessions, leases and owners SCIM has no words.
        if (SessionWants.isAbout(key) || key.account().isEmpty() || status == CommandStatus.HELD) {
            return null;
        }
        return switch (key.action()) {
            case ENABLE_ACCOUNT -> Scim.enable(key.account());
            case DISABLE_ACCOUNT -> Scim.disable(key.account());
            case DELETE_ACCOUNT -> Scim.delete(key.account());
            case ASSIGN_OWNER -> null;
            case GRANT -> Scim.addMember(key.object(), key.account());
            default -> Scim.removeMember(key.object(), key.account());
        };
    }

    private ScimRequest update(CommandKey key) {
        if (policies.system(key.system()).sync().method() == Sync.Method.PUT) {
            return Scim.put(state.key(), key.account(), attributes());
        }
        AccountKey name = new AccountKey(key.system(), key.account());
        Account account = state.access().accounts().get(name);
        AttributeSync sync = new AttributeSync(state, policies);
        return Scim.patch(key.account(), sync.changes(name, account), sync.hadNone(name, account));
    }

    /** Of who has yet to begin, what will hold on the first day. */
    private Map<String, String> attributes() {
        HrRules rules = policies.settings().hrRules();
        boolean ahead = state.hr().standing(now, rules).isPreHire();
        long start = ahead ? state.hr().nextStart(now, rules) : now;
        return state.hr().attributes().valuesAt(start == Long.MAX_VALUE ? now : start, rules.precedence());
    }
}
