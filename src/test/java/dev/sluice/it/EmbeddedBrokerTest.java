package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.FreePorts;
import dev.sluice.embedded.StackException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    private EmbeddedBroker start() {
        return EmbeddedBroker.start(EmbeddedBroker.Options.in(directory));
    }

    @Test
    void keepsCommittedRecordsOnlyAndAlsoOverARestartOnOtherPorts() {
        String topic = "kept";
        int firstPort;
        try (EmbeddedBroker broker = start()) {
            firstPort = broker.port();
            new TestTopics(broker.bootstrapServers(), "").create(topic, 3);
            Records.commit(broker.bootstrapServers(), topic, List.of("a", "b", "c"));
            try (Producer<String, String> producer =
                    Records.transactionalProducer(broker.bootstrapServers(), "aborter")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, "aborted"));
                producer.flush();
                producer.abortTransaction();
            }
            assertThat(Records.committed(broker.bootstrapServers(), topic)).containsExactlyInAnyOrder("a", "b", "c");
        }
        List<Integer> others = FreePorts.distinct(2);
        EmbeddedBroker.Options moved = EmbeddedBroker.Options.in(directory).withPorts(others.get(0), others.get(1));
        try (EmbeddedBroker broker = EmbeddedBroker.start(moved)) {
            assertThat(broker.port()).isEqualTo(others.get(0)).isNotEqualTo(firstPort);
            Records.commit(broker.bootstrapServers(), topic, List.of("d"));
            assertThat(Records.committed(broker.bootstrapServers(), topic))
                    .containsExactlyInAnyOrder("a", "b", "c", "d");
        }
    }

    @Test
    void takesItsFormerPortsAgainWhenTheyAreFree() {
        int port;
        try (EmbeddedBroker broker = start()) {
            port = broker.port();
        }
        try (EmbeddedBroker broker = start()) {
            assertThat(broker.port()).isEqualTo(port);
        }
    }

    @Test
    void startsElsewhereWhenItsFormerPortIsTakenMeanwhile() throws Exception {
        int port;
        try (EmbeddedBroker broker = start()) {
            port = broker.port();
        }
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedBroker broker = start()) {
            assertThat(broker.port()).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void runsTheReleasedMetadataVersionAndCreatesNoTopicByItself() throws Exception {
        try (EmbeddedBroker broker = start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            FinalizedVersionRange version = admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get("metadata.version");
            assertThat(version.maxVersionLevel()).isEqualTo(MetadataVersion.LATEST_PRODUCTION.featureLevel());
            assertThat(admin.describeCluster().nodes().get()).singleElement().satisfies(node -> assertThat(node.host())
                    .isEqualTo("127.0.0.1"));
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedBroker.Options options =
                    EmbeddedBroker.Options.in(directory).withPorts(other.getLocalPort(), 0);
            assertThatThrownBy(() -> EmbeddedBroker.start(options))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port " + other.getLocalPort() + " for the broker")
                    .hasMessageContaining("another program");
        }
        try (EmbeddedBroker broker = start()) {
            assertThat(broker.port()).as("the directory was given back").isPositive();
        }
    }

    @Test
    void turnsAFailureInsideTheBrokerIntoAnExceptionInsteadOfEndingTheProcess() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Integer> free = FreePorts.distinct(2);
            // A listener of our own making, so that only the broker's bind can find out that the port is taken.
            String listeners = "CLIENT://127.0.0.1:" + other.getLocalPort() + ",CONTROLLER://127.0.0.1:" + free.get(1);
            EmbeddedBroker.Options options = EmbeddedBroker.Options.in(directory)
                    .withPorts(free.get(0), free.get(1))
                    .withOverrides(Map.of("listeners", listeners));
            assertThatThrownBy(() -> EmbeddedBroker.start(options))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port ")
                    .hasRootCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void refusesADirectoryAnotherBrokerUses() {
        try (EmbeddedBroker broker = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(directory.toString());
            new TestTopics(broker.bootstrapServers(), "").create("still-served", 1);
            assertThat(Records.committed(broker.bootstrapServers(), "still-served"))
                    .isEmpty();
        }
    }

    @Test
    void refusesADirectoryThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> EmbeddedBroker.start(EmbeddedBroker.Options.in(file.resolve("below"))))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cannot be written to")
                .hasMessageContaining("choose");
    }
}
