package dev.sluice.domain.spray;

/**
 * What was tried from one address within a minute, or on a day.
 *
 * @param users whose log-ins failed
 * @param attempts how many log-ins failed in all
 * @param firstAt when the first failed (ms since the epoch)
 * @param lastAt when the last failed (ms since the epoch)
 * @param toldAt what time it was where it is added up when it was told of the last (ms since the epoch)
 */
public record TriedSpan(Users users, long attempts, long firstAt, long lastAt, long toldAt) {
    /** Nothing; not to be kept. */
    static final TriedSpan NONE = new TriedSpan(Users.NONE, 0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);

    TriedSpan with(Tried tried, long at) {
        return new TriedSpan(
                users.with(tried.user(), tried.count()),
                Tried.sum(attempts, tried.count()),
                Math.min(firstAt, tried.firstAt()),
                Math.max(lastAt, tried.lastAt()),
                Math.max(toldAt, at));
    }

    TriedSpan with(TriedSpan other) {
        return new TriedSpan(
                users.with(other.users),
                Tried.sum(attempts, other.attempts),
                Math.min(firstAt, other.firstAt),
                Math.max(lastAt, other.lastAt),
                Math.max(toldAt, other.toldAt));
    }
}
