package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldOn;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.entitled.Crossing;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.entitled.Reason;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.Judgement;
import dev.sluice.event.AccountState;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an identity should have less what it has: the commands that bring the two together. Joiners, movers, leavers, leaves,
 * returns and drift are all found here, and each is only another outcome of the same difference (DESIGN section 1).
 */
public final class Difference {
    /**
     * How many grants are open at once for one identity; the next ones follow when these are answered. A role may give ten
     * thousand, and an identity has to stay small enough to be stored.
     */
    static final int MAX_OPEN_GRANTS = 1000;

    private record Needed(EntitlementKey entitlement, Reason reason) {}

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Entitled entitled;
    private final Trigger trigger;
    private final CommandBook book;
    private final AccountWants accounts;
    private final EntitlementWants entitlements;
    private final SessionWants sessions;
    private final OwnerWants owners;
    private final long now;
    private Map<String, List<Needed>> neededBySystem;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have at that instant
     * @param judgement what is found of its sessions and leases; null if it has none, or they were not looked at
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public Difference(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Judgement judgement,
            Trigger trigger,
            Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.entitled = entitled;
        this.trigger = trigger;
        this.book = new CommandBook(state, policies, trigger, out);
        this.accounts = new AccountWants(state, policies, standing, entitled);
        this.entitlements = new EntitlementWants(state, policies, standing, entitled);
        this.sessions = new SessionWants(policies, judgement);
        this.book.about(sessions);
        this.owners = new OwnerWants(state, policies, standing);
        this.now = state.clock();
    }

    /** Closes what is done or has lost its reason, issues what is missing, and repeats what was not answered in time. */
    public void evaluate() {
        settleOpen(null);
        issueAll();
        sessions.all().forEach(this::issue);
        book.repeatDue();
    }

    /**
     * The same after a fact about one entitlement only: what else is held is as it was. Where a command about something else
     * ended, or so many grants that the next ones have room, another may follow, so then everything is looked at.
     *
     * @param entitlement the entitlement
     */
    public void evaluate(EntitlementKey entitlement) {
        List<CommandKey> settled = settleOpen(entitlement);
        boolean elsewhere = settled.stream()
                .anyMatch(key -> key.object().isEmpty() || !key.entitlement().equals(entitlement));
        boolean hasTarget = accounts.target(entitlement.system()).isPresent();
        // Of who is on leave no account is asked for, so that the first one may turn up with no command about it.
        if (elsewhere || standing.isLeaver() || standing.isOnLeave() || !hasTarget || makesRoom(settled)) {
            issueAll();
        } else {
            issueFor(entitlement);
        }
        sessions.all().forEach(this::issue);
        book.repeatDue();
    }

    /**
     * The same where neither what is held has changed nor any reason for it: only accounts are looked at, and what is asked for. Where
     * that closes something, everything is.
     *
     * @param returns whether somebody may have come back for whom no account was asked for while away
     * @return true if everything was looked at
     */
    public boolean evaluateAccounts(boolean returns) {
        boolean settled = !settleOpen(null).isEmpty();
        if (settled) {
            issueAll();
        } else {
            state.access().accounts().forEach(this::issueForAccount);
            if (returns) {
                issueMissing();
            }
        }
        sessions.all().forEach(this::issue);
        book.repeatDue();
        return settled;
    }

    /** Asked once per that many grants, so that giving ten thousand is not looking at ten thousand as often. */
    private boolean makesRoom(List<CommandKey> settled) {
        if (settled.stream().noneMatch(key -> key.action() == CommandAction.GRANT)) {
            return false;
        }
        int underWay = grantsUnderWay().size();
        return underWay == 0 || underWay == MAX_OPEN_GRANTS / 2;
    }

    /** With the only entitlement of which anything has changed, or null: revokes of others stand as they were. */
    private List<CommandKey> settleOpen(EntitlementKey only) {
        List<CommandKey> settled = new ArrayList<>();
        for (OpenCommand command : new ArrayList<>(state.commands().values())) {
            CommandKey key = command.key();
            boolean stands = only != null
                    && !standing.isLeaver()
                    && key.action() == CommandAction.REVOKE
                    && !key.entitlement().equals(only);
            if (!stands && settle(command)) {
                settled.add(key);
            }
        }
        state.given().keySet().removeIf(key -> !state.access().accounts().containsKey(key));
        state.disabledByUs().removeIf(key -> {
            Account account = state.access().accounts().get(key);
            return account == null || account.state() != AccountState.DISABLED;
        });
        if (only == null) {
            new ArrayList<>(state.lapsed().keySet()).forEach(this::forgetLapsed);
        } else {
            forgetLapsed(only);
        }
        state.crossings()
                .entrySet()
                .removeIf(crossing -> crossing.getValue().until() <= now
                        && !isHeldAnywhere(crossing.getKey().entitlement()));
        return settled;
    }

