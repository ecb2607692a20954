package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.sod.Ahead;
import dev.sluice.domain.sod.IdentitySides;
import dev.sluice.domain.sod.Instants;
import dev.sluice.domain.sod.RuleExceptions;
import dev.sluice.domain.sod.Side;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.sod.SodStage;
import dev.sluice.stream.StoredState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an approved request would lead to by the rules of segregation of duties: against what is held, what roles give and what other
 * requests will give, at any instant of its time. All conflicts are told, not only the one that decides. Nothing is changed.
 */
public final class RequestTrial {
    /** Entitlements of one way that are named. */
    private static final int LONGEST_PATH = 10;

    private static final String TRIED = "by the request that is tried";

    /**
     * What would be requested.
     *
     * @param entitlements what; at least one
     * @param from from when (ms since the epoch); {@link Long#MIN_VALUE} for at once
     * @param to until when, exclusive (ms since the epoch); {@link Long#MAX_VALUE} for no end
     */
    public record Asked(Collection<EntitlementKey> entitlements, long from, long to) {
        /** Copies the collection. */
        public Asked {
            entitlements = List.copyOf(entitlements);
        }
    }

    private final IdentityState state;
    private final Policies policies;
    private final IdentitySides identity;
    private final RuleExceptions exceptions;
    private final Instants instants;
    private final Standing standing;
    private final Asked asked;
    private final long now;

    private RequestTrial(IdentityState state, Policies policies, Asked asked) {
        this.state = state;
        this.policies = policies;
        this.asked = asked;
        this.now = state.clock();
        this.standing = state.hr().standing(now, policies.settings().hrRules());
        this.identity = new IdentitySides(state, policies);
        this.exceptions = new RuleExceptions(state, policies);
        this.instants = new Instants(state, policies, standing);
    }

    /**
     * Tries a request.
     *
     * @param state the partition that the identity belongs to
     * @param key the identityId
     * @param rules the policies in force
     * @param asked what would be requested
     * @return empty if nothing is known of the identity
     */
    public static Optional<ObjectNode> of(StoredState state, String key, Rules rules, Asked asked) {
        return state.identity(key)
                .filter(stored -> stored.state().clock() != IdentityState.NO_CLOCK)
                .map(stored -> new RequestTrial(stored.state(), rules.policies(), asked).node());
    }

    private ObjectNode node() {
        ObjectNode node = Nodes.object();
        FindingNodes.subject(node, state.key());
        Nodes.instant(node, "clock", now);
        node.put("status", standing.status().name());
        identity.refresh(null);
        Sides sides = state.sides() == null ? new Sides(policies.sod()) : state.sides();
        List<Side.Source> tried = new ArrayList<>();
        ArrayNode held = Nodes.array();
        for (EntitlementKey entitlement : new TreeSet<>(asked.entitlements())) {
            if (identity.isHeld(entitlement)) {
                held.add(Nodes.entitlement(entitlement));
            } else if (identity.mayConflict(entitlement)) {
                tried.add(new Side.Source(entitlement, asked.from(), asked.to(), false, TRIED, null));
            }
        }
        List<Side.Source> more = new ArrayList<>(others());
        more.addAll(tried);
        ArrayNode conflicts = Nodes.array();
        SodStage strictest = null;
        for (String ruleId : touched(tried)) {
            SodRule rule = policies.sod().rule(ruleId);
            Optional<ObjectNode> conflict = conflict(rule, sides.of(ruleId, more), Set.copyOf(tried));
            if (conflict.isPresent()) {
                conflicts.add(conflict.get());
                strictest = strictest == null || rule.stage().compareTo(strictest) > 0 ? rule.stage() : strictest;
            }
        }
        node.put("outcome", outcome(strictest));
        node.set("conflicts", conflicts);
        if (!held.isEmpty()) {
            node.set("heldAlready", held);
        }
        return node;
    }

    private static String outcome(SodStage strictest) {
        if (strictest == null) {
            return "CLEAR";
        }
        return switch (strictest) {
            case RECORD -> "FOUND";
            case WARN -> "SECOND_APPROVAL";
            case ENFORCE -> "REFUSED";
        };
    }

    private Set<String> touched(List<Side.Source> tried) {
        Set<String> ruleIds = new TreeSet<>();
        tried.forEach(source -> ruleIds.addAll(policies.sod().rulesOf(source.held())));
        return ruleIds;
    }

    /** What roles give and other requests will, as far as it is not held. */
    private List<Side.Source> others() {
        List<Side.Source> others = new ArrayList<>();
        Entitled entitled = Entitled.of(state, standing, policies);
        entitled.eachByRole((entitlement, reason) -> {
            if (identity.mayConflict(entitlement)) {
                others.add(new Side.Source(
                        entitlement, Long.MIN_VALUE, reason.until(), false, "by " + reason.text(), null));
            }
        });
        entitled.eachRequested((entitlement, reason) -> {
            if (identity.mayConflict(entitlement)) {
                others.add(new Side.Source(
                        entitlement,
                        reason.since(),
                        reason.until(),
                        false,
                        "by request " + reason.way().get(0),
                        null));
            }
        });
        return others;
    }

    /** The first instant at which what is tried takes part in a violation of a rule. */
    private Optional<ObjectNode> conflict(SodRule rule, List<Side> touching, Set<Side.Source> tried) {
        return new Ahead(state.key(), exceptions, policies.sod().catalogue(), instants, now)
                .first(rule, touching, asked.from(), asked.to(), (check, active, instant) -> active.stream()
                        .distinct()
                        .filter(own -> tried.contains(own.source()))
                        .map(own ->
                                check.conflictWith(active.stream().distinct().toList(), own))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(sides -> node(rule, instant, sides)));
    }

    private ObjectNode node(SodRule rule, long instant, List<Side> sides) {
        ObjectNode node = Nodes.object();
        node.put("ruleId", rule.id());
        node.put("name", rule.name());
        node.put("severity", rule.severity().name());
        node.put("stage", rule.stage().name());
        Nodes.instant(node, "from", instant);
        ArrayNode shown = node.putArray("sides");
        for (Side side : sides) {
            ObjectNode one = shown.addObject();
            one.put("function", rule.functions().get(side.function()).name());
            one.set("entitlement", Nodes.entitlement(side.effective()));
            one.put("held", side.source().isHeld());
            one.put("where", side.source().where());
            ArrayNode path = one.putArray("path");
            side.way().path(LONGEST_PATH).forEach(step -> path.add(step.toString()));
            Nodes.text(one, "eventId", side.source().eventId());
        }
        return node;
    }
}
