package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.sod.IdentitySides;
import dev.sluice.domain.sod.Instants;
import dev.sluice.domain.sod.RuleCheck;
import dev.sluice.domain.sod.RuleCheck.Conflict;
import dev.sluice.domain.sod.RuleExceptions;
import dev.sluice.domain.sod.Side;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.sod.SomeRules;
import dev.sluice.event.Evidence;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * SOD_VIOLATION: an identity holds together what a rule forbids to be held together. It stands from when both sides are held by
 * somebody who is employed; one that will begin later by itself is PENDING, one that somebody accepts is MITIGATED.
 */
public final class SodViolations {
    /** The finding kind. */
    public static final String KIND = "SOD_VIOLATION";

    /** Entitlements that a finding names; the state of an identity has to hold many findings. */
    private static final int MAX_ENTITLEMENTS = 1000;

    /** Entitlements of a way that evidence names. */
    private static final int MAX_PATH = 32;

    private static final Comparator<Side> BY_NAME = Comparator.comparing(
                    (Side side) -> side.source().held())
            .thenComparing(side -> side.source().where())
            .thenComparing(Side::effective);

    private record Stand(SodRule rule, Conflict conflict, FindingStatus status, long startsAt) {}

    private final IdentityState state;
    private final Policies policies;
    private final SodIndex index;
    private final Standing standing;
    private final Entitled entitled;
    private final Trigger trigger;
    private final FindingBook book;
    private final IdentitySides identity;
    private final RuleExceptions exceptions;
    private final Instants instants;
    private final long now;
    private Map<String, String> attributes;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public SodViolations(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Trigger trigger,
            Decisions out) {
        this.state = state;
        this.policies = policies;
        this.index = policies.sod();
        this.standing = standing;
        this.entitled = entitled;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
        this.identity = new IdentitySides(state, policies);
        this.exceptions = new RuleExceptions(state, policies);
        this.instants = new Instants(state, policies, standing);
        this.now = state.clock();
    }

    /** Looks at everything that is held, as far as the identity's sides are known. */
    public void evaluate() {
        List<FindingState> open = book.open(KIND);
        if (index.isEmpty()) {
            settle(open, Map.of());
            return;
        }
        List<Side.Source> requested = requested();
        settle(open, stands(state.sides(), requested, state.sides().ruleIds(requested)));
    }

    /**
     * Looks at the rules that one entitlement touches.
     *
     * @param entitlement the only one of which anything has changed
     */
    public void evaluate(EntitlementKey entitlement) {
        Set<String> touched = index.rulesOf(entitlement);
        if (touched.isEmpty()) {
            return;
        }
        List<FindingState> open = book.open(KIND).stream()
                .filter(finding -> touched.contains(finding.ruleId()))
                .toList();
        settle(open, stands(state.sides(), requested(), touched));
    }

    /**
     * Looks at some rules only, for an identity of which nothing else has changed.
     *
     * @param rules rules that are other than before, new or gone
     */
    public void evaluate(SomeRules rules) {
        List<FindingState> open = book.open(KIND).stream()
                .filter(finding -> rules.contains(finding.ruleId()))
                .toList();
        Sides sides = identity.only(rules);
        settle(open, stands(sides, List.of(), sides.ruleIds()));
    }

    /** What approved requests give that is not held yet. */
    private List<Side.Source> requested() {
        List<Side.Source> requested = new ArrayList<>();
        entitled.eachRequested((entitlement, reason) -> {
            if (identity.mayConflict(entitlement)) {
                String requestId = reason.way().get(0);
                requested.add(new Side.Source(
                        entitlement,
                        reason.since(),
                        reason.until(),
                        false,
                        "by request " + requestId,
                        state.requests().byId().get(requestId).submitted().eventId()));
            }
        });
        return requested;
    }

