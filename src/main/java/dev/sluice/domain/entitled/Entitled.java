package dev.sluice.domain.entitled;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldOn;
import dev.sluice.domain.certification.Verdict;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Term;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What an identity is to have at an instant and why, and what it was to have until when. Valid until the next fact. */
public final class Entitled {
    private final Birthright birthright;
    private final Requested requested;
    private final Accepted accepted;
    private final Map<EntitlementKey, Long> lapsed;
    private final Map<EntitlementKey, Verdict> verdicts;
    private final Map<HeldOn, Crossing> crossings;
    private final boolean saysNothing;

    private Entitled(IdentityState state, Standing standing, Policies policies) {
        this.verdicts = state.certifications().verdicts(state.key());
        this.birthright = Birthright.at(state.hr(), standing, state.clock(), policies);
        this.requested = Requested.at(
                state.key(),
                state.hr(),
                state.requests().byId(),
                standing,
                state.clock(),
                policies,
                this::revocationOf);
        this.accepted = Accepted.at(state, standing, policies, this::revokedAt);
        this.lapsed = state.lapsed();
        this.crossings = state.crossings();
        this.saysNothing = policies.roles().birthright().isEmpty()
                && requested.isEmpty()
                && accepted.isEmpty()
                && lapsed.isEmpty()
                && verdicts.isEmpty()
                && crossings.isEmpty();
    }

    /**
     * What an identity is to have.
     *
     * @param state the identity, whose clock is the instant looked at
     * @param standing the status at that instant
     * @param policies the policies in force
     * @return what holds then
     */
    public static Entitled of(IdentityState state, Standing standing, Policies policies) {
        return new Entitled(state, standing, policies);
    }

    /**
     * All that it depends on, besides what lapsed and what crossed, why an entitlement is to be had, and until when it was: as long as it is
     * equal, the answers are.
     *
     * @return a value, of use only for being compared
     */
    public Object basis() {
        return List.of(birthright.basis(), requested.basis(), accepted.basis(), Map.copyOf(verdicts));
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
        if (saysNothing) {
            return Optional.empty();
        }
        Reason byRole = birthright
                .reasonFor(entitlement)
                // Somebody has looked since, so nothing is kept for a mover's overlap any more.
                .filter(reason -> reason.kind() != Reason.Kind.OVERLAP || revokedAt(entitlement) < reason.since())
                .orElse(null);
        Reason given = Reason.better(byRole, requested.reasonFor(entitlement));
        return Optional.ofNullable(Reason.better(given, accepted.reasonFor(entitlement)));
    }

    /**
     * The entitlements for which there may be a reason. For all others there is none.
     *
     * @return a new set
     */
    public Set<EntitlementKey> mentioned() {
        Set<EntitlementKey> mentioned = new HashSet<>();
        birthright.mention(mentioned);
        requested.mention(mentioned);
        accepted.mention(mentioned);
        return mentioned;
    }

    /**
     * Whether somebody has approved of an entitlement, whatever roles give.
     *
     * @param entitlement the entitlement
     * @return true if a request or an exception in force covers it
     */
    public boolean isApproved(EntitlementKey entitlement) {
        Reason asked = requested.reasonFor(entitlement);
        return asked != null && asked.gives() || accepted.reasonFor(entitlement) != null;
    }

    /**
     * Whether anything was approved.
     *
     * @return false if no request and no exception is known that counts
     */
    public boolean hasApprovals() {
        return !requested.isEmpty() || !accepted.isEmpty();
    }

    /**
     * Looks at what an identity is to be given.
     *
     * @param reader takes each entitlement once, in order, and the best reason
     */
    public void eachGiven(BiConsumer<EntitlementKey, Reason> reader) {
        TreeMap<EntitlementKey, Reason> given = new TreeMap<>();
        birthright.eachGiven(given::put);
        requested.eachGiven((entitlement, reason) -> given.merge(entitlement, reason, Reason::better));
        given.forEach(reader);
    }

    /**
     * Looks at what roles give, or will give to who has yet to begin.
     *
     * @param reader takes each entitlement once, and the reason
     */
    public void eachByRole(BiConsumer<EntitlementKey, Reason> reader) {
        birthright.eachGivenOrAhead(reader);
    }

    /**
     * Looks at what approved requests give or will give.
     *
     * @param reader takes each entitlement, and the request with its time
     */
    public void eachRequested(BiConsumer<EntitlementKey, Reason> reader) {
        requested.eachToCome(reader);
    }

    /**
     * When the last reason for an entitlement ended.
     *
     * @param entitlement an entitlement without a reason
     * @return the instant (ms since the epoch), or {@link Long#MIN_VALUE} if it never had one
     */
    public long endOf(EntitlementKey entitlement) {
        return saysNothing ? Long.MIN_VALUE : Math.max(endOfGiven(entitlement), revokedAt(entitlement));
    }

    /**
     * When the last that gave or kept an entitlement ended, whatever reviews say.
     *
     * @param entitlement an entitlement without a reason
     * @return the instant (ms since the epoch), or {@link Long#MIN_VALUE} if nothing ever did
     */
    public long endOfGiven(EntitlementKey entitlement) {
        long given = Math.max(birthright.endOf(entitlement), requested.endOf(entitlement));
        long kept = Math.max(accepted.endOf(entitlement), lapsed.getOrDefault(entitlement, Long.MIN_VALUE));
        return Math.max(given, kept);
    }

    /**
     * What a review has said last of an entitlement, if that is that it has to go: requests and exceptions before it count no more.
     *
     * @param entitlement the entitlement
     * @return the verdict, or null
     */
    public Verdict revocationOf(EntitlementKey entitlement) {
        Verdict verdict = verdicts.get(entitlement);
        return verdict != null && verdict.revoked() ? verdict : null;
    }

    /**
     * What a review leaves of the time for which something was approved.
     *
     * @param term a time of a request
     * @return the same, or a shorter one, of which nothing may be left
     */
    public Term leftOf(Term term) {
        return Requested.leftBy(revocationOf(term.entitlement()), term);
    }

    private long revokedAt(EntitlementKey entitlement) {
        Verdict verdict = revocationOf(entitlement);
        return verdict == null ? Long.MIN_VALUE : verdict.at();
    }

    /**
     * Whether an entitlement was approved only by who must not.
     *
     * @param entitlement an entitlement without a reason
     * @param since since when it is held (ms since the epoch)
     * @return true if such an approval was given before it was held
     */
    public boolean wasApprovedByOwn(EntitlementKey entitlement, long since) {
        return requested.ownApprovalOf(entitlement) <= since;
    }

    /**
     * Whether an entitlement was given by a command of which the reason was gone by then.
     *
     * @param on an entitlement without a reason, and the account that holds it
     * @param since since when it is held (ms since the epoch)
     * @return true if a grant of it had been asked for and withdrawn, and could still be under way
     */
    public boolean wasCrossed(HeldOn on, long since) {
        Crossing crossing = crossings.get(on);
        return crossing != null && crossing.covers(since);
    }

    /**
     * The next instant at which a reason ends by itself, or something is to be given that was not.
     *
     * @return after the instant looked at (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextChange() {
        return Math.min(Math.min(birthright.nextEnd(), requested.nextChange()), accepted.nextChange());
    }
}
