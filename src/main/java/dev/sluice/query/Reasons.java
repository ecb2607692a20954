package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.accepted.AcceptedException;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.entitled.Reason;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.RequestFact;
import dev.sluice.event.AccessAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Why an identity is to have an entitlement, for programs and in a sentence. */
final class Reasons {
    private final IdentityState state;
    private final Policies policies;
    private final Entitled entitled;
    private final Map<String, String> attributes;

    /** With what the attributes were at the instant that is looked at, which is the clock of the state. */
    Reasons(IdentityState state, Policies policies, Entitled entitled, Map<String, String> attributes) {
        this.state = state;
        this.policies = policies;
        this.entitled = entitled;
        this.attributes = attributes;
    }

    Optional<ObjectNode> of(EntitlementKey entitlement) {
        return entitled.reasonFor(entitlement).map(reason -> node(entitlement, reason));
    }

    ObjectNode node(EntitlementKey entitlement, Reason reason) {
        ObjectNode node = Nodes.object();
        node.put("kind", reason.kind().name());
        node.set("path", Nodes.texts(reason.way()));
        Nodes.instant(node, "since", reason.since());
        Nodes.instant(node, "until", reason.until());
        boolean isRequest = isRequest(reason);
        if (reason.kind() == Reason.Kind.EXCEPTION) {
            node.put("eventId", reason.way().get(0));
            exception(entitlement).ifPresent(grant -> Nodes.text(node, "approvedBy", grant.approvedBy()));
        } else if (isRequest) {
            node.put("requestId", reason.way().get(0));
            Nodes.text(
                    node, "approvedBy", String.join(", ", approvers(reason.way().get(0))));
        }
        node.put("sentence", sentence(entitlement, reason, isRequest));
        return node;
    }

    /** A request that gives later is AHEAD as a role is; of the two only the request is known by its id. */
    private boolean isRequest(Reason reason) {
        return reason.kind() == Reason.Kind.REQUEST
                || reason.kind() == Reason.Kind.AHEAD
                        && policies.roles().byId().get(reason.way().get(0)) == null;
    }

    private String sentence(EntitlementKey entitlement, Reason reason, boolean isRequest) {
        String first = reason.way().get(0);
        return switch (reason.kind()) {
            case ROLE -> role(reason) + " gives it" + because(first) + ".";
            case REQUEST -> request(first) + " gives it" + until(reason.until()) + ".";
            case EXCEPTION ->
                "An exception"
                        + exception(entitlement).map(g -> by(g.approvedBy())).orElse("") + " lets it be kept"
                        + until(reason.until()) + ".";
            case OVERLAP -> role(reason) + " gave it before a move, and lets it be kept" + until(reason.until()) + ".";
            case AHEAD ->
                (isRequest ? request(first) : role(reason)) + " will give it" + from(reason.since())
                        + ", so it may be kept.";
        };
    }

    private static String role(Reason reason) {
        List<String> way = reason.way();
        return "Role " + way.get(0)
                + (way.size() == 1 ? "" : " by way of " + String.join(", ", way.subList(1, way.size())));
    }

    /** The attributes that the role's condition asks for, as they are. */
    private String because(String roleId) {
        Role role = policies.roles().byId().get(roleId);
        Condition when = role == null ? null : role.when();
        if (when == null) {
            return "";
        }
        TreeSet<String> names = new TreeSet<>();
        when.collectAttributes(names);
        List<String> met = new ArrayList<>();
        for (String name : names) {
            String value = attributes.get(name);
            if (value != null) {
                met.add(name + " is " + value);
            }
        }
        return met.isEmpty() ? "" : " because " + String.join(" and ", met);
    }

    private String request(String id) {
        List<String> approvers = approvers(id);
        return "Request " + id + (approvers.isEmpty() ? "" : by(String.join(" and ", approvers)));
    }

    private static String by(String approver) {
        return approver == null ? "" : " approved by " + approver;
    }

    private List<String> approvers(String requestId) {
        Request request = state.requests().byId().get(requestId);
        return request == null
                ? List.of()
                : request.facts().stream()
                        .filter(fact -> fact.action() == AccessAction.REQUEST_APPROVED)
                        .map(RequestFact::approvedBy)
                        .filter(id -> id != null)
                        .distinct()
                        .toList();
    }

    private Optional<AcceptedException.Grant> exception(EntitlementKey entitlement) {
        return state.exceptions().bySubject().entrySet().stream()
                .filter(entry -> entry.getKey().ruleId().isEmpty()
                        && entitlement.equals(entry.getKey().entitlement()))
                .map(entry -> entry.getValue().grant())
                .filter(grant -> grant != null)
                .findFirst();
    }

    private static String until(long at) {
        return Nodes.isInstant(at) ? " until " + Instant.ofEpochMilli(at) : "";
    }

    private static String from(long at) {
        return Nodes.isInstant(at) ? " from " + Instant.ofEpochMilli(at) + " on" : "";
    }
}
