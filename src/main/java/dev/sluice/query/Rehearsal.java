package dev.sluice.query;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.group.GroupNames;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules would say of an identity if nothing had been said before. The state remembers of findings and commands what they
 * are, not the sentences and the evidence, which follow from it: so they are made again, on a copy, by the rules themselves.
 */
final class Rehearsal implements Decisions {
    /** A version that no set has, so that the one in force is evaluated whole. */
    private static final long NONE = -1;

    private final Map<String, Finding> findings = new HashMap<>();
    private final Map<CommandKey, ProvisioningCommand> commands = new HashMap<>();

    private Rehearsal() {}

    /**
     * Has findings told anew; some of them are about commands, which stay.
     *
     * @param copy the identity; changed
     * @param rules the policies in force
     */
    static Rehearsal ofFindings(IdentityState copy, Rules rules) {
        copy.findings().clear();
        return of(copy, rules);
    }

    /**
     * Has commands told anew.
     *
     * @param copy the identity; changed
     * @param rules the policies in force
     */
    static Rehearsal ofCommands(IdentityState copy, Rules rules) {
        copy.commands().clear();
        copy.closedAttempts().clear();
        return of(copy, rules);
    }

    private static Rehearsal of(IdentityState copy, Rules rules) {
        Rehearsal rehearsal = new Rehearsal();
        if (copy.clock() != IdentityState.NO_CLOCK && rules.policies().active()) {
            copy.restore(copy.clock(), NONE);
            new Governor().reevaluate(copy, rules.policies(), rules.activatedAt(), rehearsal);
        }
        return rehearsal;
    }

    /** A finding with its sentence and evidence; empty if what is known now doesn't show it any more. */
    Optional<Finding> finding(String findingId) {
        return Optional.ofNullable(findings.get(findingId));
    }

    /** A command with its reason; empty if nothing asks for it any more, or it only waits for something. */
    Optional<ProvisioningCommand> command(CommandKey key) {
        return Optional.ofNullable(commands.get(key));
    }

    @Override
    public void finding(Finding finding, Trigger trigger) {
        findings.put(finding.getFindingId(), finding);
    }

    @Override
    public void command(ProvisioningCommand command, Trigger trigger) {
        String object = command.getLeaseId() == null ? "" : command.getLeaseId();
        if (command.getGroup() != null) {
            // By the name that all its spellings have in common, as everywhere but in the command.
            object = GroupNames.groupKey(command.getSystem(), command.getGroup().getName())
                    .map(SubjectKeys::nameOfGroup)
                    .orElseThrow();
        }
        EntitlementKey entitlement = command.getEntitlement() == null
                ? new EntitlementKey("", object)
                : EntitlementKey.of(command.getEntitlement());
        commands.put(
                new CommandKey(
                        command.getSystem(),
                        command.getAccount() == null ? "" : command.getAccount(),
                        entitlement.name(),
                        entitlement.system(),
                        command.getAction()),
                command);
    }

    @Override
    public void ticket(Ticket ticket, Trigger trigger) {}
}
