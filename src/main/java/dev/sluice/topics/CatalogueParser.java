package dev.sluice.topics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.yaml.YamlDocument;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns the catalogue's document into topics; every refusal names file, line, topic and key. */
final class CatalogueParser {
    private static final Set<String> TOP_KEYS = Set.of("defaults", "topics");
    private static final Set<String> DEFAULT_KEYS = Set.of("partitions", "replication", "config");
    private static final Set<String> TOPIC_KEYS = Set.of(
            "name",
            "doc",
            "key",
            "value",
            "partitions",
            "replication",
            "cleanup",
            "retention",
            "coPartitioned",
            "everyPartition",
            "internal",
            "writers",
            "readers",
            "config");
    // Kafka allows 249 characters of [a-zA-Z0-9._-]; dots are left to the prefix, the rest to the name's own length.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,99}");
    private static final Pattern VALUE = Pattern.compile("text|bytes|[A-Z][A-Za-z0-9]*");
    private static final int MAX_PARTITIONS = 10_000;

    private final YamlDocument document;

    CatalogueParser(YamlDocument document) {
        this.document = document;
    }

    List<TopicSpec> topics() {
        JsonNode root = document.body();
        keysOf(root, "", TOP_KEYS);
        JsonNode defaults = root.path("defaults");
        if (!defaults.isMissingNode()) {
            keysOf(defaults, "/defaults", DEFAULT_KEYS);
        }
        JsonNode topics = root.path("topics");
        if (!topics.isArray() || topics.isEmpty()) {
            throw refused("/topics", "needs a list of topics.");
        }
        List<TopicSpec> specs = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            specs.add(topic(topics.get(i), "/topics/" + i, defaults));
        }
        return specs;
    }

    private TopicSpec topic(JsonNode node, String at, JsonNode defaults) {
        keysOf(node, at, TOPIC_KEYS);
        boolean compact =
                text(node, at, "cleanup", Pattern.compile("delete|compact")).equals("compact");
        Optional<Duration> retention = retention(node, at);
        if (compact && retention.isPresent()) {
            throw refused(at + "/retention", "is a time, but the topic is compacted; write forever.");
        }
        return new TopicSpec(
                text(node, at, "name", NAME),
                text(node, at, "doc", Pattern.compile("(?s).+")),
                text(node, at, "key", Pattern.compile("(?s).+")),
                text(node, at, "value", VALUE),
                number(node, at, "partitions", defaults, MAX_PARTITIONS),
                number(node, at, "replication", defaults, Short.MAX_VALUE),
                compact ? Cleanup.COMPACT : Cleanup.DELETE,
                retention,
                flag(node, at, "coPartitioned"),
                flag(node, at, "everyPartition"),
                flag(node, at, "internal"),
                texts(node, at, "writers"),
                texts(node, at, "readers"),
                config(node, at, defaults));
    }

    private Optional<Duration> retention(JsonNode node, String at) {
        String written = text(node, at, "retention", Pattern.compile(".+"));
        if (written.equals("forever")) {
            return Optional.empty();
        }
        try {
            Duration retention = Duration.parse(written);
            if (retention.isNegative() || retention.isZero()) {
                throw refused(at + "/retention", "is " + written + "; give a positive duration or forever.");
            }
            return Optional.of(retention);
        } catch (DateTimeParseException e) {
            throw refused(at + "/retention", "is \"" + written + "\"; write a duration such as P30D, or forever.");
        }
    }

    private Map<String, String> config(JsonNode node, String at, JsonNode defaults) {
        Map<String, String> config = new LinkedHashMap<>();
        collect(defaults.path("config"), "/defaults/config", config);
        collect(node.path("config"), at + "/config", config);
        return config;
    }

    private void collect(JsonNode node, String at, Map<String, String> config) {
        if (node.isMissingNode()) {
            return;
        }
        if (!node.isObject()) {
            throw refused(at, "needs keys and values.");
        }
        node.properties().forEach(entry -> {
            if (Set.of("cleanup.policy", "retention.ms").contains(entry.getKey())) {
                throw refused(at + "/" + entry.getKey(), "is set by the keys `cleanup` and `retention`; remove it.");
            }
            if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                throw refused(at + "/" + entry.getKey(), "needs one plain value.");
            }
            config.put(entry.getKey(), entry.getValue().asText());
        });
    }

    private int number(JsonNode node, String at, String key, JsonNode defaults, int max) {
        JsonNode value = node.has(key) ? node.get(key) : defaults.path(key);
        if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > max) {
            throw refused(at + "/" + key, "needs a whole number from 1 to " + max + ", here or in defaults.");
        }
        return value.intValue();
    }

    private boolean flag(JsonNode node, String at, String key) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw refused(at + "/" + key, "is " + value + "; write true or false.");
        }
        return value.booleanValue();
    }

    private List<String> texts(JsonNode node, String at, String key) {
        JsonNode value = node.path(key);
        List<String> texts = new ArrayList<>();
        value.forEach(item -> texts.add(item.isTextual() ? item.textValue() : ""));
        if (!value.isArray() || texts.isEmpty() || texts.contains("")) {
            throw refused(at + "/" + key, "needs a list of at least one name.");
        }
        return texts;
    }

    private String text(JsonNode node, String at, String key, Pattern allowed) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            throw refused(at + "/" + key, "is missing.");
        }
        if (!value.isTextual() || !allowed.matcher(value.textValue()).matches()) {
            throw refused(at + "/" + key, "is " + value + "; it must match " + allowed.pattern() + ".");
        }
        return value.textValue().strip();
    }

    private void keysOf(JsonNode node, String at, Set<String> known) {
        if (!node.isObject()) {
            throw refused(at, "needs keys and values.");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw refused(at + "/" + key, "is not a key here; known are " + new TreeSet<>(known) + ".");
            }
        });
    }

    private CatalogueException refused(String pointer, String problem) {
        String topic = "";
        if (pointer.startsWith("/topics/")) {
            String name = document.body()
                    .path("topics")
                    .path(Integer.parseInt(pointer.split("/")[2]))
                    .path("name")
                    .asText("");
            topic = name.isEmpty() ? "" : "topic " + name + ", ";
        }
        String key = pointer.substring(pointer.lastIndexOf('/') + 1);
        return new CatalogueException(
                document.name() + ":" + document.line(pointer) + ": " + topic
                        + (key.isEmpty() ? "the document" : "`" + key + "`") + " " + problem,
                null);
    }
}
