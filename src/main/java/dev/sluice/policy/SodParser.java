package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.GroupException;
import dev.sluice.domain.sod.Selector;
import dev.sluice.domain.sod.SodFunction;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.sod.SodScope;
import dev.sluice.domain.sod.SodStage;
import dev.sluice.event.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads SodRule and Entitlement documents. */
final class SodParser {
    private SodParser() {}

    static boolean isEnabled(JsonNode body) {
        return body.path("enabled").asBoolean(true);
    }

    static SodRule rule(String id, JsonNode body) {
        boolean exclusive = body.has("exclusive");
        List<SodFunction> functions = new ArrayList<>();
        if (exclusive) {
            functions.add(new SodFunction("exclusive", selectors(body.get("exclusive"))));
        } else {
            body.path("functions")
                    .forEach(function -> functions.add(
                            new SodFunction(function.path("name").asText(), selectors(function.path("entitlements")))));
        }
        return new SodRule(
                id,
                body.path("name").asText(id),
                word(body, "severity", Severity.MEDIUM, Severity.class),
                functions,
                body.path("required").asInt(exclusive ? 1 : 2),
                exclusive,
                scope(body.path("scope")),
                texts(body.path("exempt")),
                word(body, "stage", SodStage.WARN, SodStage.class),
                instant(body, "validFrom", Long.MIN_VALUE),
                instant(body, "validTo", Long.MAX_VALUE),
                body.path("owner").asText(null),
                body.path("remediation").asText(null),
                exceptions(body.path("exceptions")));
    }

    private static List<GroupException> exceptions(JsonNode nodes) {
        List<GroupException> exceptions = new ArrayList<>();
        nodes.forEach(node -> {
            if (!node.path("for").isObject()) {
                // Without conditions it would be everybody.
                throw new IllegalArgumentException("An exception of `exceptions` does not say for whom; give `for`.");
            }
            exceptions.add(new GroupException(
                    RoleParser.condition(node.path("for")),
                    node.path("approvedBy").asText(),
                    instant(node, "validTo", Long.MAX_VALUE)));
        });
        return exceptions;
    }

    static Catalogue.Entry entitlement(JsonNode body) {
        List<EntitlementKey> contains = new ArrayList<>();
        body.path("contains").forEach(one -> contains.add(EntitlementKey.parse(one.asText())));
        Map<String, String> attributes = new HashMap<>();
        body.path("attributes")
                .properties()
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
        return new Catalogue.Entry(contains, attributes);
    }

    private static SodScope scope(JsonNode scope) {
        return new SodScope(
                scope.path("same").asText(null),
                scope.path("across").asText(null),
                scope.has("when") ? RoleParser.condition(scope.get("when")) : null);
    }

    private static List<Selector> selectors(JsonNode nodes) {
        List<Selector> selectors = new ArrayList<>();
        nodes.forEach(node -> selectors.add(Selector.parse(node.asText())));
        return selectors;
    }

    private static Set<String> texts(JsonNode nodes) {
        Set<String> texts = new HashSet<>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static long instant(JsonNode body, String key, long otherwise) {
        if (!body.has(key)) {
            return otherwise;
        }
        try {
            return Instant.parse(body.get(key).asText()).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "`" + key + "` is " + body.get(key) + "; write an instant such as 2026-01-01T00:00:00Z.", e);
        }
    }

    private static <E extends Enum<E>> E word(JsonNode body, String key, E otherwise, Class<E> type) {
        try {
            return body.has(key) ? Enum.valueOf(type, body.get(key).asText().toUpperCase(Locale.ROOT)) : otherwise;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "`" + key + "` is " + body.get(key) + "; write one of " + List.of(type.getEnumConstants()) + ".",
                    e);
        }
    }
}
