package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.RequestFact;
import dev.sluice.domain.request.SodCheck;

/** A request for access with what was said of it. */
final class RequestNodes {
    private RequestNodes() {}

    static ObjectNode node(String beneficiary, String id, Request request) {
        ObjectNode node = Nodes.object();
        node.put("requestId", id);
        EntitlementKey asked = null;
        String by = null;
        for (RequestFact fact : request.facts()) {
            asked = fact.entitlement() == null ? asked : fact.entitlement();
            by = fact.requestedBy() == null ? by : fact.requestedBy();
        }
        if (asked != null) {
            node.set("entitlement", Nodes.entitlement(asked));
        }
        Nodes.text(node, "requestedBy", by);
        node.put("ticket", request.ticket().name());
        Nodes.text(node, "assignee", request.assignee());
        ArrayNode approved = node.putArray("approved");
        for (Request.Approved term : request.approved(beneficiary)) {
            ObjectNode one = approved.addObject();
            one.set("entitlement", Nodes.entitlement(term.entitlement()));
            Nodes.instant(one, "from", term.from());
            Nodes.instant(one, "to", term.to());
        }
        if (request.check().outcome() != SodCheck.Outcome.CLEAR) {
            ObjectNode conflict = node.putObject("conflict");
            conflict.put("outcome", request.check().outcome().name());
            conflict.put("ruleId", request.check().ruleId());
            conflict.put("with", request.check().against());
        }
        ArrayNode history = node.putArray("history");
        for (RequestFact fact : request.facts()) {
            ObjectNode one = history.addObject();
            one.put("action", fact.action().name());
            Nodes.instant(one, "at", fact.key().at());
            one.put("eventId", fact.key().eventId());
            Nodes.text(one, "approvedBy", fact.approvedBy());
        }
        return node;
    }
}
