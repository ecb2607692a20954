package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.entitled.Birthright;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.WorkerAttribute;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Role;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a document of kind Role into the rules' value. */
final class RoleParser {
    /** Conditions within conditions; the YAML reader bounds the depth of documents too, but less tightly. */
    private static final int MAX_DEPTH = 32;

    private static final Set<String> ATTRIBUTES = attributes();

    private RoleParser() {}

    private static Set<String> attributes() {
        Set<String> names = new HashSet<>(Set.of(Birthright.EMPLOYMENT));
        for (WorkerAttribute attribute : WorkerAttribute.values()) {
            names.add(attribute.fieldName());
        }
        return Set.copyOf(names);
    }

    static Role role(String id, JsonNode body) {
        List<EntitlementKey> grants = new ArrayList<>();
        body.path("grants").forEach(grant -> grants.add(EntitlementKey.parse(grant.asText())));
        List<String> includes = new ArrayList<>();
        body.path("includes").forEach(role -> includes.add(role.asText()));
        return new Role(id, body.has("when") ? condition(body.get("when"), 0) : null, grants, includes, overlap(body));
    }

    private static Duration overlap(JsonNode body) {
        String text = body.path("overlap").asText("PT0S");
        try {
            Duration overlap = Duration.parse(text);
            // An earlier version let longer ones through; a set that is in force must stay readable.
            return overlap.compareTo(Role.LONGEST_OVERLAP) > 0 ? Role.LONGEST_OVERLAP : overlap;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("`overlap` is " + text + "; write a duration such as P7D.", e);
        }
    }

    static Condition condition(JsonNode node) {
        return condition(node, 0);
    }

    private static Condition condition(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("`when` is nested more than " + MAX_DEPTH + " deep; make it flatter.");
        }
        List<Condition> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            all.add(
                    switch (entry.getKey()) {
                        case "any" -> new Condition.AnyOf(conditions(value, depth));
                        case "all" -> new Condition.All(conditions(value, depth));
                        case "not" -> new Condition.Not(condition(value, depth + 1));
                        default -> match(entry.getKey(), value);
                    });
        }
        return all.size() == 1 ? all.get(0) : new Condition.All(all);
    }

    private static List<Condition> conditions(JsonNode nodes, int depth) {
        List<Condition> conditions = new ArrayList<>();
        nodes.forEach(node -> conditions.add(condition(node, depth + 1)));
        return conditions;
    }

    /** What this version can't judge it must not take for something that nobody has: under `not` that would be everybody. */
    private static Condition match(String attribute, JsonNode value) {
        if (!ATTRIBUTES.contains(attribute) && !attribute.startsWith(AttributeTimeline.EXTRA)) {
            throw new IllegalArgumentException(
                    "`when` asks for `" + attribute + "`, which this version does not know.");
        }
        List<String> texts = new ArrayList<>();
        if (value.isObject()) {
            if (value.size() != 1 || !value.path("prefix").isArray()) {
                throw new IllegalArgumentException(
                        "`when` compares `" + attribute + "` in a way that this version does not know.");
            }
            value.path("prefix").forEach(prefix -> texts.add(prefix.asText()));
            return new Condition.StartsWith(attribute, texts);
        }
        if (value.isArray()) {
            value.forEach(one -> texts.add(one.asText()));
        } else {
            texts.add(value.asText());
        }
        return new Condition.OneOf(attribute, new HashSet<>(texts));
    }
}
