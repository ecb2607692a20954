package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.cli.Main;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process ends between flush and commit, and by kill -9 somewhere: what readers of committed records see is what an
 * undisturbed run gives.
 */
@WithStack
class CrashTest {
    private static final int PARTITIONS = 3;

    @TempDir
    static Path shared;

    private static Path history;
    private static int events;

    @TempDir
    Path dir;

    @BeforeAll
    static void replayTheHistory() throws IOException {
        history = shared.resolve("history");
        HistoryFiles.write(new GeneratorSettings(5, 80, 5, Instant.parse(GeneratorSettings.DEFAULT_START)), history);
        events = replay();
    }

    /** What is kept until a commit is stored and sent by then, and the commit does not come. */
    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void nothingIsLostWhenTheProcessEndsBetweenFlushAndCommit(String guarantee, EmbeddedStack stack, TestTopics topics)
            throws Exception {
        boolean exactlyOnce = guarantee.equals("exactly_once_v2");
        try (StreamCluster cluster = new StreamCluster(stack, topics.name(guarantee + "."), PARTITIONS, dir)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), beforeTheFirstEvent());
            cluster.fill(history, 0, Integer.MAX_VALUE);
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
                killInTheMiddle(cluster, events / 2);
            }
            Process survivor = AppProcess.start(config, PARTITIONS, dir.resolve("app.properties"));
            cluster.awaitRest();
            survivor.destroyForcibly().waitFor();

            if (exactlyOnce) {
                assertEqualToReplay(cluster, "finding");
                assertEqualToReplay(cluster, "provisioning-command");
                assertEachInputIsAuditedOnce(cluster);
                assertTheAuditProvesItself(cluster, stack);
            } else {
                assertNothingOfReplayIsMissing(cluster, "finding");
                assertNothingOfReplayIsMissing(cluster, "provisioning-command");
                assertThat(cluster.read("audit"))
                        .extracting(record -> (AuditEvent) record.value())
                        .filteredOn(CrashTest::isOfAnEvent)
                        .extracting(AuditEvent::getInput)
                        .satisfies(inputs -> assertThat(new HashSet<>(inputs)).hasSize(events));
            }
        }
    }

    /** What ended in the middle has left neither a gap nor a fork. */
    private static void assertTheAuditProvesItself(StreamCluster cluster, EmbeddedStack stack) {
        int exit = Main.commandLine()
                .execute(
                        "audit",
                        "verify",
                        "--whole",
                        "--bootstrap-server",
                        stack.bootstrapServers(),
                        "--registry",
                        stack.registryUrl(),
                        "--prefix",
                        cluster.topic(""));
        assertThat(exit).isZero();
    }

    private void assertNothingOfReplayIsMissing(StreamCluster cluster, String topic) throws IOException {
        List<String> replayed = Files.readAllLines(shared.resolve("replayed/" + topic + ".jsonl"));
        List<String> seen = told(cluster, topic);
        assertThat(seen).containsAll(WordOfOthers.without(replayed)).isNotEmpty();
        assertThat(WordOfOthers.found(seen)).containsAll(WordOfOthers.found(replayed));
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

    private static int replay() throws IOException {
        List<Replay.PolicyText> policies = PolicyFiles.replacingBundled(history.resolve(HistoryFiles.POLICIES)).stream()
                .map(document -> new Replay.PolicyText(document.kind(), document.id(), document.text()))
                .toList();
        return (int) new Replay(policies, new PublishedPolicies())
                .run(history, shared.resolve("replayed"), OptionalLong.of(System.currentTimeMillis()))
                .events();
    }

    private void assertEqualToReplay(StreamCluster cluster, String topic) throws IOException {
        List<String> seen = told(cluster, topic);
        List<String> replayed = Files.readAllLines(shared.resolve("replayed/" + topic + ".jsonl"));
        assertThat(seen).doesNotHaveDuplicates();
        TreeSet<String> surplus = WordOfOthers.without(seen);
        replayed.forEach(surplus::remove);
        assertThat(surplus).isEmpty();
        assertThat(seen).containsAll(WordOfOthers.without(replayed)).isNotEmpty();
        assertThat(WordOfOthers.found(seen)).isEqualTo(WordOfOthers.found(replayed));
        assertThat(WordOfOthers.standing(seen)).isEqualTo(WordOfOthers.standing(replayed));
    }

    private static List<String> told(StreamCluster cluster, String topic) {
        return cluster.read(topic).stream()
                .map(record -> PlainJson.write(record.value()))
                .toList();
    }

    private static void assertEachInputIsAuditedOnce(StreamCluster cluster) {
        List<AuditEvent> audit = cluster.read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .toList();
        assertThat(audit)
                .filteredOn(CrashTest::isOfAnEvent)
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

    /** Policies, and what tasks tell each other, also of what waited and was audited before, are inputs of another kind. */
    private static boolean isOfAnEvent(AuditEvent audit) {
        return audit.getType() == AuditType.INPUT
                && !Set.of("policy", "exchange", "control").contains(audit.getCategory())
                && !audit.getInput().getTopic().endsWith(".exchange");
    }

    private static Instant beforeTheFirstEvent() throws IOException {
        try (MergedHistory entries = MergedHistory.open(history)) {
            return Instant.ofEpochMilli(entries.nextOccurredAt() - 1);
        }
    }
}