    private Map<String, Stand> stands(Sides sides, List<Side.Source> requested, Set<String> ruleIds) {
        Map<String, Stand> stands = new TreeMap<>();
        for (String ruleId : ruleIds) {
            SodRule rule = index.rule(ruleId);
            List<Side> touching = sides.of(ruleId, requested);
            RuleCheck check = new RuleCheck(rule, index.catalogue(), attributes());
            if (!check.concerns(state.key())) {
                continue;
            }
            List<Side> held =
                    touching.stream().filter(side -> side.source().isHeld()).toList();
            for (Conflict conflict : at(now, rule, check, held)) {
                FindingStatus status = isAccepted(rule, check, conflict) ? FindingStatus.MITIGATED : FindingStatus.OPEN;
                stands.put(id(rule, conflict.scope()), new Stand(rule, conflict, status, 0));
            }
            for (long instant : instants(rule, touching)) {
                for (Conflict conflict : at(instant, rule, check, touching)) {
                    stands.putIfAbsent(
                            id(rule, conflict.scope()),
                            new Stand(rule, conflict, FindingStatus.PENDING, startsAt(instant, conflict)));
                }
            }
        }
        return stands;
    }

    private List<Conflict> at(long instant, SodRule rule, RuleCheck check, List<Side> touching) {
        return instants.count(rule, instant)
                ? check.conflicts(touching.stream()
                        .filter(side -> side.source().covers(instant))
                        .toList())
                : List.of();
    }

    /** What is approved and should be held already would begin to conflict as soon as it is. */
    private long startsAt(long instant, Conflict conflict) {
        return instant > now
                ? instant
                : conflict.sides().stream()
                        .filter(side -> !side.source().isHeld())
                        .mapToLong(side -> side.source().from())
                        .max()
                        .orElse(now);
    }

    /** With now for what should be held already. */
    private TreeSet<Long> instants(SodRule rule, List<Side> touching) {
        TreeSet<Long> all = instants.ahead(rule, touching);
        if (touching.stream().anyMatch(side -> !side.source().isHeld())) {
            all.add(now);
        }
        return all;
    }

    private Map<String, String> attributes() {
        if (attributes == null) {
            attributes = instants.attributes();
        }
        return attributes;
    }

    private String id(SodRule rule, String scope) {
        return Ids.finding(KIND, rule.id(), state.key(), scope);
    }

    private boolean isAccepted(SodRule rule, RuleCheck check, Conflict conflict) {
        long acceptedAt = exceptions.acceptedAt(rule.id());
        Set<EntitlementKey> entitlements = exceptions.entitlements(rule.id());
        boolean isNone = acceptedAt == Long.MIN_VALUE && entitlements.isEmpty();
        if (check.isAcceptedForGroup(state.key(), now)) {
            return true;
        }
        return !isNone && check.isAccepted(conflict, acceptedAt, entitlements);
    }

    private boolean hasException(String ruleId) {
        return exceptions.acceptedAt(ruleId) != Long.MIN_VALUE
                || !exceptions.entitlements(ruleId).isEmpty();
    }

    private void settle(List<FindingState> open, Map<String, Stand> stands) {
        for (FindingState finding : open) {
            if (!stands.containsKey(finding.findingId())) {
                resolve(finding);
            }
        }
        stands.forEach(this::stand);
    }

    private void resolve(FindingState finding) {
        SodRule rule = index.rule(finding.ruleId());
        String cause;
        if (rule == null || !rule.holds(now)) {
            cause = "RULE_ENDED";
        } else if (standing.isLeaver()) {
            cause = "LEAVER";
        } else if (trigger.kind() == Trigger.Kind.POLICY) {
            cause = "POLICY";
        } else if (!new RuleCheck(rule, index.catalogue(), attributes()).concerns(state.key())) {
            cause = "NOT_CONCERNED";
        } else {
            cause = "ACCESS_REMOVED";
        }
        book.resolve(finding, cause, state.key() + " no longer violates rule " + finding.ruleId());
    }

    private void stand(String id, Stand stand) {
        SodRule rule = stand.rule();
        List<EntitlementKey> entitlements = stand.conflict().sides().stream()
                .map(side -> side.source().held())
                .distinct()
                .sorted()
                .limit(MAX_ENTITLEMENTS)
                .toList();
        FindingState before = state.findings().get(id);
        boolean stood = before != null && before.isOpen();
        Severity severity = book.raised(rule.severity());
        boolean same = stood
                && before.status() == stand.status()
                && before.severity() == severity
                && before.startsAt() == stand.startsAt()
                && before.entitlements().equals(entitlements);
        if (same) {
            return;
        }
        boolean began = stood && before.status() == FindingStatus.PENDING && stand.status() != FindingStatus.PENDING;
        int episode = before == null ? 1 : before.episode() + (stood ? 0 : 1);
        FindingState after = new FindingState(
                id,
                KIND,
                "",
                "",
                stand.status(),
                severity,
                entitlements,
                stood && !began ? before.openedAt() : now,
                episode,
                rule.id(),
                stand.conflict().scope(),
                stand.startsAt(),
                1);
        book.put(after, cause(stood ? before : null, after), summary(stand), rule.owner(), evidence(stand));
    }

