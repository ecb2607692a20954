package dev.sluice.relay;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** All keys of the relay: the one place that has their types, defaults, limits and meanings. */
final class RelayKeys {
    /** What all keys of the relay begin with. */
    static final String PREFIX = "sluice.relay.";

    /** What the keys of TLS to the target begin with; the rest of each is Kafka's own name. */
    static final String TLS_PREFIX = PREFIX + "ssl.";

    /** What the keys of further HTTP headers begin with; the rest of each is the header's name. */
    static final String HEADER_PREFIX = PREFIX + "http.header.";

    static final String TOPIC_PREFIX = "sluice.topic.prefix";

    static final String NAME = PREFIX + "name";
    static final String TOPICS = PREFIX + "topics";
    static final String TARGET = PREFIX + "target";
    static final String LANES = PREFIX + "lanes";
    static final String BUFFER_BYTES = PREFIX + "buffer.max.bytes";
    static final String BATCH_RECORDS = PREFIX + "batch.max.records";
    static final String BATCH_BYTES = PREFIX + "batch.max.bytes";
    static final String RECORD_BYTES = PREFIX + "record.max.bytes";
    static final String COMMIT_INTERVAL = PREFIX + "commit.interval.ms";
    static final String RETRY_FIRST = PREFIX + "retry.first.ms";
    static final String RETRY_MAX = PREFIX + "retry.max.ms";
    static final String RETRY_AFTER_MAX = PREFIX + "retry.after.max.ms";
    static final String CONNECT_TIMEOUT = PREFIX + "connect.timeout.ms";
    static final String WRITE_TIMEOUT = PREFIX + "write.timeout.ms";
    static final String READ_TIMEOUT = PREFIX + "read.timeout.ms";
    static final String DRAIN_TIMEOUT = PREFIX + "drain.timeout.ms";
    static final String PARKED_STOP = PREFIX + "parked.stop.after";
    static final String HEALTH_ADDRESS = PREFIX + "health.address";
    static final String HEALTH_PORT = PREFIX + "health.port";
    static final String HEALTH_TOKEN_FILE = PREFIX + "health.token.file";

    static final String SYSLOG_HOST = PREFIX + "syslog.host";
    static final String SYSLOG_PORT = PREFIX + "syslog.port";
    static final String SYSLOG_HOSTNAME = PREFIX + "syslog.hostname";
    static final String SYSLOG_APP = PREFIX + "syslog.app.name";
    static final String SYSLOG_FACILITY = PREFIX + "syslog.facility";
    static final String SYSLOG_SEVERITY = PREFIX + "syslog.severity";
    static final String SYSLOG_ENTERPRISE = PREFIX + "syslog.enterprise.number";
    static final String SYSLOG_CONFIRM = PREFIX + "syslog.confirm";
    static final String SYSLOG_WINDOW_MS = PREFIX + "syslog.window.ms";
    static final String SYSLOG_WINDOW_BYTES = PREFIX + "syslog.window.bytes";
    static final String SYSLOG_SEND_BUFFER = PREFIX + "syslog.send.buffer.bytes";

    static final String HEC_URL = PREFIX + "hec.url";
    static final String HEC_TOKEN = PREFIX + "hec.token";
    static final String HEC_TOKEN_FILE = PREFIX + "hec.token.file";
    static final String HEC_ACK = PREFIX + "hec.ack";
    static final String HEC_ACK_TIMEOUT = PREFIX + "hec.ack.timeout.ms";
    static final String HEC_ACK_POLL = PREFIX + "hec.ack.poll.ms";
    static final String HEC_HOST = PREFIX + "hec.host";
    static final String HEC_SOURCE = PREFIX + "hec.source";
    static final String HEC_SOURCETYPE = PREFIX + "hec.sourcetype";
    static final String HEC_INDEX = PREFIX + "hec.index";

