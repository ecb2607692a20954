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
    public static final Claims NONE = new Claims(new TreeMap<>());

    /** Identities that are remembered, at most: more than one is a dispute already. */
    static final int MAX = 32;

    private final TreeMap<String, Claim> byIdentity;

    private Claims(TreeMap<String, Claim> byIdentity) {
        this.byIdentity = byIdentity;
    }

    /**
     * Claims as they were stored.
     *
     * @param byIdentity by identityId
     * @return the claims
     */
    public static Claims of(Map<String, Claim> byIdentity) {
        return new Claims(new TreeMap<>(byIdentity));
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
     * @param on whether it claims, or does so no longer
     * @param at when, in event time (ms since the epoch)
     * @return the same if something later was said before
     */
    public Claims with(String identityId, boolean on, long at) {
        Claim before = byIdentity.get(identityId);
        Claim after = before == null ? new Claim(on, at) : before.with(on, at);
        if (after.equals(before)) {
            return this;
        }
        TreeMap<String, Claim> all = new TreeMap<>(byIdentity);
        all.put(identityId, after);
        if (all.size() > MAX) {
            // Whoever claims no longer goes first, and of these whose claim is oldest.
            all.remove(Collections.min(
                            all.entrySet(),
                            Comparator.comparing((Map.Entry<String, Claim> e) ->
                                            e.getValue().holds())
                                    .thenComparingLong(e -> e.getValue().at()))
                    .getKey());
        }
        return new Claims(all);
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
     * Who claimed last, where nobody does any more: what is done with an account after its end is its last owner's.
     *
     * @return empty if nobody ever did
     */
    public Optional<String> last() {
        return byIdentity.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<String, Claim> entry) ->
                                entry.getValue().at())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }
}
