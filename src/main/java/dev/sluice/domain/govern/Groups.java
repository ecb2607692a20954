package dev.sluice.domain.govern;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.correlation.AttributeClaims;
import dev.sluice.domain.finding.FindingTickets;
import dev.sluice.domain.finding.GroupLimit;
import dev.sluice.domain.finding.StuckCommands;
import dev.sluice.domain.finding.SuppressedFindings;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.group.GroupClaim;
import dev.sluice.domain.group.GroupNames;
import dev.sluice.domain.group.Unit;
import dev.sluice.domain.policy.GroupIndex;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.provisioning.CommandBook;
import dev.sluice.domain.provisioning.GroupDifference;
import dev.sluice.event.GroupRef;
import dev.sluice.event.IdentityEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is decided about units, which ask for groups, and about groups, which are to be there while somebody asks. Neither is an identity:
 * it has no status, holds nothing and is published nowhere.
 */
final class Groups {
    private static final long LOOK_AGAIN_MS = Duration.ofDays(1).toMillis();

    private Groups() {}

    static boolean concerns(String key) {
        return SubjectKeys.isUnit(key) || SubjectKeys.isGroup(key);
    }

    /** Records what HR tells of a unit, or a target of a group. */
    static boolean record(IdentityState state, IdentityEvent event) {
        GroupRef told = event.getGroup();
        FactKey key = FactKey.of(event.getHeader());
        String shown = GroupNames.display(told.getDisplayName());
        return SubjectKeys.isUnit(state.key())
                ? state.unit().record(event.getAction(), key, GroupNames.display(told.getName()), shown)
                : state.group().record(event.getAction(), key, told.getName(), shown);
    }

    static boolean claim(IdentityState state, String sender, ClaimedGroup claimed, boolean holds, long at) {
        return SubjectKeys.isUnit(state.key())
                ? state.unit().bearers().tell(sender, holds, at, claimed.name())
                : state.group().claim(sender, new GroupClaim(holds, at, claimed.name(), claimed.displayName()));
    }

    static void evaluate(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        if (!policies.active()) {
            return;
        }
        if (SubjectKeys.isUnit(state.key())) {
            AttributeClaims.tell(state, wanted(state, policies), out);
        } else {
            new GroupDifference(state, policies, trigger, out).evaluate();
            new StuckCommands(state, policies, trigger, out).evaluate();
            new GroupLimit(state, policies, trigger, out).evaluate();
            new SuppressedFindings(state, policies, trigger, out).evaluate();
            new FindingTickets(state, policies, trigger, out).remind();
        }
        state.owe(false);
    }

    private static Set<String> wanted(IdentityState state, Policies policies) {
        Map<String, String> wanted = new TreeMap<>();
        Unit unit = state.unit();
        List<GroupIndex.Rule> rules = policies.groups().rules(SubjectKeys.attributeOfUnit(state.key()));
        if (rules.isEmpty() || !unit.exists()) {
            return Set.of();
        }
        String value = SubjectKeys.valueOfUnit(state.key());
        String written = unit.writtenAs(value);
        for (GroupIndex.Rule rule : rules) {
            String name = rule.rule().nameFor(value);
            GroupNames.groupKey(rule.system(), name)
                    .map(key -> new ClaimedGroup(key, name, rule.rule().displayNameFor(value, written)))
                    // Of two rules that make the same group of it the first counts.
                    .ifPresent(claimed -> wanted.putIfAbsent(claimed.receiver(), claimed.text()));
        }
        return new TreeSet<>(wanted.values());
    }

    static long nextDue(IdentityState state, Policies policies) {
        if (SubjectKeys.isUnit(state.key())) {
            return Long.MAX_VALUE;
        }
        long next = CommandBook.nextRepeat(state, policies);
        if (GroupDifference.isRefused(state, policies)) {
            // That there is room again, or that nobody tells any more that there is none, is told to nobody.
            next = Math.min(next, state.clock() + LOOK_AGAIN_MS);
        }
        next = Math.min(next, new FindingTickets(state, policies, null, null).nextDue());
        return Math.min(next, new SuppressedFindings(state, policies, null, null).nextDue());
    }

    /**
     * Whether nothing is known of a group; a command that is asked for again has to be told from the first. A unit stays: what it asks for
     * is never older than what it has asked for before.
     */
    static boolean isOver(IdentityState state) {
        return SubjectKeys.isGroup(state.key())
                && state.group().isEmpty()
                && state.commands().isEmpty()
                && state.closedAttempts().isEmpty()
                && state.findings().isEmpty();
    }
}