    static final String HTTP_URL = PREFIX + "http.url";
    static final String HTTP_FORMAT = PREFIX + "http.format";
    static final String HTTP_CONTENT_TYPE = PREFIX + "http.content.type";
    static final String HTTP_AUTHORIZATION = PREFIX + "http.authorization";
    static final String HTTP_AUTHORIZATION_FILE = PREFIX + "http.authorization.file";
    static final String HTTP_IDEMPOTENCY = PREFIX + "http.idempotency.header";

    static final String FILE_DIR = PREFIX + "file.dir";
    static final String FILE_BYTES = PREFIX + "file.max.bytes";
    static final String FILE_AGE = PREFIX + "file.max.age.ms";

    private static final Validator AT_LEAST_ONE = Range.atLeast(1);

    private RelayKeys() {}

    static ConfigDef definition() {
        ConfigDef keys = new ConfigDef();
        common(keys);
        syslog(keys);
        hec(keys);
        http(keys);
        file(keys);
        return keys;
    }

    private static void common(ConfigDef keys) {
        define(keys, TOPIC_PREFIX, Type.STRING, "iam.", null, Importance.HIGH, "What every topic name begins with.");
        required(
                keys,
                NAME,
                Type.STRING,
                new NameForm(),
                "Who this relay is, for example splunk. Its consumer group is sluice-relay-NAME unless group.id says"
                        + " otherwise: instances with the same name share the work, others get everything again.");
        required(
                keys,
                TOPICS,
                Type.LIST,
                null,
                "The topics to deliver, comma separated, without the prefix, for example audit-cef.");
        required(
                keys,
                TARGET,
                Type.STRING,
                ValidString.in(TargetKind.keys().toArray(String[]::new)),
                "What to deliver to: " + String.join(", ", TargetKind.keys()) + ".");
        define(
                keys,
                LANES,
                Type.INT,
                1,
                Range.between(1, 64),
                Importance.MEDIUM,
                "Connections to the target. Each has some of the partitions, so order per partition stays.");
        define(
                keys,
                BUFFER_BYTES,
                Type.LONG,
                64L << 20,
                Range.atLeast(1 << 20),
                Importance.MEDIUM,
                "Memory for records that are read and not yet acknowledged, all lanes together; when a lane's share is"
                        + " full, its partitions are paused. One fetch of each broker (fetch.max.bytes) may come on top.");
        define(
                keys,
                BATCH_RECORDS,
                Type.INT,
                500,
                AT_LEAST_ONE,
                Importance.MEDIUM,
                "The most records of one write or request.");
        define(
                keys,
                BATCH_BYTES,
                Type.INT,
                1_000_000,
                AT_LEAST_ONE,
                Importance.MEDIUM,
                "The most bytes of one write or request, but for a single record that is larger.");
        define(
                keys,
                RECORD_BYTES,
                Type.INT,
                0,
                Range.atLeast(0),
                Importance.HIGH,
                "The most bytes of one record that the target takes, as it is sent; larger ones are parked. 0 is the"
                        + " kind's own: 8192 for syslog-tcp and syslog-tls, 2048 for syslog-udp, else 1000000. Set it to"
                        + " what the receiver is configured for.");
        millis(keys, COMMIT_INTERVAL, 1_000, "How often offsets of what was acknowledged are committed.");
        millis(
                keys,
                RETRY_FIRST,
                200,
                "The limit of the first wait after a failure; it doubles with each further one.");
        millis(keys, RETRY_MAX, 30_000, "The longest wait between two attempts. Waits are random below their limit.");
        millis(keys, RETRY_AFTER_MAX, 300_000, "The longest wait that a target's Retry-After can ask for.");
        millis(keys, CONNECT_TIMEOUT, 10_000, "How long connecting may take, with the TLS handshake.");
        millis(keys, WRITE_TIMEOUT, 30_000, "How long one write to a socket may take.");
        millis(keys, READ_TIMEOUT, 30_000, "How long a target may take to answer or, for syslog, to close.");
        millis(
                keys,
                DRAIN_TIMEOUT,
                15_000,
                "How long a stop or the loss of a partition waits for what is on its way; the rest is sent again.");
        define(
                keys,
                PARKED_STOP,
                Type.INT,
                0,
                Range.atLeast(0),
                Importance.LOW,
                "Stop when so many records in a row were parked and none was delivered; 0 never stops.");
        define(
                keys,
                HEALTH_ADDRESS,
                Type.STRING,
                "127.0.0.1",
                null,
                Importance.LOW,
                "The address that /live, /ready, /started and /metrics listen on. One that other hosts can reach needs "
                        + HEALTH_TOKEN_FILE + ".");
        define(
                keys,
                HEALTH_PORT,
                Type.INT,
                9_405,
                Range.between(-1, 65_535),
                Importance.LOW,
                "The port of these; 0 is any, -1 none.");
        text(
                keys,
                HEALTH_TOKEN_FILE,
                "",
                "A file with the token, 16 characters or more, that /metrics is read with (Authorization: Bearer TOKEN). It is"
                        + " read again when it changes. The probes need none.");
    }

