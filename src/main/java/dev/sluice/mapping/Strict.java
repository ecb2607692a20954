package dev.sluice.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import java.util.TreeMap;

/** JSON and YAML as this package reads them: no key twice, no unknown setting, bounded. */
final class Strict {
    private Strict() {}

    /** For payloads: refuses a key given twice; numbers and nesting are bounded before they cost anything. */
    static JsonMapper payloads(Limits limits) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Math.max(1000, limits.depth() * 2))
                        .maxStringLength(Math.max(16 * 1024 * 1024, limits.payloadBytes()))
                        .maxNumberLength(100)
                        .maxNameLength(4096)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                // JSON is UTF-8 (RFC 8259, 8.1). What is taken for another encoding has no places in bytes, and so no
                // bounds.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    static YAMLMapper yaml() {
        return YAMLMapper.builder(YAMLFactory.builder().build())
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .build();
    }

    /** The same content as the same text, whatever the order of its keys. */
    static String canonical(JsonNode node) {
        StringBuilder text = new StringBuilder();
        appendCanonical(node, text);
        return text.toString();
    }

    private static void appendCanonical(JsonNode node, StringBuilder text) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            text.append('{');
            sorted.forEach((key, value) -> {
                text.append(TextNode.valueOf(key)).append(':');
                appendCanonical(value, text);
                text.append(',');
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(item -> {
                appendCanonical(item, text);
                text.append(',');
            });
            text.append(']');
        } else {
            text.append(node);
        }
    }
}
