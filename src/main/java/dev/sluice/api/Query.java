package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ApiOperation;
import dev.sluice.query.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one partition is asked, here or at another instance.
 *
 * @param operation what for
 * @param key about this identity or account; null for all
 * @param id about this finding or command; null if it is about none
 * @param at as of this past instant (ms since the epoch); null for now
 * @param entitlements about these
 * @param from from when they would be requested (ms since the epoch); null for at once
 * @param to until when (ms since the epoch); null for no end
 * @param filter what else narrows a list, by the name of the parameter
 * @param cursor where to go on
 * @param items how many items at most
 * @param identities how many identities to look at, at most
 */
record Query(
        ApiOperation operation,
        String key,
        String id,
        Long at,
        List<EntitlementKey> entitlements,
        Long from,
        Long to,
        Map<String, String> filter,
        Cursor cursor,
        int items,
        int identities) {
    Query {
        entitlements = List.copyOf(entitlements);
        filter = Map.copyOf(filter);
    }

    /** About one identity or nothing. */
    static Query of(ApiOperation operation, String key) {
        return new Query(operation, key, null, null, List.of(), null, null, Map.of(), Cursor.START, 0, 0);
    }

    Query withId(String other) {
        return new Query(operation, key, other, at, entitlements, from, to, filter, cursor, items, identities);
    }

    Query at(Long instant) {
        return new Query(operation, key, id, instant, entitlements, from, to, filter, cursor, items, identities);
    }

    Query with(List<EntitlementKey> these, Long since, Long until) {
        return new Query(operation, key, id, at, these, since, until, filter, cursor, items, identities);
    }

    Query with(Map<String, String> narrower) {
        return new Query(operation, key, id, at, entitlements, from, to, narrower, cursor, items, identities);
    }

    Query step(Cursor next, int mostItems, int mostIdentities) {
        return new Query(operation, key, id, at, entitlements, from, to, filter, next, mostItems, mostIdentities);
    }

    ObjectNode toNode() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("operation", operation.name());
        put(node, "key", key);
        put(node, "id", id);
        put(node, "at", at);
        put(node, "from", from);
        put(node, "to", to);
        ArrayNode these = node.putArray("entitlements");
        entitlements.forEach(e -> these.addObject().put("system", e.system()).put("name", e.name()));
        ObjectNode narrower = node.putObject("filter");
        new TreeMap<>(filter).forEach(narrower::put);
        put(node, "cursorKey", cursor.key());
        put(node, "cursorWithin", cursor.within());
        node.put("items", items);
        node.put("identities", identities);
        return node;
    }

    private static void put(ObjectNode node, String name, String text) {
        if (text != null) {
            node.put(name, text);
        }
    }

    private static void put(ObjectNode node, String name, Long number) {
        if (number != null) {
            node.put(name, number);
        }
    }

    /**
     * Reads what {@link #toNode} has written.
     *
     * @throws IllegalArgumentException if it is nothing of that
     */
    static Query read(JsonNode node) {
        List<EntitlementKey> these = new ArrayList<>();
        node.path("entitlements")
                .forEach(e -> these.add(new EntitlementKey(
                        e.path("system").asText(), e.path("name").asText())));
        Map<String, String> narrower = new TreeMap<>();
        node.path("filter")
                .properties()
                .forEach(f -> narrower.put(f.getKey(), f.getValue().asText()));
        return new Query(
                ApiOperation.valueOf(node.path("operation").asText()),
                text(node, "key"),
                text(node, "id"),
                number(node, "at"),
                these,
                number(node, "from"),
                number(node, "to"),
                narrower,
                new Cursor(text(node, "cursorKey"), text(node, "cursorWithin")),
                node.path("items").asInt(),
                node.path("identities").asInt());
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.get(name).asText() : null;
    }

    private static Long number(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.get(name).asLong() : null;
    }
}
