package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.acl.AccessCheck;
import dev.sluice.acl.Grant;
import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.app.ThreadBudget;
import dev.sluice.cli.Ran;
import dev.sluice.relay.RelayConfig;
import dev.sluice.text.KafkaRefusal;
import dev.sluice.topics.TopicAdminException;
import dev.sluice.topics.TopicOverrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.LoggerFactory;

/** Sluice on a broker that refuses whatever no ACL allows: a user for each role, with the rights that are printed for it. */
final class AclBed {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String REGISTRY = "mock://secured";
    static final String[] WRITING = {"--render", "cef", "--sealed"};

    /** What the stage writes. */
    private static final List<String> WRITTEN = List.of(
            "identity-access",
            "finding",
            "finding-state",
            "provisioning-command",
            "ticket",
            "audit",
            "audit-checkpoint",
            "subject-key",
            "audit-cef",
            "dead-letter",
            "exchange",
            "control");

    private final SecuredBroker broker;
    private final Path dir;
    private final Path masterKeys;
    private final Map<String, Map<String, Object>> settings = new HashMap<>();
    private int runs;

    AclBed(SecuredBroker broker, Path dir) {
        this.broker = broker;
        this.dir = dir;
        this.masterKeys = dir.resolve("master.keys");
        assertThat(Ran.of("audit", "master-key", "--out", masterKeys.toString()).exit())
                .isZero();
    }

    /** What the command prints for a role. */
    static List<AclBinding> printed(String role, String... more) {
        List<String> args = new ArrayList<>(List.of("acls", "--role", role, "--format", "json"));
        args.addAll(List.of(more));
        Ran ran = Ran.of(args.toArray(String[]::new));
        assertThat(ran.err()).isEmpty();
        return ran.out().lines().map(AclBed::binding).toList();
    }

