package dev.sluice.domain.sod;

import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** When a rule can begin to be violated by one identity, and what it is then. */
public final class Instants {
    private final IdentityState state;
    private final Standing standing;
    private final HrRules hrRules;
    private final long now;
    private final long start;

    /**
     * The instants of one identity.
     *
     * @param state the identity, whose clock is now
     * @param policies the policies in force
     * @param standing the status now
     */
    public Instants(IdentityState state, Policies policies, Standing standing) {
        this.state = state;
        this.standing = standing;
        this.hrRules = policies.settings().hrRules();
        this.now = state.clock();
        this.start = standing.isPreHire() ? state.hr().nextStart(now, hrRules) : now;
    }

    /**
     * The instants after now at which some sides can begin to violate a rule.
     *
     * @param rule the rule
     * @param sides the sides
     * @return in order
     */
    public TreeSet<Long> ahead(SodRule rule, List<Side> sides) {
        TreeSet<Long> ahead = new TreeSet<>();
        sides.forEach(side -> ahead.add(side.source().from()));
        ahead.add(rule.validFrom());
        ahead.add(start);
        ahead.headSet(now, true).clear();
        ahead.remove(Long.MAX_VALUE);
        return ahead;
    }

    /**
     * Whether a rule can be violated at an instant.
     *
     * @param rule the rule
     * @param instant now or later (ms since the epoch)
     * @return true if it holds then, and the identity is employed
     */
    public boolean count(SodRule rule, long instant) {
        return rule.holds(instant) && (instant == now ? standing : state.hr().standing(instant, hrRules)).isEmployed();
    }

    /**
     * What HR tells of the identity, or of who has yet to begin, what will hold on the first day.
     *
     * @return the values by attribute
     */
    public Map<String, String> attributes() {
        return state.hr().attributes().valuesAt(start == Long.MAX_VALUE ? now : start, hrRules.precedence());
    }
}
