package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The transitions of one identity: looks at every instant where anything could change and compares with the one before. */
final class IdentityTruth {
    static final String KIND = "LEAVER_RESIDUAL_ACCESS";

    /** What was known to others before comes after what tells whose it is. */
    private static final Comparator<Fact> BY_ARRIVAL = Comparator.comparing(Fact::knownAt)
            .thenComparing(fact -> fact.knownAt().isAfter(fact.at()))
            .thenComparing(Fact.ORDER);

    private final String identityId;
    /** In the order in which they become known. */
    private final List<Fact> facts;

    private final SystemPolicies policies;
    private final Employments employments;

    private final List<FindingTransition> findings = new ArrayList<>();
    private final CommandTruth commands;
    private final Map<AccountName, FindingTransition> latestFinding = new HashMap<>();
    private Instant now;
    private StandingTruth standings;

    IdentityTruth(String identityId, List<Fact> facts, SystemPolicies policies) {
        this.identityId = identityId;
        this.facts = facts.stream().sorted(BY_ARRIVAL).toList();
        this.policies = policies;
        this.employments = new Employments(policies.zone());
        this.commands = new CommandTruth(identityId, policies);
    }

    List<FindingTransition> findings() {
        return findings;
    }

    List<CommandTransition> commands() {
        return commands.transitions();
    }

    /** How the identity stood up to an instant, inclusive, one standing after the other, from the first fact on. */
    List<Standing> standings(Instant until) {
        standings = new StandingTruth(identityId);
        walk(until);
        return standings.standings();
    }

    /** Walks to the given instant, inclusive. At equal instants what is due comes before what is recorded. */
    IdentityTruth walk(Instant until) {
        TreeSet<Instant> due = dueInstants();
        for (int known = 0; known < facts.size(); known++) {
            Instant recorded = facts.get(known).knownAt();
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
        only(Fact.Hr.class, facts.size()).forEach(fact -> due.add(fact.effective()));
        for (Fact.Access fact : only(Fact.Access.class, facts.size())) {
            Optional.ofNullable(fact.validFrom()).ifPresent(due::add);
            Optional.ofNullable(fact.validTo()).ifPresent(due::add);
            if (fact.action().equals("ACCOUNT_DISABLED")) {
                due.add(fact.at().plus(policies.system(fact.account().system()).delete()));
            }
        }
        return due;
    }

    private <T extends Fact> List<T> only(Class<T> kind, int known) {
        return facts.subList(0, known).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(Fact.ORDER)
                .toList();
    }

    private void look(int known, Instant t) {
        now = t;
        Holdings holdings = Holdings.at(only(Fact.Access.class, known), t);
        List<Fact.Hr> records = only(Fact.Hr.class, known);
        commands.look(t, holdings, instant -> employments.at(records, instant), revoked(known));
        HrStatus status = employments.at(records, t);
        if (standings != null && known > 0) {
            standings.look(status, Attributes.at(records, t), holdings, commands.heldSince());
        }
        compareFindings(holdings, status.left() ? Optional.of(status.since()) : Optional.empty());
    }

    /** When reviewers said last of entitlements that they have to go, and nobody has said otherwise since. */
    private Map<EntitlementName, Instant> revoked(int known) {
        Map<EntitlementName, Instant> revoked = new HashMap<>();
        for (Fact.Reviewed review : only(Fact.Reviewed.class, known)) {
            boolean own = review.reviewerId().equals(identityId);
            if (!own && review.decision().equals("REVOKE")) {
                revoked.put(review.entitlement(), review.at());
            } else if (!own && review.decision().equals("CERTIFY")) {
                revoked.remove(review.entitlement());
            }
        }
        return revoked;
    }

    private void compareFindings(Holdings holdings, Optional<Instant> end) {
        SortedSet<AccountName> accounts = new TreeSet<>(holdings.held().keySet());
        accounts.addAll(latestFinding.keySet());
        for (AccountName account : accounts) {
            FindingTransition latest = latestFinding.get(account);
            List<EntitlementName> held = List.copyOf(holdings.heldBy(account));
            if (latest != null && latest.status().equals("OPEN")) {
                compareOpen(latest, held, isDue(account, end));
            } else if (isDue(account, end) && !held.isEmpty()) {
                open(account, latest, held);
            }
        }
    }

    /** Also of a finding that is open: who turns out to leave later is given time anew. */
    private boolean isDue(AccountName account, Optional<Instant> end) {
        SystemPolicies.SystemRule rule = policies.system(account.system());
        return !rule.ignored() && end.isPresent() && !now.isBefore(end.get().plus(rule.finding()));
    }

    private void compareOpen(FindingTransition latest, List<EntitlementName> held, boolean due) {
        if (!due) {
            emit(latest, "RESOLVED", latest.entitlements(), "NOT_A_LEAVER");
        } else if (held.isEmpty()) {
            emit(latest, "RESOLVED", latest.entitlements(), "ACCESS_REMOVED");
        } else if (!held.equals(latest.entitlements())) {
            emit(latest, "OPEN", held, "DETECTED");
        }
    }

    private void open(AccountName account, FindingTransition latest, List<EntitlementName> held) {
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
