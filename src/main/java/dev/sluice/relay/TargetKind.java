package dev.sluice.relay;

import java.util.Arrays;
import java.util.List;

/** The kinds of target that {@code sluice.relay.target} names. */
enum TargetKind {
    /** Syslog over TCP with octet counting (RFC 6587 section 3.4.1). */
    SYSLOG_TCP("syslog-tcp", 601, 8_192),
    /** Syslog over TLS (RFC 5425). */
    SYSLOG_TLS("syslog-tls", 6_514, 8_192),
    /** Syslog over UDP (RFC 5426), lossy by nature. */
    SYSLOG_UDP("syslog-udp", 514, 2_048),
    /** Splunk's HTTP Event Collector. */
    HEC("hec", 0, 1_000_000),
    /** Any HTTP service that takes records by POST. */
    HTTP("http", 0, 1_000_000),
    /** Files that are rotated. */
    FILE("file", 0, 1_000_000);

    private final String key;
    private final int port;
    private final int recordBytes;

    TargetKind(String key, int port, int recordBytes) {
        this.key = key;
        this.port = port;
        this.recordBytes = recordBytes;
    }

    /** The name in the configuration. */
    String key() {
        return key;
    }

    /** The port where none is configured; 0 where a target has none. */
    int port() {
        return port;
    }

    /** The most bytes of one record on the wire where no limit is configured. */
    int recordBytes() {
        return recordBytes;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(TargetKind::key).toList();
    }

    static TargetKind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key));
    }
}