    /** What lapsed is of no use once there is a reason, or once it is gone. */
    private void forgetLapsed(EntitlementKey entitlement) {
        boolean useless = state.lapsed().containsKey(entitlement)
                && (entitled.reasonFor(entitlement).isPresent() || !isHeldAnywhere(entitlement));
        if (useless) {
            state.lapsed().remove(entitlement);
        }
    }

    private boolean isHeldAnywhere(EntitlementKey entitlement) {
        return state.access().accounts().values().stream()
                .anyMatch(account ->
                        AccessLedger.heldAt(account, entitlement, now).isPresent());
    }

    private boolean settle(OpenCommand command) {
        CommandKey key = command.key();
        AccountKey account = new AccountKey(key.system(), key.account());
        if (SessionWants.isAbout(key)) {
            return settleSessions(command, account);
        }
        if (key.action() == CommandAction.ASSIGN_OWNER) {
            return settleOwner(command, account);
        }
        if (key.action() != CommandAction.CREATE_ACCOUNT
                && !state.access().accounts().containsKey(account)) {
            book.close(command, CommandStatus.CANCELLED, "RENAMED", "the account has another name now");
        } else if (isObserved(command, account)) {
            noteDisabled(command, account);
            noteRevoked(command, account);
            noteGiven(command);
            book.close(command, CommandStatus.DONE, "OBSERVED", "what was asked for has been observed");
        } else {
            Want want = wanted(key, account);
            if (want == null) {
                cancel(command, account);
            } else {
                return command.isHeld() ? book.settleHeld(command, want) : book.replace(command, want);
            }
        }
        return true;
    }

    /** What was not looked at stands as it is. */
    private boolean settleSessions(OpenCommand command, AccountKey account) {
        if (!sessions.isJudged() && state.sessionWatch().tracks()) {
            return false;
        }
        Want want = sessions.all().get(command.key());
        if (want != null) {
            return command.isHeld() && book.settleHeld(command, want);
        }
        long skew = policies.settings().skew().toMillis();
        switch (sessions.course(command, skew)) {
            case UNKNOWN ->
                book.close(
                        command, CommandStatus.CANCELLED, "FORGOTTEN", "nothing is known any more of what was to end");
            case ENDED -> book.close(command, CommandStatus.DONE, "OBSERVED", "what was asked for has been observed");
            case GOES_ON -> cancel(command, account);
        }
        return true;
    }

    private boolean settleOwner(OpenCommand command, AccountKey name) {
        Account account = state.access().accounts().get(name);
        if (account == null) {
            // Who was found to have it instead answers for it.
            boolean isAnothers = !state.access().names().containsKey(name);
            book.close(
                    command,
                    isAnothers ? CommandStatus.DONE : CommandStatus.CANCELLED,
                    isAnothers ? "OBSERVED" : "RENAMED",
                    isAnothers ? "somebody else has the account now" : "the account has another name now");
            return true;
        }
        if (owners.isOpen(name, account)) {
            return false;
        }
        Want want = owners.assign(name, account);
        if (want != null) {
            return command.isHeld() && book.settleHeld(command, want);
        }
        boolean answered = policies.isEnforced(name.system())
                && trigger.kind() != Trigger.Kind.POLICY
                && owners.hasOwner(name, account);
        if (answered) {
            book.close(command, CommandStatus.DONE, "OBSERVED", "somebody answers for it");
        } else {
            cancel(command, name);
        }
        return true;
    }

    /** What was disabled before it was asked for was somebody else's decision. */
    private void noteDisabled(OpenCommand command, AccountKey name) {
        Account account = state.access().accounts().get(name);
        long skew = policies.settings().skew().toMillis();
        boolean answers = command.key().action() == CommandAction.DISABLE_ACCOUNT
                && !command.isHeld()
                && account.state() == AccountState.DISABLED
                && account.stateSince() >= command.firstIssuedAt() - skew;
        if (answers) {
            state.disabledByUs().add(name);
        }
    }

    private void noteRevoked(OpenCommand command, AccountKey account) {
        CommandKey key = command.key();
        if (key.action() == CommandAction.REVOKE && !command.isHeld()) {
            state.rememberRevoked(new HeldOn(account, key.entitlement()), now);
        }
    }

