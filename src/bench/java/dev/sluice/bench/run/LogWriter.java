package dev.sluice.bench.run;

import dev.sluice.bench.load.LoadEvent;
import dev.sluice.bench.load.LoadGenerator;
import dev.sluice.bench.load.LoadPolicies;
import dev.sluice.bench.load.LoadProfile;
import dev.sluice.domain.Category;
import dev.sluice.event.Policy;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts policies and events on the input topics of one prefix. */
final class LogWriter implements AutoCloseable {
    private final Cluster cluster;
    private final String prefix;
    private final SchemaRegistryConfig config;
    private final SchemaRegistryClient registry;
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Map<Category, Long> written = new EnumMap<>(Category.class);
    private long bytes;

    /** A writer; a small linger suits paced events, a large one a log. */
    LogWriter(Cluster cluster, String prefix, int lingerMs) {
        this.cluster = cluster;
        this.prefix = prefix;
        Map<String, Object> settings = new HashMap<>(cluster.connection());
        settings.put("avro.remove.java.properties", true);
        config = new SchemaRegistryConfig(settings);
        registry = SchemaRegistryClients.create(config);
        serializer.configure(settings, false);
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                cluster.connection().get("bootstrap.servers"),
                        ProducerConfig.LINGER_MS_CONFIG, lingerMs,
                        ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10,
                        ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Publishes the profile's policy set; how many records that is over all partitions. */
    long publishPolicies(LoadProfile profile) {
        return publish(LoadPolicies.of(profile));
    }

    /** Publishes a policy set; how many records that is over all partitions. */
    long publish(List<PolicyDocument> documents) {
        Map<String, Object> client =
                Map.of("bootstrap.servers", cluster.connection().get("bootstrap.servers"));
        try (AvroSerializer<Policy> writer = new AvroSerializer<>(registry, Policy.class, config);
                AvroDeserializer<Policy> reader = new AvroDeserializer<>(registry, Policy.class, config)) {
            PolicyLog log = new PolicyLog(client, prefix + "policy", reader);
            var published = new PolicyPublisher(
                            client, prefix, writer, log, () -> Instant.ofEpochMilli(LoadGenerator.START))
                    .publish(documents);
            // Every partition has all documents and the marker.
            return (long) published.partitions() * (published.count() + 1);
        }
    }

    /** Writes events of some categories; the others are made, too, so that the kept ones are the same. */
    void write(LoadGenerator generator, int count, Set<Category> kept) {
        for (int i = 0; i < count; i++) {
            LoadEvent event = generator.next();
            if (kept.contains(event.category())) {
                send(event);
            }
        }
        flush();
    }

    void write(LoadGenerator generator, int count) {
        write(generator, count, EnumSet.allOf(Category.class));
    }

    /** Sends one event without waiting. */
    void send(LoadEvent event) {
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        String topic = prefix + event.category().topic();
        byte[] value = serializer.serialize(topic, event.event());
        bytes += value.length;
        written.merge(event.category(), 1L, Long::sum);
        producer.send(
                new ProducerRecord<>(
                        topic, null, event.arrivedAt(), event.key().getBytes(StandardCharsets.UTF_8), value),
                (metadata, error) -> failure.compareAndSet(null, error));
    }

    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    long count() {
        return written.values().stream().mapToLong(Long::longValue).sum();
    }

    double meanValueBytes() {
        return (double) bytes / count();
    }

    /** Full names of the event topics. */
    static List<String> topics(String prefix) {
        return java.util.Arrays.stream(Category.values())
                .map(category -> prefix + category.topic())
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
        registry.close();
    }
}
