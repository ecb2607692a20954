package dev.sluice.domain.entitled;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What an identity is to have at an instant and why, and what it was to have until when. Valid until the next fact. */
public final class Entitled {
    private final Birthright birthright;
    private final Map<EntitlementKey, Long> lapsed;
    private final boolean saysNothing;

    private Entitled(Birthright birthright, Map<EntitlementKey, Long> lapsed, boolean saysNothing) {
        this.birthright = birthright;
        this.lapsed = lapsed;
        this.saysNothing = saysNothing;
    }

    /**
     * What an identity is to have.
     *
     * @param hr status and attributes
     * @param lapsed since when no policy gives entitlements that one gave before (ms since the epoch)
     * @param standing the status at that instant
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param policies the policies in force
     * @return what holds then
     */
    public static Entitled at(
            HrTimeline hr, Map<EntitlementKey, Long> lapsed, Standing standing, long at, Policies policies) {
        boolean saysNothing = policies.roles().birthright().isEmpty() && lapsed.isEmpty();
        return new Entitled(Birthright.at(hr, standing, at, policies), lapsed, saysNothing);
    }

    /**
     * Whether no entitlement has or ever had a reason.
     *
     * @return true if nothing is to be given, and nothing has lost its reason
     */
    public boolean saysNothing() {
        return saysNothing;
    }

    /**
     * Why an identity is to have an entitlement.
     *
     * @param entitlement the entitlement
     * @return the best reason; empty if it is not to have it
     */
    public Optional<Reason> reasonFor(EntitlementKey entitlement) {
        return saysNothing ? Optional.empty() : birthright.reasonFor(entitlement);
    }

    /**
     * Looks at what an identity is to be given.
     *
     * @param reader takes each entitlement once, and the best reason
     */
    public void eachGiven(BiConsumer<EntitlementKey, Reason> reader) {
        birthright.eachGiven(reader);
    }

    /**
     * When the last reason for an entitlement ended.
     *
     * @param entitlement an entitlement without a reason
     * @return the instant (ms since the epoch), or {@link Long#MIN_VALUE} if it never had one
     */
    public long endOf(EntitlementKey entitlement) {
        return saysNothing
                ? Long.MIN_VALUE
                : Math.max(birthright.endOf(entitlement), lapsed.getOrDefault(entitlement, Long.MIN_VALUE));
    }

    /**
     * The next instant at which a reason ends by itself, or something is to be given that was not.
     *
     * @return after the instant looked at (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextChange() {
        return birthright.nextEnd();
    }
}
