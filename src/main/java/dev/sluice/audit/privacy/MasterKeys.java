package dev.sluice.audit.privacy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys in a file with which the keys of subjects are sealed wherever they are stored: whoever reads the topics only has nothing. The first
 * one seals, all of them open, so that a new one can be put in front. Says nothing of the keys.
 */
public final class MasterKeys {
    private static final String START = "SLUICE+MASTER+";
    private static final int ID_BYTES = 4;

    private record Master(byte[] id, SecretKey key) {}

    private final List<Master> masters;

    private MasterKeys(List<Master> masters) {
        this.masters = List.copyOf(masters);
    }

    /**
     * A new key, as a line of a file.
     *
     * @param random where it comes from
     * @return the line
     */
    public static String generate(SecureRandom random) {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(key);
        return START + HexFormat.of().formatHex(id(key)) + "+"
                + Base64.getEncoder().encodeToString(key);
    }

    /**
     * Reads a file.
     *
     * @param text one key a line; empty lines and those that begin with a number sign count for nothing
     * @return the keys
     * @throws IllegalArgumentException if a line is none; the message does not repeat it
     */
    public static MasterKeys parse(String text) {
        List<Master> masters = new ArrayList<>();
        int number = 0;
        // Some editors put a byte order mark in front.
        for (String line : text.replace("\ufeff", "").split("\n")) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                masters.add(master(stripped, number));
            }
        }
        if (masters.isEmpty()) {
            throw new IllegalArgumentException("The file holds no key; ./sluice audit master-key makes one.");
        }
        return new MasterKeys(masters);
    }

    private static Master master(String line, int number) {
        String[] parts = line.startsWith(START) ? line.substring(START.length()).split("\\+", 2) : new String[0];
        if (parts.length == 2) {
            try {
                byte[] key = Base64.getDecoder().decode(parts[1]);
                if (key.length == AesGcm.KEY_BYTES
                        && HexFormat.of().formatHex(id(key)).equals(parts[0])) {
                    return new Master(id(key), new SecretKeySpec(key, "AES"));
                }
            } catch (IllegalArgumentException e) {
                // Said below, without what it says.
            }
        }
        throw new IllegalArgumentException(
                "Line " + number + " is no key as ./sluice audit master-key makes it; copy the whole line.");
    }

    private static byte[] id(byte[] key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("sluice master key".getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha256.digest(key), ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Seals the key of a subject. */
    byte[] seal(AesGcm aes, byte[] key, byte[] boundTo) {
        Master master = masters.get(0);
        byte[] sealed = aes.seal(master.key(), key, boundTo);
        return ByteBuffer.allocate(ID_BYTES + sealed.length)
                .put(master.id())
                .put(sealed)
                .array();
    }

    /** Whether the first key seals something. */
    boolean isFirst(ByteBuffer sealed) {
        return sealed.remaining() > ID_BYTES
                && ByteBuffer.wrap(masters.get(0).id())
                        .equals(sealed.duplicate().limit(sealed.position() + ID_BYTES));
    }

    /**
     * Opens the key of a subject.
     *
     * @throws SealBrokenException if none of the keys opens it
     */
    SecretKey open(AesGcm aes, ByteBuffer sealed, byte[] boundTo) {
        byte[] id = new byte[Math.min(ID_BYTES, sealed.remaining())];
        ByteBuffer rest = sealed.duplicate().get(id);
        for (Master master : masters) {
            if (Arrays.equals(master.id(), id)) {
                return new SecretKeySpec(aes.open(master.key(), rest, boundTo), "AES");
            }
        }
        throw new SealBrokenException(
                "The key of a subject was sealed with master key "
                        + HexFormat.of().formatHex(id)
                        + ", which is not in the file of sluice.audit.encryption.key.file.",
                null);
    }

    @Override
    public String toString() {
        return masters.size() + " master keys";
    }
}
