package dev.sluice.audit;

import dev.sluice.domain.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The ids of one writer's audit records, as {@link Ids#audit} names them. Every event has one, so what all of them begin
 * with is prepared once. For one thread at a time.
 */
final class AuditIds {
    private static final char SEPARATOR = '\u001f';
    private static final int NAMESPACE_LENGTH = 16;
    private static final int LONGEST_NUMBER = 20;
    private static final int DIGEST_LENGTH = 20;
    private static final int TEXT_LENGTH = 36;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final MessageDigest sha1;
    private final byte[] name;
    private final int prefix;
    private final byte[] digest = new byte[DIGEST_LENGTH];
    private final byte[] text = new byte[TEXT_LENGTH];

    AuditIds(String applicationId, int writer) {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
        String start = "audit" + SEPARATOR + applicationId + SEPARATOR + writer + SEPARATOR;
        byte[] bytes = start.getBytes(StandardCharsets.UTF_8);
        prefix = NAMESPACE_LENGTH + bytes.length;
        name = ByteBuffer.allocate(prefix + LONGEST_NUMBER)
                .putLong(Ids.NAMESPACE.getMostSignificantBits())
                .putLong(Ids.NAMESPACE.getLeastSignificantBits())
                .put(bytes)
                .array();
    }

    /** The id of the record with a sequence. */
    String id(long sequence) {
        int end = append(sequence);
        sha1.update(name, 0, end);
        try {
            sha1.digest(digest, 0, DIGEST_LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("A SHA-1 has 20 bytes", e);
        }
        digest[6] = (byte) (digest[6] & 0x0f | 0x50);
        digest[8] = (byte) (digest[8] & 0x3f | 0x80);
        int at = 0;
        for (int i = 0; i < NAMESPACE_LENGTH; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text[at++] = '-';
            }
            text[at++] = DIGITS[digest[i] >> 4 & 0xf];
            text[at++] = DIGITS[digest[i] & 0xf];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes the number behind the prefix; tells where it ends. */
    private int append(long number) {
        if (number < 0) {
            byte[] digits = Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(digits, 0, name, prefix, digits.length);
            return prefix + digits.length;
        }
        int length = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            length++;
        }
        long rest = number;
        for (int i = prefix + length - 1; i >= prefix; i--) {
            name[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return prefix + length;
    }
}
