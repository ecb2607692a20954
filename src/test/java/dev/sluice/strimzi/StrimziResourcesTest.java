package dev.sluice.strimzi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.acl.AccessOptions;
import dev.sluice.acl.Grant;
import dev.sluice.acl.Role;
import dev.sluice.acl.Roles;
import dev.sluice.cli.Ran;
import dev.sluice.strimzi.StrimziResources.Authentication;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import dev.sluice.topics.TopicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the resources say is the catalogue and the rights; what is in {@code deploy/} is what the commands print. */
class StrimziResourcesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, ResourceType> TYPES = Map.of(
            "topic", ResourceType.TOPIC,
            "group", ResourceType.GROUP,
            "transactionalId", ResourceType.TRANSACTIONAL_ID);

    @Test
    void theTopicsInDeployAreThoseThatTheCommandPrints() throws IOException {
        assertThat(Files.readString(Path.of("deploy/strimzi/topics.yaml")))
                .as("./sluice topics strimzi > deploy/strimzi/topics.yaml")
                .isEqualTo(Ran.of("topics", "strimzi").out());
    }

    @Test
    void theUsersInDeployAreThoseThatTheCommandPrints() throws IOException {
        assertThat(Files.readString(Path.of("deploy/strimzi/users.yaml")))
                .as("./sluice acls --format strimzi > deploy/strimzi/users.yaml")
                .isEqualTo(Ran.of("acls", "--format", "strimzi").out());
    }

    private static List<JsonNode> documents(String text) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).forEachRemaining(documents::add);
        return documents;
    }

    @Test
    void topicsAreAsTheCatalogueSays() throws IOException {
        List<JsonNode> resources = documents(new StrimziResources("prod", Optional.of("iam"))
                .topics(TopicCatalogue.load(), "iam.", TopicOverrides.NONE));

        List<TopicSpec> declared = TopicCatalogue.load().topics();
        assertThat(resources).hasSameSizeAs(declared);
        for (int i = 0; i < resources.size(); i++) {
            JsonNode resource = resources.get(i);
            TopicSpec spec = declared.get(i);
            assertThat(resource.at("/kind").asText()).isEqualTo("KafkaTopic");
            assertThat(resource.at("/apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(resource.at("/metadata/namespace").asText()).isEqualTo("iam");
            assertThat(resource.at("/metadata/labels/strimzi.io~1cluster").asText())
                    .isEqualTo("prod");
            assertThat(resource.at("/spec/topicName").asText()).isEqualTo("iam." + spec.name());
            assertThat(resource.at("/spec/partitions").asInt()).isEqualTo(spec.partitions());
            assertThat(resource.at("/spec/replicas").asInt()).isEqualTo(spec.replication());
            assertThat(YAML.<Map<String, String>>convertValue(
                            resource.at("/spec/config"),
                            YAML.getTypeFactory().constructMapType(Map.class, String.class, String.class)))
                    .isEqualTo(spec.kafkaConfig(spec.replication(), false));
        }
    }

    @Test
    void usersHaveTheRightsOfTheirRoles() throws IOException {
        StrimziResources resources = new StrimziResources("kafka", Optional.empty());
        for (Role role : Roles.of(TopicCatalogue.load(), AccessOptions.DEFAULTS)) {
            JsonNode user = documents(resources.user(role, role.user(), Authentication.SCRAM_SHA_512))
                    .get(0);
            Set<Grant> granted = new TreeSet<>();
            for (JsonNode rule : user.at("/spec/authorization/acls")) {
                for (JsonNode operation : rule.get("operations")) {
                    granted.add(new Grant(
                            TYPES.get(rule.at("/resource/type").asText()),
                            rule.at("/resource/patternType").asText().equals("prefix")
                                    ? PatternType.PREFIXED
                                    : PatternType.LITERAL,
                            rule.at("/resource/name").asText(),
                            AclOperation.fromString(operation.asText().replaceAll("(?<=[a-z])(?=[A-Z])", "_"))));
                }
            }
            assertThat(granted).as(role.name()).containsExactlyElementsOf(role.grants());
            assertThat(user.at("/metadata/name").asText()).isEqualTo("sluice-" + role.name());
            assertThat(user.at("/spec/authentication/type").asText()).isEqualTo("scram-sha-512");
        }
    }

    @Test
    void everyResourceHasANameOfItsOwnThatKubernetesTakes() throws IOException {
        Set<String> names = new HashSet<>();
        for (String file : List.of("topics.yaml", "users.yaml")) {
            for (JsonNode resource : documents(Files.readString(Path.of("deploy/strimzi", file)))) {
                String name = resource.at("/metadata/name").asText();
                assertThat(name).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
                assertThat(names.add(name)).as(name).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iam.identity, iam.identity",
        "IAM.identity, iam.identity-.*",
        "iam_identity, iam-identity-.*",
        "iam-identity_, iam-identity-.*",
        "a..b, a.b-.*",
        "_.-, n-.*"
    })
    void aNameThatKubernetesDoesNotTakeIsChangedAndStaysDifferent(String name, String expected) {
        assertThat(ResourceNames.of(name))
                .matches(expected)
                .matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    }

    @Test
    void aLongNameIsShortened() {
        assertThat(ResourceNames.of("a".repeat(300))).hasSize(253);
        assertThat(ResourceNames.of("a".repeat(300))).isNotEqualTo(ResourceNames.of("a".repeat(301)));
    }
}
