package dev.sluice.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rendered Kubernetes objects.
 *
 * @param all each of them, in the order of rendering
 */
record Manifests(List<JsonNode> all) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Kinds of others, which come with their operator and have no model here. */
    private static final Set<String> FOREIGN = Set.of("monitoring.coreos.com/v1/ServiceMonitor");

    private static final Map<String, Check> MODEL = Map.of(
            "v1/ConfigMap", V1ConfigMap::validateJsonElement,
            "v1/Service", V1Service::validateJsonElement,
            "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
            "apps/v1/StatefulSet", V1StatefulSet::validateJsonElement,
            "apps/v1/Deployment", V1Deployment::validateJsonElement,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    private interface Check {
        void check(JsonElement element) throws IOException;
    }

    static Manifests of(String yaml) {
        List<JsonNode> all = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(document -> {
                if (document != null && document.isObject()) {
                    all.add(document);
                }
            });
        } catch (IOException e) {
            throw new IllegalArgumentException("What was rendered is no YAML: " + e.getMessage(), e);
        }
        return new Manifests(List.copyOf(all));
    }

    /** Values over defaults, as Helm merges them. */
    static String merged(String defaults, String values) throws IOException {
        return YAML.writeValueAsString(
                YAML.readerForUpdating(YAML.readTree(defaults)).readTree(values));
    }

    JsonNode one(String kind, String name) {
        List<JsonNode> found = all.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind)
                        && manifest.at("/metadata/name").asText().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("There are " + found.size() + " of " + kind + " " + name);
        }
        return found.get(0);
    }

    /** What Kubernetes' own model does not know or misses; unknown fields and missing required ones among it. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (JsonNode manifest : all) {
            String type = manifest.path("apiVersion").asText() + "/"
                    + manifest.path("kind").asText();
            if (FOREIGN.contains(type)) {
                continue;
            }
            Check check = MODEL.get(type);
            try {
                if (check == null) {
                    throw new IllegalArgumentException("is of a type that this test does not know");
                }
                check.check(JsonParser.parseString(manifest.toString()));
            } catch (IllegalArgumentException | IOException e) {
                complaints.add(type + " " + manifest.at("/metadata/name").asText() + ": " + e.getMessage());
            }
        }
        return complaints;
    }
}
