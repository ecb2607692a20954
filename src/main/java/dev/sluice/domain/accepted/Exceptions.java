package dev.sluice.domain.accepted;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.accepted.AcceptedException.Grant;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The exceptions of one identity. */
public final class Exceptions {
    /** How long one is kept after its end, by when it was told last (ms). */
    static final long HISTORY_MS = Duration.ofDays(400).toMillis();

    private final TreeMap<Subject, AcceptedException> bySubject = new TreeMap<>();

    /**
     * The exceptions by what they are about.
     *
     * @return live, for the store and for reading
     */
    public Map<Subject, AcceptedException> bySubject() {
        return bySubject;
    }

    /**
     * Whether an event is about an exception.
     *
     * @param event an event
     * @return true for EXCEPTION_GRANTED and EXCEPTION_REVOKED
     */
    public static boolean concerns(ComplianceEvent event) {
        return event.getAction() == ComplianceAction.EXCEPTION_GRANTED
                || event.getAction() == ComplianceAction.EXCEPTION_REVOKED;
    }

    /**
     * Records what an event says.
     *
     * @param event a validated event about an exception
     * @param clock the identity's clock (ms since the epoch)
     * @return false if what it says was already superseded
     */
    public boolean record(ComplianceEvent event, long clock) {
        FactKey key = FactKey.of(event.getHeader());
        Subject subject = new Subject(
                event.getRuleId() == null ? "" : event.getRuleId(),
                event.getEntitlement() == null ? null : EntitlementKey.of(event.getEntitlement()));
        AcceptedException before = bySubject.getOrDefault(subject, AcceptedException.NONE);
        AcceptedException after = event.getAction() == ComplianceAction.EXCEPTION_GRANTED
                ? before.granted(new Grant(
                        key,
                        event.getValidTo() == null ? null : event.getValidTo().toEpochMilli(),
                        event.getApprovedBy()))
                : before.revokedBy(key);
        bySubject.put(subject, after);
        bySubject.values().removeIf(exception -> isLongOver(exception, clock));
        return after != before;
    }

    private static boolean isLongOver(AcceptedException exception, long clock) {
        long over = exception.end() == Long.MIN_VALUE ? exception.revoked().at() : exception.end();
        return over < clock - HISTORY_MS;
    }

    /**
     * Whether anything was told of an entitlement.
     *
     * @param entitlement the entitlement
     * @return true if an exception is or was about it
     */
    public boolean mentions(EntitlementKey entitlement) {
        return bySubject.keySet().stream().anyMatch(subject -> entitlement.equals(subject.entitlement()));
    }
}
