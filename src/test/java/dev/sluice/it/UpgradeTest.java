package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Finding;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.stream.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Today's program on what the last release left behind, on the same disk and on an empty one. */
@WithStack
class UpgradeTest {
    private static final LeftBehind V01 = new LeftBehind("v0.1");
    private static final Path UPGRADE = Path.of("src/test/resources/upgrade");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LEAVER = "E10001";

    /** After everything that the release has seen, and not ahead of the arrival that the broker takes. */
    private static final Instant NOW = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    Path dir;

    /**
     * At least once nothing is wiped, so that the old files are opened by today's program: the changelogs hold nothing but
     * what makes them as long as they were.
     */
    @Test
    void theOldFilesAreOpenedAsTheyAre(EmbeddedStack stack) throws Exception {
        List<LeftBehind.Store> stores = stores();
        String application = stores.get(0).applicationId();
        String prefix = application.substring(0, application.length() - "app".length());
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 1, dir)) {
            V01.unpack(dir.resolve("one").resolve(application).resolve("0_0"));
            for (LeftBehind.Store store : stores) {
                changelog(cluster, store, application, false);
            }
            cluster.startApp("one", Map.of("processing.guarantee", "at_least_once"));
            everythingIsThere(cluster);
        }
    }

    /** Exactly once a directory that lacks a store is not trusted: this version has two more, so all are restored. */
    @Test
    void withANewStoreEverythingIsRestored(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("restored."), 1, dir)) {
            V01.unpack(dir.resolve("one").resolve(cluster.topic("app")).resolve("0_0"));
            for (LeftBehind.Store store : stores()) {
                changelog(cluster, store, cluster.topic("app"), true);
            }
            cluster.startApp("one");
            everythingIsThere(cluster);
        }
    }

    private List<LeftBehind.Store> stores() throws Exception {
        Path unpacked = dir.resolve("unpacked");
        V01.unpack(unpacked);
        return LeftBehind.stores(unpacked);
    }

    private void everythingIsThere(StreamCluster cluster) throws Exception {
        whatItHadSeenItHasSeen(cluster);
        whomItKnewItKnows(cluster);
        itsPoliciesAndTimersWork(cluster);
    }

    private void whatItHadSeenItHasSeen(StreamCluster cluster) throws Exception {
        Path seen = Files.createDirectories(dir.resolve("seen"));
        Files.copy(UPGRADE.resolve("extra-identity.jsonl"), seen.resolve("identity.jsonl"));
        Files.copy(UPGRADE.resolve("extra-access.jsonl"), seen.resolve("access.jsonl"));
        int repeated = cluster.fill(seen, 0, Integer.MAX_VALUE);

        await().atMost(PATIENCE)
                .pollInterval(StreamCluster.LOOK)
                .until(() -> inputs(cluster).size() == repeated);
        assertThat(inputs(cluster))
                .allSatisfy(input ->
                        assertThat(input.getOutcome()).as(input.getEventId()).isEqualTo(AuditOutcome.DUPLICATE));
        assertThat(cluster.read(Names.IDENTITY_ACCESS)).isEmpty();
    }

    private static void whomItKnewItKnows(StreamCluster cluster) throws Exception {
        Map<String, JsonNode> then = V01.views();
        for (String identity : then.keySet()) {
            cluster.send("identity", 0, NOW.toEpochMilli(), identity, retitled(identity));
        }

        await().atMost(PATIENCE)
                .pollInterval(StreamCluster.LOOK)
                .until(() -> views(cluster).keySet().containsAll(then.keySet()));
        Map<String, JsonNode> today = views(cluster);
        assertThat(today.keySet()).isEqualTo(then.keySet());
        today.forEach((identity, view) ->
                assertThat(comparable(view)).as(identity).isEqualTo(comparable(then.get(identity))));
        assertThat(all(cluster, Names.FINDING, Finding.class))
                .as("what was found then is not found again")
                .isNotEmpty()
                .extracting(Finding::getFindingId)
                .doesNotContainAnyElementsOf(openFindings(then));
        assertThat(all(cluster, Names.PROVISIONING_COMMAND, ProvisioningCommand.class))
                .as("what was asked for then is repeated at most, and only deleting is new")
                .isNotEmpty()
                .filteredOn(command -> command.getAttempt() == 1)
                .allMatch(command -> command.getAction() == CommandAction.DELETE_ACCOUNT);
    }

    /** Somebody is to leave in half an hour, and the next event comes after it: the timer fires, by the old policies. */
    private static void itsPoliciesAndTimersWork(StreamCluster cluster) {
        Instant end = NOW.plus(Duration.ofMinutes(30));
        Instant later = NOW.plus(Duration.ofMinutes(40));
        IdentityEvent leaving = IdentityEvent.newBuilder(event("leaves-" + LEAVER, LEAVER, NOW.plusSeconds(1)))
                .setAction(IdentityAction.TERMINATION_SCHEDULED)
                .setEffectiveAt(end)
                .build();
        cluster.send("identity", 0, NOW.toEpochMilli(), LEAVER, leaving);
        cluster.send("identity", 0, later.toEpochMilli(), "NEW", event("new", "NEW", later));

        await().atMost(PATIENCE).pollInterval(StreamCluster.LOOK).untilAsserted(() -> assertThat(
                        all(cluster, Names.PROVISIONING_COMMAND, ProvisioningCommand.class))
                .filteredOn(command ->
                        command.getIdentityId().equals(LEAVER) && command.getAction() == CommandAction.DISABLE_ACCOUNT)
                .allMatch(command -> command.getEffectiveAt().equals(end))
                .extracting(ProvisioningCommand::getSystem)
                .contains("ad", "okta")
                .doesNotContain("github", "servicenow"));
    }

    private static Set<String> openFindings(Map<String, JsonNode> views) {
        return views.values().stream()
                .flatMap(view -> StreamSupport.stream(view.path("openFindings").spliterator(), false))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private static IdentityEvent retitled(String identity) {
        return IdentityEvent.newBuilder(event("retitled-" + identity, identity, NOW))
                .setWorker(Worker.newBuilder().setTitle("after the upgrade").build())
                .build();
    }

    private static IdentityEvent event(String id, String identity, Instant at) {
        return IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId(id)
                        .setSource("workday-prod")
                        .setOccurredAt(at)
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(IdentityAction.UPDATED)
                .build();
    }

    private static <T> List<T> all(StreamCluster cluster, String topic, Class<T> type) {
        return cluster.read(topic).stream()
                .map(record -> type.cast(record.value()))
                .toList();
    }

    /** What an upgrade may not change: attributes that were told since, and reasons, which are given anew, may. */
    private static JsonNode comparable(JsonNode view) {
        ObjectNode part = view.deepCopy();
        part.retain("identityId", "status", "accounts", "entitlements");
        part.path("entitlements").forEach(entitlement -> ((ObjectNode) entitlement).remove("reason"));
        return part;
    }

    private static Map<String, JsonNode> views(StreamCluster cluster) throws IOException {
        Map<String, JsonNode> views = new HashMap<>();
        for (StreamCluster.Derived record : cluster.read(Names.IDENTITY_ACCESS)) {
            if (!record.key().contains("#")) {
                views.put(record.key(), LeftBehind.view((IdentityAccess) record.value()));
            }
        }
        return views;
    }

    private static List<AuditEvent> inputs(StreamCluster cluster) {
        return all(cluster, Names.AUDIT, AuditEvent.class).stream()
                .filter(record -> record.getType() == AuditType.INPUT)
                .toList();
    }

    /** As long as the store says that it was; with the rows of the store, or with nothing of use. */
    private static void changelog(StreamCluster cluster, LeftBehind.Store store, String application, boolean rows)
            throws Exception {
        String topic = store.changelog(application);
        try (Admin admin = Admin.create(cluster.config());
                KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())
                            .configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
            if (rows) {
                store.rows().forEach(row -> producer.send(new ProducerRecord<>(topic, row.key(), row.value())));
            } else {
                for (long i = 0; i <= store.offset(); i++) {
                    producer.send(new ProducerRecord<>(topic, new byte[] {'x'}, null));
                }
            }
        }
    }
}
