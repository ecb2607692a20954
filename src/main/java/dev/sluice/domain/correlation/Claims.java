package dev.sluice.domain.correlation;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The claims of identities to one account, or to the value of one attribute. Immutable. */
public final class Claims {
    /** Nobody claims anything. */
    public static final Claims NONE = new Claims(new TreeMap<>(), false);

    /** Identities that are remembered, at most: more than one is a dispute already. */
    static final int MAX = 32;

    private final TreeMap<String, Claim> byIdentity;
    private final boolean more;

    private Claims(TreeMap<String, Claim> byIdentity, boolean more) {
        this.byIdentity = byIdentity;
        this.more = more;
    }

    /**
     * Claims as they were stored.
     *
     * @param byIdentity by identityId
     * @param more whether there were more than are remembered
     * @return the claims
     */
    public static Claims of(Map<String, Claim> byIdentity, boolean more) {
        return new Claims(new TreeMap<>(byIdentity), more);
    }

    /**
     * Whether there were more claims at once than are remembered: then nobody can say any more that only one is left.
     *
     * @return true for ever from then on
     */
    public boolean more() {
        return more;
    }

    /**
     * How many claim now.
     *
     * @return zero or more; two at least where it is not known
     */
    public int count() {
        return Math.max(standing().size(), more ? 2 : 0);
    }

    /**
     * Whether anybody says that the account is shared.
     *
     * @return true if a claim that stands says so
     */
    public boolean isShared() {
        return byIdentity.values().stream().anyMatch(claim -> claim.change() == ClaimChange.SHARED);
    }

    /**
     * The claims.
     *
     * @return by identityId, unmodifiable
     */
    public Map<String, Claim> byIdentity() {
        return Collections.unmodifiableMap(byIdentity);
    }

    /**
     * The claims with one more.
     *
     * @param identityId the identity
     * @param change what is said
     * @param at when, in event time (ms since the epoch)
     * @return the same if something later was said before
     */
    public Claims with(String identityId, ClaimChange change, long at) {
        Claim before = byIdentity.get(identityId);
        Claim after = before == null ? new Claim(change, at) : before.with(change, at);
        if (after.equals(before)) {
            return this;
        }
        TreeMap<String, Claim> all = new TreeMap<>(byIdentity);
        all.put(identityId, after);
        boolean evicted = false;
        if (all.size() > MAX) {
            // Whoever claims no longer goes first, and of these whose claim is oldest.
            Map.Entry<String, Claim> least = Collections.min(
                    all.entrySet(),
                    Comparator.comparing(
                                    (Map.Entry<String, Claim> e) -> e.getValue().holds())
                            .thenComparingLong(e -> e.getValue().at()));
            all.remove(least.getKey());
            evicted = least.getValue().holds();
        }
        return new Claims(all, more || evicted);
    }

    /**
     * Who claims now.
     *
     * @return identityIds
     */
    public Set<String> standing() {
        Set<String> standing = new TreeSet<>();
        byIdentity.forEach((identity, claim) -> {
            if (claim.holds()) {
                standing.add(identity);
            }
        });
        return standing;
    }

    /**
     * Who claimed last what is gone: what is done with an account after its end is its last owner's. Not what has another name.
     *
     * @return empty if nobody ever did
     */
    public Optional<String> last() {
        return byIdentity.entrySet().stream()
                .filter(entry -> entry.getValue().change() == ClaimChange.ENDED)
                .max(Comparator.comparingLong((Map.Entry<String, Claim> entry) ->
                                entry.getValue().at())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }
}
