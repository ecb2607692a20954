package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.brake.SourceBrake;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.TicketStatus;
import java.time.Instant;

/** MASS_CHANGE: what follows from a source's changes is held until somebody has looked. */
public final class MassChange {
    /** The kind of these findings and tickets. */
    public static final String KIND = "MASS_CHANGE";

    /** Whatever somebody has written has to fit into a finding. */
    private static final int MAX_TEXT = 300;

    private final Control control;
    private final String source;
    private final Policies policies;

    /**
     * What people are told.
     *
     * @param control what begins or ends the hold
     * @param policies the policies in force
     */
    public MassChange(Control control, Policies policies) {
        this.control = control;
        this.source = control.getSource();
        this.policies = policies;
    }

    /**
     * A finding and its ticket.
     *
     * @param key the record key of both
     * @param finding the finding
     * @param ticket the ticket
     * @param trigger why
     */
    public record Told(String key, Finding finding, Ticket ticket, Trigger trigger) {}

    /**
     * A hold begins.
     *
     * @param brake the source, held
     * @return what is told
     */
    public Told begins(SourceBrake brake) {
        String summary = about() + ". What follows from further ones waits until it is released or discarded.";
        return told(brake, true, "DETECTED", summary);
    }

    /**
     * A hold ends.
     *
     * @param brake the source as it was held
     * @return what is told
     */
    public Told ends(SourceBrake brake) {
        boolean released = control.getAction() == ControlAction.BRAKE_RELEASE;
        String who = control.getDecidedBy() == null ? "Somebody" : cut(control.getDecidedBy());
        String summary = who + " has " + (released ? "released" : "discarded") + " what was held of " + source + ".";
        return told(brake, false, released ? "RELEASED" : "DISCARDED", summary);
    }

    private String about() {
        if (control.getAction() == ControlAction.FEED_COMPLETED) {
            return "The feed run " + control.getFeedId() + " of " + source + " lists nobody";
        }
        return control.getDecidedBy() == null
                ? "Too many identities of " + source + " are said to leave: " + cut(control.getReason())
                : cut(control.getDecidedBy()) + " holds the changes of " + source;
    }

    private static String cut(String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private Told told(SourceBrake brake, boolean open, String cause, String summary) {
        Instant at = control.getHeader().getOccurredAt();
        String findingId = Ids.finding(KIND, source);
        Finding finding = Finding.newBuilder()
                .setFindingId(findingId)
                .setKind(KIND)
                .setStatus(open ? FindingStatus.OPEN : FindingStatus.RESOLVED)
                .setSeverity(Severity.CRITICAL)
                .setSource(source)
                .setRuleId("Settings/default")
                .setRuleVersion(policies.setVersion())
                .setOpenedAt(Instant.ofEpochMilli(brake.heldAt()))
                .setChangedAt(at)
                .setCount(Math.max(1, count(brake, at)))
                .setEpisode(brake.episode())
                .setCause(cause)
                .setSummary(summary)
                .build();
        Ticket ticket = Ticket.newBuilder()
                .setTicketId(Ids.ticket(findingId, brake.episode()))
                .setAction(open ? TicketAction.OPEN : TicketAction.CLOSE)
                .setKind(KIND)
                .setStatus(open ? TicketStatus.OPEN : TicketStatus.CLOSED)
                .setFindingId(findingId)
                .setChangedAt(at)
                .setSummary(summary)
                .build();
        Trigger trigger = Trigger.control(control.getHeader().getEventId(), at.toEpochMilli());
        return new Told(SubjectKeys.feed(source), finding, ticket, trigger);
    }

    private long count(SourceBrake brake, Instant at) {
        boolean counted = control.getAction() == ControlAction.BRAKE_HOLD && control.getCount() != null;
        return counted
                ? control.getCount()
                : brake.total(at.toEpochMilli(), policies.settings().brake());
    }
}
