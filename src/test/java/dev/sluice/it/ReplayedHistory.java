package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.cli.Main;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A history and what an undisturbed run decides of it, to compare with what was decided under disturbance. */
final class ReplayedHistory {
    private final Path dir;
    private final Path history;
    private final int events;

    private ReplayedHistory(Path dir, Path history, int events) {
        this.dir = dir;
        this.history = history;
        this.events = events;
    }

    /** Makes a history in a directory and replays it. */
    static ReplayedHistory of(GeneratorSettings settings, Path dir) throws IOException {
        Path history = dir.resolve("history");
        HistoryFiles.write(settings, history);
        List<Replay.PolicyText> policies = PolicyFiles.replacingBundled(history.resolve(HistoryFiles.POLICIES)).stream()
                .map(document -> new Replay.PolicyText(document.kind(), document.id(), document.text()))
                .toList();
        int events = (int) new Replay(policies, new PublishedPolicies())
                .run(history, dir.resolve("replayed"), OptionalLong.of(System.currentTimeMillis()))
                .events();
        return new ReplayedHistory(dir, history, events);
    }

    int events() {
        return events;
    }

    Path files() {
        return history;
    }

    void publishPolicies(StreamCluster cluster) throws IOException {
        cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), beforeTheFirstEvent());
    }

    private Instant beforeTheFirstEvent() throws IOException {
        try (MergedHistory entries = MergedHistory.open(history)) {
            return Instant.ofEpochMilli(entries.nextOccurredAt() - 1);
        }
    }

    /** Everything was decided as without disturbance, once. */
    void assertSameDecisions(StreamCluster cluster) throws IOException {
        assertEqualToReplay(cluster, "finding");
        assertEqualToReplay(cluster, "provisioning-command");
        assertEachInputIsAuditedOnce(cluster);
        assertTheAuditProvesItself(cluster);
    }

    void assertNothingIsMissing(StreamCluster cluster, String topic) throws IOException {
        List<String> replayed = replayed(topic);
        List<String> seen = told(cluster, topic);
        assertThat(seen).containsAll(WordOfOthers.without(replayed)).isNotEmpty();
        assertThat(WordOfOthers.found(seen)).containsAll(WordOfOthers.found(replayed));
    }

    private List<String> replayed(String topic) throws IOException {
        return Files.readAllLines(dir.resolve("replayed/" + topic + ".jsonl"));
    }

    private void assertEqualToReplay(StreamCluster cluster, String topic) throws IOException {
        List<String> seen = told(cluster, topic);
        List<String> replayed = replayed(topic);
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

    private void assertEachInputIsAuditedOnce(StreamCluster cluster) {
        List<AuditEvent> audit = cluster.read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .toList();
        assertThat(audit)
                .filteredOn(ReplayedHistory::isOfAnEvent)
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
    static boolean isOfAnEvent(AuditEvent audit) {
        return audit.getType() == AuditType.INPUT
                && !Set.of("policy", "exchange", "control").contains(audit.getCategory())
                && !audit.getInput().getTopic().endsWith(".exchange");
    }

    /** What ended in the middle has left neither a gap nor a fork. */
    private static void assertTheAuditProvesItself(StreamCluster cluster) {
        int exit = Main.commandLine()
                .execute(
                        "audit",
                        "verify",
                        "--whole",
                        "--bootstrap-server",
                        cluster.config().get("bootstrap.servers").toString(),
                        "--registry",
                        cluster.config().get("schema.registry.url").toString(),
                        "--prefix",
                        cluster.topic(""));
        assertThat(exit).isZero();
    }
}
