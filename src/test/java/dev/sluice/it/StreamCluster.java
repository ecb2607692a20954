package dev.sluice.it;

import static org.awaitility.Awaitility.await;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.domain.Category;
import dev.sluice.embedded.EmbeddedCluster;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.Policy;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.replay.MergedHistory;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One set of topics on the shared broker, and what is done to it: fill, run instances, wait, read. */
final class StreamCluster implements AutoCloseable {
    /** A derived record and where it was. */
    record Derived(String topic, int partition, String key, SpecificRecord value) {}

    private static final Map<String, Class<? extends SpecificRecord>> TYPES = Map.of(
            "finding", Finding.class,
            "finding-state", Finding.class,
            "provisioning-command", ProvisioningCommand.class,
            "identity-access", IdentityAccess.class,
            "ticket", Ticket.class,
            "audit", AuditEvent.class,
            "exchange", Exchange.class);
    private static final List<String> EVENTS =
            java.util.Arrays.stream(Category.values()).map(Category::topic).toList();

    /** How often is looked whether something is so: as often as makes a difference to the time it takes. */
    static final Duration LOOK = Duration.ofMillis(250);

    private final String bootstrapServers;
    private final String registryUrl;
    private final int replication;
    private final String prefix;
    private final int partitions;
    private final Path state;
    private final SchemaRegistryConfig registryConfig;
    private final SchemaRegistryClient registry;
    private final Admin admin;
    private final AvroSerializer<SpecificRecord> encoder;
    private final KafkaProducer<byte[], byte[]> sender;
    private final Map<String, List<TopicPartition>> partitionsOf = new HashMap<>();
    private final List<SluiceApp> apps = new ArrayList<>();

    StreamCluster(EmbeddedStack stack, String prefix, int partitions, Path state) {
        this(stack.bootstrapServers(), stack.registryUrl(), 1, prefix, partitions, state);
    }

    StreamCluster(EmbeddedCluster brokers, String prefix, int partitions, Path state) {
        this(brokers.bootstrapServers(), brokers.registryUrl(), 3, prefix, partitions, state);
    }

