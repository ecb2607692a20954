package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that moves finds in its stores all that it needs to go on as if it had not. */
class RestartFlowTest {
    private final SchemaRegistryConfig config =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://restart"));
    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private MockProcessorContext<byte[], Outgoing> context;
    private GovernProcessor processor;
    private WriteBack writeBack;
    private KeyValueStore<Bytes, byte[]> policyStore;
    private int sequence;

    @TempDir
    Path state;

    @Test
    void aTaskThatMovesInTheMiddleOfASweepDecidesTheSame() {
        List<String> undisturbed = run(false);

        assertThat(run(true)).isEqualTo(undisturbed);
        assertThat(undisturbed)
                .containsExactly(
                        "E1 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z",
                        "E1 REVOKE ISSUED 2026-02-02T00:00:00Z",
                        "E1 DISABLE_ACCOUNT CANCELLED 2026-02-01T00:00:00Z",
                        "E1 REVOKE CANCELLED 2026-02-02T00:00:00Z");
    }

    @Test
    void afterTheSweepNothingIsLeftOfTheSetsBefore() {
        run(true);
        writeBack.flushCache();

        assertThat(rows()).containsExactlyInAnyOrder("active", "d3System/sap", "m3");
    }

    @Test
    void theRowOfAnEarlierVersionIsReadAsASetWithNothingBeforeIt() {
        start();
        policies("2026-01-01T00:00:00Z", 1, "sap ENFORCE");
        policyStore.delete(Bytes.wrap("previous".getBytes(StandardCharsets.UTF_8)));
        PolicySets sets = new PolicySets(policyStore, RestartFlowTest::read);

        assertThat(sets.active().setVersion()).isEqualTo(1);
        assertThat(sets.history().previous()).isEmpty();
        assertThat(sets.history().current().at())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    }

