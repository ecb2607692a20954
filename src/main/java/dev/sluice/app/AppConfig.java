package dev.sluice.app;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.proof.Checkpoints;
import dev.sluice.audit.proof.NoteSigner;
import dev.sluice.ops.OpsOptions;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Format;
import dev.sluice.siem.OcsfVersion;
import dev.sluice.siem.RenderOptions;
import dev.sluice.stream.StageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
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

    /** Key: the file with the master keys; with it personal details of the audit are sealed, so that they can be erased. */
    public static final String ENCRYPTION_KEY_FILE = "sluice.audit.encryption.key.file";

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

    private static final int DEFAULT_TRANSACTION_TIMEOUT_MS = 10_000;

    private final Map<String, Object> settings;

    /**
     * Configuration from a map.
     *
     * @param given Kafka client and Streams keys, {@code schema.registry.*} and {@code sluice.*} keys
     * @throws ConfigException if a required key is absent, or what is to be rendered can't be
     */
    public AppConfig(Map<String, ?> given) {
        settings = new HashMap<>(defaults());
        settings.putAll(given);
        settings.putIfAbsent(
                SCHEMA_CACHE,
                Path.of(text(StreamsConfig.STATE_DIR_CONFIG), "schemas").toString());
        require(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "name the Kafka brokers, host:port");
        require("schema.registry.url", "name the schema registry");
        if (!formats().isEmpty()) {
            renderOptions();
        }
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice");
        defaults.put(TOPIC_PREFIX, "iam.");
        defaults.put(ENCRYPTION_KEY_FILE, "");
        defaults.put(CHECKPOINT_RECORDS, Checkpoints.DEFAULTS.records());
        defaults.put(CHECKPOINT_INTERVAL, Checkpoints.DEFAULTS.interval().toMillis());
        defaults.put(RENDER, "");
        defaults.put(RENDER_ENTERPRISE, RenderOptions.EXAMPLE_ENTERPRISE);
        defaults.put(RENDER_OCSF, OcsfVersion.V1_8_0.number());
        defaults.put(CACHE_BYTES, Runtime.getRuntime().maxMemory() / 4);
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
        return text(TOPIC_PREFIX);
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
     * @throws ConfigException if it is no number of bytes
     */
    public long cacheBytes() {
        return number(CACHE_BYTES, 0, "A number of bytes, 0 or more, is needed.");
    }

    /**
     * When checkpoints are made of the audit, and who signs them.
     *
     * @return unsigned if no key is named
     * @throws ConfigException if a value can't be used, or the key can't be read; the message does not show the key
     */
    public Checkpoints checkpoints() {
        long records = number(CHECKPOINT_RECORDS, 1, "A number of records, 1 or more, is needed.");
        long interval = number(CHECKPOINT_INTERVAL, 1, "A number of milliseconds, 1 or more, is needed.");
        String file = text(SIGNING_KEY_FILE);
        NoteSigner signer = null;
        if (!file.isBlank()) {
            try {
                signer = NoteSigner.parse(Files.readString(Path.of(file)));
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigException(SIGNING_KEY_FILE, file, "The key can't be read: " + e.getMessage());
            }
        }
        return new Checkpoints(records, Duration.ofMillis(interval), signer);
    }

    /**
     * The master keys that personal details of the audit are sealed with.
     *
     * @return null if no file is named: details stay as they are
     * @throws ConfigException if the file can't be read; the message does not show the keys
     */
    public MasterKeys masterKeys() {
        String file = text(ENCRYPTION_KEY_FILE);
        if (file.isBlank()) {
            return null;
        }
        if (file.contains("+")) {
            // It may be the key itself, which no message may show.
            throw new ConfigException(ENCRYPTION_KEY_FILE + " names a file; its name has no plus sign in it.");
        }
        try {
            return MasterKeys.parse(Files.readString(Path.of(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(ENCRYPTION_KEY_FILE, file, "The keys can't be read: " + e.getMessage());
        }
    }

    private long number(String key, long least, String needed) {
        String given = text(key);
        if (!given.matches("[0-9]{1,18}") || Long.parseLong(given) < least) {
            throw new ConfigException(key, given, needed);
        }
        return Long.parseLong(given);
    }

    /**
     * The formats in which the audit is written for SIEMs. All instances have to be given the same: they share one topology.
     *
     * @return in the order of {@link Format}; empty if it is written for none
     * @throws ConfigException if one is not known
     */
    public Set<Format> formats() {
        Set<Format> formats = EnumSet.noneOf(Format.class);
        for (String word : text(RENDER).split(",")) {
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
        String hostname = text(RENDER_HOSTNAME).isBlank() ? applicationId() : text(RENDER_HOSTNAME);
        String enterprise = text(RENDER_ENTERPRISE);
        int number = checked(RENDER_ENTERPRISE, enterprise, () -> Integer.parseInt(enterprise));
        OcsfVersion ocsf = checked(RENDER_OCSF, text(RENDER_OCSF), () -> OcsfVersion.of(text(RENDER_OCSF)));
        String given = hostname + ", " + enterprise;
        return checked(RENDER, given, () -> new RenderOptions(hostname, number, ocsf));
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
     * How the application is watched: {@code sluice.ops.*}.
     *
     * @return the options
     * @throws ConfigException if a value can't be used
     */
    public OpsOptions ops() {
        return OpsOptions.of(settings);
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
            if (!key.startsWith("sluice.") && !isRegistryKey(key)) {
                properties.put(key, value);
            }
        });
        return properties;
    }

    /**
     * The configuration of an admin client.
     *
     * @return a new map
     */
    public Map<String, Object> admin() {
        Map<String, Object> admin = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.equals(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)
                    || key.equals(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)
                    || key.equals(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)
                    || key.startsWith("security.")
                    || key.startsWith("sasl.")
                    || key.startsWith("ssl.")) {
                admin.put(key, value);
            }
        });
        return admin;
    }

    private static boolean isRegistryKey(String key) {
        return key.startsWith("schema.registry.")
                || key.startsWith("avro.")
                || key.startsWith("http.")
                || key.startsWith("missing.")
                || key.equals("max.retries")
                || key.startsWith("retries.");
    }

    private String text(String key) {
        Object value = settings.get(key);
        return value == null ? "" : value.toString();
    }
}
