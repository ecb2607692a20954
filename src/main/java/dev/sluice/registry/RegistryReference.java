package dev.sluice.registry;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** What is said of the keys of registry client and serde, for people. Values are checked by {@link SchemaRegistryConfig}. */
public final class RegistryReference {
    private static final ConfigDef DEFINITION = define();

    private RegistryReference() {}

    /**
     * All keys with their types, defaults and meanings, in the order in which people read them.
     *
     * @return a new definition
     */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /**
     * Whether a key is for the registry and for nobody else.
     *
     * @param key the key
     * @return true if Kafka's clients have no use for it
     */
    public static boolean has(String key) {
        return DEFINITION.names().contains(key)
                || key.startsWith(RegistryKeys.PREFIX)
                || key.startsWith(RegistryKeys.REQUEST_HEADER);
    }

    private static ConfigDef define() {
        ConfigDef keys = new ConfigDef();
        text(keys, RegistryKeys.URL, "", "Where the registry is: one URL, or several with commas between them.");
        add(keys, RegistryKeys.URL_RANDOMIZE, Type.BOOLEAN, false, "Whether to begin at any of them.");
        security(keys);
        patience(keys);
        writing(keys);
        reading(keys);
        caches(keys);
        return keys;
    }

    private static void security(ConfigDef keys) {
        text(
                keys,
                RegistryKeys.BASIC_SOURCE,
                "URL",
                "Where user and password come from: URL or USER_INFO (" + RegistryKeys.BASIC_USER_INFO + ").");
        secret(keys, RegistryKeys.BASIC_USER_INFO, "user:password for USER_INFO.");
        text(
                keys,
                RegistryKeys.BEARER_SOURCE,
                "",
                "STATIC_TOKEN for a bearer token (" + RegistryKeys.BEARER_TOKEN
                        + "), OAUTHBEARER for those of a server.");
        secret(keys, RegistryKeys.BEARER_TOKEN, "The token for STATIC_TOKEN.");
        text(
                keys,
                RegistryKeys.OAUTH_URL,
                "",
                "The token endpoint for OAUTHBEARER. The JVM has to allow it: "
                        + "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=URL.");
        text(keys, RegistryKeys.OAUTH_CLIENT_ID, "", "The client id there.");
        secret(keys, RegistryKeys.OAUTH_CLIENT_SECRET, "The client's secret there.");
        text(keys, RegistryKeys.OAUTH_SCOPE, "", "The scope that is asked for; the server's own if it is empty.");
        add(
                keys,
                RegistryKeys.OAUTH_EARLY,
                Type.INT,
                300,
                "How long before its end a token is replaced, in seconds; at most half of its life.");
        text(keys, RegistryKeys.LOGICAL_CLUSTER, "", "The registry's logical cluster, told with each request.");
        text(keys, RegistryKeys.IDENTITY_POOL, "", "The identity pool, told with each request.");
        text(keys, RegistryKeys.PROXY_HOST, "", "Host of an HTTP proxy.");
        add(keys, RegistryKeys.PROXY_PORT, Type.INT, -1, "Port of the HTTP proxy.");
    }

    private static void patience(ConfigDef keys) {
        add(
                keys,
                RegistryKeys.MAX_BLOCK,
                Type.INT,
                30_000,
                "The longest time that one call may take, retries and waits included, in milliseconds; 0 is no limit.");
        add(keys, RegistryKeys.MAX_RETRIES, Type.INT, 3, "Further rounds over the URLs after the first failed.");
        add(
                keys,
                RegistryKeys.RETRY_WAIT,
                Type.INT,
                1000,
                "The limit of the first wait between rounds, in milliseconds; it doubles, and each wait is random below it.");
        add(keys, RegistryKeys.RETRY_MAX_WAIT, Type.INT, 20_000, "The limit of any wait, in milliseconds.");
        add(keys, RegistryKeys.CONNECT_TIMEOUT, Type.INT, 60_000, "How long connecting may take, in milliseconds.");
        add(keys, RegistryKeys.READ_TIMEOUT, Type.INT, 60_000, "How long a whole answer may take, in milliseconds.");
    }

