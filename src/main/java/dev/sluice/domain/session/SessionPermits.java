package dev.sluice.domain.session;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrTimeline.Employed;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.SessionRules.Permit;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.SodCheck;
import dev.sluice.domain.request.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What permits a session: an entitlement that is held, a request in force, a ticket. */
final class SessionPermits {
    /** A time for which something permits it, half open (ms since the epoch); what, in words. */
    record Span(long from, long to, String by) {
        boolean covers(long at) {
            return at >= from && at < to;
        }
    }

    private final IdentityState state;
    private final Policies policies;
    private final SessionRules rules;
    private final Map<Permit, List<Span>> held = new IdentityHashMap<>();
    private List<Employed> employed;

    SessionPermits(IdentityState state, Policies policies) {
        this.state = state;
        this.policies = policies;
        this.rules = policies.settings().sessions();
    }

    /** Everything that permits or permitted a session, or null if nobody asks for that. */
    List<Span> of(Session session) {
        Permit permit = rules.permitFor(session.target());
        if (permit == null) {
            return null;
        }
        List<Span> byEntitlement = held.computeIfAbsent(permit, this::heldBy);
        if (state.requests().byId().isEmpty() && session.ticketId() == null) {
            return byEntitlement;
        }
        List<Span> spans = new ArrayList<>(byEntitlement);
        requests(permit, session.ticketId(), spans);
        if (rules.anyTicket() && session.ticketId() != null) {
            spans.add(new Span(Long.MIN_VALUE, Long.MAX_VALUE, "ticket " + session.ticketId()));
        }
        return spans;
    }

    /** Looked at once for all sessions: somebody may hold ten thousand entitlements and have a thousand sessions. */
    private List<Span> heldBy(Permit permit) {
        List<Span> spans = new ArrayList<>();
        for (Account account : state.access().accounts().values()) {
            AccessLedger.eachPeriod(
                    account,
                    permit::isBy,
                    (entitlement, periods) -> periods.forEach(
                            period -> spans.add(new Span(period.since(), period.to(), entitlement.toString()))));
        }
        return together(spans);
    }

    /** Times that follow on each other as one, by whatever permitted the first of them. */
    private static List<Span> together(List<Span> spans) {
        spans.sort(Comparator.comparingLong(Span::from).thenComparing(Span::by));
        List<Span> united = new ArrayList<>();
        for (Span span : spans) {
            int last = united.size() - 1;
            if (last >= 0 && span.from() <= united.get(last).to()) {
                Span before = united.get(last);
                united.set(last, new Span(before.from(), Math.max(before.to(), span.to()), before.by()));
            } else {
                united.add(span);
            }
        }
        return united;
    }

    private void requests(Permit permit, String ticketId, List<Span> into) {
        if (employed == null) {
            employed = state.hr()
                    .employmentsUntil(state.clock(), policies.settings().hrRules());
        }
        state.requests().byId().forEach((id, request) -> {
            if (request.check().outcome() != SodCheck.Outcome.CLEAR) {
                return;
            }
            boolean isTicket = ticketId != null && isOf(request, ticketId);
            for (Term term : Term.of(request, state.key(), employed)) {
                if (isTicket || permit.isBy(term.entitlement())) {
                    into.add(new Span(term.from(), term.to(), "request " + id));
                }
            }
        });
    }

    private static boolean isOf(Request request, String ticketId) {
        return request.facts().stream().anyMatch(fact -> ticketId.equals(fact.ticketId()));
    }
}
