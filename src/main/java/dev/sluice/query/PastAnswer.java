package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.stream.StoredState;
import dev.sluice.stream.state.StoredIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known now of what one identity was at an earlier instant: from the facts that are kept, corrections that were told later
 * included. The state keeps what was held for so long after it was lost, and HR for longer; the answer says since when it is
 * complete. Findings, commands and the states of accounts are kept as they are only, and not told of then.
 */
public final class PastAnswer {
    private final IdentityState state;
    private final Rules rules;
    private final long now;
    private final long at;
    private final int most;

    private PastAnswer(StoredIdentity stored, Rules rules, long at, int most) {
        this.state = stored.state();
        this.rules = rules;
        this.now = state.clock();
        this.at = at;
        this.most = most;
    }

    /**
     * Tells what an identity was.
     *
     * @param state the partition that it belongs to
     * @param key the identityId, or {@code account:<system>/<account>}
     * @param rules the policies in force
     * @param at the instant, which is over (ms since the epoch)
     * @param most how many entries a part has at most; the answer says of how many more it leaves out
     * @return empty if nothing is known of it
     */
    public static Optional<ObjectNode> of(StoredState state, String key, Rules rules, long at, int most) {
        return state.identity(key)
                .filter(stored -> stored.state().clock() != IdentityState.NO_CLOCK)
                .map(stored -> new PastAnswer(stored, rules, at, most).node());
    }

    private ObjectNode node() {
        Policies policies = rules.policies();
        HrRules hrRules = policies.settings().hrRules();
        ObjectNode node = Nodes.object();
        FindingNodes.subject(node, state.key());
        Nodes.instant(node, "clock", now);
        node.put("setVersion", state.setVersion());
        Nodes.instant(node, "at", at);
        ObjectNode complete = node.putObject("completeFrom");
        Nodes.instant(complete, "attributes", now - AttributeTimeline.HISTORY_MS);
        Nodes.instant(complete, "does", now - AccessLedger.HISTORY_MS);
        Nodes.instant(complete, "should", Math.max(rules.activatedAt(), now - AttributeTimeline.HISTORY_MS));
        node.set("notKept", Nodes.texts(List.of("accounts", "difference", "findings", "commands")));
        // The copy is looked at as it would be at that instant: what HR tells is known for every instant.
        List<Held> held = held();
        state.restore(at, state.setVersion());
        Standing standing = state.hr().standing(at, hrRules);
        Map<String, String> attributes = state.hr().attributes().valuesAt(at, hrRules.precedence());
        Entitled entitled = Entitled.of(state, standing, policies);
        Reasons reasons = new Reasons(state, policies, entitled, attributes);
        node.put("status", standing.status().name());
        ObjectNode values = node.putObject("attributes");
        new TreeMap<>(attributes).forEach(values::put);
        ObjectNode more = Nodes.object();
        List<ObjectNode> should = new ArrayList<>();
        entitled.eachGiven((entitlement, reason) -> {
            ObjectNode one = Nodes.object();
            one.set("entitlement", Nodes.entitlement(entitlement));
            one.set("reason", reasons.node(entitlement, reason));
            should.add(one);
        });
        node.set("should", cut("should", should, more));
        List<ObjectNode> does = new ArrayList<>();
        for (Held one : held) {
            ObjectNode holding = IdentityAnswer.holding(one.account(), one.entitlement(), one.period());
            holding.remove("validTo");
            Nodes.instant(holding, "until", one.period().to());
            reasons.of(one.entitlement()).ifPresent(reason -> holding.set("reason", reason));
            does.add(holding);
        }
        node.set("does", cut("does", does, more));
        if (!more.isEmpty()) {
            node.set("more", more);
        }
        return node;
    }

    private record Held(AccountKey account, EntitlementKey entitlement, HoldPeriod period) {}

    private List<Held> held() {
        List<Held> held = new ArrayList<>();
        state.access()
                .accounts()
                .forEach((key, account) ->
                        AccessLedger.eachPeriod(account, entitlement -> true, (entitlement, periods) -> {
                            for (HoldPeriod period : periods) {
                                if (period.since() <= at && at < period.to()) {
                                    held.add(new Held(key, entitlement, period));
                                }
                            }
                        }));
        return held;
    }

    private ArrayNode cut(String part, List<ObjectNode> all, ObjectNode more) {
        ArrayNode node = Nodes.array();
        all.subList(0, Math.min(most, all.size())).forEach(node::add);
        if (all.size() > most) {
            more.put(part, all.size() - most);
        }
        return node;
    }
}
