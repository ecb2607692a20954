package dev.sluice.domain.session;

import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.SessionPermits.Span;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SessionTarget;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** What is told of a session that has ended: who, where, what for, how long, and what was run. */
public final class SessionSummaries {
    private final IdentityState state;
    private final Policies policies;
    private final long grace;

    /**
     * Summaries as of now.
     *
     * @param state the identity whose sessions they are
     * @param policies the policies in force
     */
    public SessionSummaries(IdentityState state, Policies policies) {
        this.state = state;
        this.policies = policies;
        this.grace = policies.settings().sessions().grace().toMillis();
    }

    /**
     * All that is known of a session.
     *
     * @param session one that has ended
     * @return the summary; no command as it was typed
     */
    public SessionSummary of(Session session) {
        Credential credential = session.isStartKnown() && session.target() != null
                ? SessionChecks.checkoutFor(session, SessionChecks.checkouts(state.sessions()), grace)
                : null;
        TreeMap<String, Long> concerns = new TreeMap<>();
        session.concerns()
                .forEach((dayAndId, tally) -> concerns.merge(
                        dayAndId.substring(Sighting.dayIn(dayAndId).length() + 1), tally.count(), Long::sum));
        return SessionSummary.newBuilder()
                .setSource(session.key().source())
                .setSessionId(session.key().id())
                .setTarget(target(session))
                .setStartedAt(session.isStartKnown() ? Instant.ofEpochMilli(session.startedAt()) : null)
                .setEndedAt(Instant.ofEpochMilli(session.endedAt()))
                .setTicketId(session.ticketId())
                .setPermittedBy(permittedBy(session))
                .setCredentialId(credential == null ? null : credential.key().id())
                .setBreakGlass(session.breakGlass())
                .setCommands(session.commands())
                .setFiles(session.files())
                .setPrograms(new TreeMap<>(session.programs()))
                .setConcerns(concerns)
                .build();
    }

    private static SessionTarget target(Session session) {
        if (session.target() == null) {
            return null;
        }
        String name = session.target().name();
        return new SessionTarget(
                session.target().system(), session.description().host(), name.isEmpty() ? null : name);
    }

    private String permittedBy(Session session) {
        List<Span> spans = session.isStartKnown() ? new SessionPermits(state, policies).of(session) : null;
        return spans == null
                ? null
                : spans.stream()
                        .filter(span -> span.covers(session.startedAt()))
                        .map(Span::by)
                        .min(String::compareTo)
                        .orElse(null);
    }
}
