package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.json.PlainJson;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.replay.MergedHistory;
import dev.sluice.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 in the middle: what readers of committed records see is what an undisturbed run gives. */
@WithStack
class CrashTest {
    private static final int PARTITIONS = 3;
    private static final int KILLS = 4;

    @TempDir
    Path dir;

    @Test
    void nothingIsLostAndNothingDoubledWhenTheProcessIsKilledAgainAndAgain(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        Path history = dir.resolve("history");
        HistoryFiles.write(new GeneratorSettings(5, 100, 5, Instant.parse(GeneratorSettings.DEFAULT_START)), history);
        int events = replay(history);
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("kill."), PARTITIONS, dir)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), beforeTheFirstEvent(history));
            cluster.fill(history, 0, Integer.MAX_VALUE);
            for (int kill = 0; kill < KILLS; kill++) {
                killInTheMiddle(cluster, events * (kill + 1L) / (KILLS + 1));
            }
            Process survivor = start(cluster);
            cluster.awaitRest();
            survivor.destroyForcibly().waitFor();

            assertEqualToReplay(cluster, "finding");
            assertEqualToReplay(cluster, "provisioning-command");
            assertEachInputIsAuditedOnce(cluster, events);
        }
    }

    private Process start(StreamCluster cluster) throws IOException {
        return AppProcess.start(cluster.appConfig("killed"), PARTITIONS, dir.resolve("app.properties"));
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

    private int replay(Path history) throws IOException {
        List<Replay.PolicyText> policies = PolicyFiles.replacingBundled(history.resolve(HistoryFiles.POLICIES)).stream()
                .map(document -> new Replay.PolicyText(document.kind(), document.id(), document.text()))
                .toList();
        return (int) new Replay(policies, new PublishedPolicies())
                .run(history, dir.resolve("replayed"), OptionalLong.of(System.currentTimeMillis()))
                .events();
    }

    private void assertEqualToReplay(StreamCluster cluster, String topic) throws IOException {
        List<String> seen = cluster.read(topic).stream()
                .map(record -> PlainJson.write(record.value()))
                .toList();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(dir.resolve("replayed/" + topic + ".jsonl")))
                .isNotEmpty();
    }

    private static void assertEachInputIsAuditedOnce(StreamCluster cluster, int events) {
        List<AuditEvent> audit = cluster.read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .toList();
        assertThat(audit)
                .filteredOn(
                        a -> a.getType() == AuditType.INPUT && !a.getCategory().equals("policy"))
                .hasSize(events)
                .extracting(AuditEvent::getInput)
                .doesNotHaveDuplicates();
        audit.stream()
                .collect(Collectors.groupingBy(
                        AuditEvent::getWriter, Collectors.mapping(AuditEvent::getSequence, Collectors.toList())))
                .values()
                .forEach(sequence -> assertThat(sequence)
                        .isEqualTo(LongStream.rangeClosed(1, sequence.size())
                                .boxed()
                                .toList()));
    }

    private static Instant beforeTheFirstEvent(Path history) throws IOException {
        try (MergedHistory entries = MergedHistory.open(history)) {
            return Instant.ofEpochMilli(entries.nextOccurredAt() - 1);
        }
    }
}
