package dev.sluice.app;

import dev.sluice.api.ApiOptions;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.proof.Checkpoints;
import dev.sluice.audit.proof.NoteSigner;
import dev.sluice.config.KnownKeys;
import dev.sluice.ops.OpsOptions;
import dev.sluice.registry.RegistryReference;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Format;
import dev.sluice.siem.OcsfVersion;
import dev.sluice.siem.RenderOptions;
import dev.sluice.stream.StageOptions;
import dev.sluice.topics.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.StreamsConfig;

/** Configuration in, properties out. What is given wins over the defaults here, whatever it is. */
public final class AppConfig {
    /** Key: the prefix of all topics. */
    public static final String TOPIC_PREFIX = "sluice.topic.prefix";

    /** Key: where schemas are kept, so that a restart does not need the registry. */
    public static final String SCHEMA_CACHE = "sluice.schema.cache.dir";

    /** Key: the memory for identities of all tasks together, in bytes. */
    public static final String CACHE_BYTES = "sluice.cache.max.bytes";

    /** Key: the file with the key that signs checkpoints of the audit. */
    public static final String SIGNING_KEY_FILE = "sluice.audit.signing.key.file";

    /** Key: the key itself, which a config provider gives. */
    public static final String SIGNING_KEY = "sluice.audit.signing.key";

    /** Key: the master keys themselves, which a config provider gives. */
    public static final String ENCRYPTION_KEYS = "sluice.audit.encryption.keys";

    /** Key: the file with the master keys; with it personal details of the audit are sealed, so that they can be erased. */
    public static final String ENCRYPTION_KEY_FILE = "sluice.audit.encryption.key.file";

    /** Key: the memory for keys of subjects that are open, in bytes. */
    public static final String ENCRYPTION_CACHE_BYTES = "sluice.audit.encryption.cache.max.bytes";

    /** Key: after how many records a checkpoint of the audit is made. */
    public static final String CHECKPOINT_RECORDS = "sluice.audit.checkpoint.records";

    /** Key: after how long one is made if there is anything new, in milliseconds. */
    public static final String CHECKPOINT_INTERVAL = "sluice.audit.checkpoint.interval.ms";

    /** Key: the formats in which the audit is written for SIEMs, comma separated; none by default. */
    public static final String RENDER = "sluice.render";

    /** Key: what a SIEM is to know the sender by; the application id by default. */
    public static final String RENDER_HOSTNAME = "sluice.render.hostname";

    /** Key: the private enterprise number in the structured data of syslog; that for documentation by default. */
    public static final String RENDER_ENTERPRISE = "sluice.render.syslog.enterprise.number";

    /** Key: the version of the OCSF schema; 1.8.0 by default. */
    public static final String RENDER_OCSF = "sluice.render.ocsf.version";

    /** Key: the memory of all RocksDB stores of the process together, in bytes. */
    public static final String ROCKSDB_BYTES = "sluice.rocksdb.max.bytes";

    /** Key: how many failed stream threads are replaced within the window. */
    public static final String THREAD_LIMIT = "sluice.thread.replace.limit";

    /** Key: the window, in milliseconds. */
    public static final String THREAD_WINDOW = "sluice.thread.replace.window.ms";

    /** Key: how long a stop waits, in milliseconds. */
    public static final String CLOSE_TIMEOUT = "sluice.close.timeout.ms";

    static final long DEFAULT_ROCKSDB_BYTES = 512L << 20;
    static final int DEFAULT_THREAD_LIMIT = 5;
    static final long DEFAULT_THREAD_WINDOW_MS = 600_000;
    static final long DEFAULT_CLOSE_TIMEOUT_MS = 20_000;

    private static final int DEFAULT_TRANSACTION_TIMEOUT_MS = 10_000;

    private final Map<String, Object> settings;
    private final AbstractConfig own;

