package dev.sluice.domain.accepted;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.Validation;
import dev.sluice.domain.accepted.AcceptedException.Grant;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The exceptions of one identity. */
public final class Exceptions {
    /** How long one is kept after its end, by when it was told last (ms). */
    static final long HISTORY_MS = Duration.ofDays(400).toMillis();

    /** Controls of which the last test is kept; the one that was tested longest ago is forgotten first. */
    static final int MAX_CONTROLS = 256;

    private final TreeMap<Subject, AcceptedException> bySubject = new TreeMap<>();
    private final TreeMap<String, ControlTest> controls = new TreeMap<>();

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
     * @return true for EXCEPTION_GRANTED and EXCEPTION_REVOKED, and for a CONTROL_TESTED that says which control of whom, and how
     *     it came out
     */
    public static boolean concerns(ComplianceEvent event) {
        return event.getAction() == ComplianceAction.EXCEPTION_GRANTED
                || event.getAction() == ComplianceAction.EXCEPTION_REVOKED
                || isTest(event);
    }

    private static boolean isTest(ComplianceEvent event) {
        return event.getAction() == ComplianceAction.CONTROL_TESTED
                && event.getSubject().getIdentityId() != null
                && control(event) != null
                && event.getPassed() != null;
    }

    /** What is no name is a description for people, and no test can be of it. */
    private static String control(ComplianceEvent event) {
        String control = event.getMitigatingControl();
        return control != null && Validation.isText(control) ? control : null;
    }

    /**
     * The last tests of controls, by control.
     *
     * @return live, for the store and for reading
     */
    public Map<String, ControlTest> controls() {
        return controls;
    }

    /**
     * Whether the control that makes an exception acceptable has failed.
     *
     * @param exception the exception, granted
     * @return false also if it names none, or it was never tested
     */
    public boolean hasFailed(AcceptedException exception) {
        String control = exception.grant().control();
        ControlTest test = control == null ? null : controls.get(control);
        return test != null && !test.passed();
    }

    private boolean tested(ComplianceEvent event, FactKey key) {
        ControlTest before = controls.get(event.getMitigatingControl());
        if (before != null && !key.isAfter(before.key())) {
            return false;
        }
        controls.put(event.getMitigatingControl(), new ControlTest(key, event.getPassed()));
        if (controls.size() > MAX_CONTROLS) {
            controls.remove(Collections.min(controls.entrySet(), Comparator.comparing(entry -> entry.getValue()
                            .key()))
                    .getKey());
        }
        return true;
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
        if (isTest(event)) {
            return tested(event, key);
        }
        Subject subject = new Subject(
                event.getRuleId() == null ? "" : event.getRuleId(),
                event.getEntitlement() == null ? null : EntitlementKey.of(event.getEntitlement()));
        AcceptedException before = bySubject.getOrDefault(subject, AcceptedException.NONE);
        AcceptedException after = event.getAction() == ComplianceAction.EXCEPTION_GRANTED
                ? before.granted(new Grant(
                        key,
                        event.getValidTo() == null ? null : event.getValidTo().toEpochMilli(),
                        event.getApprovedBy(),
                        control(event)))
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
