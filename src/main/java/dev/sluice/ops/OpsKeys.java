package dev.sluice.ops;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** All keys of the operations endpoint: the one place that has their types, defaults, limits and meanings. */
public final class OpsKeys {
    /** What all of them begin with. */
    public static final String PREFIX = "sluice.ops.";

    /** What the keys of the endpoint's TLS begin with; the rest of each is Kafka's own name. */
    public static final String TLS_PREFIX = PREFIX + "ssl.";

    static final String ADDRESS = PREFIX + "address";
    static final String PORT = PREFIX + "port";
    static final String TOKEN_FILE = PREFIX + "token.file";
    static final String STUCK_AFTER = PREFIX + "stuck.after.ms";
    static final String READY_LAG = PREFIX + "ready.max.lag";

    private static final int DEFAULT_PORT = 8480;
    /** A minute more than a member of the group may go without asking for records. */
    private static final long DEFAULT_STUCK_AFTER_MS = 360_000;

    private static final long DEFAULT_READY_LAG = 10_000;

    private OpsKeys() {}

    /**
     * Adds the keys to a definition.
     *
     * @param keys takes them
     * @return the same definition
     */
    public static ConfigDef define(ConfigDef keys) {
        return keys.define(
                        ADDRESS,
                        Type.STRING,
                        "127.0.0.1",
                        new NonEmptyString(),
                        Importance.MEDIUM,
                        "The address that /live, /ready, /started and /metrics listen on. One that other hosts can reach"
                                + " needs " + TOKEN_FILE + ".")
                .define(
                        PORT,
                        Type.INT,
                        DEFAULT_PORT,
                        Range.between(-1, 65_535),
                        Importance.MEDIUM,
                        "The port of these; 0 is any, -1 none.")
                .define(
                        TOKEN_FILE,
                        Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "A file with the token, 16 characters or more, that /metrics is read with (Authorization: Bearer"
                                + " TOKEN). It is read again when it changes. The probes need none.")
                .define(
                        STUCK_AFTER,
                        Type.LONG,
                        DEFAULT_STUCK_AFTER_MS,
                        Range.atLeast(1),
                        Importance.LOW,
                        "How long, in milliseconds, a stream thread may do nothing before /live says no. A thread that"
                                + " waits for brokers is not counted, however long it waits.")
                .define(
                        READY_LAG,
                        Type.LONG,
                        DEFAULT_READY_LAG,
                        Range.atLeast(0),
                        Importance.LOW,
                        "Records that may be left to be restored while /ready says yes.");
    }
}
