package dev.sluice.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Frames with their length in front: {@code MSG-LEN SP SYSLOG-MSG} (RFC 6587 section 3.4.1, RFC 5425 section 4.3). */
final class OctetCounting {
    private OctetCounting() {}

    /** Appends one frame. */
    static void append(ByteArrayOutputStream out, byte[] message) {
        out.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(message);
    }
}
