package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.generate.GeneratorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process ends between flush and commit, and by kill -9 somewhere: what readers of committed records see is what an
 * undisturbed run gives.
 */
@WithStack
class CrashTest {
    private static final int PARTITIONS = 3;

    @TempDir
    static Path shared;

    private static ReplayedHistory history;

    @TempDir
    Path dir;

    @BeforeAll
    static void replayTheHistory() throws IOException {
        history = ReplayedHistory.of(
                new GeneratorSettings(5, 80, 5, Instant.parse(GeneratorSettings.DEFAULT_START)), shared);
    }

    /** What is kept until a commit is stored and sent by then, and the commit does not come. */
    @Test
    void nothingIsLostWhenTheProcessEndsBetweenFlushAndCommit(EmbeddedStack stack, TestTopics topics) throws Exception {
        endsBetweenFlushAndCommit("exactly_once_v2", stack, topics);
    }

    @Tag("oracle")
    @Test
    void norIsUnderTheWeakerGuarantee(EmbeddedStack stack, TestTopics topics) throws Exception {
        endsBetweenFlushAndCommit("at_least_once", stack, topics);
    }

    private void endsBetweenFlushAndCommit(String guarantee, EmbeddedStack stack, TestTopics topics) throws Exception {
        boolean exactlyOnce = guarantee.equals("exactly_once_v2");
        try (StreamCluster cluster = new StreamCluster(stack, topics.name(guarantee + "."), PARTITIONS, dir)) {
            history.publishPolicies(cluster);
            cluster.fill(history.files(), 0, Integer.MAX_VALUE);
            Map<String, Object> config = config(cluster);
            config.put("processing.guarantee", guarantee);
            config.put("commit.interval.ms", 100);
            for (int commit : new int[] {1, 3}) {
                Map<String, Object> halting = new HashMap<>(config);
                halting.put("default.client.supplier", HaltingClients.class.getName());
                halting.put(HaltingClients.AT, commit);
                Process halted = AppProcess.start(halting, PARTITIONS, dir.resolve("halting.properties"));
                assertThat(halted.waitFor(90, SECONDS)).isTrue();
                assertThat(halted.exitValue()).isEqualTo(HaltingClients.HALTED);
            }
            if (exactlyOnce) {
                killInTheMiddle(cluster, history.events() / 2);
            }
            Process survivor = AppProcess.start(config, PARTITIONS, dir.resolve("app.properties"));
            cluster.awaitRest();
            survivor.destroyForcibly().waitFor();

            if (exactlyOnce) {
                history.assertSameDecisions(cluster);
            } else {
                history.assertNothingIsMissing(cluster, "finding");
                history.assertNothingIsMissing(cluster, "provisioning-command");
                assertThat(cluster.read("audit"))
                        .extracting(record -> (AuditEvent) record.value())
                        .filteredOn(ReplayedHistory::isOfAnEvent)
                        .extracting(AuditEvent::getInput)
                        .satisfies(inputs -> assertThat(new HashSet<>(inputs)).hasSize(history.events()));
            }
        }
    }

    private Process start(StreamCluster cluster) throws IOException {
        return AppProcess.start(config(cluster), PARTITIONS, dir.resolve("app.properties"));
    }

    /** As a static member, the next process does not wait until the group has missed the one before it. */
    private static Map<String, Object> config(StreamCluster cluster) {
        Map<String, Object> config = cluster.appConfig("app");
        config.put("main.consumer.group.instance.id", "app");
        config.put("producer.transaction.timeout.ms", 6_000);
        return config;
    }

    private void killInTheMiddle(StreamCluster cluster, long applied) throws Exception {
        Process app = start(cluster);
        await().atMost(90, SECONDS)
                .pollInterval(java.time.Duration.ofMillis(100))
                .until(() -> {
                    assertThat(app.isAlive())
                            .as(() -> "the application ended by itself, see " + dir)
                            .isTrue();
                    return cluster.committedInputs() >= applied;
                });
        app.destroyForcibly().waitFor();
    }
}