    private static void syslog(ConfigDef keys) {
        text(keys, SYSLOG_HOST, "", "syslog: the receiver's host.");
        define(
                keys,
                SYSLOG_PORT,
                Type.INT,
                0,
                Range.between(0, 65_535),
                Importance.HIGH,
                "syslog: the receiver's port; 0 is 601 for syslog-tcp, 6514 for syslog-tls, 514 for syslog-udp.");
        define(
                keys,
                SYSLOG_HOSTNAME,
                Type.STRING,
                "",
                new SyslogName(255),
                Importance.MEDIUM,
                "syslog: HOSTNAME of the header the relay puts before records that have none; empty is this host's"
                        + " name. Set it where several instances run, so that a record sent again is the same.");
        define(
                keys,
                SYSLOG_APP,
                Type.STRING,
                "sluice",
                new SyslogName(48),
                Importance.MEDIUM,
                "syslog: APP-NAME of that header.");
        define(
                keys,
                SYSLOG_FACILITY,
                Type.INT,
                10,
                Range.between(0, 23),
                Importance.LOW,
                "syslog: facility of that header, by number; 10 is authpriv.");
        define(
                keys,
                SYSLOG_SEVERITY,
                Type.INT,
                6,
                Range.between(0, 7),
                Importance.LOW,
                "syslog: severity of that header, by number; 6 is informational.");
        define(
                keys,
                SYSLOG_ENTERPRISE,
                Type.INT,
                32_473,
                AT_LEAST_ONE,
                Importance.LOW,
                "syslog: private enterprise number of the element with the record's id, [relay@NUMBER id=\"...\"];"
                        + " 32473 is the one for examples.");
        define(
                keys,
                SYSLOG_CONFIRM,
                Type.STRING,
                "close",
                ValidString.in("close", "time"),
                Importance.MEDIUM,
                "syslog-tcp, syslog-tls: what counts as acknowledged. close: each window ends its connection, and the"
                        + " receiver's own end shows that it has read everything. time: what is older than the window on"
                        + " a connection that still stands, or has a window of bytes after it.");
        millis(
                keys,
                SYSLOG_WINDOW_MS,
                5_000,
                "syslog-tcp, syslog-tls: how long records stay unacknowledged; they are sent again when the connection"
                        + " breaks.");
        define(
                keys,
                SYSLOG_WINDOW_BYTES,
                Type.INT,
                8 << 20,
                AT_LEAST_ONE,
                Importance.MEDIUM,
                "syslog-tcp, syslog-tls: how many bytes stay unacknowledged. With confirm=time it must be more than the"
                        + " buffers of both sockets hold.");
        define(
                keys,
                SYSLOG_SEND_BUFFER,
                Type.INT,
                256 << 10,
                AT_LEAST_ONE,
                Importance.LOW,
                "syslog-tcp, syslog-tls: the socket's send buffer.");
    }

