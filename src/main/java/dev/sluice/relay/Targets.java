package dev.sluice.relay;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;

/** Makes the target of a configuration, one for each lane, and the form that its records have. */
final class Targets {
    private final RelayConfig config;
    private final ScheduledExecutorService watchdog;
    private final InstantSource wall;
    private final LongSupplier clock;

    /**
     * @param watchdog ends writes that take too long; closed by its owner
     * @param wall the time
     * @param clock ms that only ever grow
     */
    Targets(RelayConfig config, ScheduledExecutorService watchdog, InstantSource wall, LongSupplier clock) {
        this.config = config;
        this.watchdog = watchdog;
        this.wall = wall;
        this.clock = clock;
    }

    /** The form of records. */
    Encoder encoder() {
        return switch (config.target()) {
            case SYSLOG_TCP, SYSLOG_TLS, SYSLOG_UDP ->
                new SyslogEncoder(new SyslogEncoder.Header(
                        hostname(),
                        nilIfEmpty(config.string(RelayKeys.SYSLOG_APP)),
                        config.integer(RelayKeys.SYSLOG_FACILITY),
                        config.integer(RelayKeys.SYSLOG_SEVERITY),
                        config.integer(RelayKeys.SYSLOG_ENTERPRISE),
                        config.topicPrefix()));
            case HEC ->
                new HecEncoder(new HecEncoder.Metadata(
                        config.string(RelayKeys.HEC_HOST),
                        config.string(RelayKeys.HEC_SOURCE),
                        config.string(RelayKeys.HEC_SOURCETYPE),
                        config.string(RelayKeys.HEC_INDEX)));
            case HTTP -> array() ? new JsonEncoder() : new LineEncoder();
            case FILE -> new LineEncoder();
        };
    }

    /** What goes in one batch. */
    BatchLimits limits() {
        boolean ranges = config.target() == TargetKind.HTTP
                && !config.string(RelayKeys.HTTP_IDEMPOTENCY).isEmpty();
        return new BatchLimits(
                config.integer(RelayKeys.BATCH_RECORDS),
                config.integer(RelayKeys.BATCH_BYTES),
                config.recordBytes(),
                ranges);
    }

    /** A target of its own for one lane. */
    Target make() {
        return switch (config.target()) {
            case SYSLOG_TCP -> stream(null);
            case SYSLOG_TLS -> stream(tls());
            case SYSLOG_UDP -> new SyslogDatagramTarget(config.string(RelayKeys.SYSLOG_HOST), port());
            case HEC ->
                new HecTarget(
                        poster(),
                        new HecTarget.Settings(
                                config.url(RelayKeys.HEC_URL),
                                config.flag(RelayKeys.HEC_ACK),
                                config.duration(RelayKeys.HEC_ACK_TIMEOUT),
                                config.duration(RelayKeys.HEC_ACK_POLL)),
                        config.secret(RelayKeys.HEC_TOKEN, RelayKeys.HEC_TOKEN_FILE),
                        UUID::randomUUID,
                        clock);
            case HTTP -> http();
            case FILE ->
                new FileTarget(
                        new LineFiles(Path.of(config.string(RelayKeys.FILE_DIR))),
                        new FileTarget.Limits(config.number(RelayKeys.FILE_BYTES), config.duration(RelayKeys.FILE_AGE)),
                        wall);
        };
    }

    private Target stream(SSLContext tls) {
        Connector.Address address = new Connector.Address(
                config.string(RelayKeys.SYSLOG_HOST),
                port(),
                config.duration(RelayKeys.CONNECT_TIMEOUT),
                config.duration(RelayKeys.WRITE_TIMEOUT),
                config.integer(RelayKeys.SYSLOG_SEND_BUFFER));
        return new SyslogStreamTarget(
                new Connector(address, tls, watchdog),
                new SyslogStreamTarget.Window(
                        config.string(RelayKeys.SYSLOG_CONFIRM).equals("close"),
                        config.duration(RelayKeys.SYSLOG_WINDOW_MS),
                        config.integer(RelayKeys.SYSLOG_WINDOW_BYTES),
                        config.duration(RelayKeys.READ_TIMEOUT)),
                clock);
    }

    private int port() {
        int given = config.integer(RelayKeys.SYSLOG_PORT);
        return given == 0 ? config.target().port() : given;
    }

    private SSLContext tls() {
        SSLContext given = config.tls();
        try {
            return given == null ? SSLContext.getDefault() : given;
        } catch (NoSuchAlgorithmException e) {
            throw new ConfigException("The JVM's own TLS settings can't be used (" + e.getMessage() + "); set "
                    + RelayKeys.TLS_PREFIX + "truststore.location.");
        }
    }

    private HttpPoster poster() {
        return new HttpPoster(
                config.duration(RelayKeys.CONNECT_TIMEOUT),
                config.duration(RelayKeys.READ_TIMEOUT),
                config.tls(),
                wall);
    }

    private Target http() {
        URI uri = config.url(RelayKeys.HTTP_URL);
        String contentType = config.string(RelayKeys.HTTP_CONTENT_TYPE);
        if (contentType.isEmpty()) {
            contentType = array() ? "application/json" : "application/x-ndjson";
        }
        Map<String, String> headers = config.httpHeaders();
        headers.forEach((name, value) -> requireHeader(uri, RelayKeys.HEADER_PREFIX + name, name, value));
        requireHeader(uri, RelayKeys.HTTP_CONTENT_TYPE, "Content-Type", contentType);
        String idempotency = config.string(RelayKeys.HTTP_IDEMPOTENCY);
        if (!idempotency.isEmpty()) {
            requireHeader(uri, RelayKeys.HTTP_IDEMPOTENCY, idempotency, "range");
        }
        return new HttpTarget(
                poster(),
                new HttpTarget.Request(uri, array(), contentType, headers, idempotency),
                config.secret(RelayKeys.HTTP_AUTHORIZATION, RelayKeys.HTTP_AUTHORIZATION_FILE));
    }

    private boolean array() {
        return config.string(RelayKeys.HTTP_FORMAT).equals("array");
    }

    /** Looked at here, so that a bad header fails at the start and not at the first record. */
    private static void requireHeader(URI uri, String key, String name, String value) {
        try {
            HttpRequest.newBuilder(uri).header(name, value);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + " is no header that may be set; remove it or correct name and value.");
        }
    }

    private String hostname() {
        String given = config.string(RelayKeys.SYSLOG_HOSTNAME);
        if (!given.isEmpty()) {
            return given;
        }
        try {
            return nilIfEmpty(InetAddress.getLocalHost().getHostName().replaceAll("[^\\x21-\\x7e]", ""));
        } catch (UnknownHostException e) {
            return "-";
        }
    }

    private static String nilIfEmpty(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
