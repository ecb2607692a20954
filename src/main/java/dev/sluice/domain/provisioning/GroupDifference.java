package dev.sluice.domain.provisioning;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.group.Group;
import dev.sluice.domain.group.GroupClaim;
import dev.sluice.domain.group.GroupFacts;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.GroupRef;
import java.util.ArrayList;

/**
 * What a group should be, against what it is: it is created while somebody asks for it and it is not there, and shown as they ask. Nothing
 * deletes a group: what it opens is known to nobody here, and a department without people may get some again.
 */
public final class GroupDifference {
    private final IdentityState state;
    private final Policies policies;
    private final Trigger trigger;
    private final CommandBook book;
    private final String system;
    private final Group group;

    /** What is asked for; of a group that only a role gives nobody says how it is to be shown. */
    private record Wanted(String name, String displayName) {}

    /**
     * One evaluation.
     *
     * @param state the group, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public GroupDifference(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.trigger = trigger;
        this.book = new CommandBook(state, policies, trigger, out);
        this.system = SubjectKeys.systemOfGroup(state.key());
        this.group = state.group();
    }

    /** Closes what is over, issues what is needed, and repeats what is due. */
    public void evaluate() {
        Wanted wanted = wanted(state, policies);
        if (wanted == null) {
            group.leave();
        } else {
            // Also one that is there: it may be deleted, and must not be shut out then.
            group.admit(policies.system(system).groups().limit());
        }
        GroupFacts facts = group.facts();
        Want needed = needed(wanted, facts);
        CommandAction action = facts.isThere() ? CommandAction.UPDATE_GROUP : CommandAction.CREATE_GROUP;
        book.about(ref(wanted, facts));
        for (OpenCommand command : new ArrayList<>(state.commands().values())) {
            settle(command, action, needed, facts);
        }
        if (needed != null) {
            book.issue(key(action), needed);
        }
        book.repeatDue();
    }

    private void settle(OpenCommand command, CommandAction action, Want needed, GroupFacts facts) {
        boolean creates = command.key().action() == CommandAction.CREATE_GROUP;
        if (creates && facts.isThere()) {
            book.close(command, CommandStatus.DONE, "OBSERVED", "the group is there");
        } else if (!creates && !facts.isThere()) {
            book.close(command, CommandStatus.CANCELLED, "GROUP_GONE", "the group is not there any more");
        } else if (needed != null && command.key().action() == action) {
            book.replace(command, needed);
        } else if (!policies.isEnforced(system)) {
            book.close(command, CommandStatus.CANCELLED, "POLICY", "the system is no longer enforced");
        } else if (wanted(state, policies) == null) {
            book.close(
                    command,
                    CommandStatus.CANCELLED,
                    trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "GROUP_NOT_WANTED",
                    "nobody asks for the group any more");
        } else {
            book.close(command, CommandStatus.DONE, "OBSERVED", "the group is shown as it is wanted");
        }
    }

    /** What has to be done, or null. How a group is shown of which the target does not say it is left as it is. */
    private Want needed(Wanted wanted, GroupFacts facts) {
        if (wanted == null || !policies.isEnforced(system)) {
            return null;
        }
        if (!facts.isThere()) {
            // Whoever asks first, and when that is heard of, is not part of it: each time that it is gone is one need.
            return group.isAdmitted()
                    ? new Want(facts.goneSince(), Cause.GROUP_MISSING, "it is asked for, and " + system + " has none")
                    : null;
        }
        String shown = facts.shownAs();
        return shown == null || wanted.displayName() == null || shown.equals(wanted.displayName())
                ? null
                : new Want(
                        facts.shown().at(),
                        Cause.GROUP_RENAMED,
                        "it is shown under a name that it does not have any more",
                        wanted.displayName());
    }

    /**
     * Whether a group is wanted and not asked for, as there is no room for more.
     *
     * @param state the group
     * @param policies the policies in force
     * @return true if so
     */
    public static boolean isRefused(IdentityState state, Policies policies) {
        return !state.group().isAdmitted()
                && !state.group().facts().isThere()
                && policies.isEnforced(SubjectKeys.systemOfGroup(state.key()))
                && wanted(state, policies) != null;
    }

    private static Wanted wanted(IdentityState state, Policies policies) {
        String named = policies.groups().named().get(state.key());
        GroupClaim claim = state.group().wanted().orElse(null);
        if (named == null && claim == null) {
            return null;
        }
        String name = named == null ? claim.name() : named;
        return new Wanted(name, claim == null ? null : claim.displayName());
    }

    private CommandKey key(CommandAction action) {
        return new CommandKey(system, "", SubjectKeys.nameOfGroup(state.key()), "", action);
    }

    /** By the name that the target has for it; what is not there yet by that which it is to have. */
    private GroupRef ref(Wanted wanted, GroupFacts facts) {
        String name = SubjectKeys.nameOfGroup(state.key());
        if (facts.isThere()) {
            name = facts.name();
        } else if (wanted != null) {
            name = wanted.name();
        }
        String shown = facts.isThere() ? facts.shownAs() : name;
        return GroupRef.newBuilder()
                .setName(name)
                .setDisplayName(wanted == null || wanted.displayName() == null ? shown : wanted.displayName())
                .setSystem(system)
                .build();
    }
}
