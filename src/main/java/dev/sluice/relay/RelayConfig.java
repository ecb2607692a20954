package dev.sluice.relay;

import dev.sluice.ops.EndpointOptions;
import dev.sluice.registry.TlsContexts;
import dev.sluice.stream.Names;
import dev.sluice.text.NearestName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The relay's configuration: {@code sluice.relay.*} keys, and Kafka's client keys, which pass through. Values may come from
 * Kafka's config providers ({@code config.providers}). Nothing of it is logged, and secrets are hidden where it is printed.
 */
public final class RelayConfig {
    /** What all keys of the relay begin with; before {@code ssl.} and so on they are those of TLS to the target. */
    public static final String PREFIX = RelayKeys.PREFIX;

    /** What the keys of further HTTP headers begin with; the rest of each is the header's name. */
    public static final String HEADER_PREFIX = RelayKeys.HEADER_PREFIX;

    /** What the consumer group of a relay begins with that is told none; its name follows. */
    public static final String GROUP_PREFIX = "sluice-relay-";

    private static final int PARKED_BYTES = 4 << 20;

    private final AbstractConfig values;
    private final Map<String, Object> all;

    /**
     * A configuration.
     *
     * @param given {@code sluice.*} and Kafka client keys with their values
     * @throws ConfigException if a key is unknown or missing or a value can't be used; says what to do
     */
    public RelayConfig(Map<String, ?> given) {
        // First, because a key that is written wrong is also one that is missing.
        refuseUnknownKeys(given.keySet());
        values = new AbstractConfig(RelayKeys.definition(), given, false);
        all = values.originals();
        if (text(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG).isBlank()) {
            throw new ConfigException("The configuration has no bootstrap.servers; name the Kafka brokers, host:port.");
        }
        requireForTarget();
    }

