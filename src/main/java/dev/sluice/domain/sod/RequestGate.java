package dev.sluice.domain.sod;

import dev.sluice.domain.access.AccessLedger;
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
import dev.sluice.event.AccessEvent;
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
    private final AccessEvent access;
    private final long now;

    /**
     * The requests of one identity, whose sides are up to date.
     *
     * @param state the identity, whose clock is the instant; changed
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have as far as was decided before
     * @param trigger why it is evaluated
     * @param access the fact about access or a request that made it necessary; null if it was none
     */
    public RequestGate(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Trigger trigger,
            AccessEvent access) {
        this.state = state;
        this.policies = policies;
        this.index = policies.sod();
        this.standing = standing;
        this.entitled = entitled;
        this.identity = new IdentitySides(state, policies);
        this.exceptions = new RuleExceptions(state, policies);
        this.instants = new Instants(state, policies, standing);
        this.trigger = trigger;
        this.access = access;
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
        EntitlementKey asked = one.term().entitlement();
        if (!identity.counts(asked.system())) {
            return SodCheck.CLEAR;
        }
        boolean isHeld = identity.isHeld(asked);
        if (check.outcome() == Outcome.REFUSED && isAbout(check, asked)) {
            if (!mayBeWrong(check) || index.isEmpty()) {
                return check;
            }
            if (wasRight(one, check, isHeld, before)) {
                return check;
            }
            return isHeld ? SodCheck.CLEAR : check(request, source(one), before);
        }
        boolean isDone = request.isFulfilled(state.key()) || isHeld && check.outcome() == Outcome.CLEAR;
        return index.isEmpty() || isDone ? SodCheck.CLEAR : check(request, source(one), before);
    }

    /** Whether a rule by which a request was refused has anything to do with what it asks for now. */
    private boolean isAbout(SodCheck check, EntitlementKey asked) {
        return index.rule(check.ruleId()) == null || index.rulesOf(asked).contains(check.ruleId());
    }

    /**
     * Whether a fact that was there when it was refused and is told only now may show that this was wrong: one about a request, about
     * what the rule speaks of, or about all that an account holds. What roles gave then is not known any more, so nothing that HR tells
     * late does.
     */
    private boolean mayBeWrong(SodCheck check) {
        boolean isLate = trigger.kind() == Trigger.Kind.EVENT && trigger.occurredAt() <= check.decidedAt();
        return isLate && check.decidedAt() >= now - AccessLedger.HISTORY_MS && access != null && isAbout(check, access);
    }

    private boolean isAbout(SodCheck check, AccessEvent told) {
        return switch (told.getAction()) {
            case REQUEST_SUBMITTED, REQUEST_APPROVED, REQUEST_REJECTED, REQUEST_CANCELLED -> true;
            case ACCESS_SNAPSHOT, ACCOUNT_DELETED, ACCOUNT_RENAMED -> true;
            default ->
                told.getEntitlement() != null
                        && index.rulesOf(EntitlementKey.of(told.getEntitlement()))
                                .contains(check.ruleId());
        };
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
        given.addAll(givenThen(one, then));
        given.removeIf(source -> source.from() >= own.to() || source.to() <= own.from());
        given.add(own);
        sides.addAll(state.sides().of(rule.id(), given));
        RuleCheck judged = new RuleCheck(rule, index.catalogue(), instants.attributes());
        List<Side> distinct = sides.stream().distinct().toList();
        return !judged.conflicts(distinct).isEmpty()
                && distinct.stream()
                        .filter(side -> side.source().equals(own))
                        .anyMatch(side -> judged.conflictWith(distinct, side).isPresent());
    }

    /** What other requests were to give then, also those that have ended, were refused or were approved once more since. */
    private List<Side.Source> givenThen(Waiting one, long then) {
        List<Side.Source> given = new ArrayList<>();
        List<Employed> employed = employed();
        state.requests().byId().forEach((id, request) -> {
            boolean isRefused = request.check().outcome() == Outcome.REFUSED
                    && request.check().decidedAt() <= then;
            if (request != one.request() && !isRefused) {
                for (Term term : terms(request, employed)) {
                    boolean wasApproved = Math.min(term.approvedAt(), term.from()) <= then;
                    if (wasApproved
                            && term.to() > then
                            && identity.counts(term.entitlement().system())) {
                        given.add(source(new Waiting(id, request, term)));
                    }
                }
            }
        });
        return given;
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
