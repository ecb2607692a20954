package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The stage without a driver: a test says when a commit comes, and what a task that ends without one leaves behind. */
final class CommitRig {
    /** Something that happens to a task: a record, or, without one, a tick. */
    record Step(String topic, String key, SpecificRecord record, long at) {
        boolean isTick() {
            return record == null;
        }
    }

    /** An output. */
    record Output(String sink, String key, String value) {}

    private static final SchemaRegistryConfig CONFIG =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://commit"));

    /** One for all, so that the same record always is the same bytes. */
    private static final MockSchemaRegistryClient REGISTRY = new MockSchemaRegistryClient();

    private final MockProcessorContext<byte[], Outgoing> context;
    private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new HashMap<>();
    private final WriteBack writeBack;
    private final long cacheBytes;
    private final int evaluationBatch;
    private final long nanosOfAReading;
    private final List<Output> committed = new ArrayList<>();
    private final List<Output> pending = new ArrayList<>();
    private final Map<String, Map<Bytes, byte[]>> atCommit = new HashMap<>();
    private GovernProcessor processor;
    private MeterRegistry meters;
    private long nanos;
    private long streamTime;
    private long streamTimeAtCommit;
    private int changesLeft = Integer.MAX_VALUE;
    private int readThrough;

    CommitRig(long cacheBytes) {
        this(cacheBytes, StreamsConfig.EXACTLY_ONCE_V2);
    }

    CommitRig(long cacheBytes, String guarantee) {
        this(cacheBytes, guarantee, 2);
    }

    /** Where the clock stands still between ticks, and a slice is as long as its batch. */
    CommitRig(long cacheBytes, String guarantee, int evaluationBatch) {
        this(cacheBytes, guarantee, evaluationBatch, 0);
    }

