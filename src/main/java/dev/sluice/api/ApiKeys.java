package dev.sluice.api;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;

/** All keys of the query API: the one place that has their types, defaults, limits and meanings. */
public final class ApiKeys {
    /** What all keys of the API begin with. */
    public static final String PREFIX = "sluice.api.";

    /** What the keys of TLS begin with; the rest of each is Kafka's own name. */
    public static final String TLS_PREFIX = PREFIX + "ssl.";

    /** Key: the address to listen on. */
    public static final String ADDRESS = PREFIX + "address";

    /** Key: the port to listen on. */
    public static final String PORT = PREFIX + "port";

    static final String TOKENS_FILE = PREFIX + "tokens.file";
    static final String ANONYMOUS_ROLE = PREFIX + "anonymous.role";
    static final String CLIENT_AUTH = PREFIX + "ssl.client.auth";
    static final String ALLOW_PLAINTEXT = PREFIX + "allow.plaintext";
    static final String AUDIT = PREFIX + "audit";
    static final String AUDIT_TIMEOUT = PREFIX + "audit.timeout.ms";
    static final String PEER_TOKEN_FILE = PREFIX + "peer.token.file";
    static final String PEER_TIMEOUT = PREFIX + "peer.timeout.ms";
    static final String THREADS = PREFIX + "threads";
    static final String QUEUE = PREFIX + "queue.max.requests";
    static final String REQUEST_TIMEOUT = PREFIX + "request.timeout.ms";
    static final String CONNECTIONS = PREFIX + "max.connections";
    static final String RATE = PREFIX + "rate.per.second";
    static final String PAGE = PREFIX + "page.max.items";
    static final String SCAN = PREFIX + "scan.max.identities";

    static final String REQUIRED = "required";
    static final String BEST_EFFORT = "best-effort";

    private ApiKeys() {}

    /**
     * Adds all keys.
     *
     * @param keys takes them
     * @return the same, for chaining
     */
    public static ConfigDef define(ConfigDef keys) {
        listening(keys);
        clients(keys);
        limits(keys);
        return keys;
    }

    private static void listening(ConfigDef keys) {
        define(
                keys,
                ADDRESS,
                Type.STRING,
                "127.0.0.1",
                new NonEmptyString(),
                Importance.MEDIUM,
                "The address on which the query API listens. Any other than loopback needs "
                        + "clients that are known (tokens or certificates) and TLS.");
        define(
                keys,
                PORT,
                Type.INT,
                -1,
                Range.between(-1, 65_535),
                Importance.HIGH,
                "The port of the query API; -1 for no API, 0 for any free port. application.server (host:port) is how the other"
                        + " instances reach it.");
        define(
                keys,
                ALLOW_PLAINTEXT,
                Type.BOOLEAN,
                false,
                null,
                Importance.LOW,
                "Lets the API listen beyond loopback without TLS, for where something in front of it speaks TLS. Tokens and"
                        + " answers cross that network readable.");
        define(
                keys,
                CLIENT_AUTH,
                Type.STRING,
                "none",
                ValidString.in("none", "requested", "required"),
                Importance.MEDIUM,
                "Whether clients show a certificate: none, requested (a token does as well) or required. Names of certificates"
                        + " stand in " + TOKENS_FILE + ". Further keys " + TLS_PREFIX
                        + "* have Kafka's names: keystore.location, truststore.location and so on.");
    }

    private static void clients(ConfigDef keys) {
        define(
                keys,
                TOKENS_FILE,
                Type.STRING,
                "",
                null,
                Importance.HIGH,
                "The file of those who may ask: one a line, name, roles and sha256:DIGEST of a token or certificate:NAME (make"
                        + " lines with sluice api token). Read again when it changes; while it can't be read, nobody may ask.");
        define(
                keys,
                ANONYMOUS_ROLE,
                Type.STRING,
                "",
                null,
                Importance.LOW,
                "The role of who shows no token, on loopback only: auditor or operator. Everybody on the machine can ask then.");
        define(
                keys,
                AUDIT,
                Type.STRING,
                REQUIRED,
                ValidString.in(REQUIRED, BEST_EFFORT),
                Importance.MEDIUM,
                "required: nothing is answered before the brokers have the record of the access; best-effort: an answer does not"
                        + " wait for that, and may stay without record.");
        define(
                keys,
                AUDIT_TIMEOUT,
                Type.INT,
                5_000,
                Range.between(100, 60_000),
                Importance.LOW,
                "How long an answer waits for that record, in milliseconds; then it is 503.");
        define(
                keys,
                PEER_TOKEN_FILE,
                Type.STRING,
                "",
                null,
                Importance.MEDIUM,
                "The file with the secret by which the instances know each other, the same for all; 32 characters or more."
                        + " Without it, and without certificates of the role peer, an instance answers for its own partitions only.");
        define(
                keys,
                PEER_TIMEOUT,
                Type.INT,
                3_000,
                Range.between(100, 60_000),
                Importance.LOW,
                "How long another instance may take to answer, in milliseconds; then standbys are asked.");
    }

    private static void limits(ConfigDef keys) {
        define(
                keys,
                THREADS,
                Type.INT,
                8,
                Range.between(1, 256),
                Importance.LOW,
                "How many requests are worked on at once.");
        define(
                keys,
                QUEUE,
                Type.INT,
                64,
                Range.between(1, 10_000),
                Importance.LOW,
                "How many requests wait; further ones are answered 503.");
        define(
                keys,
                REQUEST_TIMEOUT,
                Type.INT,
                10_000,
                Range.between(100, 120_000),
                Importance.LOW,
                "How long a request may take from its first byte to its answer, in milliseconds.");
        define(
                keys,
                CONNECTIONS,
                Type.INT,
                256,
                Range.between(2, 100_000),
                Importance.LOW,
                "How many connections there may be; further ones wait.");
        define(
                keys,
                RATE,
                Type.INT,
                50,
                Range.between(1, 100_000),
                Importance.LOW,
                "How many requests a second one client may make, on average; further ones are answered 429.");
        define(
                keys,
                PAGE,
                Type.INT,
                1_000,
                Range.between(1, 10_000),
                Importance.LOW,
                "How many items a page, or a part of an identity, has at most.");
        define(
                keys,
                SCAN,
                Type.INT,
                20_000,
                Range.between(1, 1_000_000),
                Importance.LOW,
                "How many identities are looked at for one page at most; it ends early then, and says where to go on.");
    }

    private static void define(
            ConfigDef keys,
            String name,
            Type type,
            Object value,
            Validator validator,
            Importance importance,
            String documentation) {
        keys.define(name, type, value, validator, importance, documentation);
    }
}
