package dev.sluice.domain.entitled;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.AttributeTimeline.Shown;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.HrTimeline.Employed;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * What an identity is to have by birthright at an instant: the roles whose condition its attributes meet, and for their
 * overlap those that it met before. Who is not employed has none; who will be is to have what the first day brings, each
 * system's lead before it.
 */
public final class Birthright {
    /** The name under which conditions ask for the employment, which is no attribute of the timeline. */
    public static final String EMPLOYMENT = "employmentId";

    /**
     * A role that is in force.
     *
     * @param role the role
     * @param since since when (ms since the epoch); {@link Long#MIN_VALUE} if that is not known
     * @param until when its overlap ends (ms since the epoch), or {@link Long#MAX_VALUE} while its condition is met
     */
    public record InForce(Role role, long since, long until) {
        private boolean isOverlap() {
            return until != Long.MAX_VALUE;
        }
    }

    private final Policies policies;
    private final HrTimeline hr;
    private final long at;
    private final long startsAt;
    private final List<Shown> history;
    private final Map<String, InForce> inForce = new LinkedHashMap<>();
    private final Map<String, InForce> ahead = new LinkedHashMap<>();
    private final Map<String, Long> ends = new HashMap<>();
    private List<Employed> employed;

    private Birthright(HrTimeline hr, long at, long startsAt, List<Shown> history, Policies policies) {
        this.hr = hr;
        this.at = at;
        this.startsAt = startsAt;
        this.history = history;
        this.policies = policies;
    }

    /**
     * What an identity has by birthright.
     *
     * @param hr status and attributes
     * @param standing the status at that instant
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param policies the policies in force
     * @return the roles in force; valid until the next fact
     */
    public static Birthright at(HrTimeline hr, Standing standing, long at, Policies policies) {
        Roles roles = policies.roles();
        HrRules rules = policies.settings().hrRules();
        if (roles.birthright().isEmpty() || !hr.known()) {
            return new Birthright(hr, at, Long.MAX_VALUE, List.of(), policies);
        }
        long startsAt = standing.isPreHire() ? hr.nextStart(at, rules) : Long.MAX_VALUE;
        long look = startsAt == Long.MAX_VALUE ? at : startsAt;
        List<Shown> history = new ArrayList<>();
        // Before anything was told, no attribute had a value.
        history.add(new Shown(Long.MIN_VALUE, Map.of()));
        history.addAll(hr.attributes().history(roles.attributes(), look, rules.precedence()));
        Birthright birthright = new Birthright(hr, at, startsAt, history, policies);
        if (standing.isEmployed() || startsAt != Long.MAX_VALUE) {
            birthright.look(look, rules);
        }
        return birthright;
    }

    private void look(long instant, HrRules rules) {
        Roles roles = policies.roles();
        long employedSince = hr.employedSince(instant, rules);
        List<String> employments =
                roles.attributes().contains(EMPLOYMENT) ? hr.activeEmployments(instant, rules) : List.of();
        for (Role role : roles.birthright()) {
            boolean asksForEmployment = roles.asksFor(role.id(), EMPLOYMENT);
            Map<String, String> values = history.get(history.size() - 1).values();
            boolean met = asksForEmployment
                    ? isMetByOne(role, values, employments)
                    : role.when().holds(values);
            if (met) {
                long since =
                        asksForEmployment ? employedSince : Math.max(employedSince, metSince(role, history.size() - 1));
                (startsAt == Long.MAX_VALUE ? inForce : ahead).put(role.id(), new InForce(role, since, Long.MAX_VALUE));
            } else if (startsAt == Long.MAX_VALUE && !asksForEmployment) {
                // Which employment went on when is not kept, so a condition on it leaves no overlap.
                int last = lastMet(role, employedSince);
                long until = last < 0
                        ? Long.MIN_VALUE
                        : history.get(last + 1).since() + role.overlap().toMillis();
                if (until > at) {
                    inForce.put(role.id(), new InForce(role, Math.max(employedSince, metSince(role, last)), until));
                }
            }
        }
    }

    private long metSince(Role role, int last) {
        int first = last;
        while (first > 0 && role.when().holds(history.get(first - 1).values())) {
            first--;
        }
        return history.get(first).since();
    }