    private static void refuseUnknownKeys(Set<String> given) {
        Set<String> known = new TreeSet<>(RelayKeys.definition().names());
        new ConfigDef().withClientSslSupport().names().forEach(name -> known.add(RelayKeys.PREFIX + name));
        for (String key : new TreeSet<>(given)) {
            if (key.startsWith(RelayKeys.PREFIX) && !key.startsWith(RelayKeys.HEADER_PREFIX) && !known.contains(key)) {
                String hint = NearestName.of(key, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; docs/relay.md has all keys.");
                throw new ConfigException("Unknown key " + key + hint);
            }
        }
    }

    private void requireForTarget() {
        List<String> needed = List.of();
        switch (target()) {
            case SYSLOG_TCP, SYSLOG_TLS, SYSLOG_UDP -> needed = List.of(RelayKeys.SYSLOG_HOST);
            case HEC -> needed = List.of(RelayKeys.HEC_URL);
            case HTTP -> needed = List.of(RelayKeys.HTTP_URL);
            case FILE -> needed = List.of(RelayKeys.FILE_DIR);
        }
        for (String key : needed) {
            if (string(key).isBlank()) {
                throw new ConfigException(RelayKeys.TARGET + "=" + target().key() + " needs " + key + "; set it.");
            }
        }
        if (target() == TargetKind.HEC) {
            url(RelayKeys.HEC_URL);
            if (!has(RelayKeys.HEC_TOKEN) && string(RelayKeys.HEC_TOKEN_FILE).isBlank()) {
                throw new ConfigException(RelayKeys.TARGET + "=hec needs " + RelayKeys.HEC_TOKEN + " or "
                        + RelayKeys.HEC_TOKEN_FILE + "; set one.");
            }
        }
        if (target() == TargetKind.HTTP) {
            url(RelayKeys.HTTP_URL);
        }
        health();
        if (topics().isEmpty()) {
            throw new ConfigException(RelayKeys.TOPICS + " is empty; name the topics to deliver.");
        }
    }

    private boolean has(String key) {
        return values.getPassword(key) != null
                && !values.getPassword(key).value().isBlank();
    }

    private String text(String key) {
        Object value = all.get(key);
        return value == null ? "" : value.toString();
    }

    String string(String key) {
        return values.getString(key);
    }

    int integer(String key) {
        return values.getInt(key);
    }

    long number(String key) {
        return values.getLong(key);
    }

    boolean flag(String key) {
        return values.getBoolean(key);
    }

    Duration duration(String key) {
        return Duration.ofMillis(values.getLong(key));
    }

    /** A secret from its key, or from the file that the other key names. */
    Secret secret(String key, String fileKey) {
        String file = string(fileKey);
        if (!file.isBlank()) {
            return Secret.inFile(Path.of(file));
        }
        return has(key) ? Secret.of(values.getPassword(key).value()) : Secret.NONE;
    }

    URI url(String key) {
        String given = string(key);
        try {
            URI uri = new URI(given);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The message below says the same without repeating what was written, which may hold a password.
        }
        throw new ConfigException(
                key + " is not an http or https URL without user and password; write for example https://host:8088.");
    }

    /**
     * The topic prefix.
     *
     * @return the prefix, may be empty
     */
    public String topicPrefix() {
        return string(RelayKeys.TOPIC_PREFIX);
    }

    /**
     * The topics to deliver.
     *
     * @return full names
     */
    public List<String> topics() {
        return values.getList(RelayKeys.TOPICS).stream()
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .map(name -> topicPrefix() + name)
                .distinct()
                .toList();
    }

    /** The topic of records that the target refuses, full name. */
    String parkedTopic() {
        return topicPrefix() + Names.RELAY_PARKED;
    }

    TargetKind target() {
        return TargetKind.of(string(RelayKeys.TARGET));
    }

    /** The most bytes of a record as it is sent. */
    int recordBytes() {
        int given = integer(RelayKeys.RECORD_BYTES);
        return given == 0 ? target().recordBytes() : given;
    }

    /** TLS to the target; null is the JVM's own trust. */
    SSLContext tls() {
        Map<String, Object> tls = new HashMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(RelayKeys.TLS_PREFIX)) {
                tls.put(key.substring(RelayKeys.PREFIX.length()), value);
            }
        });
        return TlsContexts.from(tls, RelayKeys.PREFIX, "target");
    }

    /** Where the relay tells how it is. */
    EndpointOptions health() {
        String token = string(RelayKeys.HEALTH_TOKEN_FILE);
        return new EndpointOptions(
                string(RelayKeys.HEALTH_ADDRESS),
                integer(RelayKeys.HEALTH_PORT),
                token.isBlank() ? null : Path.of(token),
                Map.of(),
                RelayKeys.PREFIX + "health.");
    }

    /** Further headers of the HTTP target, by name. */
    Map<String, String> httpHeaders() {
        return all.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(RelayKeys.HEADER_PREFIX))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(RelayKeys.HEADER_PREFIX.length()),
                        entry -> entry.getValue().toString(),
                        (first, second) -> second,
                        LinkedHashMap::new));
    }

    /** The consumer's configuration: no commit by itself, and only what is committed by the writers. */
    Map<String, Object> consumer() {
        Map<String, Object> consumer = new HashMap<>();
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP_PREFIX + string(RelayKeys.NAME));
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        consumer.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        // What does not move is not interrupted while another instance comes or goes.
        consumer.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        passThrough(consumer, ConsumerConfig.configNames(), ProducerConfig.configNames());
        if ("consumer".equalsIgnoreCase(text(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            // The broker decides both there, and the client refuses to be told.
            consumer.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
            consumer.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
        }
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return consumer;
    }

    /** The configuration of the producer of parked records: acknowledged by all replicas. */
    Map<String, Object> producer() {
        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, PARKED_BYTES);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        passThrough(producer, ProducerConfig.configNames(), ConsumerConfig.configNames());
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return producer;
    }

    /** A key that neither client knows may belong to something that is plugged into them. */
    private void passThrough(Map<String, Object> into, Set<String> own, Set<String> others) {
        all.forEach((key, value) -> {
            boolean kafka = !key.startsWith("sluice.")
                    && !key.startsWith("schema.registry.")
                    && !key.startsWith("config.providers");
            if (kafka && (own.contains(key) || !others.contains(key))) {
                into.put(key, value);
            }
        });
    }

    /**
     * The keys of the relay itself.
     *
     * @return names, types, defaults, limits and meanings, in the order in which people read them; a new definition
     */
    public static ConfigDef keys() {
        return RelayKeys.definition();
    }

    @Override
    public String toString() {
        return "RelayConfig[" + string(RelayKeys.NAME) + ", " + topics() + " to " + target().key() + "]";
    }
}
