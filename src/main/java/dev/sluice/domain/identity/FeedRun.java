package dev.sluice.domain.identity;

/**
 * A run of a feed that lists everybody.
 *
 * @param startedAt when it started (ms since the epoch)
 * @param feedId its id
 */
public record FeedRun(long startedAt, String feedId) implements Comparable<FeedRun> {
    @Override
    public int compareTo(FeedRun other) {
        return startedAt != other.startedAt ? Long.compare(startedAt, other.startedAt) : feedId.compareTo(other.feedId);
    }
}
