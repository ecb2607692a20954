package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The cluster on one machine: nothing of it is open to others, and the loss of one of three is survived. */
class ComposeTest {
    private static final Path FOLDER = Path.of("deploy/compose");
    private static final Set<String> ONCE = Set.of("topics", "policies");

    private final Map<String, Map<String, Object>> services = part("services");

    @Test
    void publishesOnTheLoopbackAddressOnlyAndNoPortTwice() {
        List<String> ports = services.values().stream()
                .flatMap(service -> strings(service, "ports"))
                .toList();

        assertThat(ports).isNotEmpty().allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
        assertThat(ports.stream().map(port -> port.split(":")[1])).doesNotHaveDuplicates();
    }

    @Test
    void everythingThatStaysIsAskedWhetherItIsWell() {
        services.forEach((name, service) -> {
            if (!ONCE.contains(name)) {
                assertThat(service).as(name).containsKey("healthcheck");
            }
        });
    }

    @Test
    void threeBrokersKeepWhatOneLoses() {
        List<Map<String, Object>> brokers = Stream.of("kafka-1", "kafka-2", "kafka-3")
                .map(name -> map(services.get(name), "environment"))
                .toList();

        assertThat(brokers).allSatisfy(broker -> assertThat(broker)
                .containsEntry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")
                .containsEntry("KAFKA_MIN_INSYNC_REPLICAS", "2")
                .containsEntry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3")
                .containsEntry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3")
                .containsEntry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2")
                .containsEntry("KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE", "false"));
        assertThat(brokers).extracting(broker -> broker.get("KAFKA_NODE_ID")).containsExactly("1", "2", "3");
        assertThat(brokers)
                .extracting(broker -> broker.get("KAFKA_ADVERTISED_LISTENERS"))
                .doesNotHaveDuplicates();
    }

    @Test
    void theInstancesDifferInNameAndAddressOnly() throws IOException {
        Map<String, Object> one = services.get("sluice-1");
        Map<String, Object> two = services.get("sluice-2");

        for (Map<String, Object> instance : List.of(one, two)) {
            assertThat(instance).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL"));
            assertThat(map(instance, "environment"))
                    .containsOnlyKeys("SLUICE_GROUP_INSTANCE_ID", "SLUICE_APPLICATION_SERVER");
            assertThat(strings(instance, "tmpfs")).allMatch(mount -> mount.contains("exec"));
        }
        assertThat(map(one, "environment").values())
                .doesNotContainAnyElementsOf(map(two, "environment").values());
        assertThat(settings())
                .containsEntry("num.standby.replicas", "1")
                .containsEntry("replication.factor", "3")
                .containsKeys("sluice.ops.token.file", "sluice.api.tokens.file");
    }

    @Test
    void whatIsMountedIsThere() {
        Set<String> made = Set.of("../prometheus", "../grafana");
        Set<String> named = new HashSet<>(part("volumes").keySet());
        services.forEach((name, service) -> strings(service, "volumes")
                .map(mount -> mount.split(":")[0])
                .forEach(source -> assertThat(
                                named.contains(source) || made.contains(source) || Files.exists(FOLDER.resolve(source)))
                        .as("%s of %s", source, name)
                        .isTrue()));
    }

    private static Properties settings() throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(FOLDER.resolve("sluice.properties"))) {
            settings.load(reader);
        }
        return settings;
    }

    @SuppressWarnings("unchecked") // the parts asked for are maps of maps
    private static Map<String, Map<String, Object>> part(String name) {
        try (Reader reader = Files.newBufferedReader(FOLDER.resolve("compose.yaml"))) {
            Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return (Map<String, Map<String, Object>>) file.get(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked") // as the test names it
    private static Map<String, Object> map(Map<String, Object> service, String name) {
        return (Map<String, Object>) service.get(name);
    }

    private static Stream<String> strings(Map<String, Object> service, String name) {
        return service.get(name) instanceof List<?> list ? list.stream().map(String::valueOf) : Stream.empty();
    }
}