    /**
     * A rig.
     *
     * @param nanosOfAReading what each look at the clock takes (ns), so that slices end before their batches do
     */
    @SuppressWarnings("unchecked") // the proxies are stores of bytes, as what is behind them
    CommitRig(long cacheBytes, String guarantee, int evaluationBatch, long nanosOfAReading) {
        this.cacheBytes = cacheBytes;
        this.evaluationBatch = evaluationBatch;
        this.nanosOfAReading = nanosOfAReading;
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), new File("target/unused"));
        context.setCurrentSystemTimeMs(0);
        for (String name : SluiceTopology.STORES) {
            KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            stores.put(name, store);
            context.addStateStore((KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                    CommitRig.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, args) -> {
                        if (method.getName().equals("range") && name.equals(Names.IDENTITY_STORE)) {
                            readThrough++;
                        }
                        boolean changes = method.getName().equals("put")
                                || method.getName().equals("delete");
                        if (changes && changesLeft-- <= 0) {
                            throw new IllegalStateException("the process ends");
                        }
                        try {
                            return method.invoke(store, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
        writeBack = WriteBack.builder(Names.WRITE_BACK).build();
        writeBack.init(context.getStateStoreContext(), writeBack);
        context.addStateStore(writeBack);
        start();
        commit();
    }

    private void start() {
        meters = new SimpleMeterRegistry();
        processor = new GovernProcessor(
                new StageOptions("sluice", "iam.", 1, false, 3, evaluationBatch, InputLag.NONE, cacheBytes),
                new Codecs(REGISTRY, CONFIG),
                CommitRig::read,
                new RegistryPatience(Duration.ZERO, InstantSource.system()),
                new CacheBudget(cacheBytes),
                new CacheBudget(StageOptions.DEFAULT_KEY_CACHE_BYTES),
                new Paces(() -> nanos += nanosOfAReading),
                new Governor(),
                new StageMetrics(meters));
        processor.init(context);
    }

    void take(Step step, int offset) {
        streamTime = Math.max(streamTime, step.at());
        context.setCurrentStreamTimeMs(streamTime);
        if (step.isTick()) {
            tick();
        } else {
            context.setRecordMetadata("iam." + step.topic(), 0, offset);
            processor.process(new Record<>(
                    step.key().getBytes(StandardCharsets.UTF_8), encode(step.topic(), step.record()), step.at()));
        }
        collect();
    }

    void tick() {
        nanos += 100_000_000;
        var punctuators = context.scheduledPunctuators();
        punctuators.get(punctuators.size() - 1).getPunctuator().punctuate(0);
        collect();
    }

    /** How often somebody has looked for those that come after one in the store. */
    int readThrough() {
        return readThrough;
    }

    /** Whether the processor has asked for a commit since the last one. */
    boolean isCommitAskedFor() {
        return context.committed();
    }

    private void collect() {
        for (MockProcessorContext.CapturedForward<? extends byte[], ? extends Outgoing> forward : context.forwarded()) {
            byte[] value = forward.record().value().bytes();
            pending.add(new Output(
                    forward.childName().orElseThrow(),
                    new String(forward.record().key(), StandardCharsets.UTF_8),
                    Arrays.toString(value)));
        }
        context.resetForwards();
    }

    void commit() {
        context.resetCommit();
        writeBack.flushCache();
        collect();
        committed.addAll(pending);
        pending.clear();
        streamTimeAtCommit = streamTime;
        stores.forEach((name, store) -> atCommit.put(name, contents(store)));
    }

    /** The task ends, and all that was not committed with it, as in a transaction. */
    void crashExactlyOnce() {
        pending.clear();
        context.resetForwards();
        stores.forEach((name, store) -> {
            contents(store).keySet().forEach(store::delete);
            atCommit.get(name).forEach(store::put);
        });
        restart();
    }

    /** The task ends, and everything that it stored and told so far stays. */
    void crashAtLeastOnce() {
        collect();
        committed.addAll(pending);
        pending.clear();
        restart();
    }

    /** A commit of which only so many changes of the stores are done before the process ends. */
    void crashInCommit(int changes) {
        changesLeft = changes;
        try {
            writeBack.flushCache();
        } catch (IllegalStateException e) {
            if (!e.getMessage().equals("the process ends")) {
                throw e;
            }
        } finally {
            changesLeft = Integer.MAX_VALUE;
        }
        crashAtLeastOnce();
    }

    private void restart() {
        streamTime = streamTimeAtCommit;
        writeBack.clearCache();
        processor.close();
        start();
    }

    /** What the task that runs now has counted. */
    MeterRegistry meters() {
        return meters;
    }

    /** The task ends in order, another version forgets some rows, and the task begins again. */
    void restartWithout(String store, String keysThatBeginWith) {
        commit();
        contents(store).keySet().stream()
                .filter(key -> new String(key.get(), StandardCharsets.UTF_8).startsWith(keysThatBeginWith))
                .forEach(stores.get(store)::delete);
        restart();
    }

    /** Commits and starts again as if somebody who does not know such rows had had the task since they were as given. */
    void restartWith(String store, String keysThatBeginWith, Map<Bytes, byte[]> rows) {
        commit();
        rows.forEach((key, value) -> {
            if (new String(key.get(), StandardCharsets.UTF_8).startsWith(keysThatBeginWith)) {
                stores.get(store).put(key, value);
            }
        });
        restart();
    }

    Map<Bytes, byte[]> contents(String name) {
        return contents(stores.get(name));
    }

    private static Map<Bytes, byte[]> contents(KeyValueStore<Bytes, byte[]> store) {
        Map<Bytes, byte[]> rows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        return rows;
    }

    /** What was told to every topic but the one of views. */
    List<Output> told() {
        return committed.stream()
                .filter(output -> !output.sink().equals(Names.sink(Names.IDENTITY_ACCESS)))
                .toList();
    }

    /** The last view of each identity. */
    Map<String, String> views() {
        Map<String, String> views = new TreeMap<>();
        committed.stream()
                .filter(output -> output.sink().equals(Names.sink(Names.IDENTITY_ACCESS)))
                .forEach(output -> views.put(output.key(), output.value()));
        return views;
    }

    private <T extends SpecificRecord> byte[] encode(String topic, T value) {
        @SuppressWarnings("unchecked") // the class of a T
        Class<T> type = (Class<T>) value.getClass();
        return AvroCodec.of(REGISTRY, type, CONFIG).encode("iam." + topic, value);
    }

    /** A third word is a department that gets something in the system. */
    private static Policies read(long version, List<String> documents) {
        List<String[]> systems = documents.stream().map(text -> text.split(" ")).toList();
        return Policies.of(
                        version,
                        systems.stream()
                                .map(words -> Story.quiet(SystemPolicy.defaults(words[0]))
                                        .withMode(Mode.valueOf(words[1]))
                                        .withRetry(Story.PATIENT))
                                .toArray(SystemPolicy[]::new))
                .withRoles(Roles.of(systems.stream()
                        .filter(words -> words.length > 2)
                        .map(words -> Story.role("all", words[2], Duration.ZERO, words[0] + ":ALL"))
                        .toList()));
    }

    /**
     * The identities that are stored, each as whoever reads it next finds it: one that was not stored for a set, as it was as before under
     * it, is brought through that.
     *
     * @throws AssertionError if anything is decided by that
     */
    Map<Bytes, byte[]> identitiesUnderTheSetInForce() {
        PolicyHistory history = new PolicySets(stores.get(Names.POLICY_STORE), CommitRig::read).history();
        IdentityCodec codec = new IdentityCodec();
        Map<Bytes, byte[]> rows = new TreeMap<>();
        contents(Names.IDENTITY_STORE).forEach((row, value) -> {
            String key = new String(row.get(), StandardCharsets.UTF_8);
            StoredIdentity stored = codec.decode(key, value);
            Harness harness = new Harness(stored.state(), history.current().policies());
            if (stored.state().setVersion() != 0 && harness.bringThrough(history)) {
                assertThat(harness.decisions()).isEmpty();
                long due = harness.nextDue();
                assertThat(due).isGreaterThanOrEqualTo(stored.indexedDue());
                stored.state().foundDue(due);
                rows.put(
                        row, codec.encode(new StoredIdentity(stored.state(), stored.published(), due, stored.image())));
            } else {
                rows.put(row, value);
            }
        });
        return rows;
    }

    /** A history of some identities, with policy sets that follow on each other and ticks in between. */
    static List<Step> script(long seed, int length) {
        return new Script(new Random(seed)).written(length);
    }

    /** So many identities are hired, and then another set comes that gives something to each; its last step is what puts it into force. */
    static List<Step> hiredBeforeAnotherSet(int identities) {
        return new Script(new Random(1)).hired(identities);
    }

    private static final class Script {
        private static final List<String> SYSTEMS = List.of("sap", "sap", "ad");
        private final Random random;
        private final List<Step> steps = new ArrayList<>();
        private long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        private int events;
        private long setVersion;

        Script(Random random) {
            this.random = random;
        }

        List<Step> written(int length) {
            policies("ENFORCE");
            while (steps.size() < length) {
                at += Duration.ofMinutes(random.nextInt(random.nextInt(12) == 0 ? 4000 : 60))
                        .toMillis();
                String identity = "E" + random.nextInt(14);
                switch (random.nextInt(14)) {
                    case 0, 1 -> hr(identity, IdentityAction.HIRED);
                    case 2, 3, 4 -> hr(identity, IdentityAction.TERMINATED);
                    case 5 -> hr(identity, IdentityAction.TERMINATION_RESCINDED);
                    case 6, 7, 8, 9 -> access(identity);
                    case 10 -> {
                        if (random.nextInt(2) == 0) {
                            policies(random.nextInt(3) == 0 ? "REPORT" : "ENFORCE");
                        }
                    }
                    default -> steps.add(new Step(null, null, null, at));
                }
            }
            return steps;
        }

        private Header header() {
            long late = random.nextInt(10) == 0
                    ? Duration.ofHours(random.nextInt(30)).toMillis()
                    : 0;
            return Events.header("e" + ++events, "test", null, at - late);
        }

        private void hr(String identity, IdentityAction action) {
            IdentityEvent event = Events.identity(header(), identity, action);
            if (action == IdentityAction.TERMINATED && random.nextBoolean()) {
                event.setEffectiveAt(Instant.ofEpochMilli(
                        at + Duration.ofHours(random.nextInt(200) - 50).toMillis()));
            }
            add(event);
        }

        private void access(String identity) {
            AccessAction action = List.of(
                            AccessAction.ENTITLEMENT_GRANTED,
                            AccessAction.ENTITLEMENT_GRANTED,
                            AccessAction.ENTITLEMENT_REVOKED,
                            AccessAction.ACCESS_SNAPSHOT)
                    .get(random.nextInt(4));
            String system = SYSTEMS.get(random.nextInt(SYSTEMS.size()));
            AccessEvent event = Events.access(header(), identity, action, Events.account(system, identity));
            if (action == AccessAction.ACCESS_SNAPSHOT) {
                List<EntitlementRef> listed = new ArrayList<>();
                for (int i = random.nextInt(60); i > 0; i -= 2) {
                    listed.add(new EntitlementRef(system, "R" + i));
                }
                event.setSnapshot(listed);
            } else {
                event.setEntitlement(new EntitlementRef(system, "R" + random.nextInt(60)));
                if (action == AccessAction.ENTITLEMENT_GRANTED && random.nextInt(3) == 0) {
                    event.setValidTo(Instant.ofEpochMilli(
                            at + Duration.ofHours(1 + random.nextInt(100)).toMillis()));
                }
            }
            add(event);
        }

        private void add(org.apache.avro.specific.SpecificRecordBase event) {
            EventView view = EventView.of(event);
            steps.add(new Step(view.category().topic(), view.subjectKey(), event, at));
        }

        List<Step> hired(int identities) {
            policies("ENFORCE");
            for (int i = 0; i < identities; i++) {
                at++;
                add(Events.identity(header(), "E" + i, IdentityAction.HIRED, Events.department("Sales")));
            }
            policies("ENFORCE Sales");
            return steps;
        }

        private void policies(String mode) {
            setVersion++;
            policy("System", "sap", "sap " + mode, null);
            policy("PolicySet", "default", null, new PolicySet(setVersion, setVersion - 1, 1));
        }

        private void policy(String kind, String id, String document, PolicySet marker) {
            Policy record = Policy.newBuilder()
                    .setHeader(header())
                    .setKind(kind)
                    .setId(id)
                    .setSetVersion(setVersion)
                    .setDocument(document)
                    .setSet(marker)
                    .build();
            steps.add(new Step(Names.POLICY, kind + "/" + id, record, at));
        }
    }
}
