package dev.sluice.domain.entitled;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.AttributeTimeline.Shown;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an identity is to have by birthright at an instant: the roles whose condition its attributes meet, and for their
 * overlap those that it met before. Who is not employed has none. Immutable.
 */
public final class Birthright {
    /** The name under which conditions ask for the employment, which is no attribute of the timeline. */
    public static final String EMPLOYMENT = "employmentId";

    private static final Comparator<Reason> BEST = Comparator.comparing(Reason::isOverlap)
            .thenComparing(reason -> reason.way().size())
            .thenComparing(reason -> String.join("/", reason.way()));

    /**
     * A role that is in force.
     *
     * @param role the role
     * @param until when its overlap ends (ms since the epoch), or {@link Long#MAX_VALUE} while its condition is met
     */
    public record InForce(Role role, long until) {}

    /**
     * Why an identity is to have an entitlement.
     *
     * @param way the ids of the roles from the one that it has to the one that grants
     * @param until when the reason ends by itself (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public record Reason(List<String> way, long until) {
        /**
         * Whether the condition of the role is no longer met.
         *
         * @return true while the overlap lasts
         */
        public boolean isOverlap() {
            return until != Long.MAX_VALUE;
        }
    }

    private final Roles roles;
    private final List<InForce> inForce;

    private Birthright(Roles roles, List<InForce> inForce) {
        this.roles = roles;
        this.inForce = inForce;
    }

    /**
     * What an identity has by birthright.
     *
     * @param hr status and attributes
     * @param standing the status at that instant
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param policies the policies in force
     * @return the roles in force
     */
    public static Birthright at(HrTimeline hr, Standing standing, long at, Policies policies) {
        Roles roles = policies.roles();
        if (roles.birthright().isEmpty() || !standing.isEmployed()) {
            return new Birthright(roles, List.of());
        }
        ZoneId zone = policies.settings().timeZone();
        List<Shown> history = hr.attributes().history(roles.attributes(), at);
        long employedSince = hr.employedSince(at, zone);
        List<String> employments = roles.attributes().contains(EMPLOYMENT) ? hr.activeEmployments(at, zone) : List.of();
        List<InForce> inForce = new ArrayList<>();
        for (Role role : roles.birthright()) {
            boolean met = roles.asksFor(role.id(), EMPLOYMENT)
                    ? isMetByOne(role, history.get(history.size() - 1).values(), employments)
                    : role.when().holds(history.get(history.size() - 1).values());
            long until = met ? Long.MAX_VALUE : endOfOverlap(role, history, employedSince);
            // Which employment went on when is not kept, so a condition on it leaves no overlap.
            if (until > at && (met || !roles.asksFor(role.id(), EMPLOYMENT))) {
                inForce.add(new InForce(role, until));
            }
        }
        return new Birthright(roles, List.copyOf(inForce));
    }

    /** Before all time if the condition was not met in the time that the identity has been employed. */
    private static long endOfOverlap(Role role, List<Shown> history, long employedSince) {
        for (int i = history.size() - 2; i >= 0 && !role.overlap().isZero(); i--) {
            long end = history.get(i + 1).since();
            if (end <= employedSince) {
                return Long.MIN_VALUE;
            }
            if (role.when().holds(history.get(i).values())) {
                return end + role.overlap().toMillis();
            }
        }
        return Long.MIN_VALUE;
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

    /**
     * The roles in force.
     *
     * @return by id; unmodifiable
     */
    public List<InForce> roles() {
        return inForce;
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
        for (InForce role : inForce) {
            List<String> way = roles.givenBy(role.role().id()).get(entitlement);
            if (way != null) {
                Reason reason = new Reason(way, role.until());
                best = best == null || BEST.compare(reason, best) < 0 ? reason : best;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * The next instant at which an overlap ends.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public long nextEnd() {
        return inForce.stream().mapToLong(InForce::until).min().orElse(Long.MAX_VALUE);
    }
}
