package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.event.CommandAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.stream.StoredState;
import dev.sluice.stream.state.StoredIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What one identity is, should have, does have, what is done about the difference, and why. As of the identity's clock. */
public final class IdentityAnswer {
    private final StoredIdentity stored;
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Entitled entitled;
    private final Map<String, String> attributes;
    private final Reasons reasons;
    private final Rehearsal toldFindings;
    private final Rehearsal toldCommands;
    private final int most;
    private final Map<EntitlementKey, CommandKey> grants = new HashMap<>();
    private final Map<EntitlementKey, List<String>> findingsAbout = new HashMap<>();
    private final ObjectNode more = Nodes.object();

    private IdentityAnswer(
            StoredIdentity stored, Rehearsal toldFindings, Rehearsal toldCommands, Rules rules, int most) {
        this.stored = stored;
        this.state = stored.state();
        this.policies = rules.policies();
        this.toldFindings = toldFindings;
        this.toldCommands = toldCommands;
        this.most = most;
        HrRules hrRules = policies.settings().hrRules();
        this.standing = state.hr().standing(state.clock(), hrRules);
        this.entitled = Entitled.of(state, standing, policies);
        this.attributes = state.hr().attributes().valuesAt(state.clock(), hrRules.precedence());
        this.reasons = new Reasons(state, policies, entitled, attributes);
        for (CommandKey key : state.commands().keySet()) {
            if (key.action() == CommandAction.GRANT) {
                grants.putIfAbsent(key.entitlement(), key);
            }
        }
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen()) {
                finding.entitlements().forEach(entitlement -> findingsAbout
                        .computeIfAbsent(entitlement, e -> new ArrayList<>(1))
                        .add(finding.findingId()));
            }
        }
    }

    /**
     * Explains an identity.
     *
     * @param state the partition that it belongs to
     * @param key the identityId, or {@code account:<system>/<account>}
     * @param rules the policies in force
     * @param most how many entries a part has at most; the answer says of how many more it leaves out
     * @return empty if nothing is known of it
     */
    public static Optional<ObjectNode> of(StoredState state, String key, Rules rules, int most) {
        Optional<StoredIdentity> stored = state.identity(key);
        if (stored.isEmpty() || stored.get().state().clock() == IdentityState.NO_CLOCK) {
            return Optional.empty();
        }
        // Copies, as a rehearsal changes what it works on; a store may have been written since, and have nothing.
        Supplier<IdentityState> copy =
                () -> state.identity(key).map(StoredIdentity::state).orElseGet(() -> new IdentityState(key));
        Rehearsal findings = Rehearsal.ofFindings(copy.get(), rules);
        Rehearsal commands =
                stored.get().state().commands().isEmpty() ? findings : Rehearsal.ofCommands(copy.get(), rules);
        return Optional.of(new IdentityAnswer(stored.get(), findings, commands, rules, most).node());
    }

    private ObjectNode node() {
        ObjectNode node = Nodes.object();
        FindingNodes.subject(node, state.key());
        Nodes.instant(node, "clock", state.clock());
        node.put("setVersion", state.setVersion());
        node.put("status", standing.status().name());
        if (standing.isLeaver()) {
            Nodes.instant(node, "endedAt", standing.endedAt());
        }
        ObjectNode values = node.putObject("attributes");
        new TreeMap<>(attributes).forEach(values::put);
        node.set("accounts", accounts());
        node.set("should", should());
        node.set("does", does());
        node.set("difference", difference());
        node.set("findings", findings());
        node.set("requests", requests());
        node.set("commands", commands());
        Nodes.instant(node, "nextDue", stored.indexedDue());
        if (!more.isEmpty()) {
            node.set("more", more);
        }
        return node;
    }

    /** As many as there is room for. */
    private ArrayNode cut(String part, List<ObjectNode> all) {
        ArrayNode node = Nodes.array();
        all.subList(0, Math.min(most, all.size())).forEach(node::add);
        if (all.size() > most) {
            more.put(part, all.size() - most);
        }
        return node;
    }

    private ArrayNode accounts() {
        List<ObjectNode> all = new ArrayList<>();
        state.access().accounts().forEach((key, account) -> {
            if (!key.name().isEmpty()) {
                ObjectNode node = Nodes.account(key.system(), key.name());
                node.put("state", account.state().name());
                Nodes.instant(node, "since", account.stateSince());
                if (account.kind() != null) {
                    node.put("kind", account.kind().name());
                }
                all.add(node);
            }
        });
        return cut("accounts", all);
    }

    private ArrayNode should() {
        List<ObjectNode> all = new ArrayList<>();
        entitled.eachGiven((entitlement, reason) -> {
            ObjectNode node = Nodes.object();
            node.set("entitlement", Nodes.entitlement(entitlement));
            node.set("reason", reasons.node(entitlement, reason));
            all.add(node);
        });
        return cut("should", all);
    }

    private record Held(AccountKey account, EntitlementKey entitlement, HoldPeriod period) {}

    private List<Held> held() {
        List<Held> held = new ArrayList<>();
        state.access()
                .accounts()
                .forEach((key, account) -> AccessLedger.eachHeld(
                        account, state.clock(), (entitlement, period) -> held.add(new Held(key, entitlement, period))));
        held.sort(Comparator.comparing(Held::entitlement).thenComparing(Held::account));
        return held;
    }

    private ArrayNode does() {
        List<ObjectNode> all = new ArrayList<>();
        for (Held one : held()) {
            ObjectNode node = holding(one.account(), one.entitlement(), one.period());
            reasons.of(one.entitlement()).ifPresent(reason -> node.set("reason", reason));
            all.add(node);
        }
        return cut("does", all);
    }

    /** That an account holds an entitlement. */
    static ObjectNode holding(AccountKey account, EntitlementKey entitlement, HoldPeriod period) {
        ObjectNode node = Nodes.object();
        node.set("entitlement", Nodes.entitlement(entitlement));
        node.set("account", Nodes.account(account.system(), account.name()));
        Nodes.instant(node, "since", period.since());
        Nodes.instant(node, "validTo", period.to());
        Nodes.text(node, "eventId", period.eventId());
        return node;
    }

    private ArrayNode difference() {
        List<ObjectNode> all = new ArrayList<>();
        TreeSet<CommandKey> told = new TreeSet<>();
        List<Held> held = held();
        TreeSet<EntitlementKey> have = new TreeSet<>();
        held.forEach(one -> have.add(one.entitlement()));
        entitled.eachGiven((entitlement, reason) -> {
            if (!have.contains(entitlement)) {
                ObjectNode node = entry("MISSING", entitlement.system(), entitlement);
                node.put(
                        "why", reasons.node(entitlement, reason).get("sentence").textValue());
                commanded(node, CommandAction.GRANT, null, entitlement, told);
                all.add(node);
            }
        });
        for (Held one : held) {
            CommandKey revoke = commandOn(CommandAction.REVOKE, one.account(), one.entitlement());
            if (entitled.reasonFor(one.entitlement()).isEmpty() || revoke != null) {
                ObjectNode node = entry("SURPLUS", one.account().system(), one.entitlement());
                node.set(
                        "account",
                        Nodes.account(one.account().system(), one.account().name()));
                node.put("why", whySurplus(one.entitlement()));
                commanded(node, CommandAction.REVOKE, one.account(), one.entitlement(), told);
                all.add(node);
            }
        }
        state.commands().forEach((key, command) -> {
            if (!told.contains(key)) {
                ObjectNode node = Nodes.object().put("kind", "WORK").put("system", key.system());
                node.put("why", why(command));
                node.set("command", link(command));
                all.add(node);
            }
        });
        return cut("difference", all);
    }

    private ObjectNode entry(String kind, String system, EntitlementKey entitlement) {
        ObjectNode node = Nodes.object().put("kind", kind).put("system", system);
        node.set("entitlement", Nodes.entitlement(entitlement));
        List<String> findings = findingsAbout.get(entitlement);
        if (findings != null) {
            node.set("findingIds", Nodes.texts(findings));
        }
        return node;
    }

    private String whySurplus(EntitlementKey entitlement) {
        if (entitled.reasonFor(entitlement).isPresent()) {
            return "It has to go from this account, although there is a reason to have it.";
        }
        long end = entitled.endOf(entitlement);
        return end == Long.MIN_VALUE
                ? "No role, request or exception has ever given it."
                : "What gave it ended" + (Nodes.isInstant(end) ? " at " + Instant.ofEpochMilli(end) : "") + ".";
    }

    /** Says which command is open for a difference, or why none is. */
    private void commanded(
            ObjectNode node,
            CommandAction action,
            AccountKey account,
            EntitlementKey entitlement,
            TreeSet<CommandKey> told) {
        CommandKey key = commandOn(action, account, entitlement);
        if (key != null) {
            told.add(key);
            node.set("command", link(state.commands().get(key)));
            return;
        }
        node.put("noCommand", whyNone(action, account == null ? entitlement.system() : account.system(), entitlement));
    }

    private String whyNone(CommandAction action, String system, EntitlementKey entitlement) {
        Mode mode = policies.system(system).mode();
        if (mode != Mode.ENFORCE) {
            return "System " + system + " has the mode " + word(mode) + ", so nothing is commanded.";
        }
        boolean getsAccount = state.commands().keySet().stream()
                .anyMatch(key -> key.system().equals(system) && key.action() == CommandAction.CREATE_ACCOUNT);
        if (action == CommandAction.GRANT && getsAccount) {
            return "It waits for the account, which was commanded.";
        }
        Unsanctioned unsanctioned = policies.system(system).unsanctioned();
        if (action == CommandAction.REVOKE && isNeverGiven(entitlement) && unsanctioned != Unsanctioned.REVOKE) {
            return "What nothing ever gave is not taken away in system " + system + " (unsanctioned: "
                    + word(unsanctioned) + ").";
        }
        return "It waits: for an account that may have it, for an instant that the policy sets, or for a decision.";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private boolean isNeverGiven(EntitlementKey entitlement) {
        return entitled.reasonFor(entitlement).isEmpty() && entitled.endOf(entitlement) == Long.MIN_VALUE;
    }

    /** With any account if none is given. */
    private CommandKey commandOn(CommandAction action, AccountKey account, EntitlementKey entitlement) {
        if (account == null) {
            return grants.get(entitlement);
        }
        CommandKey key =
                new CommandKey(account.system(), account.name(), entitlement.name(), entitlement.system(), action);
        return state.commands().containsKey(key) ? key : null;
    }

    private String why(OpenCommand command) {
        return toldCommands
                .command(command.key())
                .map(ProvisioningCommand::getReason)
                .orElse(command.cause());
    }

    private static ObjectNode link(OpenCommand command) {
        ObjectNode node = Nodes.object();
        node.put("commandId", command.commandId());
        node.put("action", command.key().action().name());
        node.put("status", CommandNodes.status(command));
        node.put("progress", command.progress().name());
        node.put("attempt", command.attempt());
        Nodes.instant(node, "dueAt", command.dueAt());
        return node;
    }

    private ArrayNode findings() {
        List<ObjectNode> all = new ArrayList<>();
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen()) {
                ObjectNode node = FindingNodes.brief(state.key(), finding, policies);
                toldFindings.finding(finding.findingId()).ifPresent(told -> FindingNodes.tell(node, told));
                all.add(node);
            }
        }
        return cut("findings", all);
    }

    private ArrayNode requests() {
        List<ObjectNode> all = new ArrayList<>();
        state.requests().byId().forEach((id, request) -> all.add(RequestNodes.node(state.key(), id, request)));
        return cut("requests", all);
    }

    private ArrayNode commands() {
        List<ObjectNode> all = new ArrayList<>();
        state.commands()
                .forEach((key, command) -> all.add(CommandNodes.node(
                        state.key(), command, toldCommands.command(key).orElse(null))));
        return cut("commands", all);
    }
}
