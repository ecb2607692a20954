package dev.sluice.domain.identity;

import dev.sluice.domain.EventView;
import dev.sluice.domain.FactKey;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Reads the facts out of an identity event and records them in the timeline. */
public final class IdentityFacts {
    private static final String UNSPECIFIED_LEAVE = "UNSPECIFIED";

    private IdentityFacts() {}

    /**
     * Records what an event says.
     *
     * @param event a validated event
     * @param timeline the identity's timeline
     * @param clock the identity's clock (ms since the epoch)
     * @return false if everything it says was already superseded
     */
    public static boolean record(IdentityEvent event, HrTimeline timeline, long clock) {
        if (EventView.isAboutGroup(event)) {
            return true;
        }
        FactKey key = FactKey.of(event.getHeader());
        timeline.markKnown();
        boolean changed = recordStart(event, key, timeline);
        changed |= recordEnd(event, key, timeline);
        changed |= recordLeave(event, key, timeline, clock);
        changed |= recordAttributes(event, key, timeline, clock);
        return changed;
    }

    /**
     * Whether an event can move the time in which somebody is employed.
     *
     * @param event a validated event
     * @return false if it tells of attributes and leaves only
     */
    public static boolean tellsOfEmployment(IdentityEvent event) {
        Worker worker = event.getWorker();
        boolean dated = worker != null
                && (worker.getStartDate() != null || worker.getEndDate() != null || worker.getTimeZone() != null);
        return dated
                || event.getComplete()
                || switch (event.getAction()) {
                    case HIRED, REHIRED, TERMINATED, TERMINATION_SCHEDULED, TERMINATION_RESCINDED, DELETED -> true;
                    default -> false;
                };
    }

    /**
     * Whether an event tells that somebody is away for a time, or back.
     *
     * @param event a validated event
     * @return false if it tells of employment and other attributes only
     */
    public static boolean tellsOfLeave(IdentityEvent event) {
        return event.getAction() == IdentityAction.LEAVE_STARTED || event.getAction() == IdentityAction.LEAVE_ENDED;
    }

    /**
     * Whether an event tells when an employment began or will begin.
     *
     * @param event a validated event
     * @return false if it tells of other things only
     */
    public static boolean tellsOfStart(IdentityEvent event) {
        return hires(event) || event.getWorker() != null && event.getWorker().getStartDate() != null;
    }

    private static boolean hires(IdentityEvent event) {
        return event.getAction() == IdentityAction.HIRED || event.getAction() == IdentityAction.REHIRED;
    }

    private static boolean recordStart(IdentityEvent event, FactKey key, HrTimeline timeline) {
        boolean hires = hires(event);
        Worker worker = event.getWorker();
        Moment when = null;
        if (hires && event.getEffectiveAt() != null) {
            when = Moment.at(event.getEffectiveAt().toEpochMilli());
        } else if (worker != null && worker.getStartDate() != null) {
            when = Moment.startOf(worker.getStartDate(), worker.getTimeZone());
        } else if (hires) {
            when = Moment.at(key.at());
        }
        return when != null
                && timeline.recordStart(
                        employmentId(worker), new EmploymentFact(key, when), StartKind.of(event.getAction()));
    }

    private static boolean recordEnd(IdentityEvent event, FactKey key, HrTimeline timeline) {
        Worker worker = event.getWorker();
        String employment = employmentId(worker);
        return switch (event.getAction()) {
            case TERMINATED, TERMINATION_SCHEDULED ->
                timeline.recordEnd(employment, new EmploymentFact(key, terminationMoment(event, key)));
            case TERMINATION_RESCINDED ->
                timeline.recordEnd(employment, new EmploymentFact(key, endDateMoment(worker)));
            case DELETED -> timeline.recordDeleted(key, effectiveAt(event, key));
            case HIRED, UPDATED, TRANSFERRED, MANAGER_CHANGED, LEAVE_STARTED, LEAVE_ENDED, REHIRED ->
                recordEndDate(event, key, timeline, employment);
            case GROUP_CREATED, GROUP_CHANGED, GROUP_DELETED, UNKNOWN -> false;
        };
    }

    private static boolean recordEndDate(IdentityEvent event, FactKey key, HrTimeline timeline, String employment) {
        Worker worker = event.getWorker();
        if (worker != null && worker.getEndDate() != null) {
            return timeline.recordEnd(employment, new EmploymentFact(key, dayAfterEnd(worker)));
        }
        return event.getComplete() && worker != null && timeline.recordEnd(employment, new EmploymentFact(key, null));
    }

    private static Moment terminationMoment(IdentityEvent event, FactKey key) {
        if (event.getEffectiveAt() != null) {
            return Moment.at(event.getEffectiveAt().toEpochMilli());
        }
        Moment dated = endDateMoment(event.getWorker());
        return dated == null ? Moment.at(key.at()) : dated;
    }

    /** A fixed term that stands although an earlier termination was rescinded; null where the record names no end. */
    private static Moment endDateMoment(Worker worker) {
        return worker == null || worker.getEndDate() == null ? null : dayAfterEnd(worker);
    }

    private static Moment dayAfterEnd(Worker worker) {
        return Moment.startOf(worker.getEndDate().plusDays(1), worker.getTimeZone());
    }

    private static boolean recordLeave(IdentityEvent event, FactKey key, HrTimeline timeline, long clock) {
        String kind;
        if (event.getAction() == IdentityAction.LEAVE_STARTED) {
            kind = event.getLeaveKind() == null ? UNSPECIFIED_LEAVE : event.getLeaveKind();
        } else if (event.getAction() == IdentityAction.LEAVE_ENDED) {
            kind = null;
        } else {
            return false;
        }
        return timeline.attributes()
                .record(HrTimeline.LEAVE, new AttributeEntry(effectiveAt(event, key), key, kind), clock);
    }

    private static boolean recordAttributes(IdentityEvent event, FactKey key, HrTimeline timeline, long clock) {
        Worker worker = event.getWorker();
        if (worker == null) {
            return false;
        }
        long from = effectiveAt(event, key);
        boolean changed = false;
        for (WorkerAttribute attribute : WorkerAttribute.values()) {
            String value = attribute.of(worker);
            if (value != null || event.getComplete()) {
                changed |= timeline.attributes()
                        .record(attribute.fieldName(), new AttributeEntry(from, key, value), clock);
            }
        }
        if (event.getComplete()) {
            changed |= timeline.attributes()
                    .clearExtras(worker.getExtra().keySet(), new AttributeEntry(from, key, null), clock);
        }
        for (Map.Entry<String, String> extra : new TreeMap<>(worker.getExtra()).entrySet()) {
            changed |= timeline.attributes()
                    .record(
                            AttributeTimeline.EXTRA + extra.getKey(),
                            new AttributeEntry(from, key, extra.getValue()),
                            clock);
        }
        return changed;
    }

    private static long effectiveAt(IdentityEvent event, FactKey key) {
        Instant effective = event.getEffectiveAt();
        return effective == null ? key.at() : effective.toEpochMilli();
    }

    private static String employmentId(Worker worker) {
        return worker == null || worker.getEmploymentId() == null ? "" : worker.getEmploymentId();
    }
}
