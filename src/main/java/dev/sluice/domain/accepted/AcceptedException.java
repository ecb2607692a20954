package dev.sluice.domain.accepted;

import dev.sluice.domain.FactKey;

/**
 * The last words on an exception: the grant and the revocation that were recorded last. Either may arrive first.
 *
 * @param grant the grant, or null
 * @param revoked the place of the revocation in the order of facts, or null
 */
public record AcceptedException(Grant grant, FactKey revoked) {
    /** Nothing was told. */
    static final AcceptedException NONE = new AcceptedException(null, null);

    /**
     * An exception as it was granted.
     *
     * @param key its place in the order of facts; it holds from then on
     * @param validTo until when it holds, exclusive (ms since the epoch); null for no end
     * @param approvedBy identityId of who answers for it
     * @param control the control that makes it acceptable, or null
     */
    public record Grant(FactKey key, Long validTo, String approvedBy, String control) {}

    AcceptedException granted(Grant other) {
        return grant != null && !other.key().isAfter(grant.key()) ? this : new AcceptedException(other, revoked);
    }

    AcceptedException revokedBy(FactKey other) {
        return revoked != null && !other.isAfter(revoked) ? this : new AcceptedException(grant, other);
    }

    /**
     * When it ends or has ended.
     *
     * @return ms since the epoch; {@link Long#MAX_VALUE} if it does not, {@link Long#MIN_VALUE} if it was never granted
     */
    public long end() {
        if (grant == null) {
            return Long.MIN_VALUE;
        }
        long end = grant.validTo() == null ? Long.MAX_VALUE : grant.validTo();
        return revoked != null && revoked.isAfter(grant.key()) ? Math.min(end, revoked.at()) : end;
    }

    /**
     * Whether it holds.
     *
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @return true from the grant to the end
     */
    public boolean holds(long at) {
        return grant != null && at >= grant.key().at() && at < end();
    }
}
