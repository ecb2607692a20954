package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import dev.sluice.text.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the schema validator says, in words that tell what to write.
 *
 * @param pointer the place, a JSON pointer
 * @param text what is wrong and what to do
 */
record SchemaComplaint(String pointer, String text) {
    private static final Map<String, String> WRITE = Map.of(
            "duration", "write an ISO-8601 duration of days and times, such as P1D or PT5M, at most P36500D.",
            "instant", "write an instant in UTC, such as 2026-01-31T00:00:00Z.",
            "id", "use 1 to 128 letters, digits, dots, underscores and hyphens, beginning with a letter or digit.",
            "entitlement", "write one entitlement as system:name; a literal * is written \\*.",
            "selector", "write system:name, where * stands for any characters and \\* for a literal one.",
            "text", "write 1 to 4000 characters.",
            "match", "write a value, a list of values, or {prefix: [...]}; quote numbers.");

    static SchemaComplaint of(ValidationMessage message, JsonNode document, JsonNode schema) {
        String at = message.getInstanceLocation().toString();
        JsonNode value = document.at(at);
        String name = name(message.getInstanceLocation());
        return switch (message.getType()) {
            case "additionalProperties", "unevaluatedProperties" -> unknownKey(message, at, schema);
            case "required" -> new SchemaComplaint(at, name + "lacks the key `" + message.getProperty() + "`.");
            case "enum", "const" -> new SchemaComplaint(at, name + "is " + shown(value) + allowed(message));
            case "oneOf" -> new SchemaComplaint(at, "needs either `functions` or `exclusive`, not both.");
            default -> new SchemaComplaint(at, name + "is " + shown(value) + "; " + advice(message, value));
        };
    }

    private static SchemaComplaint unknownKey(ValidationMessage message, String at, JsonNode schema) {
        String key = message.getProperty();
        String keyword = message.getSchemaLocation().getFragment().toString();
        JsonNode around = schema.at(keyword.substring(0, keyword.lastIndexOf('/')));
        List<String> known = new ArrayList<>();
        around.path("properties").fieldNames().forEachRemaining(known::add);
        String hint = NearestName.of(key, known)
                .map(near -> "did you mean `" + near + "`?")
                .orElseGet(() -> "known here are " + String.join(", ", new TreeSet<>(known)) + ".");
        String pointer = at + "/" + key.replace("~", "~0").replace("/", "~1");
        return new SchemaComplaint(pointer, "`" + key + "` is not a key here; " + hint);
    }

    private static String advice(ValidationMessage message, JsonNode value) {
        Optional<String> definition = definition(message);
        if (value.isNumber() && message.getType().equals("type") && definition.isPresent()) {
            return "write it in quotes.";
        }
        return definition.map(WRITE::get).orElseGet(() -> afterColon(message.getMessage()));
    }

    private static Optional<String> definition(ValidationMessage message) {
        JsonNodePath path = message.getSchemaLocation().getFragment();
        for (int i = path.getNameCount() - 1; i > 0; i--) {
            if (path.getElement(i - 1).equals("$defs") && WRITE.containsKey(path.getName(i))) {
                return Optional.of(path.getName(i));
            }
        }
        return Optional.empty();
    }

    private static String allowed(ValidationMessage message) {
        JsonNode schema = message.getSchemaNode();
        List<String> values = new ArrayList<>();
        (schema.isArray() ? schema : List.of(schema)).forEach(node -> values.add(node.asText()));
        return "; write " + String.join(", ", values) + ".";
    }

    private static String afterColon(String message) {
        String text = message.substring(message.indexOf(": ") + 2);
        return "it " + text + ".";
    }

    private static String name(JsonNodePath path) {
        return path.getNameCount() == 0 ? "" : "`" + path.getName(path.getNameCount() - 1) + "` ";
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
