package dev.sluice.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/**
 * The secret by which the instances of an application know each other. The first line of its file is shown to others, and every line
 * is taken, so that it can be changed by one restart after the other.
 */
final class PeerSecret {
    static final Client PEER = new Client("peer", Set.of(new Role(Role.Kind.PEER, "")));

    private static final int SHORTEST = 32;
    private static final int MOST_BYTES = 64 << 10;

    private final List<String> secrets;

    private PeerSecret(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * Reads the file.
     *
     * @param file the file; null for no secret
     * @throws ConfigException if it can't be used; the message shows nothing of it
     */
    static PeerSecret of(Path file) {
        if (file == null) {
            return new PeerSecret(List.of());
        }
        List<String> secrets;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ConfigException(ApiKeys.PEER_TOKEN_FILE, file, "The file is too large to hold a secret.");
            }
            secrets = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new ConfigException(
                    ApiKeys.PEER_TOKEN_FILE, file, "The file can't be read; check its path and rights.");
        }
        boolean usable = !secrets.isEmpty()
                && secrets.stream()
                        .allMatch(secret ->
                                secret.length() >= SHORTEST && secret.chars().allMatch(c -> c > ' ' && c < 127));
        if (!usable) {
            throw new ConfigException(
                    ApiKeys.PEER_TOKEN_FILE,
                    file,
                    "A secret has " + SHORTEST + " ASCII characters or more, without blanks, one on a line.");
        }
        return new PeerSecret(secrets);
    }

    boolean isThere() {
        return !secrets.isEmpty();
    }

    String shown() {
        return secrets.get(0);
    }

    boolean takes(String token) {
        byte[] digest = Clients.digest(token);
        boolean taken = false;
        for (String secret : secrets) {
            taken |= MessageDigest.isEqual(Clients.digest(secret), digest);
        }
        return taken;
    }

    @Override
    public String toString() {
        return "[hidden]";
    }
}
