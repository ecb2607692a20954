package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.domain.provisioning.Progress;
import dev.sluice.event.Evidence;
import dev.sluice.event.Severity;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.TicketStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * PROVISIONING_OVERDUE and PROVISIONING_FAILED: commands about an account were issued as often as the policy allows, and
 * nothing was heard, or the target said that they failed. People get a ticket for each such finding; it is closed when none
 * of these commands waits for them any more.
 */
public final class StuckCommands {
    /** The kind for commands of which nothing was heard. */
    public static final String OVERDUE = "PROVISIONING_OVERDUE";

    /** The kind for commands of which the target said that they failed. */
    public static final String FAILED = "PROVISIONING_FAILED";

    /** The account itself and what it holds are two findings: that one can't be disabled must not hide behind the other. */
    private record Group(AccountKey account, boolean accountItself) {}

    private final IdentityState state;
    private final Trigger trigger;
    private final Decisions out;
    private final FindingBook book;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public StuckCommands(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.trigger = trigger;
        this.out = out;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /** Resolves what no longer stands, then opens or changes what does. */
    public void evaluate() {
        evaluate(OVERDUE, Progress.OVERDUE);
        evaluate(FAILED, Progress.FAILED);
    }

    private void evaluate(String kind, Progress progress) {
        Map<Group, List<OpenCommand>> groups = new LinkedHashMap<>();
        for (OpenCommand command : state.commands().values()) {
            if (command.progress() == progress) {
                CommandKey key = command.key();
                Group group = new Group(
                        new AccountKey(key.system(), key.account()),
                        key.entitlementSystem().isEmpty());
                groups.computeIfAbsent(group, commands -> new ArrayList<>()).add(command);
            }
        }
        Map<String, List<OpenCommand>> stuck = new TreeMap<>();
        groups.forEach((group, commands) -> stuck.put(findingId(kind, group), commands));
        for (FindingState finding : book.open(kind)) {
            if (!stuck.containsKey(finding.findingId())) {
                String about = isGroup()
                        ? "group " + SubjectKeys.nameOfGroup(state.key())
                        : "account " + finding.account() + " of " + state.key();
                String what = "No command of this kind about " + about + " in " + finding.system()
                        + " waits for people any more";
                book.resolve(finding, "SETTLED", what);
                tell(finding, TicketAction.CLOSE, TicketStatus.CLOSED, what + ".");
            }
        }
        stuck.forEach((id, commands) -> open(id, kind, commands));
    }

    private String findingId(String kind, Group group) {
        String about = group.accountItself() ? "account" : "entitlements";
        return Ids.finding(
                kind, state.key(), group.account().system(), group.account().name(), about);
    }

    private void open(String id, String kind, List<OpenCommand> commands) {
        CommandKey first = commands.get(0).key();
        AccountKey account = new AccountKey(first.system(), first.account());
        List<EntitlementKey> entitlements = commands.stream()
                .filter(command -> !command.key().entitlementSystem().isEmpty())
                .map(command -> new EntitlementKey(
                        command.key().entitlementSystem(), command.key().object()))
                .sorted()
                .toList();
        String summary = commands.size() + (commands.size() == 1 ? " command" : " commands") + " about "
                + about(account) + " in " + account.system()
                + (kind.equals(FAILED) ? " failed" : " had no answer") + " as often as the policy repeats "
                + (commands.size() == 1 ? "it" : "them");
        boolean stood =
                state.findings().containsKey(id) && state.findings().get(id).isOpen();
        FindingBook.Draft draft = new FindingBook.Draft(id, kind, account, Severity.HIGH, entitlements, summary);
        book.stand(draft, () -> evidence(commands)).ifPresent(finding -> {
            // What is answered one by one is told on the finding; whoever has the ticket has it already.
            if (!stood) {
                tell(finding, TicketAction.OPEN, TicketStatus.OPEN, summary + ".");
            }
        });
    }

    private boolean isGroup() {
        return SubjectKeys.isGroup(state.key());
    }

    private String about(AccountKey account) {
        return isGroup()
                ? "group " + SubjectKeys.nameOfGroup(state.key())
                : (account.name().isEmpty() ? "accounts or leases" : "account " + account.name()) + " of "
                        + state.key();
    }

    private static List<Evidence> evidence(List<OpenCommand> commands) {
        return commands.stream()
                .limit(FindingBook.MAX_EVIDENCE)
                .map(command -> new Evidence(
                        null,
                        List.of(),
                        "Command " + command.commandId() + " (" + command.key().action() + ") was issued "
                                + command.tries() + " times, last at " + Instant.ofEpochMilli(command.issuedAt())
                                + "."))
                .toList();
    }

    private void tell(FindingState finding, TicketAction action, TicketStatus status, String summary) {
        out.ticket(
                Ticket.newBuilder()
                        .setTicketId(Ids.ticket(finding.findingId(), finding.episode()))
                        .setAction(action)
                        .setKind(finding.kind())
                        .setStatus(status)
                        .setIdentityId(isGroup() ? null : state.key())
                        .setFindingId(finding.findingId())
                        .setChangedAt(Instant.ofEpochMilli(state.clock()))
                        .setSummary(summary)
                        .build(),
                trigger);
    }
}
