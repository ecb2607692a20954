package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.HrTimeline.Employed;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.SodCheck;
import dev.sluice.domain.request.SodCheck.Outcome;
import dev.sluice.domain.request.Term;
import dev.sluice.domain.request.TicketProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks at approved requests before they give anything: against what is held, what roles give and what other requests will give, at
 * any instant of their time. As long as it is not held, a request that would violate a rule waits for a second approval or is
 * refused, as the rule says. Of two that only conflict together the one that was approved first goes on.
 */
public final class RequestGate {
    /** What it conflicts with is named as far as it fits into a sentence. */
    private static final int NAMED = 5;

    private record Waiting(String id, Request request, Term term) {}

    private final IdentityState state;
    private final Policies policies;
    private final SodIndex index;
    private final Standing standing;
    private final Entitled entitled;
    private final IdentitySides identity;
    private final RuleExceptions exceptions;
    private final Instants instants;
    private final Trigger trigger;
    private final long now;

    /**
     * The requests of one identity, whose sides are up to date.
     *
     * @param state the identity, whose clock is the instant; changed
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have as far as was decided before
     * @param trigger why it is evaluated
     */
    public RequestGate(IdentityState state, Policies policies, Standing standing, Entitled entitled, Trigger trigger) {
        this.state = state;
        this.policies = policies;
        this.index = policies.sod();
        this.standing = standing;
        this.entitled = entitled;
        this.identity = new IdentitySides(state, policies);
        this.exceptions = new RuleExceptions(state, policies);
        this.instants = new Instants(state, policies, standing);
        this.trigger = trigger;
        this.now = state.clock();
    }

    /**
     * Decides what becomes of each request.
     *
     * @return true if what requests give is another than before
     */
    public boolean decide() {
        boolean changed = false;
        List<Waiting> waiting = inOrder();
        List<Side.Source> before = waiting.isEmpty() ? List.of() : roles();
        for (Waiting one : waiting) {
            Request request = one.request();
            SodCheck check = decide(one, before);
            if (check.outcome() != Outcome.REFUSED
                    && identity.mayConflict(one.term().entitlement())) {
                before.add(source(one));
            }
            changed |= request.check().outcome() != check.outcome();
            request.checked(check);
        }
        return changed;
    }

    private SodCheck decide(Waiting one, List<Side.Source> before) {
        Request request = one.request();
        SodCheck check = request.check();
        boolean isHeld = identity.isHeld(one.term().entitlement());
        if (check.outcome() == Outcome.REFUSED) {
            // A fact that was there when it was refused and is told only now may show that it was wrong.
            boolean isLate = trigger.kind() == Trigger.Kind.EVENT && trigger.occurredAt() <= check.decidedAt();
            if (!isLate || index.isEmpty()) {
                return check;
            }
            if (wasRight(one, check, isHeld, before)) {
                return check;
            }
            return isHeld ? SodCheck.CLEAR : check(request, source(one), before);
        }
        boolean isDone = isFulfilled(one) || isHeld && check.outcome() == Outcome.CLEAR;
        boolean counts = identity.counts(one.term().entitlement().system());
        return index.isEmpty() || isDone || !counts ? SodCheck.CLEAR : check(request, source(one), before);
    }

    /** What was fulfilled is a matter of what is held; something else that is approved under the same id is not. */
    private boolean isFulfilled(Waiting one) {
        return one.request().ticket() == TicketProgress.FULFILLED
                && one.request().approved(state.key()).stream().allMatch(approved -> approved.entitlement()
                        .equals(one.term().entitlement()));
    }

    /** Whether it was held or in conflict when it was refused, by what is known now of that instant. */
    private boolean wasRight(Waiting one, SodCheck check, boolean isHeld, List<Side.Source> before) {
        long then = check.decidedAt();
        if (isHeld && identity.heldSince(one.term().entitlement()) <= then) {
            return false;
        }
        SodRule rule = index.rule(check.ruleId());
        if (rule == null) {
            return true;
        }
        List<Side> sides = new ArrayList<>(identity.heldAt(then).of(rule.id()));
        Side.Source own = source(one);
        // What has ended since was in the way then; what is to come was, too.
        List<Side.Source> given = new ArrayList<>(before);
        given.addAll(endedSince(one, then));
        given.removeIf(source -> source.from() >= own.to() || source.to() <= own.from());
        given.add(own);
        sides.addAll(state.sides().of(rule.id(), given));
        RuleCheck judged = new RuleCheck(rule, index.catalogue(), instants.attributes());
        List<Side> distinct = sides.stream().distinct().toList();
        return distinct.stream()
                .filter(side -> side.source().equals(own))
                .anyMatch(side -> judged.conflictWith(distinct, side).isPresent());
    }

