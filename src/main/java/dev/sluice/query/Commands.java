package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.domain.provisioning.Progress;
import dev.sluice.event.CommandAction;
import dev.sluice.stream.StoredState;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The commands that are open, by filter, and one of them with its reason. */
public final class Commands {
    /**
     * Which commands are meant.
     *
     * @param progress as far as this, or null
     * @param action that ask for this, or null
     * @param system in this system, or null
     */
    public record Filter(Progress progress, CommandAction action, String system) {
        boolean takes(OpenCommand command) {
            return (progress == null || progress == command.progress())
                    && (action == null || action == command.key().action())
                    && (system == null || system.equals(command.key().system()));
        }
    }

    private Commands() {}

    /**
     * Looks for commands in one partition, in one bounded step.
     *
     * @param state the partition
     * @param filter which are meant
     * @param from where to go on
     * @param bounds how much the step may cost
     * @return the commands found
     */
    public static Slice of(StoredState state, Filter filter, Cursor from, Bounds bounds) {
        return new Scan(state, bounds).from(from, identity -> of(identity, filter));
    }

    /**
     * The commands about one identity.
     *
     * @param state the partition that it belongs to
     * @param key the identity's key
     * @param filter which are meant
     * @param from after which of them to go on
     * @param most how many at most
     * @return the commands, and where to go on
     */
    public static Slice ofIdentity(StoredState state, String key, Filter filter, Cursor from, int most) {
        return OfOne.slice(state, key, identity -> of(identity, filter), from, most);
    }

    private static SortedMap<String, ObjectNode> of(IdentityState state, Filter filter) {
        SortedMap<String, ObjectNode> commands = new TreeMap<>();
        for (OpenCommand command : state.commands().values()) {
            if (filter.takes(command)) {
                commands.put(command.commandId(), CommandNodes.node(state.key(), command, null));
            }
        }
        return commands;
    }

    /**
     * One command of an identity: with its reason as the rules tell it now while it is open, and that it was closed as long as
     * that is remembered.
     *
     * @param state the partition
     * @param key the identity's key
     * @param commandId the command
     * @param rules the policies in force
     * @return empty if nothing is known of such a command
     */
    public static Optional<ObjectNode> one(StoredState state, String key, String commandId, Rules rules) {
        return state.identity(key).flatMap(stored -> {
            OpenCommand open = open(stored.state(), commandId);
            if (open != null) {
                return Optional.of(CommandNodes.node(
                        key,
                        open,
                        state.identity(key)
                                .flatMap(copy -> Rehearsal.ofCommands(copy.state(), rules)
                                        .command(open.key()))
                                .orElse(null)));
            }
            return Optional.ofNullable(closed(stored.state(), commandId));
        });
    }

    private static OpenCommand open(IdentityState state, String commandId) {
        return state.commands().values().stream()
                .filter(command -> command.commandId().equals(commandId))
                .findFirst()
                .orElse(null);
    }

    private static ObjectNode closed(IdentityState state, String commandId) {
        Integer attempts = state.closedAttempts().get(commandId);
        return attempts == null ? null : CommandNodes.closed(state.key(), commandId, attempts);
    }

    /**
     * Looks for the identity that a command is about, in one bounded step.
     *
     * @param state the partition
     * @param commandId the command
     * @param from where to go on
     * @param bounds how much the step may cost; one item ends it
     * @return an item if it is found
     */
    public static Slice find(StoredState state, String commandId, Cursor from, Bounds bounds) {
        return new Scan(state, bounds).from(from, identity -> {
            OpenCommand open = open(identity, commandId);
            return OfOne.single(
                    commandId,
                    open == null ? closed(identity, commandId) : CommandNodes.node(identity.key(), open, null));
        });
    }
}
