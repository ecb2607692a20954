package dev.sluice.stream;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.PolicySummary;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Format;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The stage in a driver of which a test chooses the surroundings: rules that fail, a registry that is silent, small
 * batches, stores that were tampered with. One partition, time as the test says.
 */
final class StageRig implements AutoCloseable {
    /** What the stage is surrounded by; the defaults are those of the program. */
    static final class Surroundings {
        private Governor governor = new Governor();
        private int timerBatch = StageOptions.DEFAULT_TIMER_BATCH;
        private int evaluationBatch = StageOptions.DEFAULT_EVALUATION_BATCH;
        private int partitions = 1;
        private long cacheBytes = StageOptions.DEFAULT_CACHE_BYTES;
        private PolicyReader policies = (version, documents) -> Policies.of(
                version,
                documents.stream()
                        .map(text -> text.split(" "))
                        .map(words -> Story.quiet(SystemPolicy.defaults(words[0]))
                                .withMode(Mode.valueOf(words[1]))
                                .withRetry(Story.PATIENT))
                        .toArray(SystemPolicy[]::new));
        private UnaryOperator<SchemaRegistryClient> registry = UnaryOperator.identity();
        private Duration patience = Duration.ofSeconds(30);
        private MasterKeys masterKeys;
        private Set<Format> formats = Set.of();
        private Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");

        Surroundings governor(Governor rules) {
            governor = rules;
            return this;
        }

        Surroundings batches(int timers, int evaluations) {
            timerBatch = timers;
            evaluationBatch = evaluations;
            return this;
        }

        Surroundings policies(PolicyReader reader) {
            policies = reader;
            return this;
        }

        Surroundings registry(UnaryOperator<SchemaRegistryClient> around) {
            registry = around;
            return this;
        }

        Surroundings patience(Duration limit) {
            patience = limit;
            return this;
        }

        Surroundings wallClock(String at) {
            wallClock = Instant.parse(at);
            return this;
        }

        /** So many in all, of which the rig is the first. */
        Surroundings partitions(int count) {
            partitions = count;
            return this;
        }

        Surroundings cacheBytes(long bytes) {
            cacheBytes = bytes;
            return this;
        }

        Surroundings sealed(MasterKeys keys) {
            masterKeys = keys;
            return this;
        }

        Surroundings rendered(Format... asked) {
            formats = Set.of(asked);
            return this;
        }

        StageRig start() {
            return new StageRig(this);
        }
    }

    final MeterRegistry meters = new SimpleMeterRegistry();
    final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://rig"));
    private final TopologyTestDriver driver;
    private final Map<String, List<TestRecord<byte[], byte[]>>> read = new HashMap<>();
    private int sequence;
    private long arrival = Long.MIN_VALUE;
    private long setVersion;

    private StageRig(Surroundings with) {
        StageOptions options = new StageOptions(
                        "sluice",
                        "iam.",
                        with.partitions,
                        false,
                        with.timerBatch,
                        with.evaluationBatch,
                        InputLag.NONE,
                        with.cacheBytes)
                .with(with.masterKeys);
        Codecs codecs = new Codecs(with.registry.apply(registry), config);
        StageMetrics metrics = new StageMetrics(meters);
        SluiceTopology topology = new SluiceTopology(
                options, codecs, with.policies, with.governor, metrics, with.patience, InstantSource.system());
        if (!with.formats.isEmpty()) {
            topology = topology.with(new RenderFlow(
                    options,
                    codecs,
                    with.formats,
                    new Renderers(RenderOptions.defaults("siem-1"), Meanings.load()),
                    metrics,
                    new RegistryPatience(with.patience, InstantSource.system()),
                    InstantSource.system()));
        }
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        properties.put("processing.exception.handler.global.enabled", true);
        driver = new TopologyTestDriver(topology.build(), properties, with.wallClock);
    }

    static Surroundings with() {
        return new Surroundings();
    }

    KeyValueStore<Bytes, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    StageRig wallClock(Duration by) {
        driver.advanceWallClockTime(by);
        return this;
    }

    Header header(String at) {
        return Events.header("e" + ++sequence, "test", null, ms(at));
    }

    StageRig hire(String at, String identity) {
        return pipe(Events.identity(header(at), identity, IdentityAction.HIRED));
    }

    StageRig identity(String at, String identity, IdentityAction action, Consumer<IdentityEvent> parts) {
        IdentityEvent event = Events.identity(header(at), identity, action);
        parts.accept(event);
        return pipe(event);
    }

    StageRig terminate(String at, String identity, String effectiveAt) {
        return identity(
                at, identity, IdentityAction.TERMINATED, event -> event.setEffectiveAt(Instant.parse(effectiveAt)));
    }

    StageRig grant(String at, String identity, String system, String name) {
        return access(
                at,
                identity,
                system,
                AccessAction.ENTITLEMENT_GRANTED,
                event -> event.setEntitlement(Events.entitlement(system + ":" + name)));
    }

    StageRig access(String at, String identity, String system, AccessAction action, Consumer<AccessEvent> parts) {
        AccessEvent event = Events.access(header(at), identity, action, Events.account(system, identity));
        parts.accept(event);
        return pipe(event);
    }

    StageRig compliance(String at, String identity, ComplianceAction action, Consumer<ComplianceEvent> parts) {
        ComplianceEvent event = ComplianceEvent.newBuilder()
                .setHeader(header(at))
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(action)
                .build();
        parts.accept(event);
        return pipe(event);
    }

    /** Publishes a set whose documents are {@code system MODE}. */
    StageRig policies(String at, String... documents) {
        setVersion++;
        for (String document : documents) {
            policy(at, "System", document.split(" ")[0], setVersion, document, null);
        }
        return policy(
                at,
                "PolicySet",
                "default",
                setVersion,
                null,
                new PolicySet(setVersion, setVersion - 1, documents.length));
    }

