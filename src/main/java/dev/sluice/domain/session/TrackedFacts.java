package dev.sluice.domain.session;

import dev.sluice.domain.Validation;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.session.Credential.Deed;
import dev.sluice.domain.session.Credential.Mark;
import dev.sluice.domain.session.Followed.What;
import dev.sluice.domain.session.TrackedKey.Kind;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads from events what they tell of sessions, credentials, leases and pipelines. */
public final class TrackedFacts {
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
            case SECRET_LEASED -> lease(event, Lease.Deed.LEASED);
            case SECRET_RETURNED -> lease(event, Lease.Deed.RETURNED);
            case PIPELINE_STARTED -> pipeline(event, What.STARTED);
            case PIPELINE_ENDED -> pipeline(event, What.ENDED);
            // That a secret is used changes nothing of its lease, and would be most of what is told of it.
            case SECRET_RETRIEVED, UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<Tracked> session(PrivilegedSessionEvent event, SessionRules rules) {
        long at = at(event);
        boolean begins = is(event, PrivilegedSessionAction.SESSION_STARTED);
        boolean ends = is(event, PrivilegedSessionAction.SESSION_ENDED);
        String id = text(event.getSessionId());
        if (id == null && ends) {
            return Optional.empty();
        }
        boolean runs = is(event, PrivilegedSessionAction.COMMAND_EXECUTED);
        Map<String, Long> programs = new TreeMap<>();
        Map<String, Tally> concerns = new TreeMap<>();
        if (runs) {
            programs.put(rules.program(event.getCommand()), 1L);
            rules.concernsOf(event.getCommand())
                    .forEach(concern -> concerns.put(Sighting.day(at) + " " + concern, new Tally(1, at, at)));
        }
        return Optional.of(new Session(
                sessionKey(event, id, begins, at),
                Description.of(begins, at, target(event.getTarget()), host(event), text(event.getTicketId())),
                begins ? at : Tracked.UNTOLD,
                ends ? at : Tracked.NEVER,
                at,
                at,
                event.getBreakGlass(),
                runs ? 1 : 0,
                is(event, PrivilegedSessionAction.FILE_TRANSFERRED) ? 1 : 0,
                programs,
                concerns));
    }

    /** Sessions without an id are told apart by when they began, and what is done in them by the day. */
    private static TrackedKey sessionKey(PrivilegedSessionEvent event, String id, boolean begins, long at) {
        String source = event.getHeader().getSource();
        if (id != null) {
            return new TrackedKey(Kind.SESSION, source, id);
        }
        return new TrackedKey(Kind.SESSION, source + "@" + (begins ? Long.toString(at) : Sighting.day(at)), "");
    }

    private static Optional<Tracked> credential(PrivilegedSessionEvent event, Deed deed) {
        String id = text(event.getCredentialId());
        if (id == null) {
            return Optional.empty();
        }
        boolean out = deed == Deed.OUT;
        TreeSet<Mark> marks = new TreeSet<>();
        marks.add(new Mark(
                at(event),
                deed,
                out ? millis(event.getExpiresAt()) : Tracked.UNTOLD,
                out ? target(event.getTarget()) : null));
        return Optional.of(
                new Credential(new TrackedKey(Kind.CREDENTIAL, event.getHeader().getSource(), id), marks));
    }

    private static Optional<Tracked> lease(PrivilegedSessionEvent event, Lease.Deed deed) {
        String id = text(event.getLeaseId());
        if (id == null) {
            return Optional.empty();
        }
        boolean gives = deed == Lease.Deed.LEASED;
        AccountKey target = gives ? target(event.getTarget()) : null;
        TreeSet<Lease.Mark> marks = new TreeSet<>();
        marks.add(new Lease.Mark(
                at(event),
                deed,
                gives ? millis(event.getExpiresAt()) : Tracked.UNTOLD,
                target == null ? null : target.system(),
                gives ? text(event.getPipelineId()) : null));
        return Optional.of(
                new Lease(new TrackedKey(Kind.LEASE, event.getHeader().getSource(), id), marks));
    }

    private static Optional<Tracked> pipeline(PrivilegedSessionEvent event, What what) {
        String id = text(event.getPipelineId());
        if (id == null) {
            return Optional.empty();
        }
        TreeSet<Followed.Fact> facts = new TreeSet<>();
        facts.add(new Followed.Fact(at(event), what));
        return Optional.of(new Pipeline(TrackedKey.pipeline(id), facts));
    }

    /** Adapters say nothing by an empty text as well. */
    private static String text(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static String host(PrivilegedSessionEvent event) {
        String host = event.getTarget() == null ? null : event.getTarget().getHost();
        return host != null && Validation.isText(host) ? host : null;
    }

    private static boolean is(PrivilegedSessionEvent event, PrivilegedSessionAction action) {
        return event.getAction() == action;
    }

    private static long at(PrivilegedSessionEvent event) {
        return event.getHeader().getOccurredAt().toEpochMilli();
    }

    private static long millis(Instant instant) {
        return instant == null ? Tracked.UNTOLD : instant.toEpochMilli();
    }

    /** With an empty name where only the system is told; what could be neither is none. */
    private static AccountKey target(SessionTarget target) {
        if (target == null || !Validation.isSystemId(target.getSystem())) {
            return null;
        }
        String name = target.getAccount();
        return new AccountKey(target.getSystem(), name == null || !Validation.isText(name) ? "" : name);
    }
}