    /** What was sent since the last commit stands, and what is sent again in another order must not be taken for it. */
    @Test
    void underAtLeastOnceANumberOfTheAuditNamesOneRecord() {
        start();
        pipe(Events.identity(header("2026-01-02T00:00:00Z"), "E1", IdentityAction.HIRED));
        List<Long> before = auditSequences();
        crash();
        context.resetForwards();
        pipe(Events.identity(header("2026-01-02T00:00:00Z"), "E2", IdentityAction.HIRED));

        assertThat(before).hasSize(1);
        assertThat(auditSequences()).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    private List<Long> auditSequences() {
        return context.forwarded().stream()
                .filter(forward -> forward.childName().equals(java.util.Optional.of("write-audit")))
                .map(forward -> AvroCodec.of(registry, AuditEvent.class, config)
                        .decode("any", null, forward.record().value().bytes()))
                .map(AuditEvent::getSequence)
                .toList();
    }

    @Test
    void aTaskThatIsRevivedOrClosedTicksNoMoreThanOnce() {
        start();
        processor.init(context);
        assertThat(context.scheduledPunctuators())
                .extracting(MockProcessorContext.CapturedPunctuator::cancelled)
                .containsExactly(true, false);

        processor.close();
        assertThat(context.scheduledPunctuators())
                .extracting(MockProcessorContext.CapturedPunctuator::cancelled)
                .containsOnly(true);
    }

    private List<String> run(boolean moving) {
        start();
        sequence = 0;
        policies("2026-01-01T00:00:00Z", 1, "sap ENFORCE");
        sweep(4);
        for (String identity : List.of("E0", "E1", "E2")) {
            pipe(Events.identity(header("2026-01-02T00:00:00Z"), identity, IdentityAction.HIRED));
        }
        AccessEvent granted = Events.access(
                header("2026-01-03T00:00:00Z"), "E1", AccessAction.ENTITLEMENT_GRANTED, Events.account("sap", "a1"));
        granted.setEntitlement(Events.entitlement("sap:PAY_RUN"));
        pipe(granted);
        IdentityEvent left = Events.identity(header("2026-01-04T00:00:00Z"), "E1", IdentityAction.TERMINATED);
        left.setEffectiveAt(Instant.parse("2026-02-01T00:00:00Z"));
        pipe(left);
        policies("2026-02-10T00:00:00Z", 2, "sap ENFORCE");
        if (moving) {
            move();
        }
        policies("2026-02-11T00:00:00Z", 3, "sap REPORT");
        if (moving) {
            move();
        }
        sweep(1);
        if (moving) {
            move();
        }
        sweep(10);
        return context.forwarded().stream()
                .filter(forward -> forward.childName().equals(java.util.Optional.of("write-provisioning-command")))
                .map(forward -> AvroCodec.of(registry, ProvisioningCommand.class, config)
                        .decode("any", null, forward.record().value().bytes()))
                .map(c -> c.getIdentityId() + " " + c.getAction() + " " + c.getStatus() + " " + c.getIssuedAt())
                .toList();
    }

    private void start() {
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        properties.put("processing.guarantee", "at_least_once");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), state.toFile());
        context.setCurrentSystemTimeMs(0);
        for (String name : SluiceTopology.STORES) {
            KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
            if (name.equals(Names.POLICY_STORE)) {
                policyStore = store;
            }
        }
        writeBack = WriteBack.builder(Names.WRITE_BACK).build();
        writeBack.init(context.getStateStoreContext(), writeBack);
        context.addStateStore(writeBack);
        move();
    }

    /** Another processor over the same stores. */
    private void move() {
        if (processor != null) {
            writeBack.flushCache();
        }
        crash();
    }

    /** Another processor over the same stores, without a commit of the one before. */
    private void crash() {
        if (processor != null) {
            processor.close();
        }
        processor = new GovernProcessor(
                new StageOptions("sluice", "iam.", 1, false, 500, 1, InputLag.NONE),
                new Codecs(registry, config),
                RestartFlowTest::read,
                new RegistryPatience(Duration.ZERO, InstantSource.system()),
                new CacheBudget(StageOptions.DEFAULT_CACHE_BYTES),
                new CacheBudget(StageOptions.DEFAULT_KEY_CACHE_BYTES),
                new Paces(() -> 0),
                new Governor(),
                new StageMetrics(new SimpleMeterRegistry()));
        processor.init(context);
    }

    private void sweep(int slices) {
        for (int i = 0; i < slices; i++) {
            var punctuators = context.scheduledPunctuators();
            punctuators.get(punctuators.size() - 1).getPunctuator().punctuate(0);
        }
    }

    private void policies(String at, long version, String... documents) {
        for (String document : documents) {
            policy(at, "System", document.split(" ")[0], version, document, null);
        }
        policy(at, "PolicySet", "default", version, null, new PolicySet(version, version - 1, documents.length));
    }

    private void policy(String at, String kind, String id, long version, String document, PolicySet marker) {
        Policy record = Policy.newBuilder()
                .setHeader(header(at))
                .setKind(kind)
                .setId(id)
                .setSetVersion(version)
                .setDocument(document)
                .setSet(marker)
                .build();
        pipe("policy", kind + "/" + id, record, Instant.parse(at).toEpochMilli());
    }

    private void pipe(SpecificRecordBase event) {
        EventView view = EventView.of(event);
        pipe(view.category().topic(), view.subjectKey(), event, view.occurredAt());
    }

    private <T extends SpecificRecord> void pipe(String topic, String key, T value, long at) {
        @SuppressWarnings("unchecked") // the class of a T
        Class<T> type = (Class<T>) value.getClass();
        byte[] bytes = AvroCodec.of(registry, type, config).encode("iam." + topic, value);
        context.setRecordMetadata("iam." + topic, 0, sequence);
        context.setCurrentStreamTimeMs(at);
        processor.process(new Record<>(key.getBytes(StandardCharsets.UTF_8), bytes, at));
    }

    private dev.sluice.event.Header header(String at) {
        return Events.header("e" + ++sequence, "test", null, Instant.parse(at).toEpochMilli());
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = policyStore.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                byte[] key = row.key.get();
                boolean versioned = key.length > Long.BYTES && (key[0] == 'd' || key[0] == 'm');
                rows.add(
                        versioned
                                ? (char) key[0]
                                        + Long.toString(ByteBuffer.wrap(key).getLong(1))
                                        + new String(
                                                key,
                                                1 + Long.BYTES,
                                                key.length - 1 - Long.BYTES,
                                                StandardCharsets.UTF_8)
                                : new String(key, StandardCharsets.UTF_8));
            }
        }
        return rows;
    }

    private static Policies read(long version, List<String> documents) {
        return Policies.of(
                version,
                documents.stream()
                        .map(text -> text.split(" "))
                        .map(words -> Story.quiet(SystemPolicy.defaults(words[0]))
                                .withMode(Mode.valueOf(words[1]))
                                .withRetry(Story.PATIENT))
                        .toArray(SystemPolicy[]::new));
    }
}
