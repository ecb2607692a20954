package dev.sluice.domain.policy;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What people are asked to do about findings, and by when.
 *
 * @param ticketsFrom the least severity of which a ticket opens; null for none
 * @param suppressions what is accepted for a time
 * @param due how long after it opened a finding of a severity is to be resolved; positive; none for severities that are not named
 */
public record Remediation(Severity ticketsFrom, List<Suppression> suppressions, Map<Severity, Duration> due) {
    /** No tickets, and no time by which anything is to be done. */
    public static final Remediation NONE = new Remediation(null, List.of(), Map.of());

    /** Copies the list and the map, and refuses durations that are not positive. */
    public Remediation {
        suppressions = List.copyOf(suppressions);
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
     * What suppresses a finding at an instant: of several the one that does so longest.
     *
     * @param kind its kind
     * @param key whose it is, as identityId or account key
     * @param account the account that it is about, or null
     * @param at the instant (ms since the epoch)
     * @return null if nothing does
     */
    public Suppression suppression(String kind, String key, AccountKey account, long at) {
        Suppression longest = null;
        for (Suppression suppression : suppressions) {
            boolean holds = suppression.until() > at && suppression.matches(kind, key, account);
            if (holds && (longest == null || suppression.until() > longest.until())) {
                longest = suppression;
            }
        }
        return longest;
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
