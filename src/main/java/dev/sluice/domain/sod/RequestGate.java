package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.entitled.Reason;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.SodCheck;
import dev.sluice.domain.request.SodCheck.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at approved requests before they give anything: against what is held, what roles give and what other requests will give, at
 * any instant of their time. As long as it is not held, a request that would violate a rule waits for a second approval or is
 * refused, as the rule says. Of two that only conflict together the one that was approved first goes on.
 */
public final class RequestGate {
    private static final int MAX_AGAINST = 200;

    private record Waiting(String id, Request request, Request.Approved approved) {}

    private final IdentityState state;
    private final SodIndex index;
    private final Standing standing;
    private final Entitled entitled;
    private final IdentitySides identity;
    private final RuleExceptions exceptions;
    private final HrRules hrRules;
    private final long now;

    /**
     * The requests of one identity, whose sides are up to date.
     *
     * @param state the identity, whose clock is the instant; changed
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have as far as was decided before
     */
    public RequestGate(IdentityState state, Policies policies, Standing standing, Entitled entitled) {
        this.state = state;
        this.index = policies.sod();
        this.standing = standing;
        this.entitled = entitled;
        this.identity = new IdentitySides(state, policies);
        this.exceptions = new RuleExceptions(state, policies);
        this.hrRules = policies.settings().hrRules();
        this.now = state.clock();
    }

    /**
     * Decides what becomes of each request.
     *
     * @return true if what requests give is another than before
     */
    public boolean decide() {
        boolean changed = false;
        List<Side.Source> before = roles();
        for (Waiting one : inOrder()) {
            Request request = one.request();
            SodCheck check = request.check();
            if (index.isEmpty()) {
                check = check.outcome() == Outcome.REFUSED ? check : SodCheck.CLEAR;
            } else if (check.outcome() != Outcome.REFUSED
                    && !identity.isHeld(one.approved().entitlement())) {
                Side.Source source = source(one);
                check = check(request, source, before);
                if (check.outcome() != Outcome.REFUSED) {
                    before.add(source);
                }
            }
            changed |= request.check().outcome() != check.outcome();
            request.checked(check);
        }
        return changed;
    }

    /** Those that are approved and not over, in the order in which they were. */
    private List<Waiting> inOrder() {
        List<Waiting> waiting = new ArrayList<>();
        state.requests().byId().forEach((id, request) -> {
            List<Request.Approved> approved = request.approved(state.key());
            if (!approved.isEmpty() && approved.get(approved.size() - 1).to() > now) {
                waiting.add(new Waiting(id, request, approved.get(approved.size() - 1)));
            }
        });
        waiting.sort(Comparator.comparing((Waiting one) -> one.request().decidedBy(state.key()))
                .thenComparing(Waiting::id));
        return waiting;
    }

    /** What roles give and is not held: it is on its way. */
    private List<Side.Source> roles() {
        List<Side.Source> sources = new ArrayList<>();
        entitled.eachGiven((entitlement, reason) -> {
            if (reason.kind() == Reason.Kind.ROLE && index.concerns(entitlement) && !identity.isHeld(entitlement)) {
                sources.add(new Side.Source(
                        entitlement, Long.MIN_VALUE, reason.until(), false, "by " + reason.text(), null));
            }
        });
        return sources;
    }

    private static Side.Source source(Waiting one) {
        Request.Approved approved = one.approved();
        return new Side.Source(
                approved.entitlement(), approved.from(), approved.to(), false, "by request " + one.id(), null);
    }

    private SodCheck check(Request request, Side.Source source, List<Side.Source> others) {
        SodCheck strictest = SodCheck.CLEAR;
        List<Side.Source> more = new ArrayList<>(others);
        more.add(source);
        Sides sides = null;
        for (String ruleId : new TreeSet<>(index.rulesOf(source.held()))) {
            SodRule rule = index.rule(ruleId);
            boolean asks = rule.stage() == SodStage.ENFORCE
                    || rule.stage() == SodStage.WARN && !request.isApprovedByTwo(state.key());
            if (asks && strictest.outcome() != Outcome.REFUSED) {
                sides = sides == null ? state.sides().with(more) : sides;
                String against = against(rule, sides.of(ruleId), source);
                if (against != null) {
                    Outcome outcome = rule.stage() == SodStage.ENFORCE ? Outcome.REFUSED : Outcome.SECOND_APPROVAL;
                    boolean stricter = outcome.compareTo(strictest.outcome()) > 0;
                    strictest = stricter ? new SodCheck(outcome, ruleId, against) : strictest;
                }
            }
        }
        return strictest;
    }

    /** What a request conflicts with, in words; null if with nothing. */
    private String against(SodRule rule, List<Side> touching, Side.Source source) {
        RuleCheck check = new RuleCheck(rule, index.catalogue(), attributes());
        if (!check.concerns(state.key())) {
            return null;
        }
        Set<EntitlementKey> accepted = exceptions.entitlements(rule.id());
        TreeSet<Long> instants = new TreeSet<>(List.of(Math.max(now, source.from())));
        touching.forEach(side -> instants.add(side.source().from()));
        for (long instant : instants.tailSet(Math.max(now, source.from()), true)) {
            boolean counts = instant < source.to()
                    && rule.holds(instant)
                    && (instant == now ? standing : state.hr().standing(instant, hrRules)).isEmployed();
            if (!counts) {
                continue;
            }
            List<Side> active = touching.stream()
                    .filter(side -> side.source().covers(instant))
                    .filter(side -> !accepted.contains(side.source().held()) && !accepted.contains(side.effective()))
                    .toList();
            for (Side own : active) {
                if (own.source().equals(source) && check.conflictsWith(active, own)) {
                    return inWords(active, source);
                }
            }
        }
        return null;
    }

    private static String inWords(List<Side> sides, Side.Source source) {
        List<String> others = sides.stream()
                .map(side -> side.source().held())
                .filter(held -> !held.equals(source.held()))
                .distinct()
                .sorted()
                .map(EntitlementKey::toString)
                .toList();
        String all = others.isEmpty() ? "itself" : String.join(", ", others);
        return all.length() <= MAX_AGAINST ? all : all.substring(0, MAX_AGAINST) + "…";
    }

    private Map<String, String> attributes() {
        return state.hr().attributes().valuesAt(now, hrRules.precedence());
    }
}
