package dev.sluice.domain.session;

import dev.sluice.domain.Validation;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.session.Credential.Deed;
import dev.sluice.domain.session.Credential.Mark;
import dev.sluice.domain.session.TrackedKey.Kind;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads from events what they tell of sessions, credentials, leases and pipelines. */
public final class TrackedFacts {
    /** What the name of a program looks like; anything else that stands at the beginning of a command is not one. */
    private static final Pattern PROGRAM = Pattern.compile("[A-Za-z][A-Za-z0-9._+-]{0,31}");

    private TrackedFacts() {}

    /**
     * What an event tells.
     *
     * @param event a validated event
     * @param rules which commands are of concern
     * @return empty if nothing can be told apart by it: the event has no id of what it is about
     */
    public static Optional<Tracked> of(PrivilegedSessionEvent event, SessionRules rules) {
        return switch (event.getAction()) {
            case SESSION_STARTED, COMMAND_EXECUTED, FILE_TRANSFERRED, SESSION_ENDED -> session(event, rules);
            case CREDENTIAL_CHECKED_OUT -> credential(event, Deed.OUT);
            case CREDENTIAL_CHECKED_IN -> credential(event, Deed.IN);
            case CREDENTIAL_ROTATED -> credential(event, Deed.ROTATED);
            case SECRET_LEASED, SECRET_RETRIEVED, SECRET_RETURNED -> lease(event);
            case PIPELINE_STARTED, PIPELINE_ENDED -> pipeline(event);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<Tracked> session(PrivilegedSessionEvent event, SessionRules rules) {
        long at = at(event);
        boolean begins = is(event, PrivilegedSessionAction.SESSION_STARTED);
        if (event.getSessionId() == null && !begins) {
            return Optional.empty();
        }
        boolean runs = is(event, PrivilegedSessionAction.COMMAND_EXECUTED);
        Map<String, Long> programs = new TreeMap<>();
        Map<String, Tally> concerns = new TreeMap<>();
        if (runs) {
            program(event.getCommand()).ifPresent(program -> programs.put(program, 1L));
            rules.concernsOf(event.getCommand()).forEach(id -> concerns.put(id, new Tally(1, at, at)));
        }
        // Sessions without an id are told apart by when they began.
        String id = event.getSessionId() == null ? "" : event.getSessionId();
        TrackedKey key = new TrackedKey(Kind.SESSION, id.isEmpty() ? source(event) + "@" + at : source(event), id);
        return Optional.of(new Session(
                key,
                Description.of(
                        begins,
                        at,
                        target(event),
                        event.getTarget() == null ? null : event.getTarget().getHost(),
                        event.getTicketId()),
                begins ? at : Tracked.UNTOLD,
                is(event, PrivilegedSessionAction.SESSION_ENDED) ? at : Tracked.NEVER,
                at,
                at,
                event.getBreakGlass(),
                runs ? 1 : 0,
                is(event, PrivilegedSessionAction.FILE_TRANSFERRED) ? 1 : 0,
                programs,
                concerns));
    }

    /** The name of what is run, without its path and what it is given: arguments are where people write what is secret. */
    private static Optional<String> program(String command) {
        if (command == null) {
            return Optional.empty();
        }
        String text = command.strip();
        int end = 0;
        while (end < text.length() && end <= 256 && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String name = text.substring(text.lastIndexOf('/', Math.max(0, end - 1)) + 1, end);
        return PROGRAM.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    private static Optional<Tracked> credential(PrivilegedSessionEvent event, Deed deed) {
        if (event.getCredentialId() == null) {
            return Optional.empty();
        }
        long expiresAt = deed == Deed.OUT ? millis(event.getExpiresAt(), Tracked.UNTOLD) : Tracked.UNTOLD;
        TreeSet<Mark> marks = new TreeSet<>();
        marks.add(new Mark(at(event), deed, expiresAt, deed == Deed.OUT ? target(event) : null));
        return Optional.of(
                new Credential(new TrackedKey(Kind.CREDENTIAL, source(event), event.getCredentialId()), marks));
    }

    private static Optional<Tracked> lease(PrivilegedSessionEvent event) {
        if (event.getLeaseId() == null) {
            return Optional.empty();
        }
        long at = at(event);
        boolean gives = is(event, PrivilegedSessionAction.SECRET_LEASED);
        return Optional.of(new Lease(
                new TrackedKey(Kind.LEASE, source(event), event.getLeaseId()),
                Description.of(gives, at, target(event), null, event.getPipelineId()),
                gives ? at : Tracked.UNTOLD,
                gives ? millis(event.getExpiresAt(), Tracked.NEVER) : Tracked.NEVER,
                is(event, PrivilegedSessionAction.SECRET_RETURNED) ? at : Tracked.NEVER,
                at,
                at));
    }

    private static Optional<Tracked> pipeline(PrivilegedSessionEvent event) {
        if (event.getPipelineId() == null) {
            return Optional.empty();
        }
        boolean begins = is(event, PrivilegedSessionAction.PIPELINE_STARTED);
        return Optional.of(new Pipeline(
                TrackedKey.pipeline(event.getPipelineId()),
                begins ? at(event) : Tracked.UNTOLD,
                begins ? Tracked.NEVER : at(event)));
    }

    private static boolean is(PrivilegedSessionEvent event, PrivilegedSessionAction action) {
        return event.getAction() == action;
    }

    private static long at(PrivilegedSessionEvent event) {
        return event.getHeader().getOccurredAt().toEpochMilli();
    }

    private static String source(PrivilegedSessionEvent event) {
        return event.getHeader().getSource();
    }

    private static long millis(Instant instant, long otherwise) {
        return instant == null ? otherwise : instant.toEpochMilli();
    }

    /** With an empty name where only the system is told; what could be neither is none. */
    private static AccountKey target(PrivilegedSessionEvent event) {
        SessionTarget target = event.getTarget();
        if (target == null || !Validation.isSystemId(target.getSystem())) {
            return null;
        }
        String name = target.getAccount();
        return new AccountKey(target.getSystem(), name == null || !Validation.isText(name) ? "" : name);
    }
}