    private static void hec(ConfigDef keys) {
        text(keys, HEC_URL, "", "hec: base URL, for example https://splunk:8088; the paths are added.");
        secret(keys, HEC_TOKEN, "hec: the token.");
        text(keys, HEC_TOKEN_FILE, "", "hec: a file with the token, read whenever it is used.");
        define(
                keys,
                HEC_ACK,
                Type.BOOLEAN,
                false,
                null,
                Importance.HIGH,
                "hec: wait until the indexer says that it has written (the token needs indexer acknowledgement).");
        millis(keys, HEC_ACK_TIMEOUT, 120_000, "hec: how long to wait for that before sending again.");
        millis(keys, HEC_ACK_POLL, 500, "hec: how often to ask for it.");
        text(keys, HEC_HOST, "", "hec: host of the events; empty leaves it to Splunk.");
        text(keys, HEC_SOURCE, "", "hec: source of the events; empty is the topic.");
        text(keys, HEC_SOURCETYPE, "", "hec: sourcetype of the events; empty leaves it to the token.");
        text(keys, HEC_INDEX, "", "hec: index of the events; empty leaves it to the token.");
    }

    private static void http(ConfigDef keys) {
        text(keys, HTTP_URL, "", "http: where to POST to.");
        define(
                keys,
                HTTP_FORMAT,
                Type.STRING,
                "ndjson",
                ValidString.in("ndjson", "array"),
                Importance.MEDIUM,
                "http: ndjson (a record a line, as it is) or array (a JSON array; what is no JSON object becomes a string).");
        text(
                keys,
                HTTP_CONTENT_TYPE,
                "",
                "http: Content-Type; empty is application/x-ndjson or application/json, by the format.");
        secret(keys, HTTP_AUTHORIZATION, "http: the whole value of the Authorization header, for example Bearer ....");
        text(keys, HTTP_AUTHORIZATION_FILE, "", "http: a file with that value, read whenever it is used.");
        text(
                keys,
                HTTP_IDEMPOTENCY,
                "",
                "http: a header that gets TOPIC-PARTITION-FIRST-LAST, for targets that know repeats by one, such as"
                        + " Idempotency-Key. Requests then hold records of one partition.");
    }

    private static void file(ConfigDef keys) {
        text(keys, FILE_DIR, "", "file: the directory; made if it is missing.");
        define(
                keys,
                FILE_BYTES,
                Type.LONG,
                100L << 20,
                AT_LEAST_ONE,
                Importance.MEDIUM,
                "file: the size at which a file is finished.");
        millis(keys, FILE_AGE, 3_600_000, "file: the age at which a file is finished.");
    }

    private static void required(ConfigDef keys, String name, Type type, Validator limit, String doc) {
        keys.define(name, type, ConfigDef.NO_DEFAULT_VALUE, limit, Importance.HIGH, doc);
    }

    private static void millis(ConfigDef keys, String name, long standard, String doc) {
        keys.define(name, Type.LONG, standard, Range.between(1, 86_400_000), Importance.LOW, doc);
    }

    private static void text(ConfigDef keys, String name, String standard, String doc) {
        keys.define(name, Type.STRING, standard, Importance.MEDIUM, doc);
    }

    private static void secret(ConfigDef keys, String name, String doc) {
        keys.define(name, Type.PASSWORD, null, Importance.HIGH, doc);
    }

    private static void define(
            ConfigDef keys,
            String name,
            Type type,
            Object standard,
            Validator limit,
            Importance importance,
            String doc) {
        keys.define(name, type, standard, limit, importance, doc);
    }

    /** A name that is fit for a consumer group and a file. */
    private static final class NameForm implements Validator {
        private final Validator given = new NonEmptyString();

        @Override
        public void ensureValid(String name, Object value) {
            given.ensureValid(name, value);
            if (value != null && !value.toString().matches("[A-Za-z0-9._-]{1,100}")) {
                throw new ConfigException(name, value, "Use letters, digits, '.', '_' and '-', at most 100.");
            }
        }
    }

    /** Printable ASCII without blanks (RFC 5424 section 6). */
    private record SyslogName(int most) implements Validator {
        @Override
        public void ensureValid(String name, Object value) {
            if (value != null && !value.toString().matches("[\\x21-\\x7e]{0," + most + "}")) {
                throw new ConfigException(
                        name, value, "Use printable ASCII characters without blanks, at most " + most + ".");
            }
        }
    }
}
