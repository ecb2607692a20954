package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.Validation;
import dev.sluice.domain.access.EntitlementKey;
import java.time.Instant;
import java.util.Collection;

/** Parts of answers in the plain JSON form: what is absent is left out, instants are ISO-8601 in UTC. */
final class Nodes {
    private Nodes() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Adds an instant, unless it is before or after all time. */
    static void instant(ObjectNode node, String name, long at) {
        if (isInstant(at)) {
            node.put(name, Instant.ofEpochMilli(at).toString());
        }
    }

    static boolean isInstant(long at) {
        return at != Long.MIN_VALUE && at != Long.MAX_VALUE && Validation.isInstant(Instant.ofEpochMilli(at));
    }

    /** Adds a text, unless there is none. */
    static void text(ObjectNode node, String name, String text) {
        if (text != null && !text.isEmpty()) {
            node.put(name, text);
        }
    }

    static ObjectNode entitlement(EntitlementKey entitlement) {
        return object().put("system", entitlement.system()).put("name", entitlement.name());
    }

    static ObjectNode account(String system, String name) {
        ObjectNode account = object().put("system", system);
        text(account, "name", name);
        return account;
    }

    static ArrayNode texts(Collection<String> texts) {
        ArrayNode node = array();
        texts.forEach(node::add);
        return node;
    }
}
