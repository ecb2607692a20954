package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.RequestFact;
import dev.sluice.domain.request.SodCheck;
import dev.sluice.domain.request.TicketProgress;
import dev.sluice.event.AccessAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How requests for access are written. */
final class RequestFormat {
    /** More than there will be words for a ticket. */
    private static final int TICKETS = 64;

    private RequestFormat() {}

    static void write(PartWriter out, Map<String, Request> requests) {
        out.writeCount(requests.size());
        requests.forEach((id, request) -> {
            out.writeText(id);
            // Together, as earlier values have only the ticket.
            SodCheck check = request.check();
            out.writeCount(
                    request.ticket().ordinal() + TICKETS * check.outcome().ordinal());
            if (check.outcome() != SodCheck.Outcome.CLEAR) {
                out.writeText(check.ruleId());
                out.writeText(check.against());
                out.writeLong(check.decidedAt());
            }
            out.writeCount(request.facts().size());
            request.facts().forEach(fact -> write(out, fact));
        });
    }

    private static void write(PartWriter out, RequestFact fact) {
        out.writeKey(fact.key());
        out.writeText(fact.action().name());
        out.writeText(fact.entitlement() == null ? null : fact.entitlement().system());
        if (fact.entitlement() != null) {
            out.writeText(fact.entitlement().name());
        }
        writeInstant(out, fact.validFrom());
        writeInstant(out, fact.validTo());
        out.writeText(fact.requestedBy());
        out.writeText(fact.approvedBy());
        out.writeText(fact.ticketId());
    }

    private static void writeInstant(PartWriter out, Long instant) {
        out.writeBoolean(instant != null);
        if (instant != null) {
            out.writeLong(instant);
        }
    }

    static void read(PartReader in, Map<String, Request> into) {
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            int number = Math.toIntExact(in.readNumber());
            TicketProgress ticket = TicketProgress.values()[number % TICKETS];
            SodCheck.Outcome outcome = SodCheck.Outcome.values()[number / TICKETS];
            SodCheck check = outcome == SodCheck.Outcome.CLEAR
                    ? SodCheck.CLEAR
                    : new SodCheck(outcome, in.readText(), in.readText(), in.readLong());
            List<RequestFact> facts = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                facts.add(readFact(in));
            }
            if (facts.isEmpty()) {
                throw new IllegalStateException("A request without a fact");
            }
            Request request = Request.of(facts, ticket);
            request.checked(check);
            into.put(id, request);
        }
    }

    private static RequestFact readFact(PartReader in) {
        FactKey key = in.readKey();
        AccessAction action = AccessAction.valueOf(in.readText());
        String system = in.readTextOrNull();
        EntitlementKey entitlement = system == null ? null : new EntitlementKey(system, in.readText());
        Long validFrom = readInstant(in);
        Long validTo = readInstant(in);
        String requestedBy = in.readTextOrNull();
        String approvedBy = in.readTextOrNull();
        return new RequestFact(
                key, action, entitlement, validFrom, validTo, requestedBy, approvedBy, in.readTextOrNull());
    }

    private static Long readInstant(PartReader in) {
        return in.readBoolean() ? in.readLong() : null;
    }
}
