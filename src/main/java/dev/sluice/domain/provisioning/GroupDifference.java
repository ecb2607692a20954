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
        if (wanted != null) {
            // Also one that is there: it may be deleted, and must not be shut out then.
            group.admit(policies.system(system).groups().limit());
        } else if (!group.facts().isThere() && !isAskedFor()) {
            group.leave();
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

    /** Whether a target may have it by our command, though nobody has said so: else one who moves on and on would fill the target. */
    private boolean isAskedFor() {
        CommandKey key = key(CommandAction.CREATE_GROUP);
        return state.commands().containsKey(key) || book.wasIssued(key, missing());
    }

    private void settle(OpenCommand command, CommandAction action, Want needed, GroupFacts facts) {
        boolean creates = command.key().action() == CommandAction.CREATE_GROUP;
        if (creates && facts.isThere()) {
            book.close(command, CommandStatus.DONE, "OBSERVED", "the group is there");
        } else if (!creates && !facts.isThere()) {
            book.close(command, CommandStatus.CANCELLED, "GROUP_GONE", "the group is not there any more");
        } else if (!creates && isShownAsAsked(command, facts)) {
            book.close(command, CommandStatus.DONE, "OBSERVED", "the group is shown as it was wanted");
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
            book.close(command, CommandStatus.CANCELLED, "REPLACED", "no other name is wanted than it is shown under");
        }
    }

    /** Whether the target has said since it was asked that it shows the group so; clocks differ. */
    private boolean isShownAsAsked(OpenCommand command, GroupFacts facts) {
        String shown = facts.shownAs();
        return shown != null
                && book.isFor(command, renamed(facts, shown))
                && facts.shown().at()
                        >= command.firstIssuedAt() - policies.settings().skew().toMillis();
    }

    /** Whoever asks first, and when that is heard of, is not part of it: each time that it is gone is one need. */
    private Want missing() {
        return new Want(group.facts().goneSince(), Cause.GROUP_MISSING, "it is asked for, and " + system + " has none");
    }

    /** How it is shown until then is not part of it: a target that makes another name of it is asked again as one that is silent. */
    private static Want renamed(GroupFacts facts, String displayName) {
        return new Want(
                facts.goneSince(),
                Cause.GROUP_RENAMED,
                "it is shown under a name that it does not have any more",
                displayName);
    }

    /** What has to be done, or null. How a group is shown of which the target does not say it is left as it is. */
    private Want needed(Wanted wanted, GroupFacts facts) {
        if (wanted == null || !policies.isEnforced(system)) {
            return null;
        }
        if (!facts.isThere()) {
            return group.isAdmitted() ? missing() : null;
        }
        String shown = facts.shownAs();
        return shown == null || wanted.displayName() == null || shown.equals(wanted.displayName())
                ? null
                : renamed(facts, wanted.displayName());
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
        // What a role gives is more than a department's: whoever writes departments must not rename it.
        return named != null ? new Wanted(named, null) : new Wanted(claim.name(), claim.displayName());
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
