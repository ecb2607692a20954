package dev.sluice.generate.truth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** RFC 9562 section 5.5 (UUID version 5), written on bytes and hexadecimal text so that it shares no code with others. */
final class NameBasedId {
    private static final String DNS = "6ba7b8109dad11d180b400c04fd430c8";
    private static final byte[] NAMESPACE = hash(HexFormat.of().parseHex(DNS), "sluice.dev");

    private NameBasedId() {}

    static String of(String... parts) {
        String name = String.join("\u001f", List.of(parts));
        String hex = HexFormat.of().formatHex(hash(NAMESPACE, name));
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    private static byte[] hash(byte[] namespace, String name) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(namespace);
        input.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        byte[] id = Arrays.copyOf(sha1().digest(input.toByteArray()), 16);
        id[6] = (byte) (0x50 | (id[6] & 0x0f));
        id[8] = (byte) (0x80 | (id[8] & 0x3f));
        return id;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