    /** Publishes the documents of a set ahead of its marker, so that a marker alone moves the stream's time. */
    StageRig documentsAhead(String at, long version, String... documents) {
        for (String document : documents) {
            policy(at, "System", document.split(" ")[0], version, document, null);
        }
        return this;
    }

    /** Publishes a set of one system all of whose records come at one time. */
    StageRig publish(long version, String at) {
        return documentsAhead(at, version, "sap").marker(at, version, 1);
    }

    /** So many ticks of the wall clock, each a slice of what nobody waits for. */
    StageRig sweep(int ticks) {
        for (int i = 0; i < ticks; i++) {
            wallClock(Duration.ofMillis(100));
        }
        return this;
    }

    /** What was told of the sets under which everybody was evaluated. */
    List<PolicySummary> summaries() {
        return audit().stream()
                .filter(audit -> audit.getAction().equals("POLICY_EVALUATED"))
                .map(AuditEvent::getPolicy)
                .toList();
    }

    StageRig marker(String at, long version, int count) {
        return policy(at, "PolicySet", "default", version, null, new PolicySet(version, version - 1, count));
    }

    StageRig policy(String at, String kind, String id, long version, String document, PolicySet marker) {
        Policy record = Policy.newBuilder()
                .setHeader(header(at))
                .setKind(kind)
                .setId(id)
                .setSetVersion(version)
                .setDocument(document)
                .setSet(marker)
                .build();
        return pipeBytes("policy", kind + "/" + id, encode("policy", record), new RecordHeaders(), ms(at));
    }

    StageRig pipe(SpecificRecordBase event) {
        EventView view = EventView.of(event);
        return pipe(view.subjectKey(), event, Math.max(view.occurredAt(), arrival));
    }

    /** What is told then arrives at an instant, long after it happened. */
    void arriving(String at, Runnable told) {
        arrival = ms(at);
        told.run();
        arrival = Long.MIN_VALUE;
    }

    /** The bytes that are stored of an identity. */
    long identityBytes(String identity) {
        long bytes = 0;
        try (var rows = store(Names.IDENTITY_STORE).all()) {
            while (rows.hasNext()) {
                var row = rows.next();
                boolean isOf = new String(row.key.get(), StandardCharsets.UTF_8).startsWith(identity);
                bytes += isOf ? row.value.length : 0;
            }
        }
        return bytes;
    }

    StageRig pipe(String key, SpecificRecordBase event, long arrivedAt) {
        Category category = EventView.of(event).category();
        return pipeBytes(category.topic(), key, encode(category.topic(), event), new RecordHeaders(), arrivedAt);
    }

    StageRig pipeBytes(String topic, String key, byte[] value, Headers headers, long arrivedAt) {
        driver.createInputTopic("iam." + topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value,
                        headers,
                        Instant.ofEpochMilli(arrivedAt)));
        return this;
    }

    <T extends SpecificRecord> byte[] encode(String topic, T value) {
        @SuppressWarnings("unchecked") // the class of a T
        Class<T> type = (Class<T>) value.getClass();
        return AvroCodec.of(registry, type, config).encode("iam." + topic, value);
    }

    <T extends SpecificRecord> T decode(Class<T> type, byte[] value) {
        return AvroCodec.of(registry, type, config).decode("any", null, value);
    }

    StageRig control(Control record) {
        String key = record.getAction().name();
        long at = record.getHeader().getOccurredAt().toEpochMilli();
        return pipeBytes(Names.CONTROL, key, encode(Names.CONTROL, record), new RecordHeaders(), at);
    }

    /** All records of a topic so far, those of earlier calls included. */
    List<TestRecord<byte[], byte[]>> records(String topic) {
        List<TestRecord<byte[], byte[]>> all = read.computeIfAbsent(topic, t -> new ArrayList<>());
        all.addAll(driver.createOutputTopic("iam." + topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList());
        return all;
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return records(Names.DEAD_LETTER);
    }

    List<String> deadLetterReasons() {
        return deadLetters().stream()
                .map(letter -> header(letter, DeadLetters.REASON))
                .toList();
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static String key(TestRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    List<AuditEvent> audit() {
        return decoded(Names.AUDIT, AuditEvent.class);
    }

    List<AuditEvent> audit(AuditType type) {
        return audit().stream().filter(a -> a.getType() == type).toList();
    }

    List<ProvisioningCommand> commands() {
        return decoded(Names.PROVISIONING_COMMAND, ProvisioningCommand.class);
    }

    List<String> commandTexts() {
        return commands().stream()
                .map(c -> c.getIdentityId() + " " + c.getAction() + " " + c.getStatus() + " " + c.getIssuedAt())
                .toList();
    }

    List<Finding> findings() {
        return decoded(Names.FINDING, Finding.class);
    }

    List<Ticket> tickets() {
        return decoded(Names.TICKET, Ticket.class);
    }

    List<Exchange> exchange() {
        return decoded(Names.EXCHANGE, Exchange.class);
    }

    List<IdentityAccess> access() {
        return decoded(Names.IDENTITY_ACCESS, IdentityAccess.class);
    }

    boolean auditHasNoGap() {
        List<Long> sequences = audit().stream().map(AuditEvent::getSequence).toList();
        return sequences.equals(
                LongStream.rangeClosed(1, sequences.size()).boxed().toList());
    }

    private <T extends SpecificRecord> List<T> decoded(String topic, Class<T> type) {
        return records(topic).stream()
                .filter(record -> record.value() != null)
                .map(record -> decode(type, record.value()))
                .toList();
    }

    static long ms(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @Override
    public void close() {
        driver.close();
        registry.close();
    }
}