    /** What HR changed while it was under way is still to be passed on, also if it was in a repetition: the first may have been heard. */
    private void noteGiven(OpenCommand command) {
        CommandKey key = command.key();
        boolean gives = key.action() == CommandAction.CREATE_ACCOUNT || key.action() == CommandAction.UPDATE_ACCOUNT;
        if (!gives || command.isHeld()) {
            return;
        }
        AccountKey name = key.action() == CommandAction.UPDATE_ACCOUNT
                ? new AccountKey(key.system(), key.account())
                : accounts.target(key.system()).orElseThrow();
        Account account = state.access().accounts().get(name);
        boolean isPassedOn = !policies.system(key.system()).sync().attributes().isEmpty();
        if (isPassedOn && account.described() != null) {
            state.given().put(name, new Given(account.described().at(), command.firstIssuedAt()));
        }
    }

    private void cancel(OpenCommand command, AccountKey account) {
        CommandKey key = command.key();
        boolean leaver = standing.isLeaver();
        if (!policies.isEnforced(key.system())) {
            book.close(command, CommandStatus.CANCELLED, "POLICY", "the system is no longer enforced");
        } else if (isMoved(key)) {
            book.close(command, CommandStatus.CANCELLED, "MOVED", "another account gets it");
        } else if (trigger.kind() == Trigger.Kind.POLICY) {
            book.close(command, CommandStatus.CANCELLED, "POLICY", "the policy does not ask for it, or only later");
        } else {
            book.close(
                    command,
                    CommandStatus.CANCELLED,
                    Cause.gone(command.cause(), leaver),
                    Cause.goneInWords(command.cause(), leaver));
        }
        if (key.action() == CommandAction.GRANT
                && !command.isHeld()
                && entitled.reasonFor(key.entitlement()).isEmpty()) {
            // What the target gives until the deadline has lost its reason already.
            long skew = policies.settings().skew().toMillis();
            Crossing crossing = new Crossing(command.firstIssuedAt() - skew, command.dueAt());
            state.crossings().merge(new HeldOn(account, key.entitlement()), crossing, Crossing::with);
        }
    }

    private boolean isMoved(CommandKey key) {
        return key.action() == CommandAction.GRANT
                && wantedGrant(key.entitlement()).isPresent();
    }

    private boolean isObserved(OpenCommand command, AccountKey name) {
        CommandKey key = command.key();
        Account account = state.access().accounts().get(name);
        return switch (key.action()) {
            case DISABLE_ACCOUNT -> !account.mayBeUsed();
            case ENABLE_ACCOUNT -> account.state() == AccountState.ENABLED;
            case DELETE_ACCOUNT -> account.state() == AccountState.DELETED;
            case CREATE_ACCOUNT -> accounts.target(key.system()).isPresent();
            case GRANT -> entitlements.isHeld(key.entitlement());
            case UPDATE_ACCOUNT -> isUpdated(command, name, account);
            default -> AccessLedger.heldAt(account, key.entitlement(), now).isEmpty();
        };
    }

    private boolean isUpdated(OpenCommand command, AccountKey name, Account account) {
        long skew = policies.settings().skew().toMillis();
        return account.described() != null
                && account.described().at() >= command.firstIssuedAt() - skew
                && accounts.update(name, account) == null;
    }

    /** What a command would be issued for now, or null. */
    private Want wanted(CommandKey key, AccountKey name) {
        Account account = state.access().accounts().get(name);
        return switch (key.action()) {
            case DISABLE_ACCOUNT -> accounts.disable(name, account);
            case ENABLE_ACCOUNT -> accounts.enable(name, account);
            case DELETE_ACCOUNT -> accounts.delete(name, account);
            case UPDATE_ACCOUNT -> accounts.update(name, account);
            case CREATE_ACCOUNT -> createFor(key.system(), neededBySystem().getOrDefault(key.system(), List.of()));
            case GRANT ->
                accounts.target(key.system()).filter(name::equals).isPresent()
                        ? wantedGrant(key.entitlement()).orElse(null)
                        : null;
            default ->
                AccessLedger.heldAt(account, key.entitlement(), now)
                        .map(held -> entitlements.revoke(name, account, key.entitlement(), held))
                        .orElse(null);
        };
    }

    private Optional<Want> wantedGrant(EntitlementKey entitlement) {
        return entitled.reasonFor(entitlement)
                .filter(Reason::gives)
                .map(reason -> entitlements.grant(entitlement, reason));
    }

    private void issueAll() {
        state.access().accounts().forEach((key, account) -> {
            issueForAccount(key, account);
            if (!entitlements.takesNothing(key)) {
                AccessLedger.eachHeld(
                        account, now, (entitlement, held) -> issueRevoke(key, account, entitlement, held));
            }
        });
        issueMissing();
    }

