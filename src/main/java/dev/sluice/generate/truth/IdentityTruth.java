package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The transitions of one identity: looks at every instant where anything could change and compares with the one before. */
final class IdentityTruth {
    private static final String KIND = "LEAVER_RESIDUAL_ACCESS";

    private final String identityId;
    private final List<Fact> facts;
    private final LeaverPolicies policies;
    private final Employments employments;

    private final List<FindingTransition> findings = new ArrayList<>();
    private final List<CommandTransition> commands = new ArrayList<>();
    private final Map<Target, Instant> since = new TreeMap<>();
    private final Map<Target, CommandTransition> openCommands = new TreeMap<>();
    private final Map<AccountName, FindingTransition> latestFinding = new HashMap<>();
    private Instant now;

    IdentityTruth(String identityId, List<Fact> facts, LeaverPolicies policies) {
        this.identityId = identityId;
        this.facts = facts;
        this.policies = policies;
        this.employments = new Employments(policies.zone());
    }

    /** An account, or an entitlement on it: what a command is about. Entitlement is null for the account itself. */
    private record Target(AccountName account, EntitlementName entitlement) implements Comparable<Target> {
        private String object() {
            return entitlement == null ? "" : entitlement.name();
        }

        @Override
        public int compareTo(Target other) {
            int byAccount = account.compareTo(other.account);
            if (byAccount != 0 || entitlement == other.entitlement) {
                return byAccount;
            }
            if (entitlement == null || other.entitlement == null) {
                return entitlement == null ? -1 : 1;
            }
            return entitlement.compareTo(other.entitlement);
        }
    }

    List<FindingTransition> findings() {
        return findings;
    }

    List<CommandTransition> commands() {
        return commands;
    }

    /** Walks to the given instant, inclusive. At equal instants what is due comes before what is recorded. */
    IdentityTruth walk(Instant until) {
        TreeSet<Instant> due = dueInstants();
        for (int known = 0; known < facts.size(); known++) {
            Instant recorded = facts.get(known).at();
            for (Instant t = due.pollFirst(); t != null; t = due.pollFirst()) {
                if (t.isAfter(recorded)) {
                    due.add(t);
                    break;
                }
                look(known, t);
            }
            look(known + 1, recorded);
        }
        due.headSet(until, true).forEach(t -> look(facts.size(), t));
        return this;
    }

    private TreeSet<Instant> dueInstants() {
        TreeSet<Instant> due = new TreeSet<>();
        List<Duration> offsets = policies.offsets();
        for (Instant instant : employments.instants(only(Fact.Hr.class, facts.size()))) {
            due.add(instant);
            offsets.forEach(offset -> due.add(instant.plus(offset)));
        }
        for (Fact.Access fact : only(Fact.Access.class, facts.size())) {
            Optional.ofNullable(fact.validFrom()).ifPresent(due::add);
            Optional.ofNullable(fact.validTo()).ifPresent(due::add);
        }
        return due;
    }

    private <T extends Fact> List<T> only(Class<T> kind, int known) {
        return facts.subList(0, known).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private void look(int known, Instant t) {
        now = t;
        Holdings holdings = Holdings.at(only(Fact.Access.class, known), t);
        Optional<Instant> end = employments.leaverSince(only(Fact.Hr.class, known), t);
        SortedSet<Target> present = present(holdings);
        since.keySet().retainAll(present);
        present.forEach(target -> since.putIfAbsent(target, t));
        closeCommands(present, end);
        end.ifPresent(instant -> issueCommands(present, instant));
        compareFindings(holdings, end);
    }

    private static SortedSet<Target> present(Holdings holdings) {
        SortedSet<Target> present = new TreeSet<>();
        holdings.enabled().forEach(account -> present.add(new Target(account, null)));
        holdings.held().forEach((account, names) -> names.forEach(name -> present.add(new Target(account, name))));
        return present;
    }

    private void closeCommands(SortedSet<Target> present, Optional<Instant> end) {
        for (Target target : List.copyOf(openCommands.keySet())) {
            if (!present.contains(target)) {
                close(target, "DONE");
            } else if (end.isEmpty()) {
                close(target, "CANCELLED");
            }
        }
    }

    private void close(Target target, String status) {
        CommandTransition open = openCommands.remove(target);
        commands.add(command(open.commandId(), target, status, open.issuedAt()));
    }

    private void issueCommands(SortedSet<Target> present, Instant end) {
        for (Target target : present) {
            LeaverPolicies.SystemRule rule = policies.system(target.account().system());
            Instant due = end.plus(target.entitlement() == null ? rule.disable() : rule.revoke());
            if (rule.enforced() && !now.isBefore(due) && !openCommands.containsKey(target)) {
                CommandTransition issued = command(commandId(target, due), target, "ISSUED", now);
                openCommands.put(target, issued);
                commands.add(issued);
            }
        }
    }

    private String commandId(Target target, Instant due) {
        Instant began = since.get(target).isAfter(due) ? since.get(target) : due;
        return NameBasedId.of(
                "command",
                action(target),
                identityId,
                target.account().system(),
                target.account().name(),
                target.object(),
                Long.toString(began.toEpochMilli()));
    }

    private static String action(Target target) {
        return target.entitlement() == null ? "DISABLE_ACCOUNT" : "REVOKE";
    }

    private CommandTransition command(String id, Target target, String status, Instant issuedAt) {
        return new CommandTransition(
                id, action(target), identityId, target.account(), target.entitlement(), status, issuedAt, now);
    }

    private void compareFindings(Holdings holdings, Optional<Instant> end) {
        SortedSet<AccountName> accounts = new TreeSet<>(holdings.held().keySet());
        accounts.addAll(latestFinding.keySet());
        for (AccountName account : accounts) {
            FindingTransition latest = latestFinding.get(account);
            List<EntitlementName> held = List.copyOf(holdings.heldBy(account));
            if (latest != null && latest.status().equals("OPEN")) {
                compareOpen(latest, held, end.isPresent());
            } else if (end.isPresent() && !held.isEmpty()) {
                openWhenDue(account, latest, held, end.get());
            }
        }
    }

    private void compareOpen(FindingTransition latest, List<EntitlementName> held, boolean leaver) {
        if (!leaver) {
            emit(latest, "RESOLVED", latest.entitlements(), "NOT_A_LEAVER");
        } else if (held.isEmpty()) {
            emit(latest, "RESOLVED", latest.entitlements(), "ACCESS_REMOVED");
        } else if (!held.equals(latest.entitlements())) {
            emit(latest, "OPEN", held, "DETECTED");
        }
    }

    private void openWhenDue(AccountName account, FindingTransition latest, List<EntitlementName> held, Instant end) {
        LeaverPolicies.SystemRule rule = policies.system(account.system());
        if (rule.ignored() || now.isBefore(end.plus(rule.finding()))) {
            return;
        }
        String id = NameBasedId.of("finding", KIND, identityId, account.system(), account.name());
        int episode = latest == null ? 1 : latest.episode() + 1;
        remember(new FindingTransition(
                id, KIND, identityId, account, "OPEN", "HIGH", held, now, now, episode, "DETECTED"));
    }

    private void emit(FindingTransition latest, String status, List<EntitlementName> entitlements, String cause) {
        remember(new FindingTransition(
                latest.findingId(),
                KIND,
                identityId,
                latest.account(),
                status,
                "HIGH",
                entitlements,
                now,
                latest.openedAt(),
                latest.episode(),
                cause));
    }

    private void remember(FindingTransition transition) {
        latestFinding.put(transition.account(), transition);
        findings.add(transition);
    }
}
