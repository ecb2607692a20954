package dev.sluice.registry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The settings of registry client and serde, read from a Kafka client's configuration. Unknown keys are ignored, as Kafka
 * does; known keys that ask for something unsupported are refused. Defaults are Confluent's, stated at {@link RegistryKeys}.
 */
public final class SchemaRegistryConfig {

    /**
     * How the serializer finds the schema to write with: registering wins over a fixed id, that over the latest version,
     * that over a plain lookup.
     *
     * @param register whether to register the record's own schema
     * @param schemaId the id to write with; -1 for none
     * @param latest whether to write with the latest version
     * @param latestStrict whether the latest version must be able to read the record's own schema
     * @param idStrict whether the schema of the id must be able to read the record's own
     * @param normalize whether the registry compares normalised forms
     * @param removeJavaProperties whether {@code avro.java.string} is left out of what is sent
     * @param latestTtl how long the serializer keeps the latest version; empty = for ever
     */
    public record Writing(
            boolean register,
            int schemaId,
            boolean latest,
            boolean latestStrict,
            boolean idStrict,
            boolean normalize,
            boolean removeJavaProperties,
            Optional<Duration> latestTtl) {}

    /**
     * How records are read.
     *
     * @param specific whether generated classes are wanted
     * @param valueType name of the generated class of values; null if unset
     * @param keyType name of the generated class of keys; null if unset
     * @param failOnTrailing whether bytes after the record are an error
     * @param logicalTypes whether the generic reader converts logical types
     * @param maxPayload largest payload decoded, bytes
     * @param maxItems most array and map items decoded in one record
     */
    public record Reading(
            boolean specific,
            String valueType,
            String keyType,
            boolean failOnTrailing,
            boolean logicalTypes,
            int maxPayload,
            int maxItems) {}

    /**
     * Bounds and life times of the client's caches. Missing-times of zero mean that failures are not remembered.
     *
     * @param size bound of each map of schemas
     * @param latestSize bound of the map of latest versions
     * @param latestTtl how long a latest version is kept; empty = for ever
     * @param missingSize bound of each map of failures
     * @param missingId how long an unknown id is remembered
     * @param missingVersion how long an unknown version is remembered
     * @param missingSchema how long an unregistered schema is remembered
     */
    public record Caching(
            int size,
            int latestSize,
            Optional<Duration> latestTtl,
            int missingSize,
            Duration missingId,
            Duration missingVersion,
            Duration missingSchema) {}

    /**
     * Patience.
     *
     * @param retries further rounds over the URLs
     * @param firstWait upper limit of the first wait between rounds
     * @param maxWait upper limit of any wait
     * @param connect connect timeout
     * @param read time for one whole answer
     * @param maxBlock time for one call with all its retries; zero = unlimited
     */
    public record Patience(
            int retries, Duration firstWait, Duration maxWait, Duration connect, Duration read, Duration maxBlock) {}

    /**
     * Where tokens come from.
     *
     * @param url the token endpoint
     * @param clientId who asks
     * @param clientSecret the secret of who asks
     * @param scope what is asked for; null for the server's default
     * @param early how long before its end a token is replaced
     */
    record OAuth(String url, String clientId, Password clientSecret, String scope, Duration early) {}

    private static final int DEFAULT_MAX_PAYLOAD = 8 * 1024 * 1024;

    private final ConfigValues values;
    private final Endpoints endpoints;
    private final String authorization;
    private final Writing writing;
    private final Reading reading;
    private final Caching caching;
    private final Patience patience;

    /**
     * Reads a configuration.
     *
     * @param settings a Kafka client's configuration; values may be text, numbers, flags, classes or Kafka passwords
     * @throws ConfigException if a value is malformed, missing or not supported
     */
    public SchemaRegistryConfig(Map<String, ?> settings) {
        values = new ConfigValues(settings);
        RefusedOptions.check(values);
        endpoints = Endpoints.parse(values.list(RegistryKeys.URL));
        authorization = authorization(values, endpoints);
        writing = readWriting(values);
        reading = readReading(values);
        caching = readCaching(values);
        patience = readPatience(values);
        // What is missing is said at the start, not with the first record.
        oauth();
    }