    private StreamCluster(
            String bootstrapServers, String registryUrl, int replication, String prefix, int partitions, Path state) {
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
        this.replication = replication;
        this.prefix = prefix;
        this.partitions = partitions;
        this.state = state;
        this.registryConfig = new SchemaRegistryConfig(config());
        this.registry = SchemaRegistryClients.create(registryConfig);
        this.admin = Admin.create(config());
        new TopicAdmin(admin, TopicCatalogue.load()).create(prefix, overrides());
        this.encoder = serializer();
        this.sender = producer();
    }

    Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("schema.registry.url", registryUrl);
        config.put("avro.remove.java.properties", true);
        config.put("sluice.topic.prefix", prefix);
        return config;
    }

    Map<String, Object> appConfig(String instance) {
        Map<String, Object> config = config();
        config.put("application.id", prefix + "app");
        config.put("state.dir", state.resolve(instance).toString());
        config.put("replication.factor", replication);
        config.put("num.standby.replicas", 0);
        return config;
    }

    TopicOverrides overrides() {
        return new TopicOverrides(OptionalInt.of(partitions), OptionalInt.of(replication), true);
    }

    SluiceApp startApp(String instance) throws InterruptedException {
        return startApp(instance, Map.of());
    }

    SluiceApp startApp(String instance, Map<String, ?> more) throws InterruptedException {
        Map<String, Object> config = appConfig(instance);
        config.putAll(more);
        SluiceApp app = SluiceApp.start(new AppConfig(config), new SimpleMeterRegistry(), overrides());
        apps.add(app);
        if (!app.awaitRunning(Duration.ofSeconds(60))) {
            throw new AssertionError("the application does not run");
        }
        return app;
    }

    void publishPolicies(Path directory, Instant asOf) {
        try (AvroSerializer<Policy> serializer = new AvroSerializer<>(registry, Policy.class, registryConfig);
                AvroDeserializer<Policy> deserializer =
                        new AvroDeserializer<>(registry, Policy.class, registryConfig)) {
            PolicyLog log = new PolicyLog(config(), prefix + "policy", deserializer);
            new PolicyPublisher(config(), prefix, serializer, log, () -> asOf)
                    .publish(PolicyFiles.replacingBundled(directory));
        }
    }

    /** Writes records {@code from} to {@code to} of a history with the arrival that each would have had. */
    int fill(Path history, int from, int to) throws IOException {
        int at = 0;
        try (KafkaProducer<byte[], byte[]> producer = producer();
                AvroSerializer<SpecificRecord> serializer = serializer();
                MergedHistory entries = MergedHistory.open(history)) {
            while (!entries.isEmpty() && at < to) {
                MergedHistory.Entry entry = entries.next();
                if (at++ >= from) {
                    String topic = prefix + entry.topic();
                    byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(
                            topic, null, entry.arrivedAt(), key, serializer.serialize(topic, entry.record())));
                }
            }
        }
        return at;
    }

    void send(String topic, Integer partition, long arrivedAt, String key, SpecificRecord value) {
        sender.send(new ProducerRecord<>(
                prefix + topic,
                partition,
                arrivedAt,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                encode(topic, value)));
        sender.flush();
    }

    void sendBytes(String topic, int partition, int count, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(prefix + topic, partition, new byte[] {'k'}, value));
            }
        }
    }

    String topic(String name) {
        return prefix + name;
    }

    byte[] encode(String topic, SpecificRecord value) {
        return encoder.serialize(prefix + topic, value);
    }

    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    AvroSerializer<SpecificRecord> serializer() {
        AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
        serializer.configure(config(), false);
        return serializer;
    }

    /**
     * Waits until all events were applied and, after the silence that lets timers go by the wall clock, all is at rest. Timers go ten
     * seconds after the last record at the earliest, once more for each task that another one wrote to; a slow machine takes its time.
     */
    void awaitRest() throws Exception {
        awaitRest(Duration.ofMinutes(2));
    }

    /** The same, where there is so much to be applied that it takes its time. */
    void awaitRest(Duration atMost) throws Exception {
        awaitApplied(atMost);
        long[] last = {written(), System.nanoTime()};
        await().atMost(atMost).pollInterval(LOOK).until(() -> {
            long now = written();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > Duration.ofSeconds(22).toNanos();
        });
    }

    /** Waits until all events were applied, whatever is still due. */
    void awaitApplied() throws Exception {
        awaitApplied(Duration.ofMinutes(2));
    }

    private void awaitApplied(Duration atMost) throws Exception {
        await().atMost(atMost).pollInterval(LOOK).until(() -> behind() == 0);
    }

    long behind() throws Exception {
        var committed = admin.listConsumerGroupOffsets(prefix + "app")
                .partitionsToOffsetAndMetadata()
                .get();
        return ends(EVENTS, IsolationLevel.READ_UNCOMMITTED).entrySet().stream()
                .mapToLong(end -> end.getValue().offset()
                        - (committed.get(end.getKey()) == null
                                ? 0
                                : committed.get(end.getKey()).offset()))
                .sum();
    }

    /** The events whose results are committed. */
    long committedInputs() throws Exception {
        return admin.listConsumerGroupOffsets(prefix + "app").partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getValue() != null
                        && EVENTS.contains(entry.getKey().topic().substring(prefix.length())))
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    private long written() throws Exception {
        return ends(List.of("audit", "finding", "provisioning-command"), IsolationLevel.READ_COMMITTED)
                .values()
                .stream()
                .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                .sum();
    }

    private Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends(
            List<String> topics, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions(topics).forEach(tp -> wanted.put(tp, OffsetSpec.latest()));
        return admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get();
    }

    List<Derived> read(String topic) {
        List<Derived> records = new ArrayList<>();
        each(topic, records::add);
        return records;
    }

    /** Each record by itself, where all at once would be too many to hold. */
    void each(String topic, Consumer<Derived> taker) {
        long taken = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                AvroDeserializer<SpecificRecord> deserializer = deserializer(topic)) {
            List<TopicPartition> all = partitions(List.of(topic));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (all.stream().anyMatch(tp -> consumer.position(tp) < ends.get(tp))) {
                if (System.nanoTime() > giveUp) {
                    throw new AssertionError("read " + taken + " records of " + topic + " to "
                            + all.stream().collect(Collectors.toMap(tp -> tp, consumer::position)) + " of " + ends);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(300))) {
                    taken++;
                    taker.accept(new Derived(
                            topic,
                            record.partition(),
                            record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                            topic.equals("dead-letter")
                                    ? null
                                    : deserializer.deserialize(record.topic(), record.headers(), record.value())));
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // read back as what it is written as
    private AvroDeserializer<SpecificRecord> deserializer(String topic) {
        Class<SpecificRecord> type = (Class<SpecificRecord>) TYPES.getOrDefault(topic, Finding.class);
        return new AvroDeserializer<>(registry, type, registryConfig);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Asked for once, as a topic keeps its partitions. */
    private List<TopicPartition> partitions(List<String> topics) {
        return topics.stream()
                .flatMap(topic -> partitionsOf.computeIfAbsent(topic, this::partitionsOf).stream())
                .toList();
    }

    private List<TopicPartition> partitionsOf(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.partitionsFor(prefix + topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        }
    }

    /** Stops all instances in order, so that they leave whole stores behind. */
    void stopApps() {
        apps.forEach(SluiceApp::closeAndLeave);
        apps.clear();
    }

    @Override
    public void close() {
        stopApps();
        sender.close();
        encoder.close();
        admin.close();
        registry.close();
    }
}
