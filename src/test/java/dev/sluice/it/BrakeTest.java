package dev.sluice.it;

import static dev.sluice.it.StreamCluster.LOOK;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.BrakeCommand;
import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AccessAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The brake over tasks that hear of each other only through the broker, each after the other's commit. */
@WithStack
@Timeout(300)
class BrakeTest {
    private static final int PEOPLE = 200;
    private static final int LIMIT = 20;
    private static final String SOURCE = "test";

    @TempDir
    private Path dir;

    private int sequence;

    @Test
    void atMostTwiceTheLimitLeaveBeforeTheyAreHeld(EmbeddedStack stack, TestTopics topics) throws Exception {
        atMostTwiceTheLimitLeave(4, stack, topics);
    }

    @Tag("oracle")
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void soItIsWhateverThePartitions(int partitions, EmbeddedStack stack, TestTopics topics) throws Exception {
        atMostTwiceTheLimitLeave(partitions, stack, topics);
    }

    private void atMostTwiceTheLimitLeave(int partitions, EmbeddedStack stack, TestTopics topics) throws Exception {
        Files.writeString(
                dir.resolve("a.yaml"),
                "kind: Settings\nid: default\nbrake: {window: P1D, limit: " + LIMIT + "}\n---\n"
                        + "kind: System\nid: sap\nmode: enforce\nretry: {first: P1D, max: P1D, attempts: 2}\n");
        String prefix = topics.name("brake" + partitions + ".");
        try (StreamCluster cluster = new StreamCluster(stack, prefix, partitions, dir.resolve("state"))) {
            cluster.publishPolicies(dir, Instant.now());
            send(cluster, true);
            cluster.startApp("a");
            await().atMost(60, SECONDS).pollInterval(LOOK).until(() -> cluster.behind() == 0);
            send(cluster, false);

            await().atMost(60, SECONDS)
                    .pollInterval(LOOK)
                    .until(() -> ids(cluster, CommandStatus.ISSUED).size()
                                    + ids(cluster, CommandStatus.HELD).size()
                            >= PEOPLE);
            await().atMost(30, SECONDS).pollInterval(LOOK).until(() -> !findings(cluster)
                    .isEmpty());
            Set<String> issued = ids(cluster, CommandStatus.ISSUED);
            assertThat(issued).hasSizeBetween(LIMIT / 2, 2 * LIMIT);
            assertThat(findings(cluster)).singleElement().satisfies(finding -> assertThat(finding.getSource())
                    .isEqualTo(SOURCE));

            assertThat(brake(stack, prefix, "release")).isZero();
            await().atMost(60, SECONDS)
                    .pollInterval(LOOK)
                    .until(() -> ids(cluster, CommandStatus.ISSUED).size() == PEOPLE);
            assertThat(findings(cluster))
                    .extracting(Finding::getStatus)
                    .containsExactly(FindingStatus.OPEN, FindingStatus.RESOLVED);
            assertThat(brake(stack, prefix, "hold")).isZero();
            assertThat(brake(stack, prefix, "discard", "--only", "all")).isZero();
            await().atMost(60, SECONDS)
                    .pollInterval(LOOK)
                    .until(() -> findings(cluster).size() == 4);
            assertThat(cluster.read("dead-letter")).isEmpty();
        }
    }

    private void send(StreamCluster cluster, boolean joiners) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = 0; i < PEOPLE; i++) {
                String id = "E" + i;
                if (joiners) {
                    send(cluster, producer, "identity", id, Events.identity(header(), id, IdentityAction.HIRED));
                    send(
                            cluster,
                            producer,
                            "access",
                            id,
                            Events.access(header(), id, AccessAction.ACCOUNT_CREATED, Events.account("sap", id)));
                } else {
                    send(cluster, producer, "identity", id, Events.identity(header(), id, IdentityAction.TERMINATED));
                }
            }
        }
    }

    private static void send(
            StreamCluster cluster,
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            String key,
            SpecificRecord event) {
        producer.send(new ProducerRecord<>(
                cluster.topic(topic), key.getBytes(StandardCharsets.UTF_8), cluster.encode(topic, event)));
    }

    private Header header() {
        return Events.header("e" + ++sequence, SOURCE, null, System.currentTimeMillis());
    }

    private static Set<String> ids(StreamCluster cluster, CommandStatus status) {
        return cluster.read("provisioning-command").stream()
                .map(record -> (ProvisioningCommand) record.value())
                .filter(command -> command.getStatus() == status)
                .map(ProvisioningCommand::getIdentityId)
                .collect(Collectors.toSet());
    }

    private static List<Finding> findings(StreamCluster cluster) {
        return cluster.read("finding").stream()
                .map(record -> (Finding) record.value())
                .filter(finding -> finding.getKind().equals("MASS_CHANGE"))
                .toList();
    }

    private static int brake(EmbeddedStack stack, String prefix, String command, String... more) {
        List<String> args = new ArrayList<>(List.of(command, SOURCE, "--by", "E900", "--reason", "checked with HR"));
        args.addAll(List.of(more));
        args.addAll(List.of("--bootstrap-server", stack.bootstrapServers()));
        args.addAll(List.of("--registry", stack.registryUrl(), "--prefix", prefix));
        StringWriter err = new StringWriter();
        int code = new CommandLine(new BrakeCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
        assertThat(err.toString()).isEmpty();
        return code;
    }
}