    /** What others that were approved before were to give then, and give no more. */
    private List<Side.Source> endedSince(Waiting one, long then) {
        List<Side.Source> ended = new ArrayList<>();
        state.requests().byId().forEach((id, request) -> {
            if (request != one.request() && request.check().outcome() != Outcome.REFUSED) {
                for (Term term : terms(request, employed())) {
                    boolean wasThere = term.approvedAt() < one.term().approvedAt() && term.to() > then;
                    if (wasThere
                            && term.to() <= now
                            && identity.counts(term.entitlement().system())) {
                        ended.add(source(new Waiting(id, request, term)));
                    }
                }
            }
        });
        return ended;
    }

    private List<Employed> employed() {
        HrRules hrRules = policies.settings().hrRules();
        long until = standing.isPreHire() ? state.hr().nextStart(now, hrRules) : now;
        return state.hr().employmentsUntil(until == Long.MAX_VALUE ? now : until, hrRules);
    }

    private List<Term> terms(Request request, List<Employed> employed) {
        return Term.of(request, state.key(), employed).stream()
                .map(entitled::leftOf)
                .filter(term -> term.from() < term.to())
                .toList();
    }

    /** Those that give something or will, in the order in which they were approved. */
    private List<Waiting> inOrder() {
        if (state.requests().byId().isEmpty()) {
            return List.of();
        }
        List<Employed> employed = employed();
        List<Waiting> waiting = new ArrayList<>();
        state.requests().byId().forEach((id, request) -> {
            List<Term> terms = terms(request, employed);
            if (!terms.isEmpty() && terms.get(terms.size() - 1).to() > now) {
                waiting.add(new Waiting(id, request, terms.get(terms.size() - 1)));
            }
        });
        waiting.sort(Comparator.comparing((Waiting one) -> one.request().decidedBy(state.key()))
                .thenComparing(Waiting::id));
        return waiting;
    }

    /** What roles give and is not held: it is on its way, or will be. */
    private List<Side.Source> roles() {
        List<Side.Source> sources = new ArrayList<>();
        entitled.eachByRole((entitlement, reason) -> {
            if (identity.mayConflict(entitlement)) {
                sources.add(new Side.Source(
                        entitlement, Long.MIN_VALUE, reason.until(), false, "by " + reason.text(), null));
            }
        });
        return sources;
    }

    private static Side.Source source(Waiting one) {
        Term term = one.term();
        return new Side.Source(term.entitlement(), term.from(), term.to(), false, "by request " + one.id(), null);
    }

    private SodCheck check(Request request, Side.Source source, List<Side.Source> others) {
        SodCheck strictest = SodCheck.CLEAR;
        List<Side.Source> more = new ArrayList<>(others);
        more.add(source);
        for (String ruleId : new TreeSet<>(index.rulesOf(source.held()))) {
            SodRule rule = index.rule(ruleId);
            boolean asks = rule.stage() == SodStage.ENFORCE
                    || rule.stage() == SodStage.WARN && !request.isApprovedByTwo(state.key());
            if (asks && strictest.outcome() != Outcome.REFUSED) {
                String against = against(rule, state.sides().of(ruleId, more), source);
                if (against != null) {
                    Outcome outcome = rule.stage() == SodStage.ENFORCE ? Outcome.REFUSED : Outcome.SECOND_APPROVAL;
                    boolean stricter = outcome.compareTo(strictest.outcome()) > 0;
                    strictest = stricter ? new SodCheck(outcome, ruleId, against, now) : strictest;
                }
            }
        }
        return strictest;
    }

    /** What a request conflicts with, in words; null if with nothing. */
    private String against(SodRule rule, List<Side> touching, Side.Source source) {
        return new Ahead(state.key(), exceptions, index.catalogue(), instants, now)
                .first(
                        rule,
                        touching,
                        source.from(),
                        source.to(),
                        (check, active, instant) -> conflict(check, active, source))
                .map(sides -> inWords(sides, source))
                .orElse(null);
    }

    private static Optional<List<Side>> conflict(RuleCheck check, List<Side> active, Side.Source source) {
        return check.conflicts(active).isEmpty()
                ? Optional.empty()
                : active.stream()
                        .filter(own -> own.source().equals(source))
                        .map(own -> check.conflictWith(active, own))
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private static String inWords(List<Side> sides, Side.Source source) {
        List<String> others = sides.stream()
                .map(side -> side.source().held())
                .filter(held -> !held.equals(source.held()))
                .distinct()
                .sorted()
                .map(EntitlementKey::toString)
                .toList();
        if (others.isEmpty()) {
            return "itself";
        }
        String named = String.join(", ", others.subList(0, Math.min(NAMED, others.size())));
        return others.size() > NAMED ? named + " and " + (others.size() - NAMED) + " more" : named;
    }
}
