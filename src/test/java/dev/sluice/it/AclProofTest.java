package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.PropertiesBlocks;
import dev.sluice.app.SluiceApp;
import dev.sluice.cli.Ran;
import dev.sluice.ops.OpsMeters;
import dev.sluice.relay.Relay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On a cluster that refuses whatever no ACL allows, what {@code sluice acls} prints is enough for everybody, and none of it
 * is too much: without any one right of the application it says which.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class AclProofTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path dir;
    private SecuredBroker broker;
    private AclBed bed;
    private SluiceApp app;

    /** The whole day of a cluster, which the tests look at: everybody has done what the role is there for. */
    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        dir = temporary;
        broker = new SecuredBroker(dir, List.of("certified"), Map.of("oauth-client", SecuredBroker.PASSWORD));
        bed = new AclBed(broker, dir);
        bed.fill();
        app = AclBed.start(bed.appConfig("sluice", bed.user("app", AclBed.WRITING), "one"));
        bed.awaitAllWritten();
    }

    @AfterAll
    void stop() {
        app.closeAndLeave();
        broker.close();
    }

    @Test
    void whatIsPrintedIsEnoughForTheApplicationWhichHasWrittenToEachOfItsTopics() throws Exception {
        assertThat(app.streams().state().isRunningOrRebalancing()).isTrue();
        assertThat(broker.client().listTopics().names().get().stream().filter(name -> name.startsWith("sluice-")))
                .as("the changelogs for which rights are printed are those that there are")
                .containsExactlyInAnyOrderElementsOf(AclBed.app("sluice").stream()
                        .filter(acl -> acl.pattern().resourceType() == ResourceType.TOPIC)
                        .map(acl -> acl.pattern().name())
                        .filter(name -> name.startsWith("sluice-"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void whatIsPrintedIsEnoughForWhoeverDecides() throws Exception {
        bed.works("operators", "brake", "hold", "test", "--by", "E9", "--reason", "looks odd");
        assertThat(bed.as("operators", "campaign", "status").err()).contains("No campaign has asked anybody yet");
        assertThat(bed.works("operators", "dlq", "list")).contains("UNDECODABLE");
        assertThat(bed.as("redrive", "dlq", "redrive", "--reason", "UNDECODABLE", "--by", "E9")
                        .out())
                .contains("DEAD_LETTERED (UNDECODABLE)");
        assertThat(bed.works(
                        "operators", "dlq", "discard", "--reason", "UNDECODABLE", "--by", "E9", "--because", "noise"))
                .contains("were put away");
    }

    @Test
    void whatIsPrintedIsEnoughForWhoeverReads() throws Exception {
        bed.works("topic-admin", "topics", "check", "--partitions", "1", "--replication", "1");
        assertThat(bed.works("policy", "policy", "show")).contains("# Version 1");
        // What it finds is another matter: other tests have applications with the same audit.
        assertThat(bed.as("auditors", "audit", "verify"))
                .satisfies(ran -> assertThat(ran.err()).isEmpty())
                .satisfies(ran -> assertThat(ran.out()).contains("sequence 1 to "));
        read("siem");
        assertThat(bed.as("witnesses", "tail", "audit", "--no-follow").err())
                .contains("Not authorized to access topics: [iam.audit]");
    }

    private void read(String role) throws Exception {
        Map<String, Object> config = bed.user(role);
        config.put("group.id", role + "-one");
        config.put("auto.offset.reset", "earliest");
        Set<String> waiting = AclBed.printed(role).stream()
                .filter(acl -> acl.pattern().resourceType() == ResourceType.TOPIC)
                .map(acl -> acl.pattern().name())
                .collect(Collectors.toCollection(HashSet::new));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(waiting);
            for (String topic : List.copyOf(waiting)) {
                if (bed.records(topic) == 0) {
                    waiting.remove(topic);
                }
            }
            assertThat(waiting).isNotEmpty();
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> waiting.remove(record.topic()));
                return waiting.isEmpty();
            });
            consumer.commitSync();
        }
    }

    @Test
    @SuppressWarnings("try") // it works while it is open
    void whatIsPrintedIsEnoughForARelay() throws Exception {
        Map<String, Object> config = bed.user("relay", "--render", "cef");

        try (Relay relay = Relay.start(bed.relayConfig(config, "siem"), new OpsMeters())) {
            await().atMost(PATIENCE).until(() -> bed.records("iam.relay-parked") > 0);
        }
    }

    /** One of each kind; all of them are among the long tests. */
    @Test
    void aRightThatTheApplicationLacksIsNamed() throws Exception {
        Set<String> kinds = new HashSet<>();
        bed.assertThatEachIsNamed(acl -> kinds.add(AclBed.kind(acl)));
        assertThat(kinds).hasSizeGreaterThan(6);
    }

    @Test
    void theCommandNamesItToo() throws Exception {
        bed.user("itsm-connectors");
        Ran ran = bed.as("itsm-connectors", "acls", "check", "--role", "itsm-connectors,witnesses", "--no-group");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out())
                .contains("missing Read on topic iam.audit-checkpoint\n")
                .contains("--topic 'iam.audit-checkpoint'")
                .doesNotContain("iam.ticket");
        assertThat(bed.works("itsm-connectors", "acls", "check", "--role", "itsm-connectors"))
                .contains("No right is missing.");
    }

    /** Some; all of them are among the long tests. */
    @ParameterizedTest
    @CsvSource({
        "iam.policy, DESCRIBE_CONFIGS, DescribeConfigs",
        "iam.control, WRITE, Write",
        "-timer-store-changelog, CREATE, Create",
        "lacking-, READ, Read"
    })
    void withoutARightTheApplicationSaysWhatItLacks(String name, AclOperation operation, String right)
            throws Exception {
        AclBinding lacking = AclBed.app("lacking-").stream()
                .filter(acl -> acl.entry().operation() == operation
                        && (acl.pattern().name().equals(name)
                                || name.startsWith("-") && acl.pattern().name().endsWith(name)))
                .findFirst()
                .orElseThrow();

        assertThat(bed.toldWithout(acl -> AclBed.isSame(acl, lacking)))
                .contains(AclBed.saysOf(lacking))
                .contains(right);
    }

    @Test
    void aRelayThatLacksItsGroupSaysSo() throws Exception {
        broker.allow(AclBed.printed("relay", "--principal", "User:groupless", "--group", "another"));

        try (Relay relay = Relay.start(bed.relayConfig(broker.scram("groupless"), "groupless"), new OpsMeters())) {
            assertThat(relay.awaitEnd())
                    .hasMessageContaining("consumer group sluice-relay-groupless")
                    .hasMessageContaining("ACL Read");
        }
    }

    /** Beside SCRAM-SHA-512, by which everybody comes in the other tests. */
    static Stream<String> otherWays() {
        return Stream.of("certified", "oauth-client");
    }

    @ParameterizedTest
    @MethodSource("otherWays")
    @SuppressWarnings("try") // the relay works while it is open
    void applicationRelayAndCommandsComeByCertificateAndByTokenAsWell(String user) throws Exception {
        Map<String, Object> config =
                user.equals("certified") ? broker.certified(user) : broker.oauth(user, SecuredBroker.PASSWORD);
        config.put("schema.registry.url", AclBed.REGISTRY);
        broker.allow(AclBed.printed("relay", "--principal", "User:" + user));
        broker.allow(AclBed.printed("app", "--principal", "User:" + user, "--application-id", user));

        Path secrets = dir.resolve(user + ".secret");
        Files.writeString(secrets, "it=" + config.get("ssl.truststore.password"));
        Map<String, Object> provided = new HashMap<>(config);
        provided.putAll(PropertiesBlocks.after(SecuredBroker.PAGE, "Secrets"));
        provided.replace("config.providers.file.param.allowed.paths", dir.toString());
        provided.replace("ssl.truststore.password", "${file:" + secrets + ":it}");
        Ran asked = Ran.of(
                List.of("--config", broker.file(user, provided).toString()), "acls", "check", "--application-id", user);
        assertThat(asked.err()).isEmpty();
        assertThat(asked.out())
                .contains("No right is missing.")
                .contains("unknown until the topic is there: Read, Write on topic " + user + "-timer-store-changelog");
        Map<String, Object> plain = bed.appConfig(user, config, user);
        plain.keySet().removeAll(Set.of("sluice.render", "sluice.audit.encryption.key.file"));
        try (SluiceApp other = AclBed.start(plain);
                Relay relay = Relay.start(bed.relayConfig(config, user), new OpsMeters())) {
            assertThat(other.awaitRunning(PATIENCE)).isTrue();
            await().atMost(PATIENCE).until(() -> bed.committed("sluice-relay-" + user, "iam.audit-cef") > 0);
            other.closeAndLeave();
        }
    }

    @Test
    void whoIsNotKnownIsToldSo() throws Exception {
        Map<String, Object> stranger = broker.certified("certified");
        stranger.keySet().removeIf(key -> key.startsWith("ssl.key"));
        assertThat(refusal("no certificate", stranger)).contains("do not trust each other", "ssl.keystore.*");
        Map<String, Object> trusting = broker.certified("certified");
        trusting.keySet().removeIf(key -> key.startsWith("ssl.truststore"));
        assertThat(refusal("no trust", trusting)).contains("do not trust each other", "ssl.truststore.*");
        assertThat(refusal("password", broker.scram("sluice-app", "wr0ng")))
                .contains("refuses the credentials", "sasl.*")
                .doesNotContain("wr0ng");
        assertThat(refusal("secret", broker.oauth("oauth-client", "wr0ng")))
                .contains("Logging in fails", "invalid_client", "sasl.oauthbearer.token.endpoint.url")
                .doesNotContain("wr0ng");
    }

    private String refusal(String name, Map<String, Object> config) throws Exception {
        config.put("default.api.timeout.ms", 60_000);
        config.put("request.timeout.ms", 30_000);
        Ran ran = Ran.of(List.of("--config", broker.file(name, config).toString()), "topics", "check");
        assertThat(ran.exit()).isEqualTo(1);
        return ran.err();
    }
}
