package dev.sluice.domain.correlation;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Who has the value of an attribute, and which accounts have asked for it. Immutable. */
public final class Bearers {
    /** Nobody has it, and nobody asks. */
    public static final Bearers NONE = new Bearers(Claims.NONE, new TreeSet<>());

    /** Accounts that are told of changes, at most; who asks after them is answered once. */
    static final int MAX_ASKERS = 256;

    private final Claims claims;
    private final TreeSet<String> askers;

    private Bearers(Claims claims, TreeSet<String> askers) {
        this.claims = claims;
        this.askers = askers;
    }

    /**
     * Bearers as they were stored.
     *
     * @param claims who has the value
     * @param askers the keys of accounts that ask
     * @return the bearers
     */
    public static Bearers of(Claims claims, Set<String> askers) {
        return new Bearers(claims, new TreeSet<>(askers));
    }

    /**
     * Who has the value.
     *
     * @return the claims
     */
    public Claims claims() {
        return claims;
    }

    /**
     * How many have the value.
     *
     * @return zero or more
     */
    public long count() {
        return claims.count();
    }

    /**
     * The keys of the accounts that ask.
     *
     * @return unmodifiable
     */
    public Set<String> askers() {
        return Collections.unmodifiableSet(askers);
    }

    /**
     * The same with other claims.
     *
     * @param other the claims
     * @return a copy
     */
    public Bearers with(Claims other) {
        return new Bearers(other, askers);
    }

    /**
     * The same with one more account that asks.
     *
     * @param account the account's key
     * @return the same if it asks already, or too many do
     */
    public Bearers askedBy(String account) {
        if (askers.contains(account) || askers.size() >= MAX_ASKERS) {
            return this;
        }
        TreeSet<String> more = new TreeSet<>(askers);
        more.add(account);
        return new Bearers(claims, more);
    }
}