    /** Where in the history the condition was met last in the time that the identity has been employed; -1 if nowhere. */
    private int lastMet(Role role, long employedSince) {
        for (int i = history.size() - 2; i >= 0 && !role.overlap().isZero(); i--) {
            if (history.get(i + 1).since() <= employedSince) {
                return -1;
            }
            if (role.when().holds(history.get(i).values())) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isMetByOne(Role role, Map<String, String> attributes, List<String> employments) {
        Map<String, String> values = new HashMap<>(attributes);
        if (employments.isEmpty()) {
            return role.when().holds(values);
        }
        return employments.stream().anyMatch(employment -> {
            values.put(EMPLOYMENT, employment);
            return role.when().holds(values);
        });
    }

    /** All that it depends on what roles give, gave and will give. */
    Object basis() {
        return List.of(
                startsAt,
                history,
                List.copyOf(inForce.values()),
                List.copyOf(ahead.values()),
                hr.employedUntil(at, policies.settings().hrRules()));
    }

    /**
     * The roles in force.
     *
     * @return by id; those of an employment that has yet to begin are not among them
     */
    public List<InForce> roles() {
        return List.copyOf(inForce.values());
    }

    /**
     * Why an identity is to have an entitlement.
     *
     * @param entitlement the entitlement
     * @return the best reason: a role whose condition is met before one in its overlap, a short way before a long one; empty if
     *     it is not to have it by birthright
     */
    public Optional<Reason> reasonFor(EntitlementKey entitlement) {
        Reason best = null;
        if (inForce.isEmpty() && ahead.isEmpty()) {
            return Optional.empty();
        }
        for (Role giver : policies.roles().givers(entitlement)) {
            Reason reason = reason(giver, entitlement);
            if (reason != null) {
                best = Reason.better(best, reason);
            }
        }
        return Optional.ofNullable(best);
    }

    private Reason reason(Role role, EntitlementKey entitlement) {
        List<String> way = policies.roles().givenBy(role.id()).get(entitlement);
        InForce now = inForce.get(role.id());
        if (now != null) {
            return new Reason(now.isOverlap() ? Reason.Kind.OVERLAP : Reason.Kind.ROLE, way, now.since(), now.until());
        }
        if (!ahead.containsKey(role.id())) {
            return null;
        }
        long given = givenFrom(entitlement);
        return new Reason(at >= given ? Reason.Kind.ROLE : Reason.Kind.AHEAD, way, given, Long.MAX_VALUE);
    }

    private long givenFrom(EntitlementKey entitlement) {
        return startsAt - policies.system(entitlement.system()).joiner().lead().toMillis();
    }

    /**
     * Looks at what an identity is to be given.
     *
     * @param reader takes each entitlement once, and the best reason
     */
    public void eachGiven(BiConsumer<EntitlementKey, Reason> reader) {
        each(Reason::gives, reader);
    }

    /** Adds the entitlements for which a role may be a reason. */
    void mention(Set<EntitlementKey> into) {
        for (Map<String, InForce> roles : List.of(inForce, ahead)) {
            roles.values()
                    .forEach(role -> into.addAll(
                            policies.roles().givenBy(role.role().id()).keySet()));
        }
    }

    /**
     * Looks at what roles give, or will give when an employment begins.
     *
     * @param reader takes each entitlement once, and the best reason
     */
    void eachGivenOrAhead(BiConsumer<EntitlementKey, Reason> reader) {
        each(reason -> true, reader);
    }

    private void each(Predicate<Reason> which, BiConsumer<EntitlementKey, Reason> reader) {
        Set<EntitlementKey> seen = new HashSet<>();
        for (Map<String, InForce> roles : List.of(inForce, ahead)) {
            for (InForce role : roles.values()) {
                if (role.isOverlap()) {
                    continue;
                }
                for (EntitlementKey entitlement :
                        policies.roles().givenBy(role.role().id()).keySet()) {
                    if (seen.add(entitlement)) {
                        reasonFor(entitlement).filter(which).ifPresent(reason -> reader.accept(entitlement, reason));
                    }
                }
            }
        }
    }

    /**
     * When the last role ended that gave an entitlement and no longer does, its overlap included. Not asked for the
     * employment, of which it is not kept when which went on.
     *
     * @param entitlement the entitlement
     * @return the instant (ms since the epoch), or {@link Long#MIN_VALUE} if no such role is known
     */
    public long endOf(EntitlementKey entitlement) {
        long end = Long.MIN_VALUE;
        for (Role giver : policies.roles().givers(entitlement)) {
            if (!inForce.containsKey(giver.id()) && !ahead.containsKey(giver.id())) {
                end = Math.max(end, ends.computeIfAbsent(giver.id(), id -> endOf(giver)));
            }
        }
        return end;
    }

    private long endOf(Role role) {
        if (policies.roles().asksFor(role.id(), EMPLOYMENT)) {
            return Long.MIN_VALUE;
        }
        if (employed == null) {
            employed = hr.employedUntil(at, policies.settings().hrRules());
        }
        for (int i = history.size() - 1; i >= 0; i--) {
            if (role.when().holds(history.get(i).values())) {
                boolean last = i == history.size() - 1;
                long end = endWithin(
                        history.get(i).since(),
                        last ? Long.MAX_VALUE : history.get(i + 1).since(),
                        role.overlap().toMillis());
                if (end != Long.MIN_VALUE) {
                    return end;
                }
            }
        }
        return Long.MIN_VALUE;
    }

    /** When somebody was last employed within a time, and if that went on after it, with the overlap. */
    private long endWithin(long from, long to, long overlap) {
        for (int i = employed.size() - 1; i >= 0; i--) {
            Employed time = employed.get(i);
            if (Math.max(from, time.from()) < Math.min(to, time.to())) {
                if (time.to() <= to) {
                    return time.to();
                }
                long end = Math.min(to + overlap, time.to());
                return end <= at ? end : to;
            }
        }
        return Long.MIN_VALUE;
    }

    /**
     * The next instant at which an overlap ends, or a system is to be prepared for the first day.
     *
     * @return after the instant looked at (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextEnd() {
        long next = Long.MAX_VALUE;
        for (InForce role : inForce.values()) {
            next = Math.min(next, role.until());
        }
        Set<String> systems = new HashSet<>();
        for (String role : ahead.keySet()) {
            for (EntitlementKey entitlement : policies.roles().givenBy(role).keySet()) {
                if (systems.add(entitlement.system()) && givenFrom(entitlement) > at) {
                    next = Math.min(next, givenFrom(entitlement));
                }
            }
        }
        return next;
    }
}
