package dev.sluice.ops;

import java.util.Map;

/**
 * Limits of the JDK's HTTP server. It reads them once, from system properties, when its first server is made; those that the
 * person has set stay.
 */
final class HttpLimits {
    private static final Map<String, String> LIMITS = Map.of(
            // Seconds in which a request has to be there, and its answer to be read.
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "30",
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "jdk.httpserver.maxConnections", "200");

    private HttpLimits() {}

    /** To be called before a server is made. */
    static void apply() {
        LIMITS.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
    }
}
