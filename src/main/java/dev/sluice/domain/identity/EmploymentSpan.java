package dev.sluice.domain.identity;

import dev.sluice.event.IdentityStatus;
import java.time.ZoneId;

/**
 * An employment as instants: active in [start, end). An end recorded before the start, and not after it, belongs to the
 * period before a rehire: it ended that one and says nothing of the new one.
 */
record EmploymentSpan(
        long startMs, long endMs, boolean endBeforeRehire, long deletedMs, String endId, String deletedId) {
    enum Phase {
        FUTURE,
        ACTIVE,
        ENDED
    }

    static EmploymentSpan of(Employment employment, EmploymentFact deleted, ZoneId zone) {
        EmploymentFact start = employment.start();
        EmploymentFact end = employment.end();
        long startMs = start == null || start.when() == null
                ? Long.MIN_VALUE
                : start.when().resolve(zone);
        boolean ends = end != null && end.when() != null;
        long endMs = ends ? end.when().resolve(zone) : Long.MAX_VALUE;
        boolean superseded =
                ends && start != null && start.key().isAfter(end.key()) && (start.rehire() || endMs <= startMs);
        boolean deletes = deleted != null && (start == null || deleted.key().isAfter(start.key()));
        return new EmploymentSpan(
                startMs,
                endMs,
                superseded,
                deletes ? deleted.when().resolve(zone) : Long.MAX_VALUE,
                ends ? end.key().eventId() : null,
                deletes ? deleted.key().eventId() : null);
    }

    Phase phaseAt(long at) {
        if (at >= deletedMs) {
            return Phase.ENDED;
        }
        if (endBeforeRehire) {
            return at >= startMs || at < endMs ? Phase.ACTIVE : Phase.ENDED;
        }
        if (at >= endMs) {
            return Phase.ENDED;
        }
        return at < startMs ? Phase.FUTURE : Phase.ACTIVE;
    }

    Standing endedAt(long at) {
        boolean byEnd = at >= endMs && (!endBeforeRehire || at < startMs) && endMs <= deletedMs;
        return byEnd
                ? new Standing(IdentityStatus.TERMINATED, endMs, endId)
                : new Standing(IdentityStatus.TERMINATED, deletedMs, deletedId);
    }

    long nextChange(long after) {
        return Math.min(later(startMs, after), Math.min(later(endMs, after), later(deletedMs, after)));
    }

    private static long later(long candidate, long after) {
        return candidate > after ? candidate : Long.MAX_VALUE;
    }
}
