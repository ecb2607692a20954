package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ProvisioningCommand;

/** A command that is open, as it is remembered and as the rules tell it now. */
final class CommandNodes {
    /** The status of a command that was closed, of which only that is remembered. */
    static final String CLOSED = "CLOSED";

    private CommandNodes() {}

    /** With its reason, where the rules still tell one; else null. */
    static ObjectNode node(String key, OpenCommand command, ProvisioningCommand told) {
        CommandKey on = command.key();
        ObjectNode node = Nodes.object();
        node.put("commandId", command.commandId());
        node.put("action", on.action().name());
        node.put("status", status(command));
        node.put("progress", command.progress().name());
        FindingNodes.subject(node, key);
        node.put("system", on.system());
        if (!on.account().isEmpty()) {
            node.set("account", Nodes.account(on.system(), on.account()));
        }
        if (!on.entitlementSystem().isEmpty()) {
            node.set("entitlement", Nodes.entitlement(on.entitlement()));
        } else if (!SubjectKeys.isGroup(key)) {
            Nodes.text(node, "leaseId", on.object());
        }
        node.put("attempt", command.attempt());
        Nodes.instant(node, "firstIssuedAt", command.firstIssuedAt());
        Nodes.instant(node, "issuedAt", command.issuedAt());
        Nodes.instant(node, "dueAt", command.dueAt());
        node.put("cause", command.cause());
        Nodes.text(node, "heldBy", command.heldBy());
        if (told != null) {
            node.put("reason", told.getReason());
        }
        return node;
    }

    /** What of a closed command is remembered: that it was, and how often it was issued. */
    static ObjectNode closed(String key, String commandId, int attempts) {
        ObjectNode node = Nodes.object().put("commandId", commandId).put("status", CLOSED);
        FindingNodes.subject(node, key);
        return node.put("attempt", attempts);
    }

    /** As the topic told it last. */
    static String status(OpenCommand command) {
        if (command.isHeld()) {
            return CommandStatus.HELD.name();
        }
        return (command.progress().isEscalated() ? CommandStatus.FAILED : CommandStatus.ISSUED).name();
    }
}
