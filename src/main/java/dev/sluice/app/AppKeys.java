package dev.sluice.app;

import dev.sluice.audit.proof.Checkpoints;
import dev.sluice.siem.Format;
import dev.sluice.siem.OcsfVersion;
import dev.sluice.siem.RenderOptions;
import dev.sluice.stream.StageOptions;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.streams.StreamsConfig;

/** The keys of the stream application: the one place that has their types, defaults, limits and meanings. */
public final class AppKeys {
    private AppKeys() {}

    /**
     * The keys, in the order in which people read them.
     *
     * @return a new definition
     */
    public static ConfigDef definition() {
        ConfigDef keys = new ConfigDef();
        stage(keys);
        audit(keys);
        render(keys);
        return keys;
    }

    private static void stage(ConfigDef keys) {
        keys.define(
                AppConfig.TOPIC_PREFIX,
                Type.STRING,
                "iam.",
                Importance.HIGH,
                "What every topic name begins with. All instances and all adapters have the same.");
        keys.define(
                AppConfig.CACHE_BYTES,
                Type.LONG,
                null,
                new AtLeast(0, "bytes"),
                Importance.HIGH,
                "Memory for identities of all tasks of the process together, in bytes: about 3 KB for one with 20"
                        + " entitlements. What is not in it is read from disk. A quarter of the heap if it is not given.");
        keys.define(
                AppConfig.ROCKSDB_BYTES,
                Type.LONG,
                AppConfig.DEFAULT_ROCKSDB_BYTES,
                new AtLeast(16L << 20, "bytes"),
                Importance.HIGH,
                "Memory outside of the heap for blocks, indexes and filters of all stores of the process together, in bytes. Write"
                        + " buffers come on top, at most 12 MiB for each of the nine stores of a task. Without effect where"
                        + " rocksdb.config.setter is given.");
        keys.define(
                AppConfig.SCHEMA_CACHE,
                Type.STRING,
                null,
                Importance.MEDIUM,
                "Directory in which known schemas are kept, so that a restart does not need the registry; schemas below"
                        + " state.dir if it is not given.");
        keys.define(
                AppConfig.THREAD_LIMIT,
                Type.INT,
                AppConfig.DEFAULT_THREAD_LIMIT,
                Range.between(0, 1000),
                Importance.LOW,
                "How many stream threads that failed are replaced within sluice.thread.replace.window.ms; with the next"
                        + " one the process ends with exit code 3. One that waited for the schema registry does not count.");
        keys.define(
                AppConfig.THREAD_WINDOW,
                Type.LONG,
                AppConfig.DEFAULT_THREAD_WINDOW_MS,
                Range.between(1, 86_400_000),
                Importance.LOW,
                "The time in which they are counted, in milliseconds.");
        keys.define(
                AppConfig.CLOSE_TIMEOUT,
                Type.LONG,
                AppConfig.DEFAULT_CLOSE_TIMEOUT_MS,
                Range.between(1, 3_600_000),
                Importance.MEDIUM,
                "How long a stop waits until everything is committed and closed, in milliseconds. What kills the process"
                        + " has to wait longer, or state is restored from the changelogs at the next start.");
    }

    private static void audit(ConfigDef keys) {
        keys.define(
                AppConfig.SIGNING_KEY_FILE,
                Type.STRING,
                "",
                Importance.HIGH,
                "File with the key that signs checkpoints of the audit (sluice audit key makes one). Unsigned if it is"
                        + " empty.");
        keys.define(
                AppConfig.SIGNING_KEY,
                Type.PASSWORD,
                null,
                Importance.HIGH,
                "The same key itself instead of its file, for a config provider.");
        keys.define(
                AppConfig.CHECKPOINT_RECORDS,
                Type.LONG,
                Checkpoints.DEFAULTS.records(),
                new AtLeast(1, "records"),
                Importance.LOW,
                "After how many records a checkpoint of the audit is made.");
        keys.define(
                AppConfig.CHECKPOINT_INTERVAL,
                Type.LONG,
                Checkpoints.DEFAULTS.interval().toMillis(),
                new AtLeast(1, "milliseconds"),
                Importance.LOW,
                "After how long one is made if there is anything new, in milliseconds.");
        keys.define(
                AppConfig.ENCRYPTION_KEY_FILE,
                Type.STRING,
                "",
                Importance.HIGH,
                "File with the master keys that personal details of the audit are sealed with, so that they can be erased"
                        + " (sluice audit master-key makes one). Details stay as they are if it is empty.");
        keys.define(
                AppConfig.ENCRYPTION_KEYS,
                Type.PASSWORD,
                null,
                Importance.HIGH,
                "The same keys themselves instead of their file, for a config provider.");
        keys.define(
                AppConfig.ENCRYPTION_CACHE_BYTES,
                Type.LONG,
                StageOptions.DEFAULT_KEY_CACHE_BYTES,
                new AtLeast(0, "bytes"),
                Importance.MEDIUM,
                "Memory for keys of subjects of all tasks of the process together, in bytes: 200 for one, and its name. What is"
                        + " not in it is read from disk and opened for each record. Without effect where details are not sealed.");
    }