    /** How records are written. */
    public Writing writing() {
        return writing;
    }

    /** How records are read. */
    public Reading reading() {
        return reading;
    }

    /** Bounds and life times of the caches. */
    public Caching caching() {
        return caching;
    }

    /** Retries and timeouts. */
    public Patience patience() {
        return patience;
    }

    /** Base URLs in the order given, without credentials; empty for an in-memory registry. */
    public List<String> urls() {
        return endpoints.urls();
    }

    /** The scope of an in-memory registry; empty for a real one. */
    public Optional<String> mockScope() {
        return Optional.ofNullable(endpoints.mockScope());
    }

    /** Whether to start at a random URL. Default false. */
    public boolean randomizeUrls() {
        return values.flag(RegistryKeys.URL_RANDOMIZE, false);
    }

    /** Where known schemas are kept on disk; empty = nowhere. */
    public Optional<Path> cacheDirectory() {
        return Optional.ofNullable(values.text(RegistryKeys.CACHE_DIR)).map(Path::of);
    }

    /** Under which name the disk cache keeps this registry's schemas. Default: the sorted URLs. */
    public String cacheIdentity() {
        return values.text(
                RegistryKeys.CACHE_IDENTITY,
                String.join(",", urls().stream().sorted().toList()));
    }

    /** The subject name strategy of keys or values. Default: by topic. */
    public SubjectNameStrategy subjectNames(boolean isKey) {
        String key = isKey ? RegistryKeys.KEY_STRATEGY : RegistryKeys.VALUE_STRATEGY;
        return SubjectNames.named(key, values.text(key, "TopicNameStrategy"));
    }

    /** The Authorization header; null without credentials, or where it changes. Secret. */
    String authorization() {
        return authorization;
    }

    /** Where tokens come from, if they are not given. */
    Optional<OAuth> oauth() {
        if (!isOAuth(values)) {
            return Optional.empty();
        }
        return Optional.of(new OAuth(
                required(values, RegistryKeys.OAUTH_URL, RegistryKeys.BEARER_SOURCE),
                required(values, RegistryKeys.OAUTH_CLIENT_ID, RegistryKeys.BEARER_SOURCE),
                new Password(required(values, RegistryKeys.OAUTH_CLIENT_SECRET, RegistryKeys.BEARER_SOURCE)),
                values.text(RegistryKeys.OAUTH_SCOPE),
                Duration.ofSeconds(values.integer(RegistryKeys.OAUTH_EARLY, 300, 0))));
    }

    private static boolean isOAuth(ConfigValues values) {
        return "OAUTHBEARER".equalsIgnoreCase(values.text(RegistryKeys.BEARER_SOURCE));
    }

    /** Extra request headers. Secret. */
    Map<String, String> requestHeaders() {
        Map<String, String> headers = new HashMap<>(values.startingWith(RegistryKeys.REQUEST_HEADER));
        if (values.text(RegistryKeys.BEARER_SOURCE) != null) {
            putIfSet(headers, "target-sr-cluster", RegistryKeys.LOGICAL_CLUSTER);
            putIfSet(headers, "Confluent-Identity-Pool-Id", RegistryKeys.IDENTITY_POOL);
        }
        return headers;
    }

    private void putIfSet(Map<String, String> headers, String name, String key) {
        if (values.text(key) != null) {
            headers.put(name, values.text(key));
        }
    }

    /** TLS settings by their Kafka names. */
    Map<String, Object> tls() {
        return values.own();
    }

    /** The proxy as {@code host}, or null. */
    String proxyHost() {
        return values.text(RegistryKeys.PROXY_HOST);
    }

    /** The proxy's port; -1 if none is set. */
    int proxyPort() {
        return values.integer(RegistryKeys.PROXY_PORT, -1, 1);
    }

    /** Where the registry is and how it is used, without any secret. */
    @Override
    public String toString() {
        String where = mockScope().map(scope -> "mock://" + scope).orElse(String.join(",", urls()));
        return "SchemaRegistryConfig[" + where + ", authorization="
                + (authorization == null && !isOAuth(values) ? "none" : "[hidden]") + ", " + writing + ", " + reading
                + ", " + caching + ", " + patience + "]";
    }