    private void issueMissing() {
        if (entitled.saysNothing() || standing.isLeaver()) {
            return;
        }
        Map<String, List<Needed>> missing = neededBySystem();
        missing.forEach((system, needed) ->
                issue(new CommandKey(system, "", "", "", CommandAction.CREATE_ACCOUNT), createFor(system, needed)));
        Set<EntitlementKey> underWay = grantsUnderWay();
        missing.values().forEach(needed -> needed.forEach(one -> issueGrant(one, underWay)));
    }

    private Want createFor(String system, List<Needed> needed) {
        if (needed.isEmpty()) {
            return null;
        }
        Needed first = needed.get(0);
        long since =
                needed.stream().mapToLong(one -> one.reason().since()).min().orElseThrow();
        String why = state.key() + " is to have " + first.entitlement() + " by "
                + first.reason().text();
        return accounts.create(system, since, EntitlementWants.cause(first.reason()), why);
    }

    private void issueFor(EntitlementKey entitlement) {
        state.access().accounts().forEach((key, account) -> {
            issueForAccount(key, account);
            if (!entitlements.takesNothing(key)) {
                AccessLedger.heldAt(account, entitlement, now)
                        .ifPresent(held -> issueRevoke(key, account, entitlement, held));
            }
        });
        if (!entitled.saysNothing()) {
            entitled.reasonFor(entitlement)
                    .filter(Reason::gives)
                    .ifPresent(reason -> issueGrant(new Needed(entitlement, reason), grantsUnderWay()));
        }
    }

    private void issueForAccount(AccountKey key, Account account) {
        issue(of(key, CommandAction.DISABLE_ACCOUNT), accounts.disable(key, account));
        issue(of(key, CommandAction.ENABLE_ACCOUNT), accounts.enable(key, account));
        issue(of(key, CommandAction.DELETE_ACCOUNT), accounts.delete(key, account));
        issue(of(key, CommandAction.UPDATE_ACCOUNT), accounts.update(key, account));
        issue(of(key, CommandAction.ASSIGN_OWNER), owners.assign(key, account));
    }

    private static CommandKey of(AccountKey key, CommandAction action) {
        return new CommandKey(key.system(), key.name(), "", "", action);
    }

    private void issueRevoke(AccountKey key, Account account, EntitlementKey entitlement, HoldPeriod held) {
        issue(
                new CommandKey(
                        key.system(), key.name(), entitlement.name(), entitlement.system(), CommandAction.REVOKE),
                entitlements.revoke(key, account, entitlement, held));
    }

    /** An entitlement is given to one account. */
    private void issueGrant(Needed needed, Set<EntitlementKey> underWay) {
        if (underWay.size() >= MAX_OPEN_GRANTS || underWay.contains(needed.entitlement())) {
            return;
        }
        EntitlementKey entitlement = needed.entitlement();
        Want want = entitlements.grant(entitlement, needed.reason());
        if (want == null) {
            return;
        }
        accounts.target(entitlement.system()).ifPresent(target -> {
            issue(
                    new CommandKey(
                            target.system(),
                            target.name(),
                            entitlement.name(),
                            entitlement.system(),
                            CommandAction.GRANT),
                    want);
            underWay.add(entitlement);
        });
    }

    private Set<EntitlementKey> grantsUnderWay() {
        Set<EntitlementKey> underWay = new HashSet<>();
        for (CommandKey key : state.commands().keySet()) {
            if (key.action() == CommandAction.GRANT) {
                underWay.add(key.entitlement());
            }
        }
        return underWay;
    }

    /** What is to be given and is not held, in enforced systems; what is open does not change it. */
    private Map<String, List<Needed>> neededBySystem() {
        if (neededBySystem != null) {
            return neededBySystem;
        }
        Map<String, List<Needed>> needed = new TreeMap<>();
        entitled.eachGiven((entitlement, reason) -> {
            if (entitlements.grant(entitlement, reason) != null) {
                needed.computeIfAbsent(entitlement.system(), system -> new ArrayList<>())
                        .add(new Needed(entitlement, reason));
            }
        });
        neededBySystem = needed;
        return needed;
    }

    private void issue(CommandKey key, Want want) {
        if (want != null) {
            book.issue(key, want);
        }
    }

    /**
     * The next instant at which something is due of a leaver, apart from repeats.
     *
     * @param state the identity
     * @param policies the policies in force
     * @param standing the status at the identity's clock
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public static long nextDue(IdentityState state, Policies policies, Standing standing) {
        return new AccountWants(state, policies, standing, null).nextDue();
    }
}
