package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.stream.Partitioning;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Timers go by the wall clock when the input is known to have been read, and only then. */
@WithStack
@Timeout(480)
class InputLagTest {
    private static final int PARTITIONS = 2;
    private static final String LEAVER = "E1";

    @TempDir
    Path dir;

    private final Instant begin = Instant.now();

    @BeforeEach
    void writePolicies() throws IOException {
        Files.writeString(dir.resolve("systems.yaml"), "kind: System\nid: sap\nmode: enforce\n");
    }

    /** The broker keeps what it has to itself for 15 s, which is as an input that nothing is known of yet. */
    @Test
    void aRescissionThatHasNotBeenFetchedYetComesBeforeTheTimerThatItCancels(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("slow."), PARTITIONS, dir)) {
            cluster.publishPolicies(dir, begin.minusSeconds(7200));
            SluiceApp first = start(cluster, Map.of());
            Instant end = Instant.now().plusSeconds(40);
            leaver(cluster, end);
            await().atMost(60, SECONDS).until(() -> audited(cluster, "leaves"));
            first.closeAndLeave();
            assertThat(disabled(cluster)).isFalse();
            send(
                    cluster,
                    "identity",
                    identity("stays", IdentityAction.TERMINATION_RESCINDED, begin)
                            .build());

            Map<String, Object> slow =
                    Map.of("main.consumer.fetch.min.bytes", 40_000_000, "main.consumer.fetch.max.wait.ms", 15_000);
            await().atMost(90, SECONDS).until(() -> Instant.now().isAfter(end));
            SluiceApp second = start(cluster, slow);
            try {
                await().atMost(60, SECONDS).until(() -> audited(cluster, "stays"));
                assertThat(disabled(cluster)).isFalse();
            } finally {
                second.closeAndLeave();
            }
        }
    }

    @Test
    void aLeaverIsDisabledOnTimeThoughMostInputsHaveNeverHadARecord(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("idle."), PARTITIONS, dir)) {
            cluster.publishPolicies(dir, begin.minusSeconds(7200));
            SluiceApp app = start(cluster, Map.of());
            try {
                leaver(cluster, Instant.now().plusSeconds(15));
                await().atMost(60, SECONDS).until(() -> disabled(cluster));
            } finally {
                app.closeAndLeave();
            }
        }
    }

    /**
     * The inputs hold every kind of end that there is: none at all, records of a plain producer, and on policy and exchange
     * the markers of transactions, which no task ever processes.
     */
    @Test
    void theLagIsUnknownAtFirstAndReachesZeroOnEveryKindOfIdleInput(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("ends."), PARTITIONS, dir)) {
            SluiceApp first = start(cluster, Map.of());
            assertThat(first.inputLag().records(0)).isPositive();
            assertReachesZero(first);
            cluster.publishPolicies(dir, begin.minusSeconds(7200));
            int elsewhere = 1 - Partitioning.of(LEAVER, PARTITIONS);
            cluster.send("access", elsewhere, System.currentTimeMillis(), LEAVER, granted());
            await().atMost(60, SECONDS).until(() -> !cluster.read("exchange").isEmpty() && audited(cluster, "granted"));
            assertReachesZero(first);
            first.closeAndLeave();

            SluiceApp second = start(cluster, Map.of());
            assertThat(second.inputLag().records(0)).isPositive();
            assertReachesZero(second);
            assertThat(second.inputLag().records(PARTITIONS)).isPositive();
            second.closeAndLeave();
        }
    }

    private static void assertReachesZero(SluiceApp app) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int asked = partition;
            await().atMost(60, SECONDS).until(() -> app.inputLag().records(asked) == 0);
        }
    }

    private SluiceApp start(StreamCluster cluster, Map<String, Object> more) throws InterruptedException {
        Map<String, Object> config = cluster.appConfig("one");
        config.putAll(more);
        SluiceApp app = SluiceApp.start(new AppConfig(config), new SimpleMeterRegistry(), cluster.overrides());
        assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
        return app;
    }

    private void leaver(StreamCluster cluster, Instant end) {
        send(
                cluster,
                "identity",
                identity("comes", IdentityAction.HIRED, begin.minusSeconds(3600))
                        .build());
        send(cluster, "access", granted());
        send(
                cluster,
                "identity",
                identity("leaves", IdentityAction.TERMINATION_SCHEDULED, begin.minusSeconds(60))
                        .setEffectiveAt(end)
                        .build());
    }

    private static void send(StreamCluster cluster, String topic, SpecificRecord event) {
        cluster.send(topic, null, System.currentTimeMillis(), LEAVER, event);
    }

    private static boolean audited(StreamCluster cluster, String eventId) {
        return cluster.read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .anyMatch(audit -> audit.getInput() != null && eventId.equals(audit.getEventId()));
    }

    private static boolean disabled(StreamCluster cluster) {
        return cluster.read("provisioning-command").stream()
                .map(record -> (ProvisioningCommand) record.value())
                .anyMatch(command -> command.getAction() == CommandAction.DISABLE_ACCOUNT);
    }

    private static IdentityEvent.Builder identity(String eventId, IdentityAction action, Instant at) {
        return IdentityEvent.newBuilder()
                .setHeader(header(eventId, at))
                .setSubject(Subject.newBuilder().setIdentityId(LEAVER).build())
                .setAction(action);
    }

    private AccessEvent granted() {
        return AccessEvent.newBuilder()
                .setHeader(header("granted", begin.minusSeconds(1800)))
                .setSubject(Subject.newBuilder()
                        .setIdentityId(LEAVER)
                        .setAccount(AccountRef.newBuilder()
                                .setSystem("sap")
                                .setName("E1@sap")
                                .build())
                        .build())
                .setAction(AccessAction.ENTITLEMENT_GRANTED)
                .setEntitlement(new EntitlementRef("sap", "PAY_RUN"))
                .build();
    }

    private static Header header(String eventId, Instant at) {
        return Header.newBuilder()
                .setEventId(eventId)
                .setSource("test")
                .setOccurredAt(at)
                .build();
    }
}