    /**
     * Configuration from a map.
     *
     * @param given Kafka client and Streams keys, {@code schema.registry.*} and {@code sluice.*} keys
     * @throws ConfigException if a required key is absent, a value can't be used, or what is to be rendered can't be
     */
    public AppConfig(Map<String, ?> given) {
        own = new AbstractConfig(AppKeys.definition(), ownOnly(given), false);
        settings = new HashMap<>(defaults());
        settings.putAll(given);
        settings.keySet().removeIf(key -> isOverruled(key, given));
        settings.putIfAbsent(
                SCHEMA_CACHE,
                Path.of(text(StreamsConfig.STATE_DIR_CONFIG), "schemas").toString());
        require(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "name the Kafka brokers, host:port");
        require("schema.registry.url", "name the schema registry");
        if (!formats().isEmpty()) {
            renderOptions();
        }
    }

    /**
     * Whether a default of one kind of client stands in the way of what is given for all of them: Kafka Streams takes the former.
     *
     * @param key the key of a default or of what is given
     * @param given what is given
     * @return true if the default does not count
     */
    public static boolean isOverruled(String key, Map<String, ?> given) {
        for (String prefix : List.of(StreamsConfig.CONSUMER_PREFIX, StreamsConfig.PRODUCER_PREFIX)) {
            if (key.startsWith(prefix)
                    && !given.containsKey(key)
                    && given.containsKey(key.substring(prefix.length()))) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Object> ownOnly(Map<String, ?> given) {
        Set<String> names = AppKeys.definition().names();
        Map<String, Object> own = new HashMap<>();
        given.forEach((key, value) -> {
            if (names.contains(key)) {
                own.put(key, value);
            }
        });
        return own;
    }

    /**
     * What is not as Kafka's or the registry client's own default.
     *
     * @return a new map of Kafka's and the registry's keys
     */
    public static Map<String, Object> defaults() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice");
        defaults.put(StreamsConfig.STATE_DIR_CONFIG, "state");
        defaults.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        defaults.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        defaults.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, ArrivalTime.class);
        // A directory older than the changelogs keep tombstones would bring deleted rows back.
        defaults.put("state.cleanup.dir.max.age.ms", Duration.ofHours(20).toMillis());
        defaults.put("processing.exception.handler.global.enabled", true);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        defaults.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), StageOptions.MAX_RECORD_BYTES);
        // Inputs are interleaved by arrival, so a task waits while one of them is known to have more than is here. With
        // few
        // records here it waits most of the time: larger buffers made a backlog go 1.4 times as fast.
        defaults.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 10_000);
        defaults.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        // Ten seconds: the group notices a dead instance soon, and a pause of the garbage collector is no death.
        defaults.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        defaults.put("avro.remove.java.properties", true);
        // One call. What a record waits over all its calls is registryPatience(), whatever is said here.
        defaults.put("sluice.registry.max.block.ms", 3000);
        // A flood of records with an unknown schema must not become a flood of requests.
        defaults.put("missing.id.cache.ttl.sec", 5L);
        defaults.put("max.retries", 1);
        defaults.put("retries.wait.ms", 100);
        defaults.put("retries.max.wait.ms", 500);
        defaults.put("http.connect.timeout.ms", 1000);
        defaults.put("http.read.timeout.ms", 2000);
        return defaults;
    }

    private void require(String key, String advice) {
        if (text(key).isBlank()) {
            throw new ConfigException("The configuration has no " + key + "; " + advice + ".");
        }
    }

    /**
     * The prefix of all topics.
     *
     * @return the prefix, may be empty
     */
    public String topicPrefix() {
        return own.getString(TOPIC_PREFIX);
    }

    /**
     * The Streams application id.
     *
     * @return the id
     */
    public String applicationId() {
        return text(StreamsConfig.APPLICATION_ID_CONFIG);
    }

    /**
     * The memory for identities of all tasks together: what is used lately is kept there, and what changed until the next
     * commit stores it.
     *
     * @return bytes, about; a quarter of the heap by default
     */
    public long cacheBytes() {
        Long given = own.getLong(CACHE_BYTES);
        return given == null ? Runtime.getRuntime().maxMemory() / 4 : given;
    }

    /**
     * The memory of all RocksDB stores together, outside of the heap.
     *
     * @return bytes
     */
    public long rocksDbBytes() {
        return own.getLong(ROCKSDB_BYTES);
    }

    /**
     * Whether all RocksDB stores share that memory.
     *
     * @return false if they are told otherwise by a setter of somebody's own
     */
    public boolean sharesRocksMemory() {
        return !settings.containsKey(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG);
    }

    /**
     * How many stream threads that failed are replaced within {@link #threadWindow()}.
     *
     * @return 0 or more
     */
    public int threadLimit() {
        return own.getInt(THREAD_LIMIT);
    }

    /**
     * The time in which failed stream threads are counted.
     *
     * @return the window
     */
    public Duration threadWindow() {
        return Duration.ofMillis(own.getLong(THREAD_WINDOW));
    }

    /**
     * How long a stop waits until everything is committed and closed.
     *
     * @return the time
     */
    public Duration closeTimeout() {
        return Duration.ofMillis(own.getLong(CLOSE_TIMEOUT));
    }

    /**
     * When checkpoints are made of the audit, and who signs them.
     *
     * @return unsigned if no key is given
     * @throws ConfigException if the key can't be read; the message does not show the key
     */
    public Checkpoints checkpoints() {
        NoteSigner signer = secret(SIGNING_KEY, SIGNING_KEY_FILE, NoteSigner::parse);
        return new Checkpoints(
                own.getLong(CHECKPOINT_RECORDS), Duration.ofMillis(own.getLong(CHECKPOINT_INTERVAL)), signer);
    }

    /**
     * The master keys that personal details of the audit are sealed with.
     *
     * @return null if none are given: details stay as they are
     * @throws ConfigException if they can't be read; the message does not show them
     */
    public MasterKeys masterKeys() {
        return secret(ENCRYPTION_KEYS, ENCRYPTION_KEY_FILE, MasterKeys::parse);
    }

    /**
     * The memory for keys of subjects of all tasks together; without effect where details stay as they are.
     *
     * @return bytes, about
     */
    public long encryptionCacheBytes() {
        return own.getLong(ENCRYPTION_CACHE_BYTES);
    }

    /** What is made of a secret that a provider or a file gives; null if neither does. No message shows it. */
    private <T> T secret(String key, String fileKey, Function<String, T> made) {
        Password given = own.getPassword(key);
        String file = own.getString(fileKey);
        boolean isGiven = given != null && !given.value().isBlank();
        if (isGiven && !file.isBlank()) {
            throw new ConfigException("Both " + key + " and " + fileKey + " are given; leave one out.");
        }
        if (file.contains("+")) {
            // It may be the key itself, which no message may show.
            throw new ConfigException(fileKey + " names a file; its name has no plus sign in it.");
        }
        if (!isGiven && file.isBlank()) {
            return null;
        }
        try {
            return made.apply(isGiven ? given.value() : Files.readString(Path.of(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    isGiven ? key : fileKey, isGiven ? "[hidden]" : file, "It can't be used: " + e.getMessage());
        }
    }

    /**
     * The formats in which the audit is written for SIEMs. All instances have to be given the same: they share one topology.
     *
     * @return in the order of {@link Format}; empty if it is written for none
     * @throws ConfigException if one is not known
     */
    public Set<Format> formats() {
        Set<Format> formats = EnumSet.noneOf(Format.class);
        for (String word : own.getString(RENDER).split(",")) {
            if (!word.isBlank()) {
                formats.add(checked(RENDER, word, () -> Format.of(word)));
            }
        }
        return formats;
    }

    /**
     * What the formats have to be told.
     *
     * @return the options
     * @throws ConfigException if one of them can't be
     */
    public RenderOptions renderOptions() {
        String named = own.getString(RENDER_HOSTNAME);
        String hostname = named.isBlank() ? applicationId() : named;
        int number = own.getInt(RENDER_ENTERPRISE);
        OcsfVersion ocsf = OcsfVersion.of(own.getString(RENDER_OCSF));
        return checked(RENDER, hostname + ", " + number, () -> new RenderOptions(hostname, number, ocsf));
    }

    private static <T> T checked(String key, String given, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key, given, e.getMessage());
        }
    }

    /**
     * How long a record may wait for the registry: a third of the transaction timeout.
     *
     * @return the wait
     */
    public Duration registryPatience() {
        Object timeout = settings.getOrDefault(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                settings.getOrDefault(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, DEFAULT_TRANSACTION_TIMEOUT_MS));
        return Duration.ofMillis(Long.parseLong(timeout.toString()) / 3);
    }

    /**
     * How the query API listens, and whom it answers.
     *
     * @return the options; off by default
     * @throws ConfigException if a value can't be used, or the API would be open to a network without knowing who asks
     */
    public ApiOptions api() {
        return ApiOptions.of(settings);
    }

    /**
     * How the application is watched: {@code sluice.ops.*}.
     *
     * @return the options
     * @throws ConfigException if a value can't be used
     */
    public OpsOptions ops() {
        return OpsOptions.of(settings);
    }

    /**
     * Whether what is decided is told exactly once.
     *
     * @return false under {@code at_least_once}
     */
    public boolean isExactlyOnce() {
        return StreamsConfig.EXACTLY_ONCE_V2.equals(text(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
    }

    /**
     * The registry's configuration.
     *
     * @return the configuration
     */
    public SchemaRegistryConfig registry() {
        return new SchemaRegistryConfig(settings);
    }

    /**
     * The properties of Kafka Streams.
     *
     * @return new properties
     */
    public Properties streams() {
        Properties properties = new Properties();
        settings.forEach((key, value) -> {
            if (!key.startsWith("sluice.") && !RegistryReference.has(key)) {
                properties.put(key, value);
            }
        });
        return properties;
    }

    /**
     * The properties of Kafka Streams, where its own topics are to survive what a topic survives: the state is kept in them. Brokers'
     * defaults are one copy.
     *
     * @param durability how that topic does
     * @return new properties; what is given counts
     */
    Properties streams(TopicAdmin.Durability durability) {
        Properties properties = streams();
        if (properties.containsKey(StreamsConfig.REPLICATION_FACTOR_CONFIG)) {
            // As many in sync as another topic has may be more than there are copies of these.
            return properties;
        }
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, durability.replicas());
        if (durability.inSync() != null) {
            properties.putIfAbsent(
                    StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), durability.inSync());
        }
        return properties;
    }

    /**
     * The configuration of an admin client.
     *
     * @return a new map
     */
    public Map<String, Object> admin() {
        Set<String> known = new HashSet<>(AdminClientConfig.configNames());
        // Of what is plugged into clients: a log-in, for example, which this one needs as well.
        Arrays.stream(text(KnownKeys.PLUGIN_KEYS).split(",")).map(String::trim).forEach(known::add);
        Map<String, Object> admin = new HashMap<>();
        settings.forEach((key, value) -> {
            // Metrics are those of the engine, which has an admin client of its own.
            if (known.contains(key) && !key.startsWith("metric")) {
                admin.put(key, value);
            }
        });
        settings.forEach((key, value) -> {
            if (key.startsWith(StreamsConfig.ADMIN_CLIENT_PREFIX)) {
                admin.put(key.substring(StreamsConfig.ADMIN_CLIENT_PREFIX.length()), value);
            }
        });
        return admin;
    }

    private String text(String key) {
        Object value = settings.get(key);
        return value == null ? "" : value.toString();
    }
}
