package dev.sluice.strimzi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.sluice.acl.Grant;
import dev.sluice.acl.KafkaAclCommands;
import dev.sluice.acl.Role;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import dev.sluice.topics.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Writes the resources of one Kafka cluster, each as a YAML document of its own. */
public final class StrimziResources {
    /** How a user shows who it is. */
    public enum Authentication {
        /** A client certificate, which the operator issues. */
        TLS("tls"),
        /** A client certificate that is issued elsewhere. */
        TLS_EXTERNAL("tls-external"),
        /** A password, which the operator makes. */
        SCRAM_SHA_512("scram-sha-512");

        private final String word;

        Authentication(String word) {
            this.word = word;
        }

        /**
         * The operator's word for it.
         *
         * @return the word
         */
        @Override
        public String toString() {
            return word;
        }
    }

    private static final String VERSION = "kafka.strimzi.io/v1";
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private final String cluster;
    private final Optional<String> namespace;

    /**
     * For one cluster.
     *
     * @param cluster the name of the {@code Kafka} resource
     * @param namespace where the resources are; empty for wherever they are applied
     */
    public StrimziResources(String cluster, Optional<String> namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /**
     * The topics of a catalogue.
     *
     * @param catalogue the topics
     * @param prefix the prefix of their names
     * @param overrides what the cluster has otherwise than declared
     * @return documents of the kind {@code KafkaTopic}; ends with a line feed
     */
    public String topics(TopicCatalogue catalogue, String prefix, TopicOverrides overrides) {
        StringBuilder out = new StringBuilder();
        for (TopicSpec spec : catalogue.topics()) {
            String name = spec.fullName(prefix);
            int replication = overrides.replication(spec);
            ObjectNode resource = resource("KafkaTopic", name);
            ObjectNode body = resource.putObject("spec")
                    .put("topicName", name)
                    .put("partitions", overrides.partitions(spec))
                    .put("replicas", replication);
            ObjectNode config = body.putObject("config");
            new TreeMap<>(spec.kafkaConfig(replication, overrides.retentionForever())).forEach(config::put);
            out.append(document(resource));
        }
        return out.toString();
    }

    /**
     * A role as a user with its rights.
     *
     * @param role the role
     * @param user the name of the user
     * @param authentication how it shows who it is
     * @return a document of the kind {@code KafkaUser}; ends with a line feed
     */
    public String user(Role role, String user, Authentication authentication) {
        ObjectNode resource = resource("KafkaUser", user);
        ObjectNode body = resource.putObject("spec");
        if (!ResourceNames.of(user).equals(user)) {
            body.put("userName", user);
        }
        body.putObject("authentication").put("type", authentication.toString());
        ArrayNode acls = body.putObject("authorization").put("type", "simple").putArray("acls");
        List<ResourcePattern> patterns = new ArrayList<>();
        for (Grant grant : role.grants()) {
            ResourcePattern pattern = new ResourcePattern(grant.type(), grant.name(), grant.pattern());
            if (!patterns.contains(pattern)) {
                patterns.add(pattern);
                acls.add(rule(role, pattern));
            }
        }
        return document(resource).replaceFirst("---\n", "---\n# " + role.doc() + "\n");
    }

    private static ObjectNode rule(Role role, ResourcePattern pattern) {
        ObjectNode rule = YAML.createObjectNode();
        rule.putObject("resource")
                .put("type", word(pattern.resourceType()))
                .put("name", pattern.name())
                .put("patternType", pattern.patternType() == PatternType.PREFIXED ? "prefix" : "literal");
        ArrayNode operations = rule.putArray("operations");
        TreeSet<AclOperation> granted = new TreeSet<>();
        for (Grant grant : role.grants()) {
            if (new ResourcePattern(grant.type(), grant.name(), grant.pattern()).equals(pattern)) {
                granted.add(grant.operation());
            }
        }
        granted.forEach(operation -> operations.add(KafkaAclCommands.word(operation)));
        return rule;
    }

    private static String word(ResourceType type) {
        return switch (type) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
            case CLUSTER -> "cluster";
            case DELEGATION_TOKEN, USER, ANY, UNKNOWN ->
                throw new IllegalArgumentException("Strimzi has no rights for " + type);
        };
    }

    private ObjectNode resource(String kind, String name) {
        ObjectNode resource = YAML.createObjectNode().put("apiVersion", VERSION).put("kind", kind);
        ObjectNode metadata = resource.putObject("metadata").put("name", ResourceNames.of(name));
        namespace.ifPresent(given -> metadata.put("namespace", given));
        metadata.putObject("labels").put("strimzi.io/cluster", cluster);
        return resource;
    }

    private static String document(ObjectNode resource) {
        try {
            return YAML.writeValueAsString(resource);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A resource can't be written as YAML", e);
        }
    }
}