    private static void render(ConfigDef keys) {
        keys.define(
                AppConfig.RENDER,
                Type.STRING,
                "",
                Importance.MEDIUM,
                "The formats in which the audit is written for SIEMs, comma separated: "
                        + Arrays.stream(Format.values()).map(Format::word).collect(Collectors.joining(", "))
                        + ". All instances have the same, and it is changed while all are stopped.");
        keys.define(
                AppConfig.RENDER_HOSTNAME,
                Type.STRING,
                "",
                Importance.LOW,
                "What a SIEM knows the sender by; application.id if it is empty.");
        keys.define(
                AppConfig.RENDER_ENTERPRISE,
                Type.INT,
                RenderOptions.EXAMPLE_ENTERPRISE,
                Importance.LOW,
                "The private enterprise number in the structured data of syslog; the standard one is for examples.");
        keys.define(
                AppConfig.RENDER_OCSF,
                Type.STRING,
                OcsfVersion.V1_8_0.number(),
                ValidString.in(Arrays.stream(OcsfVersion.values())
                        .map(OcsfVersion::number)
                        .toArray(String[]::new)),
                Importance.LOW,
                "The version of the OCSF schema.");
    }

    /**
     * Keys of Kafka and of the registry client that have another default here, and why.
     *
     * @return a new definition
     */
    public static ConfigDef otherDefaults() {
        ConfigDef keys = new ConfigDef();
        other(
                keys,
                StreamsConfig.APPLICATION_ID_CONFIG,
                "Consumer group, transactional ids and changelogs begin with it.");
        other(keys, StreamsConfig.STATE_DIR_CONFIG, "On a disk that stays, one for each process.");
        other(keys, StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "at_least_once can lose a decision in a crash.");
        other(keys, StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, "An instance that takes over has the state.");
        other(keys, StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "Identities have a cache of their own.");
        other(
                keys,
                "state.cleanup.dir.max.age.ms",
                "An older state directory would bring back what its changelogs have forgotten (delete.retention.ms).");
        other(keys, StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, "Inputs are interleaved by arrival.");
        other(keys, StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "The same.");
        other(
                keys,
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                "The group notices a dead instance soon, and a pause of the garbage collector is no death.");
        other(keys, StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "Fewer, larger requests.");
        other(
                keys,
                StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
                "Views and audit are text-like.");
        other(
                keys,
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                "The largest record that the stage writes.");
        other(keys, "avro.remove.java.properties", "Registered schemas are those of the contract.");
        other(
                keys,
                "sluice.registry.max.block.ms",
                "A record waits a third of the transaction timeout over all calls.");
        other(keys, "missing.id.cache.ttl.sec", "A flood of records with an unknown schema is no flood of requests.");
        other(keys, "max.retries", "The stage asks again by itself.");
        other(keys, "retries.wait.ms", "The same.");
        other(keys, "retries.max.wait.ms", "The same.");
        other(keys, "http.connect.timeout.ms", "The same.");
        other(keys, "http.read.timeout.ms", "The same.");
        return keys;
    }

    private static void other(ConfigDef keys, String name, String why) {
        Object standard = AppConfig.defaults().get(name);
        Type type = standard instanceof Boolean
                ? Type.BOOLEAN
                : standard instanceof Integer ? Type.INT : standard instanceof Long ? Type.LONG : Type.STRING;
        keys.define(name, type, standard, Importance.MEDIUM, why);
    }
}
