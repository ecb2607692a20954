package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.cli.Ran;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.json.PlainJson;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An audit that two instances have written, one after the other: verified in the cluster and in files, and proved. Details in it are sealed,
 * opened for SIEMs by another task than the one that sealed them, and erased.
 */
@WithStack
class AuditProofTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private int others;

    @Test
    void anAuditOfTwoInstancesProvesItself(EmbeddedStack stack, TestTopics topics) throws Exception {
        Path history = dir.resolve("history");
        HistoryFiles.write(new GeneratorSettings(3, 20, 3, Instant.parse(GeneratorSettings.DEFAULT_START)), history);
        Path secret = dir.resolve("audit.key");
        Ran key = Ran.of("audit", "key", "audit.example.org", "--out", secret.toString());
        assertThat(key.exit()).isZero();
        String verifier = key.out().strip();
        assertThat(Ran.of("audit", "key", "audit.example.org", "--out", secret.toString())
                        .exit())
                .as("no key is written over")
                .isEqualTo(1);
        Path masters = dir.resolve("master.keys");
        assertThat(Ran.of("audit", "master-key", "--out", masters.toString()).exit())
                .isZero();
        String prefix = topics.name("proof.");
        Map<String, ?> config = Map.of(
                "sluice.audit.signing.key.file",
                secret.toString(),
                "sluice.audit.checkpoint.records",
                50,
                "sluice.audit.checkpoint.interval.ms",
                200,
                "sluice.audit.encryption.key.file",
                masters.toString(),
                "sluice.render",
                "json");
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 2, dir)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), Instant.parse("2020-01-01T00:00:00Z"));
            cluster.fill(history, 0, 300);
            cluster.startApp("one", config);
            cluster.awaitApplied();
            cluster.stopApps();
            cluster.fill(history, 300, 600);
            cluster.startApp("two", config);
            cluster.awaitRest();

            String[] where = {
                "--bootstrap-server", stack.bootstrapServers(), "--registry", stack.registryUrl(), "--prefix", prefix
            };
            Ran verified = Ran.of(List.of(where), "audit", "verify", "--key", verifier);
            assertThat(verified.out()).contains("The audit is intact.").contains(": intact");
            assertThat(verified.exit()).isZero();
            Path files = dir.resolve("files");
            assertThat(Ran.of(List.of(where), "audit", "export", "--out", files.toString())
                            .exit())
                    .isZero();
            proves(files, verifier, history);
            finds(files, verifier);
            seals(cluster, stack, prefix, where);
        }
    }

    private void proves(Path files, String verifier, Path history) throws IOException {
        Ran verified = Ran.of("audit", "verify", "--files", files.toString(), "--key", verifier, "--json");
        assertThat(verified.exit()).isZero();
        JsonNode report = JSON.readTree(verified.out());
        assertThat(report.get("intact").asBoolean()).isTrue();
        assertThat(report.get("chains")).hasSize(2);
        report.get("chains").forEach(chain -> {
            assertThat(chain.get("firstSequence").asLong()).isEqualTo(1);
            assertThat(chain.get("records").asLong())
                    .isEqualTo(chain.get("lastSequence").asLong());
            assertThat(chain.get("checkpoints").asInt()).isGreaterThan(1);
            assertThat(chain.get("coveredTo").asLong()).isPositive();
        });

        String event = JSON.readTree(
                        Files.readAllLines(history.resolve("identity.jsonl")).get(0))
                .path("header")
                .path("eventId")
                .asText();
        Ran proved = Ran.of("audit", "prove", event, "--files", files.toString());
        assertThat(proved.exit()).isZero();
        Path proof = Files.writeString(dir.resolve("proof.json"), proved.out());
        Ran checked = Ran.of("audit", "check-proof", proof.toString(), "--key", verifier);
        assertThat(checked.exit()).isZero();
        assertThat(checked.out()).contains(event).contains("It is right, and signed.");
        Path spoilt = Files.writeString(
                dir.resolve("spoilt.json"), proved.out().replaceFirst("\"index\" : (\\d+)", "\"index\" : 1$1"));
        assertThat(Ran.of("audit", "check-proof", spoilt.toString(), "--key", verifier)
                        .err())
                .contains("It proves nothing");
        assertThat(Ran.of("audit", "prove", "no-such-event", "--files", files.toString())
                        .err())
                .contains("No record of a chain is about no-such-event");

        Path notes = dir.resolve("notes");
        assertThat(Ran.of("audit", "checkpoints", "--files", files.toString(), "--out", notes.toString())
                        .exit())
                .isZero();
        List<Path> kept =
                notesOf(notes, report.get("chains").get(0).get("chainId").asText());
        Path first = kept.get(0);
        Path last = kept.get(kept.size() - 1);
        Ran growth = Ran.of(
                "audit", "prove", "--files", files.toString(), "--from", first.toString(), "--to", last.toString());
        Path grown = Files.writeString(dir.resolve("grown.json"), growth.out());
        assertThat(Ran.of("audit", "check-proof", grown.toString(), "--key", verifier)
                        .exit())
                .isZero();
        Ran by = Ran.of(
                "audit",
                "prove",
                event,
                "--files",
                files.toString(),
                "--by",
                lastOf(notes, proved).toString());
        Path byWitness = Files.writeString(dir.resolve("by.json"), by.out());
        assertThat(Ran.of("audit", "check-proof", byWitness.toString(), "--key", verifier)
                        .out())
                .contains(event);
        assertThat(Ran.of("audit", "verify", "--files", files.toString(), "--witnessed", notes.toString())
                        .exit())
                .isZero();
        assertThat(Ran.of("audit", "verify", "--files", files.toString(), "--key", otherKey())
                        .out())
                .contains("signed by none of the keys");
        assertThat(Ran.of("audit", "verify", "--files", files.toString(), "--key", otherKey(), "--key", verifier)
                        .exit())
                .isZero();
    }

    private String otherKey() {
        return Ran.of(
                        "audit",
                        "key",
                        "other.example.org",
                        "--out",
                        dir.resolve("other" + others++).toString())
                .out()
                .strip();
    }

    private static List<Path> notesOf(Path notes, String chain) throws IOException {
        try (Stream<Path> all = Files.list(notes)) {
            return all.filter(note -> note.getFileName().toString().startsWith(chain))
                    .sorted(Comparator.comparingLong(AuditProofTest::size))
                    .toList();
        }
    }

    private static long size(Path note) {
        return Long.parseLong(note.getFileName().toString().replaceAll(".*-(\\d+)\\.txt", "$1"));
    }

    /** The last note of the chain that a proof is of. */
    private static Path lastOf(Path notes, Ran proved) throws IOException {
        String origin = JSON.readTree(proved.out()).get("note").asText().split("\n")[0];
        List<Path> of = notesOf(notes, origin.substring(origin.lastIndexOf('/') + 1));
        return of.get(of.size() - 1);
    }

    private static void seals(StreamCluster cluster, EmbeddedStack stack, String prefix, String[] where) {
        namesNobody(stack, prefix);
        List<AuditEvent> audits = cluster.read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .toList();
        assertThat(audits).isNotEmpty().allMatch(audit -> audit.getDetail() == null);
        List<AuditEvent> sealed =
                audits.stream().filter(audit -> audit.getSealedDetail() != null).toList();
        assertThat(sealed).hasSizeGreaterThan(100);
        Set<String> ids = audits.stream().map(AuditEvent::getAuditId).collect(Collectors.toSet());
        await().atMost(Duration.ofSeconds(60)).until(() -> texts(stack, prefix).stream()
                .map(AuditEvent::getAuditId)
                .collect(Collectors.toSet())
                .containsAll(ids));
        assertThat(texts(stack, prefix))
                // The application goes on, so there may be later ones.
                .filteredOn(audit -> ids.contains(audit.getAuditId()))
                .filteredOn(audit -> audit.getDetail() != null || audit.getSession() != null)
                .as("each is opened again")
                .hasSameSizeAs(sealed);

        String subject = sealed.stream()
                .map(AuditEvent::getIdentityId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        assertThat(Ran.of(List.of(where), "subject", "erase", subject, "--by", "E1", "--reason", "asked for")
                        .exit())
                .isZero();
        await().atMost(Duration.ofSeconds(60)).until(() -> !isThere(stack, prefix, subject));
        assertThat(Ran.of(List.of(where), "audit", "verify").out()).contains("The audit is intact.");
    }

    /** While details are sealed, nothing that is published has a key or a header from which somebody could be told. */
    private static void namesNobody(EmbeddedStack stack, String prefix) {
        for (TopicSpec topic : TopicCatalogue.load().topics()) {
            boolean isDerived =
                    topic.writers().contains("govern") || topic.writers().contains("render");
            if (topic.internal() || !isDerived || topic.name().startsWith("audit-") && !isRendered(topic)) {
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> record :
                    Records.committedRecords(stack.bootstrapServers(), prefix + topic.name())) {
                String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                assertThat(key).as(topic.name()).doesNotContain("account:", "group:", "ip:", "@");
                assertThat(record.headers()).as(topic.name()).allSatisfy(header -> assertThat(
                                new String(header.value(), StandardCharsets.UTF_8))
                        .doesNotContain("@"));
            }
        }
    }

    private static boolean isRendered(TopicSpec topic) {
        return topic.name().equals("audit-json") || topic.name().equals("audit-checkpoint");
    }

    private static boolean isThere(EmbeddedStack stack, String prefix, String subject) {
        Map<String, DetailKey> keys = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                Records.committedRecords(stack.bootstrapServers(), prefix + "subject-key")) {
            keys.put(new String(record.key(), StandardCharsets.UTF_8), DetailKey.of(record.value()));
        }
        List<DetailKey> of = keys.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(":" + subject))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(of).isNotEmpty();
        return of.stream().anyMatch(DetailKey::isThere);
    }

    private static List<AuditEvent> texts(EmbeddedStack stack, String prefix) {
        return Records.committed(stack.bootstrapServers(), prefix + "audit-json").stream()
                .map(text -> PlainJson.read(text, AuditEvent.class))
                .toList();
    }

    /** A byte of a file is another one: the place is named. */
    private void finds(Path files, String verifier) throws IOException {
        Path file = files.resolve("audit-0.avro");
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, "HIRED");
        assertThat(at).isPositive();
        bytes[at + 4] ^= 1;
        Files.write(file, bytes);

        Ran verified = Ran.of("audit", "verify", "--files", files.toString(), "--key", verifier);

        assertThat(verified.exit()).isEqualTo(1);
        assertThat(verified.out()).contains("ALTERED at partition 0, offset ").contains("NOT as it was written");
    }

    private static int indexOf(byte[] bytes, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