    private String cause(FindingState before, FindingState after) {
        if (before == null) {
            return switch (after.status()) {
                case PENDING -> "ANNOUNCED";
                case MITIGATED -> "EXCEPTION";
                default -> "DETECTED";
            };
        }
        if (before.status() != after.status()) {
            return switch (after.status()) {
                case PENDING -> "POSTPONED";
                case MITIGATED -> "EXCEPTION";
                default -> {
                    if (before.status() == FindingStatus.PENDING) {
                        yield "BEGAN";
                    }
                    if (exceptions.hasFailedControl(after.ruleId())) {
                        yield "CONTROL_FAILED";
                    }
                    yield hasException(after.ruleId()) ? "ENTITLEMENTS_CHANGED" : "EXCEPTION_ENDED";
                }
            };
        }
        if (before.severity() != after.severity()) {
            return "SEVERITY_CHANGED";
        }
        return before.entitlements().equals(after.entitlements()) ? "POSTPONED" : "ENTITLEMENTS_CHANGED";
    }

    private String summary(Stand stand) {
        SodRule rule = stand.rule();
        String when = stand.status() == FindingStatus.PENDING
                ? " from " + Instant.ofEpochMilli(stand.startsAt()) + " on"
                : "";
        String where = stand.conflict().scope().isEmpty()
                ? ""
                : " for " + rule.scope().same() + " " + stand.conflict().scope();
        String what;
        if (rule.exclusive()) {
            long many = stand.conflict().sides().stream()
                    .map(Side::effective)
                    .distinct()
                    .count();
            what = many + " entitlements of which rule " + rule.id() + " allows one";
        } else {
            List<String> names = stand.conflict().sides().stream()
                    .map(Side::function)
                    .distinct()
                    .sorted()
                    .map(function -> rule.functions().get(function).name())
                    .toList();
            what = (names.size() == 1 ? names.get(0) : String.join(" and ", names)) + ", which rule " + rule.id()
                    + (names.size() == 1 ? " forbids" : " forbids together");
        }
        return state.key() + " has" + when + where + ": " + what + " (" + rule.name() + ")";
    }

    /** One of each function first: they show the conflict, the others how often. In what order it was found makes no difference. */
    private List<Evidence> evidence(Stand stand) {
        Map<Integer, List<Side>> byFunction = new HashMap<>();
        List<Side> order = new ArrayList<>();
        List<Side> byName = new ArrayList<>(stand.conflict().sides());
        byName.sort(BY_NAME);
        for (Side side : byName) {
            byFunction.computeIfAbsent(side.function(), f -> new ArrayList<>()).add(side);
        }
        int longest = byFunction.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest && order.size() < FindingBook.MAX_EVIDENCE; i++) {
            for (List<Side> sides : byFunction.values()) {
                if (i < sides.size()) {
                    order.add(sides.get(i));
                }
            }
        }
        return order.stream()
                .limit(FindingBook.MAX_EVIDENCE)
                .map(side -> evidence(stand.rule(), side))
                .toList();
    }

    private static Evidence evidence(SodRule rule, Side side) {
        List<String> path =
                side.way().path(MAX_PATH).stream().map(EntitlementKey::toString).toList();
        Side.Source source = side.source();
        String brings = path.size() == 1 ? "" : " brings " + side.effective() + ", which it contains";
        return new Evidence(
                source.eventId(),
                path,
                rule.functions().get(side.function()).name() + ": " + source.held() + " " + source.where() + " since "
                        + Instant.ofEpochMilli(source.from()) + brings + ".");
    }

    /**
     * The next instant at which a rule or what somebody has accepted ends or begins.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public static long nextDue(IdentityState state, Policies policies) {
        long next =
                Math.min(policies.sod().nextChange(state.clock()), new RuleExceptions(state, policies).nextChange());
        return Math.min(next, UnusedExceptions.nextDue(state, policies));
    }

    /** Kinds of findings whose rule is stored with them. */
    public static boolean isOfRule(String kind) {
        return kind.equals(KIND) || kind.equals(UnusedExceptions.KIND);
    }
}
