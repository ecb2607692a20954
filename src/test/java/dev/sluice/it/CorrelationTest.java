package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.AccountCommand;
import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Events of accounts over partitions that hear of each other only through the broker: each finds the one who has the address. */
@WithStack
@Timeout(300)
class CorrelationTest {
    private static final int PEOPLE = 60;

    @TempDir
    private Path dir;

    private int sequence;

    @Test
    void everyAccountFindsItsOwnerWhicheverIsToldFirst(EmbeddedStack stack, TestTopics topics) throws Exception {
        Files.writeString(
                dir.resolve("a.yaml"),
                "kind: System\nid: okta\nunsanctioned: ignore\ncorrelate:\n  - {attribute: email}\n");
        String prefix = topics.name("correlation.");
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 8, dir.resolve("state"))) {
            cluster.publishPolicies(dir, Instant.now());
            cluster.startApp("a");
            try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
                for (int i = 0; i < PEOPLE; i++) {
                    if (i % 2 == 0) {
                        hire(cluster, producer, "E" + i, "p" + i + "@example.com");
                    }
                    grant(cluster, producer, "p" + i + "@example.com", "okta:FIRST");
                }
                producer.flush();
                await().atMost(60, SECONDS).until(() -> cluster.behind() == 0);
                for (int i = 0; i < PEOPLE; i++) {
                    if (i % 2 != 0) {
                        hire(cluster, producer, "E" + i, "P" + i + "@Example.com");
                    }
                    grant(cluster, producer, "p" + i + "@example.com", "okta:SECOND");
                }
                // Two have one address, and somebody has to say whose the account is.
                hire(cluster, producer, "X1", "team@example.com");
                hire(cluster, producer, "X2", "team@example.com");
                producer.flush();
                await().atMost(60, SECONDS).until(() -> cluster.behind() == 0);
                grant(cluster, producer, "team@example.com", "okta:FIRST");
                producer.flush();
            }
            await().atMost(60, SECONDS)
                    .until(() -> held(cluster).values().stream()
                                    .filter(count -> count == 2)
                                    .count()
                            == PEOPLE);
            await().atMost(60, SECONDS).until(() -> disputed(cluster, FindingStatus.OPEN));
            assertThat(held(cluster)).doesNotContainKeys("X1", "X2");

            assertThat(assign(stack, prefix, "okta/team@example.com", "X2")).isZero();

            await().atMost(60, SECONDS).until(() -> held(cluster).containsKey("X2"));
            await().atMost(60, SECONDS).until(() -> disputed(cluster, FindingStatus.RESOLVED));
            assertThat(held(cluster)).doesNotContainKey("X1");
            assertThat(cluster.read("dead-letter")).isEmpty();
        }
    }

    private void hire(StreamCluster cluster, KafkaProducer<byte[], byte[]> producer, String id, String email) {
        IdentityEvent event = Events.identity(header(), id, IdentityAction.HIRED);
        event.setWorker(Events.worker());
        event.getWorker().setEmail(email);
        send(cluster, producer, "identity", id, event);
    }

    private void grant(StreamCluster cluster, KafkaProducer<byte[], byte[]> producer, String name, String entitlement) {
        AccessEvent event =
                Events.access(header(), null, AccessAction.ENTITLEMENT_GRANTED, Events.account("okta", name));
        event.setEntitlement(Events.entitlement(entitlement));
        send(cluster, producer, "access", "account:okta/" + name, event);
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
        return Events.header("e" + ++sequence, "test", null, System.currentTimeMillis());
    }

    /** How much each identity holds, as it was published last. */
    private static Map<String, Integer> held(StreamCluster cluster) {
        Map<String, Integer> held = new TreeMap<>();
        cluster.read("identity-access").forEach(record -> {
            IdentityAccess view = (IdentityAccess) record.value();
            held.put(view.getIdentityId(), view.getEntitlements().size());
        });
        held.values().removeIf(count -> count == 0);
        return held;
    }

    private static boolean disputed(StreamCluster cluster, FindingStatus status) {
        return cluster.read("finding").stream()
                .map(record -> (Finding) record.value())
                .filter(finding -> finding.getKind().equals("DISPUTED_ACCOUNT"))
                .anyMatch(finding -> finding.getStatus() == status);
    }

    private static int assign(EmbeddedStack stack, String prefix, String account, String owner) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new AccountCommand())
                .setErr(new PrintWriter(err, true))
                .execute(
                        "assign",
                        account,
                        "--to",
                        owner,
                        "--by",
                        "E900",
                        "--reason",
                        "asked the team",
                        "--bootstrap-server",
                        stack.bootstrapServers(),
                        "--registry",
                        stack.registryUrl(),
                        "--prefix",
                        prefix);
        assertThat(err.toString()).isEmpty();
        return code;
    }
}
