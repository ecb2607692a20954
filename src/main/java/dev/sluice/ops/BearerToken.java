package dev.sluice.ops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token in a file, which may be replaced while it is in use. Only its digest is kept. */
final class BearerToken {
    private static final Logger LOG = LoggerFactory.getLogger(BearerToken.class);
    private static final String SCHEME = "Bearer ";
    private static final int LEAST_CHARACTERS = 16;
    private static final int MOST_BYTES = 4096;

    private record Version(Object file, long modified, long size) {}

    private final Path file;
    private final String key;
    private Version read;
    private byte[] digest;

    /**
     * The token of a file.
     *
     * @param file the file
     * @param key the key that names it, for messages
     * @throws ConfigException if it can't be read or is too short to be a secret; does not show it
     */
    BearerToken(Path file, String key) {
        this.file = file;
        this.key = key;
        try {
            read = version();
            digest = read(file);
        } catch (IOException e) {
            throw new ConfigException(key, file, "The file can't be read: " + e.getMessage());
        }
    }

    /** Whether a header has the token; takes the same time wherever the two differ. */
    synchronized boolean matches(String authorization) {
        readAgain();
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String given = bearer ? authorization.substring(SCHEME.length()).strip() : "";
        return MessageDigest.isEqual(digest, digest(given)) && bearer;
    }

    /** A file that is being replaced may be gone or empty for a moment: until it is whole, the token before it holds. */
    private void readAgain() {
        try {
            Version now = version();
            if (!now.equals(read)) {
                digest = read(file);
                read = now;
                LOG.info("The token in {} was read again", file);
            }
        } catch (IOException | ConfigException e) {
            LOG.warn("The token in {} can't be read again, and the one before it holds: {}", file, e.getMessage());
        }
    }

    private Version version() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size());
    }

    private byte[] read(Path from) throws IOException {
        if (Files.size(from) > MOST_BYTES) {
            throw new ConfigException(key, from, "A token has at most " + MOST_BYTES + " bytes.");
        }
        String token = Files.readString(from, StandardCharsets.UTF_8).strip();
        if (token.length() < LEAST_CHARACTERS) {
            throw new ConfigException(
                    key, from, "The token has fewer than " + LEAST_CHARACTERS + " characters; write a longer one.");
        }
        return digest(token);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
