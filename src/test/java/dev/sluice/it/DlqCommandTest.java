package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.cli.Ran;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a running stage: listed, shown, sent again, put away. */
@WithStack
@Timeout(300)
class DlqCommandTest {
    @TempDir
    Path dir;

    private String[] where;

    private Ran dlq(String... command) {
        return Ran.of(
                List.of(where),
                Stream.concat(Stream.of("dlq"), Stream.of(command)).toArray(String[]::new));
    }

    @Test
    void lettersAreLookedThroughSentAgainAndPutAway(EmbeddedStack stack, TestTopics topics) throws Exception {
        String prefix = topics.name("dlq.");
        where = new String[] {
            "--bootstrap-server", stack.bootstrapServers(), "--registry", stack.registryUrl(), "--prefix", prefix
        };
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 2, dir);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            cluster.startApp("one", Map.of());
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(prefix + "identity", 0, utf8("E" + i), new byte[] {9, 9}))
                        .get();
            }
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> dlq("list", "--reason", "UNDECODABLE").out().contains("3 dead letters."));
            assertThat(dlq("list", "--count").out()).contains("3  UNDECODABLE  " + prefix + "identity");
            String id = dlq("list").out().lines().findFirst().orElseThrow().split(" ")[0];
            assertThat(dlq("show", id).out()).contains("UNDECODABLE").contains("\"value\":\"CQk=\"");

            Ran refused = dlq("redrive", "--reason", "UNDECODABLE", "--by", "E9");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out())
                    .contains("DEAD_LETTERED (UNDECODABLE)")
                    .contains("The others are left as they are.")
                    .contains("1 dead letters were sent again.");
            await().atMost(Duration.ofSeconds(30)).until(() -> dlq("list").out().contains("sent again 1 times"));
            assertThat(dlq("list").out()).contains("3 dead letters.");
            assertThat(dlq("discard", "--reason", "UNDECODABLE", "--by", "E9").err())
                    .contains("Say why");
            assertThat(dlq("discard", "--reason", "UNDECODABLE", "--by", "E9", "--because", "noise")
                            .out())
                    .contains("3 dead letters were put away.");
            // A transaction is committed a little before it is read.
            await().atMost(Duration.ofSeconds(30)).until(() -> dlq("list").out().contains("0 dead letters."));
            assertThat(dlq("list", "--all").out()).contains("DISCARDED").contains("4 dead letters.");

            producer.send(hiredThatWasRefused(stack, prefix)).get();
            assertThat(dlq("redrive", "--reason", "TOO_MANY_PARKED", "--by", "E9", "--dry-run")
                            .out())
                    .contains("1 dead letters would be sent again.");
            Ran taken = dlq("redrive", "--reason", "TOO_MANY_PARKED", "--by", "E9");
            assertThat(taken.out()).contains(": APPLIED").contains("1 dead letters were sent again.");
            assertThat(taken.exit()).isZero();
            assertThat(dlq("redrive", "--reason", "TOO_MANY_PARKED", "--by", "E9")
                            .out())
                    .contains("0 dead letters were sent again.");
            assertThat(cluster.read("audit"))
                    .extracting(record -> (AuditEvent) record.value())
                    .filteredOn(audit -> "E77".equals(audit.getIdentityId()))
                    .extracting(AuditEvent::getOutcome)
                    .containsExactly(AuditOutcome.APPLIED);
            assertThat(dlq("redrive", "--by", "E9").err()).contains("Say which");
            assertThat(dlq("redrive", "0-999999", "--by", "E9").err()).contains("Not there");
            assertThat(dlq("show", "one").err()).contains("is no id of a dead letter");
        }
    }

    /** With details sealed, a letter only names its bytes. */
    @Test
    void whatIsOnlyNamedIsShownAndSentFromWhereItWasRead(EmbeddedStack stack, TestTopics topics) throws Exception {
        String prefix = topics.name("named.");
        where = new String[] {
            "--bootstrap-server", stack.bootstrapServers(), "--registry", stack.registryUrl(), "--prefix", prefix
        };
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 2, dir)) {
            cluster.startApp("one", Map.of("sluice.audit.encryption.keys", MasterKeys.generate(new SecureRandom())));
            cluster.sendBytes("identity", 0, 2, new byte[] {9, 9});
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> dlq("list", "--reason", "UNDECODABLE").out().contains("2 dead letters."));

            String id = dlq("list").out().lines().findFirst().orElseThrow().split(" ")[0];
            assertThat(dlq("show", id).out()).contains("\"value\":\"CQk=\"");
            nameWhatIsNotThere(stack, prefix);
            assertThat(dlq("redrive", "--reason", "UNDECODABLE", "--canary", "0", "--by", "E9")
                            .out())
                    .contains("is left: it was read from none-such, which is no input of the stage.")
                    .contains("2 dead letters were sent again.");
            await().atMost(Duration.ofSeconds(30)).until(() -> dlq("list").out().contains("sent again 1 times"));
        }
    }

    private static void nameWhatIsNotThere(EmbeddedStack stack, String prefix) throws Exception {
        RecordHeaders headers = new RecordHeaders();
        headers.add(DeadLetters.REASON, utf8("UNDECODABLE"));
        headers.add(DeadLetters.TOPIC, utf8("none-such"));
        headers.add(DeadLetters.PARTITION, utf8("0"));
        headers.add(DeadLetters.OFFSET, utf8("0"));
        headers.add(DeadLetters.VALUE_SHA256, utf8("00"));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(prefix + "dead-letter", 0, null, utf8("E"), null, headers))
                    .get();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> hiredThatWasRefused(EmbeddedStack stack, String prefix) {
        IdentityEvent event = IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId("hired-77")
                        .setSource("test")
                        .setSourceKind(SourceKind.HRIS)
                        .setOccurredAt(Instant.now().minusSeconds(60))
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId("E77").build())
                .setAction(IdentityAction.HIRED)
                .build();
        SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of("schema.registry.url", stack.registryUrl()));
        RecordHeaders headers = new RecordHeaders();
        headers.add(DeadLetters.REASON, utf8("TOO_MANY_PARKED"));
        headers.add(DeadLetters.TOPIC, utf8(prefix + "identity"));
        headers.add(DeadLetters.PARTITION, utf8("0"));
        headers.add(DeadLetters.OFFSET, utf8("5"));
        try (SchemaRegistryClient client = SchemaRegistryClients.create(config);
                AvroSerializer<IdentityEvent> serializer = new AvroSerializer<>(client, IdentityEvent.class, config)) {
            return new ProducerRecord<>(
                    prefix + "dead-letter", 1, utf8("E77"), serializer.serialize(prefix + "identity", event), headers);
        }
    }
}
