package dev.sluice.domain.session;

/**
 * A run of a pipeline.
 *
 * @param key what it is
 * @param startedAt when it began (ms since the epoch), or {@link Tracked#UNTOLD}
 * @param endedAt when it ended (ms since the epoch), or {@link Tracked#NEVER}; the last time, if it was begun again
 */
public record Pipeline(TrackedKey key, long startedAt, long endedAt) implements Tracked {
    /**
     * Whether its beginning was told.
     *
     * @return true if so
     */
    public boolean isStarted() {
        return startedAt != UNTOLD;
    }

    /**
     * Whether its end was told.
     *
     * @return true if so
     */
    public boolean isEnded() {
        return endedAt != NEVER;
    }

    @Override
    public long firstAt() {
        return isStarted() ? startedAt : endedAt;
    }

    @Override
    public long lastAt() {
        return isEnded() ? Math.max(endedAt, isStarted() ? startedAt : endedAt) : startedAt;
    }

    @Override
    public boolean isOpen(long at) {
        return isStarted() && !isEnded();
    }

    @Override
    public Pipeline join(Tracked same) {
        Pipeline other = (Pipeline) same;
        return new Pipeline(key, Math.min(startedAt, other.startedAt), Math.max(endedAt, other.endedAt));
    }
}
