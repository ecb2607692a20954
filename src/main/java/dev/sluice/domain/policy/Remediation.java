package dev.sluice.domain.policy;

import dev.sluice.event.Severity;
import java.time.Duration;
import java.util.Map;

/**
 * What people are asked to do about findings, and by when.
 *
 * @param ticketsFrom the least severity of which a ticket opens; null for none
 * @param due how long after it opened a finding of a severity is to be resolved; positive; none for severities that are not named
 */
public record Remediation(Severity ticketsFrom, Map<Severity, Duration> due) {
    /** No tickets, and no time by which anything is to be done. */
    public static final Remediation NONE = new Remediation(null, Map.of());

    /** Copies the map, and refuses durations that are not positive. */
    public Remediation {
        due = Map.copyOf(due);
        due.forEach((severity, duration) -> Checks.positive("remediation.due." + severity, duration));
    }

    /**
     * Whether a ticket opens.
     *
     * @param severity the severity of a finding
     * @return false also for what has no severity
     */
    public boolean asksForTicket(Severity severity) {
        return ticketsFrom != null && severity != null && severity.compareTo(ticketsFrom) >= 0;
    }

    /**
     * When a finding is to be resolved.
     *
     * @param severity its severity
     * @param openedAt when it opened (ms since the epoch)
     * @return ms since the epoch, or {@link Long#MAX_VALUE} if no time is set
     */
    public long dueAt(Severity severity, long openedAt) {
        Duration within = due.get(severity);
        return within == null ? Long.MAX_VALUE : openedAt + within.toMillis();
    }
}
