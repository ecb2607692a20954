package dev.sluice.stream;

import dev.sluice.domain.Category;
import dev.sluice.domain.govern.Governor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The picture of the design as a topology: inputs, policy, control and exchange into one stage, derived topics out. */
public final class SluiceTopology {
    /** The topics that the stage reads, without prefix. */
    public static final List<String> INPUTS = inputs();

    /** The topics that the stage writes, without prefix. */
    public static final List<String> OUTPUTS = List.of(
            Names.IDENTITY_ACCESS,
            Names.FINDING,
            Names.FINDING_STATE,
            Names.PROVISIONING_COMMAND,
            Names.TICKET,
            Names.AUDIT,
            Names.AUDIT_CHECKPOINT,
            Names.DEAD_LETTER,
            Names.EXCHANGE,
            Names.CONTROL);

    /** The stores of the stage. */
    public static final List<String> STORES = List.of(
            Names.IDENTITY_STORE,
            Names.ACTIVITY_STORE,
            Names.CORRELATION_STORE,
            Names.TIMER_STORE,
            Names.SEEN_EVENT_STORE,
            Names.POLICY_STORE,
            Names.TASK_STORE);

    /** The state of an identity with very many entitlements is larger than a topic accepts by default. */
    private static final Map<String, String> CHANGELOG_CONFIG =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(StageOptions.MAX_RECORD_BYTES));

    /** A key that is erased goes when the log is compacted, which is not to wait for much else. */
    private static final Map<String, String> KEY_CHANGELOG_CONFIG = Map.of(
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.01",
            TopicConfig.SEGMENT_MS_CONFIG, "43200000",
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "86400000");

    private final StageOptions options;
    private final Codecs codecs;
    private final PolicyReader policyReader;
    private final Governor governor;
    private final StageMetrics metrics;
    private final Duration registryPatience;
    private final InstantSource clock;
    private final RenderFlow render;

    /**
     * The parts of the topology.
     *
     * @param options the stage's surroundings
     * @param codecs the wire formats
     * @param policyReader reads policy documents
     * @param metrics what is counted
     * @param registryPatience how long a record waits for a registry that does not answer
     * @param clock tells the time of that wait
     */
    public SluiceTopology(
            StageOptions options,
            Codecs codecs,
            PolicyReader policyReader,
            StageMetrics metrics,
            Duration registryPatience,
            InstantSource clock) {
        this(options, codecs, policyReader, new Governor(), metrics, registryPatience, clock);
    }

    /** With other rules, so that a test can have them fail. */
    SluiceTopology(
            StageOptions options,
            Codecs codecs,
            PolicyReader policyReader,
            Governor governor,
            StageMetrics metrics,
            Duration registryPatience,
            InstantSource clock) {
        this(options, codecs, policyReader, governor, metrics, registryPatience, clock, null);
    }

    private SluiceTopology(
            StageOptions options,
            Codecs codecs,
            PolicyReader policyReader,
            Governor governor,
            StageMetrics metrics,
            Duration registryPatience,
            InstantSource clock,
            RenderFlow render) {
        this.options = options;
        this.codecs = codecs;
        this.policyReader = policyReader;
        this.governor = governor;
        this.metrics = metrics;
        this.registryPatience = registryPatience;
        this.clock = clock;
        this.render = render;
    }

    /**
     * The same, and beside it what writes the audit for SIEMs.
     *
     * @param flow which formats, and how
     * @return another topology
     */
    public SluiceTopology with(RenderFlow flow) {
        return new SluiceTopology(options, codecs, policyReader, governor, metrics, registryPatience, clock, flow);
    }

    /**
     * Wires the topology.
     *
     * @return a new topology
     */
    public Topology build() {
        CacheBudget cache = new CacheBudget(options.cacheBytes());
        CacheBudget keyCache = new CacheBudget(options.keyCacheBytes());
        Paces paces = new Paces(options.nanoClock());
        Topology topology = new Topology();
        for (String input : INPUTS) {
            topology.addSource(
                    AutoOffsetReset.earliest(),
                    Names.source(input),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    options.topic(input));
        }
        topology.addProcessor(
                Names.GOVERN,
                () -> new GovernProcessor(
                        options,
                        codecs,
                        policyReader,
                        new RegistryPatience(registryPatience, clock, metrics.registryWatch()),
                        cache,
                        keyCache,
                        paces,
                        governor,
                        metrics),
                INPUTS.stream().map(Names::source).toArray(String[]::new));
        STORES.forEach(store -> topology.addStateStore(store(store), Names.GOVERN));
        topology.addStateStore(WriteBack.builder(Names.WRITE_BACK), Names.GOVERN);
        OUTPUTS.forEach(output -> addSink(topology, output));
        if (options.isSealed()) {
            topology.addStateStore(store(Names.SUBJECT_KEY_STORE, KEY_CHANGELOG_CONFIG), Names.GOVERN);
            addSink(topology, Names.SUBJECT_KEY);
        }
        if (render != null) {
            render.addTo(topology);
        }
        return topology;
    }

    private void addSink(Topology topology, String output) {
        topology.addSink(
                Names.sink(output),
                options.topic(output),
                new ByteArraySerializer(),
                new OutgoingSerializer(),
                new OutgoingPartitioner(),
                Names.GOVERN);
    }

    private StoreBuilder<?> store(String name) {
        return store(name, CHANGELOG_CONFIG);
    }

    private StoreBuilder<?> store(String name, Map<String, String> changelog) {
        KeyValueBytesStoreSupplier supplier =
                options.durable() ? Stores.persistentKeyValueStore(name) : Stores.inMemoryKeyValueStore(name);
        StoreBuilder<?> store = Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
        return options.durable() ? store.withLoggingEnabled(changelog) : store.withLoggingDisabled();
    }

    private static List<String> inputs() {
        List<String> inputs = new ArrayList<>();
        for (Category category : Category.values()) {
            inputs.add(category.topic());
        }
        inputs.add(Names.POLICY);
        inputs.add(Names.CONTROL);
        inputs.add(Names.EXCHANGE);
        return List.copyOf(inputs);
    }
}
