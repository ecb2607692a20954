package dev.sluice.registry;

/** The configuration keys this package reads: Confluent's own, then ours, which begin with {@code sluice.}. */
public final class RegistryKeys {

    /** Comma-separated list of URLs, or {@code mock://scope} for an in-memory registry. Required. */
    public static final String URL = "schema.registry.url";

    /** Prefix that marks a setting as the registry client's own among those of a Kafka client. */
    public static final String PREFIX = "schema.registry.";

    /** Whether to start at a random URL of the list. Default false. */
    public static final String URL_RANDOMIZE = "url.randomize";

    /** Whether the serializer registers schemas. Default true. */
    public static final String AUTO_REGISTER = "auto.register.schemas";

    /** Whether the serializer writes with the subject's latest schema. Default false; without effect while registering. */
    public static final String USE_LATEST = "use.latest.version";

    /** Whether the latest schema must be able to read the record's own. Default true. */
    public static final String LATEST_STRICT = "latest.compatibility.strict";

    /** The id to write with, -1 for none (default). */
    public static final String USE_SCHEMA_ID = "use.schema.id";

    /** Whether the schema of {@link #USE_SCHEMA_ID} must be able to read the record's own. Default true. */
    public static final String ID_STRICT = "id.compatibility.strict";

    /** Whether the registry shall normalise before comparing. Default false. */
    public static final String NORMALIZE = "normalize.schemas";

    /** Whether to leave {@code avro.java.string} out of registered schemas. Default false. */
    public static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";

    /** Whether the generic reader converts logical types. Default false. */
    public static final String LOGICAL_TYPE_CONVERTERS = "avro.use.logical.type.converters";

    /** Whether the reader gives generated classes, by the writer's name if no type is set. Default false. */
    public static final String SPECIFIC_READER = "specific.avro.reader";

    /** The generated class of values. */
    public static final String VALUE_TYPE = "specific.avro.value.type";

    /** The generated class of keys. */
    public static final String KEY_TYPE = "specific.avro.key.type";

    /** Whether bytes after the record are an error. Default false. */
    public static final String FAIL_ON_TRAILING = "avro.fail.on.trailing.data";

    /** Subject name strategy of keys. Default TopicNameStrategy. */
    public static final String KEY_STRATEGY = "key.subject.name.strategy";

    /** Subject name strategy of values. Default TopicNameStrategy. */
    public static final String VALUE_STRATEGY = "value.subject.name.strategy";

    /** Bound of each cache of schemas. Default 1000. */
    public static final String MAX_SCHEMAS = "max.schemas.per.subject";

    /** Bound of the cache of latest versions. Default 1000. */
    public static final String LATEST_CACHE_SIZE = "latest.cache.size";

    /** Seconds a latest version is kept: default 60 in the client, -1 (for ever) in the serializer. */
    public static final String LATEST_CACHE_TTL = "latest.cache.ttl.sec";

    /** Seconds to remember that an id is unknown. Default 0: not at all. */
    public static final String MISSING_ID_TTL = "missing.id.cache.ttl.sec";

    /** Seconds to remember that a version is unknown. Default 0. */
    public static final String MISSING_VERSION_TTL = "missing.version.cache.ttl.sec";

    /** Seconds to remember that a schema is not registered. Default 0. */
    public static final String MISSING_SCHEMA_TTL = "missing.schema.cache.ttl.sec";

    /** Bound of each cache of what is missing. Default 10000. */
    public static final String MISSING_CACHE_SIZE = "missing.cache.size";

    /** Further rounds over the URLs after the first failed. Default 3. */
    public static final String MAX_RETRIES = "max.retries";

    /** Upper limit of the first wait between rounds, milliseconds. Default 1000; doubles each time, with full jitter. */
    public static final String RETRY_WAIT = "retries.wait.ms";

    /** Upper limit of any wait between rounds, milliseconds. Default 20000. */
    public static final String RETRY_MAX_WAIT = "retries.max.wait.ms";

    /** Connect timeout, milliseconds. Default 60000. */
    public static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";

    /** Time for a whole answer, milliseconds. Default 60000. */
    public static final String READ_TIMEOUT = "http.read.timeout.ms";

    /** URL (default) or USER_INFO. */
    public static final String BASIC_SOURCE = "basic.auth.credentials.source";

    /** {@code user:password} for USER_INFO. Secret. */
    public static final String BASIC_USER_INFO = "basic.auth.user.info";

    /** STATIC_TOKEN, OAUTHBEARER, or absent. */
    public static final String BEARER_SOURCE = "bearer.auth.credentials.source";

    /** The token for STATIC_TOKEN. Secret. */
    public static final String BEARER_TOKEN = "bearer.auth.token";

    /** Where OAUTHBEARER gets tokens: the token endpoint of an OAuth 2.0 server. */
    public static final String OAUTH_URL = "bearer.auth.issuer.endpoint.url";

    /** The client id for OAUTHBEARER. */
    public static final String OAUTH_CLIENT_ID = "bearer.auth.client.id";

    /** The client's secret for OAUTHBEARER. Secret. */
    public static final String OAUTH_CLIENT_SECRET = "bearer.auth.client.secret";

    /** The scope for OAUTHBEARER; absent = none is asked for. */
    public static final String OAUTH_SCOPE = "bearer.auth.scope";

    /** Seconds before its end at which a token is replaced, at most half of its life. Default 300. */
    public static final String OAUTH_EARLY = "bearer.auth.cache.expiry.buffer.seconds";

    /** The registry's logical cluster, sent with each request beside a token; absent = none. */
    public static final String LOGICAL_CLUSTER = "bearer.auth.logical.cluster";

    /** The identity pool, sent with each request beside a token; absent = none. */
    public static final String IDENTITY_POOL = "bearer.auth.identity.pool.id";

    /** Prefix of extra request headers. Their values count as secret. */
    public static final String REQUEST_HEADER = "request.header.";

    /** Host of an HTTP proxy. */
    public static final String PROXY_HOST = "proxy.host";

    /** Port of the HTTP proxy. */
    public static final String PROXY_PORT = "proxy.port";

    /** Directory in which known schemas survive a restart; absent = none. */
    public static final String CACHE_DIR = "sluice.schema.cache.dir";

    /** Name under which the disk cache keeps this registry's schemas. Default: its URLs. */
    public static final String CACHE_IDENTITY = "sluice.schema.cache.identity";

    /** Longest time one call may take, retries and waits included, milliseconds. Default 30000; 0 = no limit. */
    public static final String MAX_BLOCK = "sluice.registry.max.block.ms";

    /** Largest Avro payload decoded, bytes. Default 8 MiB. */
    public static final String MAX_PAYLOAD = "sluice.avro.max.payload.bytes";

    /** Most array and map items decoded in one record. Default 1000000. */
    public static final String MAX_ITEMS = "sluice.avro.max.items";

    private RegistryKeys() {}
}