    private static void writing(ConfigDef keys) {
        add(keys, RegistryKeys.AUTO_REGISTER, Type.BOOLEAN, true, "Whether schemas are registered as they are needed.");
        add(
                keys,
                RegistryKeys.USE_LATEST,
                Type.BOOLEAN,
                false,
                "Whether to write with the latest schema of the subject; without effect while registering.");
        add(
                keys,
                RegistryKeys.LATEST_STRICT,
                Type.BOOLEAN,
                true,
                "Whether the latest schema has to be able to read the record's own.");
        add(keys, RegistryKeys.USE_SCHEMA_ID, Type.INT, -1, "The id to write with; -1 is none.");
        add(
                keys,
                RegistryKeys.ID_STRICT,
                Type.BOOLEAN,
                true,
                "Whether the schema of that id has to be able to read the record's own.");
        add(keys, RegistryKeys.NORMALIZE, Type.BOOLEAN, false, "Whether the registry normalises before it compares.");
        add(
                keys,
                RegistryKeys.REMOVE_JAVA_PROPERTIES,
                Type.BOOLEAN,
                false,
                "Whether avro.java.string is left out of what is registered.");
        text(keys, RegistryKeys.KEY_STRATEGY, "TopicNameStrategy", "Subject name strategy of keys.");
        text(keys, RegistryKeys.VALUE_STRATEGY, "TopicNameStrategy", "Subject name strategy of values.");
    }

    private static void reading(ConfigDef keys) {
        add(keys, RegistryKeys.SPECIFIC_READER, Type.BOOLEAN, false, "Whether generated classes are read.");
        text(keys, RegistryKeys.VALUE_TYPE, "", "The generated class of values.");
        text(keys, RegistryKeys.KEY_TYPE, "", "The generated class of keys.");
        add(keys, RegistryKeys.FAIL_ON_TRAILING, Type.BOOLEAN, false, "Whether bytes after the record are an error.");
        add(
                keys,
                RegistryKeys.LOGICAL_TYPE_CONVERTERS,
                Type.BOOLEAN,
                false,
                "Whether the generic reader converts logical types.");
        add(keys, RegistryKeys.MAX_PAYLOAD, Type.INT, 8 << 20, "The largest record that is read, in bytes.");
        add(keys, RegistryKeys.MAX_ITEMS, Type.INT, 1_000_000, "The most array and map items of one record.");
    }

    private static void caches(ConfigDef keys) {
        text(
                keys,
                RegistryKeys.CACHE_IDENTITY,
                "",
                "The name under which schemas of this registry are kept on disk; its URLs if it is empty.");
        add(keys, RegistryKeys.MAX_SCHEMAS, Type.INT, 1000, "The most schemas of each cache.");
        add(keys, RegistryKeys.LATEST_CACHE_SIZE, Type.INT, 1000, "The most latest versions that are kept.");
        add(
                keys,
                RegistryKeys.LATEST_CACHE_TTL,
                Type.INT,
                60,
                "How long a latest version is kept, in seconds; -1 is for ever.");
        add(
                keys,
                RegistryKeys.MISSING_ID_TTL,
                Type.INT,
                0,
                "How long it is remembered that an id is unknown, in seconds.");
        add(
                keys,
                RegistryKeys.MISSING_VERSION_TTL,
                Type.INT,
                0,
                "How long it is remembered that a version is unknown, in seconds.");
        add(
                keys,
                RegistryKeys.MISSING_SCHEMA_TTL,
                Type.INT,
                0,
                "How long it is remembered that a schema is not registered, in seconds.");
        add(keys, RegistryKeys.MISSING_CACHE_SIZE, Type.INT, 10_000, "The most entries of each of these.");
    }

    private static void text(ConfigDef keys, String name, String standard, String doc) {
        keys.define(name, Type.STRING, standard, Importance.MEDIUM, doc);
    }

    private static void secret(ConfigDef keys, String name, String doc) {
        keys.define(name, Type.PASSWORD, null, Importance.HIGH, doc);
    }

    private static void add(ConfigDef keys, String name, Type type, Object standard, String doc) {
        keys.define(name, type, standard, Importance.LOW, doc);
    }
}
