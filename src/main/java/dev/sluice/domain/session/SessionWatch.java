package dev.sluice.domain.session;

/**
 * What is remembered with an identity of what is tracked of it, so that it is read only when it matters.
 *
 * @param tracks whether anything is tracked
 * @param dueAt when something of it is due (ms since the epoch), or {@link Long#MAX_VALUE}
 * @param knownFrom what {@link Sessions#knownFrom} gives
 */
public record SessionWatch(boolean tracks, long dueAt, long knownFrom) {
    /** Nothing is tracked, and nothing was. */
    public static final SessionWatch NONE = new SessionWatch(false, Long.MAX_VALUE, Long.MIN_VALUE);
}