    private static String authorization(ConfigValues values, Endpoints endpoints) {
        if (isOAuth(values)) {
            return null;
        }
        if (values.text(RegistryKeys.BEARER_SOURCE) != null) {
            return "Bearer " + required(values, RegistryKeys.BEARER_TOKEN, RegistryKeys.BEARER_SOURCE);
        }
        String source = values.text(RegistryKeys.BASIC_SOURCE, "URL").toUpperCase(Locale.ROOT);
        String userInfo = source.equals("USER_INFO")
                ? required(values, RegistryKeys.BASIC_USER_INFO, RegistryKeys.BASIC_SOURCE)
                : endpoints.userInfo();
        if (userInfo == null) {
            return null;
        }
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static String required(ConfigValues values, String key, String because) {
        String value = values.text(key);
        if (value == null) {
            throw new ConfigException(key + " must be set because " + because + " asks for it.");
        }
        return value;
    }

    private static Writing readWriting(ConfigValues values) {
        return new Writing(
                values.flag(RegistryKeys.AUTO_REGISTER, true),
                values.integer(RegistryKeys.USE_SCHEMA_ID, -1, -1),
                values.flag(RegistryKeys.USE_LATEST, false),
                values.flag(RegistryKeys.LATEST_STRICT, true),
                values.flag(RegistryKeys.ID_STRICT, true),
                values.flag(RegistryKeys.NORMALIZE, false),
                values.flag(RegistryKeys.REMOVE_JAVA_PROPERTIES, false),
                ttl(values.integer(RegistryKeys.LATEST_CACHE_TTL, -1, -1)));
    }

    private static Reading readReading(ConfigValues values) {
        return new Reading(
                values.flag(RegistryKeys.SPECIFIC_READER, false),
                values.text(RegistryKeys.VALUE_TYPE),
                values.text(RegistryKeys.KEY_TYPE),
                values.flag(RegistryKeys.FAIL_ON_TRAILING, false),
                values.flag(RegistryKeys.LOGICAL_TYPE_CONVERTERS, false),
                values.integer(RegistryKeys.MAX_PAYLOAD, DEFAULT_MAX_PAYLOAD, 1),
                values.integer(RegistryKeys.MAX_ITEMS, 1_000_000, 1));
    }

    private static Caching readCaching(ConfigValues values) {
        return new Caching(
                values.integer(RegistryKeys.MAX_SCHEMAS, 1000, 1),
                values.integer(RegistryKeys.LATEST_CACHE_SIZE, 1000, 1),
                ttl(values.integer(RegistryKeys.LATEST_CACHE_TTL, 60, -1)),
                values.integer(RegistryKeys.MISSING_CACHE_SIZE, 10_000, 1),
                seconds(values, RegistryKeys.MISSING_ID_TTL),
                seconds(values, RegistryKeys.MISSING_VERSION_TTL),
                seconds(values, RegistryKeys.MISSING_SCHEMA_TTL));
    }

    private static Patience readPatience(ConfigValues values) {
        return new Patience(
                values.integer(RegistryKeys.MAX_RETRIES, 3, 0),
                millis(values, RegistryKeys.RETRY_WAIT, 1000, 0),
                millis(values, RegistryKeys.RETRY_MAX_WAIT, 20_000, 0),
                millis(values, RegistryKeys.CONNECT_TIMEOUT, 60_000, 1),
                millis(values, RegistryKeys.READ_TIMEOUT, 60_000, 1),
                millis(values, RegistryKeys.MAX_BLOCK, 30_000, 0));
    }

    private static Optional<Duration> ttl(int seconds) {
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static Duration seconds(ConfigValues values, String key) {
        return Duration.ofSeconds(values.integer(key, 0, 0));
    }

    private static Duration millis(ConfigValues values, String key, int fallback, int least) {
        return Duration.ofMillis(values.integer(key, fallback, least));
    }
}
