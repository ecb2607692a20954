package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.PublishedPolicies;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.json.PlainJson;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.replay.MergedHistory;
import dev.sluice.replay.Replay;
import dev.sluice.stream.Partitioning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same events through replay and through a real broker, whatever the partitions: equal findings, commands, view. */
@WithStack
class ClusterEquivalenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GeneratorSettings SETTINGS =
            new GeneratorSettings(11, 120, 5, Instant.parse(GeneratorSettings.DEFAULT_START));

    @TempDir
    static Path dir;

    private static Path history;
    private static int events;

    @TempDir
    Path state;

    @BeforeAll
    static void replayTheHistory() throws IOException {
        history = dir.resolve("history");
        HistoryFiles.write(SETTINGS, history);
        List<Replay.PolicyText> policies = PolicyFiles.replacingBundled(history.resolve(HistoryFiles.POLICIES)).stream()
                .map(document -> new Replay.PolicyText(document.kind(), document.id(), document.text()))
                .toList();
        // The history lies well before the present, so everything that is due by now is due whatever the minute.
        events = (int) new Replay(policies, new PublishedPolicies())
                .run(history, dir.resolve("replayed"), OptionalLong.of(System.currentTimeMillis()))
                .events();
    }

    @Test
    void twoInstancesDecideWhatReplayDecides(EmbeddedStack stack, TestTopics topics) throws Exception {
        decidesWhatReplayDecides(4, stack, topics);
    }

    @Tag("oracle")
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void soTheyDoWhateverThePartitions(int partitions, EmbeddedStack stack, TestTopics topics) throws Exception {
        decidesWhatReplayDecides(partitions, stack, topics);
    }

    private void decidesWhatReplayDecides(int partitions, EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("p" + partitions + "."), partitions, state)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), beforeTheFirstEvent());
            cluster.fill(history, 0, Integer.MAX_VALUE);
            cluster.startApp("one");
            cluster.startApp("two");
            cluster.awaitRest();

            assertSame(transitions(cluster, "finding"), replayed("finding"));
            assertSame(whoeverDecides(transitions(cluster, "ticket")), whoeverDecides(replayed("ticket")));
            assertSame(transitions(cluster, "provisioning-command"), replayed("provisioning-command"));
            assertThat(WordOfOthers.found(transitions(cluster, "finding")))
                    .isEqualTo(WordOfOthers.found(replayed("finding")))
                    .hasSizeGreaterThan(2);
            assertThat(WordOfOthers.standing(told(cluster)))
                    .isEqualTo(WordOfOthers.standing(Files.readAllLines(dir.resolve("replayed/finding.jsonl"))));
            assertThat(view(cluster)).isEqualTo(replayedView());
            assertThat(replayed("finding")).hasSizeGreaterThan(20);
            assertAuditIsComplete(cluster, partitions);
        }
    }

    @Test
    void aRecordInTheWrongPartitionIsAppliedAtHomeExactlyOnce(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("mis."), 4, state)) {
            int home = Partitioning.of("E1", 4);
            long now = System.currentTimeMillis();
            cluster.send("identity", (home + 1) % 4, now, "E1", hired("E1", "wrong-partition", now));
            cluster.send("identity", null, now, "E2", hired("E1", "wrong-key", now));
            cluster.send("identity", 0, now, null, hired("E1", "no-key", now));
            cluster.startApp("one");
            org.awaitility.Awaitility.await()
                    .atMost(60, java.util.concurrent.TimeUnit.SECONDS)
                    .until(() -> cluster.read("audit").size() == 3);

            assertThat(cluster.read("identity-access")).isNotEmpty().allSatisfy(record -> assertThat(record.partition())
                    .isEqualTo(home));
            assertThat(cluster.read("exchange")).hasSize(3);
            assertThat(cluster.read("audit"))
                    .extracting(record -> ((AuditEvent) record.value()).getOutcome())
                    .containsOnly(AuditOutcome.APPLIED);
        }
    }

    private static IdentityEvent hired(String identity, String eventId, long now) {
        return IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId(eventId)
                        .setSource("test")
                        .setOccurredAt(Instant.ofEpochMilli(now))
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(IdentityAction.HIRED)
                .build();
    }

    private static Instant beforeTheFirstEvent() throws IOException {
        try (MergedHistory entries = MergedHistory.open(history)) {
            return Instant.ofEpochMilli(entries.nextOccurredAt() - 1);
        }
    }

    private static void assertAuditIsComplete(StreamCluster cluster, int partitions) {
        List<AuditEvent> audit = cluster.read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .toList();
        // What waited for its owner was audited when it was read; when it comes again, the message that brings it is.
        assertThat(audit.stream()
                        .filter(a -> a.getType() == AuditType.INPUT
                                && !Set.of("policy", "exchange", "control").contains(a.getCategory())
                                && !a.getInput().getTopic().endsWith(".exchange"))
                        .count())
                .isEqualTo(events);
        assertThat(audit).extracting(AuditEvent::getAuditId).doesNotHaveDuplicates();
        Map<Integer, List<Long>> sequences = audit.stream()
                .collect(Collectors.groupingBy(
                        AuditEvent::getWriter, Collectors.mapping(AuditEvent::getSequence, Collectors.toList())));
        assertThat(sequences).hasSize(partitions);
        sequences.forEach((writer, numbers) -> assertThat(numbers)
                .as("the sequence of writer %s", writer)
                .isEqualTo(java.util.stream.LongStream.rangeClosed(1, numbers.size())
                        .boxed()
                        .toList()));
    }

    private static void assertSame(TreeSet<String> actual, TreeSet<String> expected) {
        TreeSet<String> missing = WordOfOthers.without(expected);
        TreeSet<String> surplus = WordOfOthers.without(actual);
        missing.removeAll(actual);
        surplus.removeAll(expected);
        assertThat(missing).as("what replay decided and the broker did not").isEmpty();
        assertThat(surplus).as("what the broker decided and replay did not").isEmpty();
    }

    /** In the order of each partition, in which all is told of one finding. */
    private static List<String> told(StreamCluster cluster) {
        return cluster.read("finding").stream()
                .map(record -> PlainJson.write(record.value()))
                .toList();
    }

    private static TreeSet<String> transitions(StreamCluster cluster, String topic) throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        for (StreamCluster.Derived record : cluster.read(topic)) {
            assertThat(lines.add(PlainJson.write(record.value())))
                    .as("no transition is there twice")
                    .isTrue();
        }
        return lines;
    }

    /** With whom a request waits is heard from another partition, which may be ahead or behind; all else of it is the same. */
    private static TreeSet<String> whoeverDecides(TreeSet<String> tickets) throws IOException {
        TreeSet<String> same = new TreeSet<>();
        for (String line : tickets) {
            ObjectNode ticket = (ObjectNode) JSON.readTree(line);
            boolean waits = ticket.path("status").asText().equals("PENDING_APPROVAL");
            boolean moved = waits && ticket.path("summary").asText().contains(" to decide: ");
            if (waits) {
                ticket.remove("assigneeId");
            }
            if (!moved) {
                same.add(ticket.toString());
            }
        }
        return same;
    }

    private static TreeSet<String> replayed(String topic) throws IOException {
        return new TreeSet<>(Files.readAllLines(dir.resolve("replayed/" + topic + ".jsonl")));
    }

    private static Map<String, String> view(StreamCluster cluster) {
        Map<String, String> latest = new TreeMap<>();
        cluster.read("identity-access")
                .forEach(record ->
                        latest.put(record.key(), record.value() == null ? "gone" : PlainJson.write(record.value())));
        return latest;
    }

    private static Map<String, String> replayedView() throws IOException {
        Map<String, String> latest = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve("replayed/identity-access.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            JsonNode page = record.path("page");
            String key = record.get("identityId").asText()
                    + (page.has("bucket") ? "#" + page.get("bucket").asInt() : "");
            latest.put(key, page.path("pages").asInt(1) == 0 ? "gone" : line);
        }
        return latest;
    }
}
