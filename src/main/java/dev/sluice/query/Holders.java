package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.stream.StoredState;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who holds an entitlement, on which account, since when and why. */
public final class Holders {
    private final EntitlementKey entitlement;
    private final Policies policies;

    private Holders(EntitlementKey entitlement, Policies policies) {
        this.entitlement = entitlement;
        this.policies = policies;
    }

    /**
     * Looks for holders in one partition, in one bounded step.
     *
     * @param state the partition
     * @param entitlement the entitlement
     * @param rules the policies in force
     * @param from where to go on
     * @param bounds how much the step may cost
     * @return the holders found, one item for each account
     */
    public static Slice of(StoredState state, EntitlementKey entitlement, Rules rules, Cursor from, Bounds bounds) {
        return new Scan(state, bounds).from(from, new Holders(entitlement, rules.policies())::of);
    }

    private SortedMap<String, ObjectNode> of(IdentityState state) {
        SortedMap<String, ObjectNode> holdings = new TreeMap<>();
        state.access().accounts().forEach((account, of) -> AccessLedger.heldAt(of, entitlement, state.clock())
                .ifPresent(period ->
                        holdings.put(account.toString(), IdentityAnswer.holding(account, entitlement, period))));
        if (!holdings.isEmpty()) {
            explain(state, holdings);
        }
        return holdings;
    }

    private void explain(IdentityState state, SortedMap<String, ObjectNode> holdings) {
        HrRules hrRules = policies.settings().hrRules();
        Standing standing = state.hr().standing(state.clock(), hrRules);
        Map<String, String> attributes = state.hr().attributes().valuesAt(state.clock(), hrRules.precedence());
        Entitled entitled = Entitled.of(state, standing, policies);
        Reasons reasons = new Reasons(state, policies, entitled, attributes);
        for (ObjectNode holding : holdings.values()) {
            holding.remove("entitlement");
            if (!SubjectKeys.isAccount(state.key())) {
                holding.put("identityId", state.key());
                holding.put("status", standing.status().name());
            }
            Nodes.instant(holding, "clock", state.clock());
            reasons.of(entitlement).ifPresent(reason -> holding.set("reason", reason));
        }
    }
}
