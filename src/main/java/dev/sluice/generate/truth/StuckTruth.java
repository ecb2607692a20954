package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What commands ask for so often as the policy says, and is not done: nothing was heard of it, or the target said last that it failed.
 * Covers systems whose policy says how often, and who has one account there: what is taken from leavers and given back, and what an
 * approved request gives; where nothing happens within the tenth by which waits may be longer.
 */
final class StuckTruth implements StateRule {
    /** The kind of findings about what nothing was heard of. */
    static final String OVERDUE = "PROVISIONING_OVERDUE";

    /** The kind of findings about what the target said of that it failed. */
    static final String FAILED = "PROVISIONING_FAILED";

    private static final String GRANT = "GRANT";
    private static final int LONGER_BY = 10;

    private record Asked(Demand demand, Instant since) {}

    private final SystemPolicies policies;
    private final Map<String, List<Duration>> attempts = new HashMap<>();

    private String identityId;
    private boolean concerned;
    private CommandTruth commands;
    private final Map<Demand, Instant> given = new TreeMap<>();

    StuckTruth(SystemPolicies policies) {
        this.policies = policies;
        for (JsonNode document : policies.documents("System")) {
            if (document.has("retry")) {
                attempts.put(document.path("id").asText(), attempts(document.path("retry")));
            }
        }
    }

    /** How long after the first attempt each of the others comes at the latest, and when the last wait is over. */
    private static List<Duration> attempts(JsonNode retry) {
        Duration wait = Duration.parse(retry.path("first").asText());
        Duration longest = Duration.parse(retry.path("max").asText());
        Duration passed = Duration.ZERO;
        List<Duration> attempts = new ArrayList<>();
        for (int i = 0; i < retry.path("attempts").asInt(); i++) {
            passed = passed.plus(wait).plus(wait.dividedBy(LONGER_BY));
            attempts.add(passed);
            wait = wait.multipliedBy(retry.path("factor").asInt());
            wait = wait.compareTo(longest) > 0 ? longest : wait;
        }
        return attempts;
    }

    private boolean concerns(List<Fact> facts) {
        return facts.stream()
                .anyMatch(fact -> fact instanceof Fact.Access access
                        && attempts.containsKey(access.account().system()));
    }

    @Override
    public void addInstants(Annals annals, String identity, TreeSet<Instant> instants) {
        List<Fact> facts = annals.facts(identity);
        if (!concerns(facts)) {
            return;
        }
        List<Fact.Hr> hr = facts.stream()
                .filter(Fact.Hr.class::isInstance)
                .map(Fact.Hr.class::cast)
                .toList();
        for (Instant instant : annals.employments().instants(hr)) {
            policies.offsets().forEach(offset -> instants.add(instant.plus(offset)));
        }
        for (Fact fact : facts) {
            if (fact instanceof Fact.Access access && access.action().equals("ACCOUNT_DISABLED")) {
                instants.add(access.at()
                        .plus(policies.system(access.account().system()).delete()));
            }
        }
        Set<Instant> issued = Set.copyOf(instants);
        attempts.values().forEach(all -> issued.forEach(instant -> instants.add(instant.plus(last(all)))));
    }

    private static Duration last(List<Duration> attempts) {
        return attempts.get(attempts.size() - 1);
    }

    @Override
    public void look(Known known, Found found) {
        if (!known.identityId().equals(identityId)) {
            identityId = known.identityId();
            concerned = concerns(known.annals().facts(identityId));
            commands = new CommandTruth(identityId, policies);
            given.clear();
        }
        if (concerned) {
            for (Asked asked : asked(known)) {
                List<Duration> all = attempts.get(asked.demand().account().system());
                if (all != null && !known.now().isBefore(asked.since().plus(last(all)))) {
                    stuck(known, asked, all, found);
                }
            }
        }
    }

    private void stuck(Known known, Asked asked, List<Duration> all, Found found) {
        Demand demand = asked.demand();
        // The first comes at once.
        Instant lastAttempt = all.size() < 2 ? asked.since() : asked.since().plus(all.get(all.size() - 2));
        boolean failed = known.facts(Fact.Access.class).stream()
                .anyMatch(fact -> fact.action().equals(FAILED)
                        && fact.account().equals(demand.account())
                        && Objects.equals(fact.entitlement(), demand.entitlement())
                        && !fact.at().isBefore(lastAttempt));
        found.stands(
                failed ? FAILED : OVERDUE,
                "HIGH",
                known.identityId(),
                demand.account().system(),
                demand.account().name(),
                demand.entitlement() == null ? "account" : "entitlements");
    }

    /** The commands that are open, and since when. */
    private List<Asked> asked(Known known) {
        Map<EntitlementName, Instant> revoked = new TreeMap<>();
        for (Fact.Reviewed review : known.facts(Fact.Reviewed.class)) {
            Instant at = Reviews.revokedAt(known, review.entitlement());
            if (at != null) {
                revoked.put(review.entitlement(), at);
            }
        }
        commands.look(known.now(), known.holdings(), known::status, revoked);
        Set<Demand> wanted = given(known);
        given.keySet().retainAll(wanted);
        wanted.forEach(demand -> given.putIfAbsent(demand, known.now()));
        List<Asked> asked = new ArrayList<>();
        commands.open().forEach((demand, issued) -> asked.add(new Asked(demand, issued.issuedAt())));
        given.forEach((demand, since) -> asked.add(new Asked(demand, since)));
        return asked;
    }

    /** What requests give, and nobody has given yet. */
    private Set<Demand> given(Known known) {
        Set<Demand> wanted = new TreeSet<>();
        if (!known.status().employed()) {
            return wanted;
        }
        Approvals approvals = new Approvals(known);
        Set<AccountName> accounts = known.holdings().accounts().keySet();
        for (Fact.Requested request : known.facts(Fact.Requested.class)) {
            EntitlementName name = request.entitlement();
            boolean missing = name != null && approvals.give(name) && !known.holds(name);
            if (missing && policies.system(name.system()).enforced()) {
                accounts.stream()
                        .filter(account -> account.system().equals(name.system()))
                        .forEach(account -> wanted.add(new Demand(GRANT, account, name)));
            }
        }
        return wanted;
    }
}