    private static AclBinding binding(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            return new AclBinding(
                    new ResourcePattern(
                            ResourceType.valueOf(object.get("resourceType").asText()),
                            object.get("name").asText(),
                            PatternType.valueOf(object.get("patternType").asText())),
                    new AccessControlEntry(
                            object.get("principal").asText(),
                            "*",
                            AclOperation.valueOf(object.get("operation").asText()),
                            AclPermissionType.ALLOW));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the command prints for the application with an id. */
    static List<AclBinding> app(String id) {
        List<String> more = new ArrayList<>(List.of(WRITING));
        more.addAll(List.of("--application-id", id));
        return printed("app", more.toArray(String[]::new));
    }

    /** Gives a user of the role's name the rights that are printed for it, and nothing else. */
    Map<String, Object> user(String role, String... more) throws Exception {
        if (!settings.containsKey(role)) {
            broker.allow(printed(role, more));
            Map<String, Object> config = broker.scram("sluice-" + role);
            config.put("schema.registry.url", REGISTRY);
            settings.put(role, config);
        }
        return new HashMap<>(settings.get(role));
    }

    /** Runs a command as somebody. */
    Ran as(String role, String... command) throws Exception {
        Path file = broker.file(role, user(role));
        return Ran.of(List.of("--config", file.toString()), command);
    }

    /** Runs a command as somebody, for whom it has to work. */
    String works(String role, String... command) throws Exception {
        Ran ran = as(role, command);
        assertThat(ran.err()).as(role + ": " + String.join(" ", command)).isEmpty();
        assertThat(ran.exit())
                .as(role + ": " + String.join(" ", command) + ": " + ran.out())
                .isZero();
        return ran.out();
    }

    Map<String, Object> appConfig(String id, Map<String, Object> user, String state) {
        Map<String, Object> config = new HashMap<>(user);
        config.put("application.id", id);
        config.put("schema.registry.url", REGISTRY);
        config.put("avro.remove.java.properties", true);
        config.put("state.dir", dir.resolve("state").resolve(state).toString());
        config.put("replication.factor", 1);
        config.put("num.standby.replicas", 0);
        config.put("sluice.render", "cef");
        config.put("sluice.audit.encryption.key.file", masterKeys.toString());
        config.put("sluice.audit.checkpoint.records", 1);
        return config;
    }

    /** A relay of somebody whose target takes no record, so that all of them are parked. */
    RelayConfig relayConfig(Map<String, Object> user, String name) {
        Map<String, Object> config = new HashMap<>(user);
        config.putAll(Map.of(
                "sluice.relay.name", name,
                "sluice.relay.topics", "audit-cef",
                "sluice.relay.target", "file",
                "sluice.relay.file.dir", dir.resolve("relay-" + name).toString(),
                "sluice.relay.record.max.bytes", "100",
                "sluice.relay.commit.interval.ms", "100",
                "sluice.relay.health.port", "-1"));
        return new RelayConfig(config);
    }

    long committed(String group, String topic) throws Exception {
        var offset = broker.client()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(30, SECONDS)
                .get(new TopicPartition(topic, 0));
        return offset == null ? 0 : offset.offset();
    }

    static SluiceApp start(Map<String, Object> config) {
        return SluiceApp.start(
                new AppConfig(config),
                new SimpleMeterRegistry(),
                new TopicOverrides(OptionalInt.of(1), OptionalInt.of(1), false));
    }

    /** The events by which the stage writes to each of its topics. */
    Path events() throws IOException {
        Path events = Files.createDirectories(dir.resolve("events"));
        StringBuilder identity = new StringBuilder();
        StringBuilder access = new StringBuilder();
        long at = System.currentTimeMillis() - 60_000;
        int number = 0;
        for (int i = 0; i < 6; i++) {
            identity.append(event(++number, at, "\"identityId\":\"E" + i + "\"", "HIRED", ""));
            access.append(event(
                    ++number,
                    at,
                    "\"identityId\":\"E" + i + "\",\"account\":{\"system\":\"sap\",\"name\":\"e" + i + "\"}",
                    "ACCOUNT_CREATED",
                    ""));
        }
        access.append(
                event(
                        ++number,
                        at,
                        "\"identityId\":\"E1\"",
                        "REQUEST_SUBMITTED",
                        ",\"entitlement\":{\"system\":\"sap\",\"name\":\"CLERK\"},\"request\":{\"requestId\":\"R1\",\"requestedBy\":\"E1\"}"));
        for (int i = 0; i < 6; i++) {
            identity.append(event(++number, at + 30_000, "\"identityId\":\"E" + i + "\"", "TERMINATED", ""));
        }
        Files.writeString(
                events.resolve("authentication.jsonl"),
                event(++number, at, "\"identityId\":\"E1\"", "LOGIN_FAILED", ""));
        Files.writeString(events.resolve("identity.jsonl"), identity);
        Files.writeString(events.resolve("access.jsonl"), access);
        return events;
    }

    private static String event(int number, long at, String subject, String action, String more) {
        return "{\"header\":{\"eventId\":\"e" + number
                + "\",\"source\":\"test\",\"sourceKind\":\"HRIS\",\"occurredAt\":\""
                + Instant.ofEpochMilli(at + number) + "\"},\"subject\":{" + subject + "},\"action\":\"" + action + "\""
                + more + "}\n";
    }

    Path policies() throws IOException {
        Path policies = Files.createDirectories(dir.resolve("policies"));
        Files.writeString(
                policies.resolve("a.yaml"),
                "kind: Settings\nid: default\nbrake: {window: P1D, limit: 2}\n---\nkind: System\nid: sap\nmode: enforce\n");
        return policies;
    }

    /** Makes the topics, publishes policies and reports events, each by whose task it is. */
    void fill() throws Exception {
        works("topic-admin", "topics", "create", "--partitions", "1", "--replication", "1");
        works("policy", "policy", "apply", policies().toString());
        Path events = events();
        works("ingest", "ingest", "-m", "plain", events.resolve("access.jsonl").toString());
        works(
                "hris-adapters",
                "ingest",
                "-m",
                "plain",
                "--source",
                "test",
                "--feed",
                "one",
                events.resolve("identity.jsonl").toString());
        works(
                "idp-adapters",
                "ingest",
                "-m",
                "plain",
                events.resolve("authentication.jsonl").toString());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(user("idp-adapters"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("iam.authentication", new byte[] {9, 9}))
                    .get(30, SECONDS);
        }
    }

    void awaitAllWritten() {
        await().atMost(Duration.ofSeconds(60)).pollInterval(StreamCluster.LOOK).until(() -> {
            boolean all = true;
            for (String topic : WRITTEN) {
                all &= records("iam." + topic) > 0;
            }
            return all;
        });
    }

    static Set<Grant> grants(Collection<AclBinding> bindings) {
        return bindings.stream()
                .map(acl -> new Grant(
                        acl.pattern().resourceType(),
                        acl.pattern().patternType(),
                        acl.pattern().name(),
                        acl.entry().operation()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Runs the application without one of the rights that are printed for it.
     *
     * @return what it said of what ended it, in a sentence; empty if it did all that it does
     */
    String toldWithout(Predicate<AclBinding> lacking) throws Exception {
        String id = "lacking-" + ++runs;
        String principal = "User:lacking";
        List<AclBinding> all = new ArrayList<>(printed(
                "app",
                Stream.concat(Stream.of(WRITING), Stream.of("--application-id", id, "--principal", principal))
                        .toArray(String[]::new)));
        List<AclBinding> removed = all.stream().filter(lacking).toList();
        assertThat(removed).as("printed for the application").hasSizeLessThan(2);
        if (!settings.containsKey(principal)) {
            settings.put(principal, broker.scram("lacking"));
        }
        Map<String, Object> user = settings.get(principal);
        try {
            broker.allow(all);
            if (removed.stream().anyMatch(AclBed::isOfRestoring)) {
                String before = run(appConfig(id, user, id), id);
                assertThat(before).as("with all rights").isEmpty();
            }
            broker.refuse(removed);
            // Another directory, so that stores are restored from what there is of them.
            return run(appConfig(id, user, id + "-again"), id);
        } finally {
            broker.refuse(broker.of(principal));
        }
    }

    /** Takes rights from somebody who has those of the application, one after the other; each is said to be missing. */
    void assertThatEachIsNamed(Predicate<AclBinding> which) throws Exception {
        List<AclBinding> printed = printed("app", "--render", "cef", "--sealed", "--principal", "User:somebody-else");
        broker.allow(printed);
        try (Admin admin = Admin.create(broker.scram("somebody-else"))) {
            AccessCheck check = new AccessCheck(admin);
            Set<Grant> all = grants(printed);
            assertThat(check.check(all)).isEqualTo(new AccessCheck.Result(List.of(), List.of()));
            for (AclBinding one : printed.stream().filter(which).toList()) {
                broker.refuse(Set.of(one));

                assertThat(check.check(all).missing()).containsExactlyElementsOf(grants(List.of(one)));
                broker.allow(Set.of(one));
            }
        }
    }

    /** Rights that are asked for in the same way are of one kind. */
    static String kind(AclBinding acl) {
        return acl.pattern().resourceType()
                + (acl.pattern().name().startsWith("iam.") ? " " : " of its own ")
                + acl.entry().operation();
    }

    /** Whether two are the same right of applications with different ids. */
    static boolean isSame(AclBinding one, AclBinding other) {
        return plain(one).equals(plain(other));
    }

    /** What a sentence has to have in it to name a right. */
    static String saysOf(AclBinding acl) {
        return switch (acl.pattern().resourceType()) {
            case TRANSACTIONAL_ID -> "transactional id";
            case GROUP -> "group lacking-";
            default -> acl.pattern().name().replaceFirst("^lacking-\\d*", "");
        };
    }

    private static List<Object> plain(AclBinding acl) {
        return List.of(
                acl.pattern().resourceType(),
                acl.pattern().name().replaceFirst("^lacking-\\d*", ""),
                acl.entry().operation());
    }

    private static boolean isOfRestoring(AclBinding acl) {
        return acl.pattern().name().endsWith("-changelog") && acl.entry().operation() == AclOperation.READ;
    }

    private String run(Map<String, Object> config, String id) throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(ThreadBudget.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        try (SluiceApp app = start(config)) {
            try {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> !told.list.isEmpty() || isDone(app, id));
                return told.list.isEmpty() ? "" : told.list.get(0).getFormattedMessage();
            } finally {
                app.closeAndLeave();
            }
        } catch (IllegalStateException e) {
            return e.getMessage();
        } catch (TopicAdminException | KafkaException e) {
            return KafkaRefusal.explain(e)
                    .filter(said -> e instanceof KafkaException)
                    .orElse(e.getMessage());
        } finally {
            log.detachAppender(told);
        }
    }

    /** Stores are restored before it is said to run. */
    private boolean isDone(SluiceApp app, String id) throws Exception {
        return app.streams().state() == KafkaStreams.State.RUNNING && hasReadAll(id);
    }

    private boolean hasReadAll(String id) throws Exception {
        var committed = broker.client()
                .listConsumerGroupOffsets(id)
                .partitionsToOffsetAndMetadata()
                .get(30, SECONDS);
        for (String topic : List.of("iam.identity", "iam.access", "iam.authentication", "iam.audit")) {
            var offset = committed.get(new TopicPartition(topic, 0));
            if (offset == null || offset.offset() < records(topic) - 1) {
                return false;
            }
        }
        return true;
    }

    /** How many records a topic has, as somebody sees who may do everything. */
    long records(String topic) throws Exception {
        TopicPartition only = new TopicPartition(topic, 0);
        return broker.client()
                .listOffsets(Map.of(only, OffsetSpec.latest()))
                .partitionResult(only)
                .get(30, SECONDS)
                .offset();
    }
}
