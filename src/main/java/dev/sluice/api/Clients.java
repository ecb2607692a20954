package dev.sluice.api;

import dev.sluice.domain.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who may ask, from a file that holds no secret: of a token only its SHA-256. The file is read again when it changes, so that a
 * line that is taken out counts no more within a second. While it can't be read, nobody is known.
 */
final class Clients {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    private static final int MOST_BYTES = 1 << 20;
    private static final long LOOK_MS = 1_000;
    private static final String SHA_256 = "sha256:";
    private static final String CERTIFICATE = "certificate:";
    private static final int DIGEST_BYTES = 32;

    private record Line(Client client, byte[] digest, LdapName certificate) {}

    private record Read(List<Line> lines, FileTime modified, long size) {}

    private final Path file;
    private final InstantSource clock;
    private Read read = new Read(List.of(), null, -1);
    private long lookedAt = Long.MIN_VALUE;

    private Clients(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Reads the file.
     *
     * @param file the file; null for nobody
     * @throws ConfigException if it can't be used; the message names the line
     */
    static Clients of(Path file, InstantSource clock) {
        Clients clients = new Clients(file, clock);
        if (file != null) {
            try {
                clients.read = read(file);
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigException(ApiKeys.TOKENS_FILE, file, "The file can't be used: " + e.getMessage());
            }
            clients.lookedAt = clock.millis();
        }
        return clients;
    }

    /** Who has a token; all lines are compared, each in the same time whatever it holds. */
    Optional<Client> withToken(String token) {
        byte[] digest = digest(token);
        Client found = null;
        for (Line line : lines()) {
            if (line.digest() != null && MessageDigest.isEqual(line.digest(), digest)) {
                found = line.client();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Who shows a certificate, which TLS has verified. */
    Optional<Client> withCertificate(X500Principal principal) {
        LdapName shown;
        try {
            shown = new LdapName(principal.getName());
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
        return lines().stream()
                .filter(line -> shown.equals(line.certificate()))
                .map(Line::client)
                .findFirst();
    }

    private synchronized List<Line> lines() {
        long now = clock.millis();
        boolean looks = file != null && (now - lookedAt >= LOOK_MS || now < lookedAt);
        if (looks) {
            lookedAt = now;
            lookAgain();
        }
        return read.lines();
    }

    private void lookAgain() {
        try {
            boolean same = Files.size(file) == read.size()
                    && Files.getLastModifiedTime(file).equals(read.modified());
            if (!same) {
                read = read(file);
                LOG.info("{} was read again: {} clients.", file, read.lines().size());
            }
        } catch (IOException | IllegalArgumentException e) {
            if (read.size() >= 0) {
                LOG.error("{} can't be used, so nobody is known: {}", file, e.getMessage());
            }
            read = new Read(List.of(), null, -1);
        }
    }

    private static Read read(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        if (size > MOST_BYTES) {
            throw new IllegalArgumentException("It is larger than " + MOST_BYTES + " bytes.");
        }
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            String line = text.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(line(number, line));
            }
        }
        return new Read(List.copyOf(lines), modified, size);
    }

    /** No message repeats the line: somebody may have written a token into it. */
    private static Line line(int number, String text) {
        String[] words = text.split("\\s+", 3);
        if (words.length < 3) {
            throw new IllegalArgumentException("Line " + number + " is not NAME ROLES " + SHA_256 + "DIGEST.");
        }
        if (!Validation.isIdentityId(words[0])) {
            throw new IllegalArgumentException("The name in line " + number + " has not the form of an identityId.");
        }
        Set<Role> roles = new HashSet<>();
        for (String role : words[1].split(",")) {
            try {
                roles.add(Role.parse(role));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Line " + number + " has a role that is none of " + Role.FORMS + ".");
            }
        }
        Client client = new Client(words[0], roles);
        if (words[2].startsWith(CERTIFICATE)) {
            try {
                return new Line(client, null, new LdapName(words[2].substring(CERTIFICATE.length())));
            } catch (InvalidNameException e) {
                throw new IllegalArgumentException(
                        "Line " + number + " has no name of a certificate, as in CN=ada,O=Example.");
            }
        }
        if (client.isPeer()) {
            // What an instance asks is not recorded again, so nobody gets that by a token that people handle.
            throw new IllegalArgumentException(
                    "The role peer in line " + number + " goes with a certificate only; instances"
                            + " that have none share the secret of " + ApiKeys.PEER_TOKEN_FILE + ".");
        }
        return new Line(client, digestOf(number, words[2]), null);
    }

    private static byte[] digestOf(int number, String text) {
        try {
            byte[] digest =
                    text.startsWith(SHA_256) ? HexFormat.of().parseHex(text.substring(SHA_256.length())) : new byte[0];
            if (digest.length == DIGEST_BYTES) {
                return digest;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without what was written.
        }
        throw new IllegalArgumentException("Line " + number + " has no " + SHA_256
                + " and 64 hexadecimal digits; sluice api token makes such lines.");
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
