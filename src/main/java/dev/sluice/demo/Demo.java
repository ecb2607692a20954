package dev.sluice.demo;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.cli.ConnectionOptions;
import dev.sluice.domain.Category;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.Policy;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import dev.sluice.topics.TopicSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;

/** The whole path on one machine: a broker, a registry, an organisation's months of events, and what follows from them. */
final class Demo implements AutoCloseable {
    /** The topics that the demo feeds with events. */
    static final List<String> EVENT_TOPICS =
            java.util.Arrays.stream(Category.values()).map(Category::topic).toList();

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final EmbeddedStack stack;
    private final DemoOptions options;
    private final InstantSource clock;
    private final Map<String, Duration> startUp = new LinkedHashMap<>();
    private final SchemaRegistryConfig registryConfig;
    private final SchemaRegistryClient registry;
    private SluiceApp app;

    private Demo(EmbeddedStack stack, DemoOptions options, InstantSource clock) {
        this.stack = stack;
        this.options = options;
        this.clock = clock;
        this.registryConfig = new SchemaRegistryConfig(connection());
        this.registry = SchemaRegistryClients.create(registryConfig);
        startUp.put("broker", stack.startTimes().broker());
        startUp.put("registry", stack.startTimes().registry());
    }

    static Demo start(DemoOptions options, InstantSource clock) {
        EmbeddedStack.Options stackOptions = EmbeddedStack.Options.temporary();
        if (options.data() != null) {
            stackOptions = stackOptions.withData(options.data());
        }
        return new Demo(EmbeddedStack.start(stackOptions), options, clock);
    }

    EmbeddedStack stack() {
        return stack;
    }

    Map<String, Duration> startUp() {
        return startUp;
    }

    Map<String, Object> connection() {
        Map<String, Object> connection = new HashMap<>();
        connection.put("bootstrap.servers", stack.bootstrapServers());
        connection.put("schema.registry.url", stack.registryUrl());
        connection.put("sluice.schema.cache.identity", "embedded");
        connection.put("avro.remove.java.properties", true);
        connection.put(ConnectionOptions.PREFIX, ConnectionOptions.DEFAULT_PREFIX);
        return connection;
    }

    /** The history of the organisation; made once per data directory, so that a restart plays the same one. */
    Path history() throws IOException {
        Path done = stack.dataDirectory().resolve("history");
        if (!Files.exists(done)) {
            Path making = Files.createTempDirectory(stack.dataDirectory(), "history-");
            Instant start = clock.instant()
                    .atOffset(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.DAYS)
                    .minusMonths(options.months())
                    .toInstant();
            HistoryFiles.write(
                    new GeneratorSettings(options.seed(), options.people(), options.months(), start), making);
            Files.move(making, done, StandardCopyOption.ATOMIC_MOVE);
        }
        return done;
    }

    void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            new TopicAdmin(admin, TopicCatalogue.load()).create(ConnectionOptions.DEFAULT_PREFIX, topicOverrides());
        }
    }

    /** One broker; and nothing expires, because the history is older than the catalogue's retention. */
    private TopicOverrides topicOverrides() {
        TopicOverrides single = TopicOverrides.singleBroker(options.partitions());
        return new TopicOverrides(single.partitions(), single.replication(), true);
    }

    /** Publishes the organisation's policies as of a moment before its first event. */
    PolicyPublisher.Published publishPolicies(Path history, Instant asOf) {
        return publishPolicies(policies(history), asOf);
    }

    /** Publishes a set of policies as of a moment. */
    PolicyPublisher.Published publishPolicies(List<PolicyDocument> documents, Instant asOf) {
        Map<String, Object> connection = connection();
        String prefix = ConnectionOptions.DEFAULT_PREFIX;
        try (AvroSerializer<Policy> serializer = new AvroSerializer<>(registry, Policy.class, registryConfig);
                AvroDeserializer<Policy> deserializer =
                        new AvroDeserializer<>(registry, Policy.class, registryConfig)) {
            PolicyLog log = new PolicyLog(connection, prefix + "policy", deserializer);
            return new PolicyPublisher(connection, prefix, serializer, log, () -> asOf).publish(documents);
        }
    }

    /** The organisation's own, and the rules of segregation of duties that travel with the program. */
    private static List<PolicyDocument> policies(Path history) {
        List<PolicyDocument> documents =
                new ArrayList<>(PolicyFiles.replacingBundled(history.resolve(HistoryFiles.POLICIES)));
        PolicyFiles.bundled().stream()
                .filter(document -> document.kind().equals("SodRule"))
                .forEach(documents::add);
        return documents;
    }

    void startApp() throws InterruptedException {
        Instant begin = clock.instant();
        Map<String, Object> config = connection();
        config.put(
                StreamsConfig.STATE_DIR_CONFIG,
                stack.dataDirectory().resolve("state").toString());
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        app = SluiceApp.start(new AppConfig(config), new SimpleMeterRegistry(), topicOverrides());
        stack.closeFirst(app::closeAndLeave);
        if (!app.awaitRunning(START_LIMIT)) {
            throw new IllegalStateException("The stream application did not start within " + START_LIMIT
                    + "; run with -Dsluice.log.level=DEBUG to see why.");
        }
        startUp.put("stream application", Duration.between(begin, clock.instant()));
    }

    /** Waits until the stream application ends by itself or is closed; the failure that ended it, or null. */
    Throwable awaitEnd() throws InterruptedException {
        return app.awaitEnd();
    }

    DemoFeed feed(KafkaProducer<String, byte[]> producer, AvroSerializer<SpecificRecord> serializer) {
        return new DemoFeed(
                producer,
                serializer,
                ConnectionOptions.DEFAULT_PREFIX,
                stack.dataDirectory().resolve("history-position"));
    }

    KafkaProducer<String, byte[]> producer() {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    AvroSerializer<SpecificRecord> serializer() {
        AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
        serializer.configure(connection(), false);
        return serializer;
    }

    /** Waits until every event was applied, what is due by now has been decided, and nothing moves any more. */
    void drain() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Drain drain = new Drain(admin, ConnectionOptions.DEFAULT_PREFIX, "sluice", EVENT_TOPICS);
            DerivedTopics derived =
                    new DerivedTopics(consumer, registry, registryConfig, ConnectionOptions.DEFAULT_PREFIX);
            drain.await(() -> derived.written(derivedTopics()));
        }
    }

    DerivedTopics.Content read(List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return new DerivedTopics(consumer, registry, registryConfig, ConnectionOptions.DEFAULT_PREFIX).read(topics);
        }
    }

    static List<String> derivedTopics() {
        return TopicCatalogue.load().topics().stream()
                .filter(topic -> !topic.internal() && !topic.everyPartition())
                .map(TopicSpec::name)
                .filter(name -> !EVENT_TOPICS.contains(name) && !name.startsWith("audit-"))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        registry.close();
        stack.close();
    }
}
