package dev.sluice.siem;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CommandAction;
import dev.sluice.event.LogSource;
import dev.sluice.event.Severity;
import dev.sluice.siem.MeaningsReader.Parts;
import java.util.List;
import java.util.Map;

/**
 * The one mapping that all formats share: from what an audit record is about to what that means to a SIEM
 * ({@code topology/siem-mapping.yaml}). Immutable.
 */
public final class Meanings {
    /** The kind of tickets that no line names. */
    static final String ANY = "*";

    /**
     * A line of the mapping.
     *
     * @param category the category of the audit record; {@code *} for an outcome, whatever the category
     * @param what the action, kind or outcome
     * @param status with which status, decision or test result; empty if there is but one
     * @param meaning what that means
     */
    public record Line(String category, String what, String status, Meaning meaning) {}

    private final Parts parts;

    Meanings(Parts parts) {
        this.parts = parts;
    }

    /**
     * Reads the mapping that travels with the program.
     *
     * @return the mapping
     * @throws IllegalStateException if the program was built without it, or it is broken
     */
    public static Meanings load() {
        return new Meanings(MeaningsReader.load());
    }

    /**
     * What a record means.
     *
     * @param audit the record
     * @return its meaning; {@link #unknown} for an action, kind or status that this version does not know
     */
    public Meaning of(AuditEvent audit) {
        Meaning outcome = parts.outcomes().get(audit.getOutcome());
        if (outcome != null) {
            return outcome;
        }
        Meaning meaning =
                switch (audit.getCategory()) {
                    case "finding" -> finding(audit.getFindingKind(), audit.getAction());
                    case "provisioning-command" -> command(audit.getCommandAction(), audit.getAction());
                    case "ticket" -> in(ticket(audit.getTicketKind()), audit.getAction());
                    case "policy" -> in(parts.events().get("policy"), kind(audit.getAction()));
                    default -> event(audit);
                };
        return meaning == null ? parts.unknown() : meaning;
    }

    private Meaning finding(String kind, String status) {
        return in(kind == null ? null : parts.findings().get(kind), status);
    }

    private Meaning command(CommandAction action, String status) {
        return in(action == null ? null : parts.commands().get(action.name()), status);
    }

    private Map<String, Meaning> ticket(String kind) {
        Map<String, Meaning> known = kind == null ? null : parts.tickets().get(kind);
        return known == null ? parts.tickets().get(ANY) : known;
    }

    private Meaning event(AuditEvent audit) {
        Map<String, Meaning> actions = parts.events().get(audit.getCategory());
        if (actions == null) {
            return null;
        }
        String when = when(audit.getDecision(), audit.getPassed());
        Meaning special = when == null ? null : actions.get(MeaningsReader.key(audit.getAction(), when));
        return special == null ? actions.get(audit.getAction()) : special;
    }

    private static String when(CertificationDecision decision, Boolean passed) {
        if (passed != null) {
            return passed ? "PASSED" : "FAILED";
        }
        return decision == null ? null : decision.name();
    }

    /** A policy's action is the kind of the document and its id. */
    private static String kind(String action) {
        int slash = action.indexOf('/');
        return slash < 0 ? action : action.substring(0, slash);
    }

    private static Meaning in(Map<String, Meaning> byStatus, String status) {
        return byStatus == null ? null : byStatus.get(status);
    }

    /**
     * What a record means of which nothing is known.
     *
     * @return the meaning
     */
    public Meaning unknown() {
        return parts.unknown();
    }

    /**
     * How much something matters.
     *
     * @param severity not null
     * @return the numbers; those of INFO for UNKNOWN
     */
    public Level level(Severity severity) {
        Level level = parts.levels().get(severity);
        return level == null ? parts.levels().get(Severity.INFO) : level;
    }

    /**
     * The syslog facility of a log source (RFC 5424, table 1).
     *
     * @param source not null
     * @return 0 to 23
     */
    public int facility(LogSource source) {
        return parts.facilities().get(source);
    }

    /**
     * All lines, as people read them.
     *
     * @return in the order of the file
     */
    public List<Line> lines() {
        return parts.lines();
    }
}
