package dev.sluice.replay;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.Codecs;
import dev.sluice.stream.InputLag;
import dev.sluice.stream.Names;
import dev.sluice.stream.PolicyReader;
import dev.sluice.stream.SluiceTopology;
import dev.sluice.stream.StageMetrics;
import dev.sluice.stream.StageOptions;
import dev.sluice.stream.StoredState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology in one thread, with the caller's time: nothing runs that was not asked for. One partition. */
public final class TopologyDriver implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final String PREFIX = "iam.";

    /**
     * What the stage writes for itself to read, as the brake's holds, which the driver has handed back already; and checkpoints, which
     * prove nothing of a replay.
     */
    private static final List<String> NOT_DERIVED = List.of(Names.EXCHANGE, Names.CONTROL, Names.AUDIT_CHECKPOINT);

    private final SchemaRegistryConfig registryConfig =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://replay"));
    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final Map<Class<?>, AvroCodec<? extends SpecificRecord>> codecs = new HashMap<>();
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
    private final TopologyTestDriver driver;
    private final long settleAt;

    /** Takes what was derived. */
    public interface Sink {
        /**
         * A derived record.
         *
         * @param topic the topic without prefix
         * @param key the record key
         * @param value the record; null for a tombstone
         */
        void derived(String topic, String key, SpecificRecord value);

        /**
         * A dead letter.
         *
         * @param key the original key, may be null
         * @param value the original bytes, may be null
         * @param headers the reason and the coordinates
         */
        void deadLetter(String key, byte[] value, Headers headers);
    }

    /**
     * Starts the topology.
     *
     * @param policies reads policy documents
     * @param until the instant to which {@link #settle} runs timers (ms since the epoch)
     */
    public TopologyDriver(PolicyReader policies, long until) {
        StageOptions options =
                new StageOptions("sluice", PREFIX, 1, false, Integer.MAX_VALUE, Integer.MAX_VALUE, InputLag.NONE);
        SluiceTopology topology = new SluiceTopology(
                options,
                new Codecs(registry, registryConfig),
                policies,
                new StageMetrics(new SimpleMeterRegistry()),
                Duration.ZERO,
                InstantSource.system());
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put("processing.exception.handler.global.enabled", true);
        settleAt = until;
        driver = new TopologyTestDriver(
                topology.build(), properties, Instant.ofEpochMilli(Math.max(0, until - SETTLE.toMillis())));
        for (String output : SluiceTopology.OUTPUTS) {
            outputs.put(
                    output,
                    driver.createOutputTopic(
                            PREFIX + output, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        }
    }

    /**
     * Hands a record to the topology.
     *
     * @param topic the topic without prefix
     * @param key the record key, may be null
     * @param value the record
     * @param arrivedAt the record timestamp (ms since the epoch)
     */
    public void pipe(String topic, String key, SpecificRecordBase value, long arrivedAt) {
        pipeBytes(topic, key, encode(topic, value), arrivedAt);
    }

    /**
     * Hands bytes to the topology.
     *
     * @param topic the topic without prefix
     * @param key the record key, may be null
     * @param value the bytes, may be null
     * @param arrivedAt the record timestamp (ms since the epoch)
     */
    public void pipeBytes(String topic, String key, byte[] value, long arrivedAt) {
        inputs.computeIfAbsent(
                        topic,
                        t -> driver.createInputTopic(PREFIX + t, new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, arrivedAt);
    }

    /** Runs everything that is due until the instant given at the start, as after a long silence. */
    public void settle() {
        driver.advanceWallClockTime(Duration.ofMillis(settleAt < SETTLE.toMillis() ? settleAt : SETTLE.toMillis()));
    }

    /**
     * Hands over what was derived since the last call, topic by topic, each in order.
     *
     * @param sink takes it
     */
    public void drain(Sink sink) {
        for (String topic : SluiceTopology.OUTPUTS) {
            TestOutputTopic<byte[], byte[]> output = outputs.get(topic);
            while (!output.isEmpty()) {
                TestRecord<byte[], byte[]> record = output.readRecord();
                String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
                if (topic.equals(Names.DEAD_LETTER)) {
                    sink.deadLetter(key, record.value(), record.headers());
                } else if (!NOT_DERIVED.contains(topic)) {
                    sink.derived(topic, key, record.value() == null ? null : decode(topic, record.value()));
                }
            }
        }
    }

    /**
     * What the topology has stored, as somebody beside it sees it.
     *
     * @return the only partition
     */
    public StoredState stored() {
        return new StoredState(driver::getKeyValueStore);
    }

    private byte[] encode(String topic, SpecificRecordBase value) {
        return codec(value.getClass().asSubclass(SpecificRecordBase.class)).encode(PREFIX + topic, value);
    }

    @SuppressWarnings("unchecked") // codecs are filed under the class that they encode
    private AvroCodec<SpecificRecord> codec(Class<? extends SpecificRecordBase> type) {
        return (AvroCodec<SpecificRecord>)
                codecs.computeIfAbsent(type, t -> AvroCodec.of(registry, type, registryConfig));
    }

    private SpecificRecord decode(String topic, byte[] value) {
        return codec(typeOf(topic)).decode(PREFIX + topic, null, value);
    }

    private static Class<? extends SpecificRecordBase> typeOf(String topic) {
        return switch (topic) {
            case Names.IDENTITY_ACCESS -> IdentityAccess.class;
            case Names.FINDING, Names.FINDING_STATE -> Finding.class;
            case Names.PROVISIONING_COMMAND -> ProvisioningCommand.class;
            case Names.TICKET -> Ticket.class;
            case Names.AUDIT -> AuditEvent.class;
            case Names.EXCHANGE -> Exchange.class;
            default -> throw new IllegalArgumentException("Not a derived topic: " + topic);
        };
    }

    @Override
    public void close() {
        driver.close();
        registry.close();
    }
}
