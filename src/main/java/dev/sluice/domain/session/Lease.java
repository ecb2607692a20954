package dev.sluice.domain.session;

/**
 * A lease of a secret.
 *
 * @param key what it is
 * @param description what it opens, and the pipeline that it is for; or null
 * @param leasedAt when it was given (ms since the epoch), or {@link Tracked#UNTOLD}
 * @param expiresAt when it ends by itself (ms since the epoch), or {@link Tracked#NEVER} if that was not told; the last that was told
 * @param returnedAt when it was given back or revoked (ms since the epoch), or {@link Tracked#NEVER}
 * @param firstAt the first that was told of it (ms since the epoch)
 * @param lastAt the last that was told of it (ms since the epoch)
 */
public record Lease(
        TrackedKey key,
        Description description,
        long leasedAt,
        long expiresAt,
        long returnedAt,
        long firstAt,
        long lastAt)
        implements Tracked {
    /**
     * The pipeline that it is for.
     *
     * @return null if none was told
     */
    public String pipelineId() {
        return description == null ? null : description.reference();
    }

    /**
     * The system that it opens.
     *
     * @return the target's, or else the vault that gave it
     */
    public String system() {
        return description == null || description.target() == null
                ? key.source()
                : description.target().system();
    }

    /**
     * Whether it was given.
     *
     * @return false if only something later is known of it
     */
    public boolean isGiven() {
        return leasedAt != UNTOLD;
    }

    /**
     * When it ended, or will end by itself.
     *
     * @return ms since the epoch, or {@link Tracked#UNTOLD} if it will not
     */
    public long end() {
        long byItself = expiresAt == NEVER ? UNTOLD : expiresAt;
        return returnedAt == NEVER ? byItself : Math.min(byItself, returnedAt);
    }

    @Override
    public boolean isOpen(long at) {
        return isGiven() && end() > at;
    }

    @Override
    public Lease join(Tracked same) {
        Lease other = (Lease) same;
        return new Lease(
                key,
                Description.join(description, other.description),
                Math.min(leasedAt, other.leasedAt),
                Math.max(expiresAt, other.expiresAt),
                Math.max(returnedAt, other.returnedAt),
                Math.min(firstAt, other.firstAt),
                Math.max(lastAt, other.lastAt));
    }
}
