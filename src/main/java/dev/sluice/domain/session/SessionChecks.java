package dev.sluice.domain.session;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.session.Credential.Loan;
import dev.sluice.domain.session.Judgement.Ending;
import dev.sluice.domain.session.Judgement.Reason;
import dev.sluice.domain.session.SessionPermits.Span;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at one session after the other: whether it may be, for how long, and what is run in it. */
final class SessionChecks {
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final SessionRules rules;
    private final long grace;
    private final SessionPermits permits;
    private final Map<AccountKey, List<Checkout>> checkouts;
    private final Judgement into;

    /** One time for which a credential was checked out. */
    record Checkout(Credential credential, Loan loan) {}

    SessionChecks(IdentityState state, Policies policies, Standing standing, Judgement into) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.rules = policies.settings().sessions();
        this.grace = rules.grace().toMillis();
        this.permits = new SessionPermits(state, policies);
        this.checkouts = checkouts(state.sessions());
        this.into = into;
    }

    /** By the account that they open: somebody may have checked out as much as they have had sessions. */
    static Map<AccountKey, List<Checkout>> checkouts(Sessions sessions) {
        Map<AccountKey, List<Checkout>> byTarget = new HashMap<>();
        for (Tracked tracked : sessions.all()) {
            if (tracked instanceof Credential credential) {
                credential.loans().forEach(loan -> byTarget.computeIfAbsent(loan.target(), target -> new ArrayList<>())
                        .add(new Checkout(credential, loan)));
            }
        }
        return byTarget;
    }

    void look(Session session) {
        concerns(session);
        if (session.isStartKnown()) {
            checkout(session);
            permit(session);
            length(session);
            leaver(session);
        }
    }

    private static String subject(Session session) {
        return session.target() == null
                ? session.key().source()
                : session.target().toString();
    }

    private static String nameOf(Session session) {
        String id = session.key().id();
        return id.isEmpty() ? "a session" : "session " + id;
    }

    private static String named(Session session) {
        return nameOf(session) + " with " + subject(session) + " since " + Instant.ofEpochMilli(session.startedAt());
    }

    private static Tally once(long from, long until) {
        return new Tally(1, from, Math.max(from, until));
    }

    private void checkout(Session session) {
        if (!rules.isManaged(session.target()) || !into.isPast(session.startedAt() + grace)) {
            return;
        }
        ActivityFinding kind = ActivityFinding.SESSION_WITHOUT_CHECKOUT;
        String scope = into.scope(kind, session.startedAt(), subject(session));
        boolean without = checkoutFor(session, checkouts, grace) == null;
        if (without && session.startedAt() - grace < state.sessions().knownFrom()) {
            // It may be forgotten; when the session began it was looked at.
            into.isUncertain(kind, subject(session));
        } else if (without) {
            into.add(
                    kind,
                    scope,
                    session.target(),
                    once(session.startedAt(), session.startedAt()),
                    0,
                    "had " + named(session) + " without having checked its credential out");
        }
    }

    /** The credential that had been checked out for a session, or null. */
    static Credential checkoutFor(Session session, Map<AccountKey, List<Checkout>> checkouts, long grace) {
        for (Checkout checkout : checkouts.getOrDefault(session.target(), List.of())) {
            if (covers(checkout.loan(), session.startedAt(), grace)) {
                return checkout.credential();
            }
        }
        return null;
    }

    /** A vault that changes what is checked out gives it to whoever has it. */
    private static boolean covers(Loan loan, long at, long grace) {
        long until = Math.min(loan.returnedAt(), loan.expiresAt());
        return loan.from() - grace <= at && (until == Tracked.UNTOLD || at <= until + grace);
    }

    private void permit(Session session) {
        List<Span> spans = permits.of(session);
        // An emergency is permitted by nothing, and found as what it is.
        if (spans == null || session.breakGlass() || !into.isPast(session.startedAt() + grace)) {
            return;
        }
        ActivityFinding without = ActivityFinding.SESSION_WITHOUT_ENTITLEMENT;
        String scope = into.scope(without, session.startedAt(), subject(session));
        long until = permittedUntil(spans, session.startedAt());
        if (until != Tracked.NEVER) {
            outlives(session, spans, until);
        } else if (session.startedAt() < into.clock() - AccessLedger.HISTORY_MS) {
            // What permitted it is so long ago that it may be forgotten.
            into.isUncertain(ActivityFinding.SESSION_OUTLIVES_GRANT, subject(session));
            into.isUncertain(without, subject(session));
            if (session.isOpen(into.clock()) && !isPermitted(spans)) {
                end(session, session.startedAt(), Reason.PERMIT_ENDED, "nothing permits it");
            }
        } else {
            into.add(
                    without,
                    scope,
                    session.target(),
                    once(session.startedAt(), session.startedAt()),
                    0,
                    "had " + named(session) + ", which no entitlement, request or ticket in force permits");
        }
    }

    private boolean isPermitted(List<Span> spans) {
        return spans.stream().anyMatch(span -> span.covers(into.clock()));
    }

    /** Until when it is permitted without interruption; NEVER if it was not when it began. */
    private long permittedUntil(List<Span> spans, long startedAt) {
        long until = Tracked.NEVER;
        for (Span span : spans) {
            if (span.from() <= startedAt + grace && span.to() > startedAt - grace) {
                until = Math.max(until, span.to());
            }
        }
        boolean goesOn = until != Tracked.NEVER;
        while (goesOn && until != Long.MAX_VALUE) {
            goesOn = false;
            for (Span span : spans) {
                if (span.from() <= until + grace && span.to() > until) {
                    until = span.to();
                    goesOn = true;
                }
            }
        }
        return until;
    }

    private void outlives(Session session, List<Span> spans, long until) {
        boolean open = session.isOpen(into.clock());
        if (until == Long.MAX_VALUE || !open && (!session.isEnded() || session.endedAt() < until + grace)) {
            return;
        }
        ActivityFinding kind = ActivityFinding.SESSION_OUTLIVES_GRANT;
        String scope = into.scope(kind, until, subject(session));
        if (into.isPast(until + grace)) {
            String why = "what permitted it ended at " + Instant.ofEpochMilli(until);
            into.add(
                    kind,
                    scope,
                    session.target(),
                    once(until, open ? into.clock() : session.endedAt()),
                    0,
                    "went on with " + named(session) + " although " + why);
            if (open) {
                into.goesOn(scope);
            }
            // What is permitted again since needs not be ended for what it was in between.
            if (open && !isPermitted(spans)) {
                end(session, until + grace, Reason.PERMIT_ENDED, why);
            }
        }
    }

    private void length(Session session) {
        if (session.key().id().isEmpty()) {
            return;
        }
        ActivityFinding kind = ActivityFinding.SESSION_NOT_ENDED;
        String scope = into.scope(kind, session.startedAt(), subject(session));
        if (session.isOpen(into.clock())
                && into.isPast(session.startedAt() + rules.longest().toMillis())) {
            into.add(
                    kind,
                    scope,
                    session.target(),
                    once(session.startedAt(), into.clock()),
                    0,
                    "has " + named(session) + ", longer than " + rules.longest());
        }
    }

    private void leaver(Session session) {
        if (!standing.isLeaver() || session.target() == null || !session.isOpen(into.clock())) {
            return;
        }
        long due = standing.endedAt()
                + policies.system(session.target().system()).leaver().disable().toMillis();
        if (into.isPast(due)) {
            end(
                    session,
                    Math.max(due, session.startedAt()),
                    Reason.LEAVER,
                    state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()));
        }
    }

    private void end(Session session, long since, Reason reason, String why) {
        AccountKey target = session.target();
        if (target != null) {
            into.end(
                    new Ending(target.system(), target.name(), "", session.key().id(), since, reason, why));
        }
    }

    private void concerns(Session session) {
        ActivityFinding kind = ActivityFinding.COMMAND_OF_CONCERN;
        Severity usual = policies.settings().detection().finding(kind).severity();
        session.concerns().forEach((dayAndId, tally) -> {
            String id = dayAndId.substring(Sighting.dayIn(dayAndId).length() + 1);
            String scope = into.scope(kind, tally.first(), id);
            Severity severity = rules.severityOf(id);
            if (severity != null) {
                into.add(
                        kind,
                        scope,
                        session.target(),
                        tally,
                        severity.ordinal() - usual.ordinal(),
                        "ran what " + id + " is about in " + nameOf(session) + " with " + subject(session)
                                + ", last at " + Instant.ofEpochMilli(tally.last()));
            }
        });
    }
}
