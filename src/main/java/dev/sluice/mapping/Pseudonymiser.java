package dev.sluice.mapping;

import dev.sluice.json.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Replaces natural identity ids by a keyed hash (HMAC-SHA-256, RFC 2104, its first 128 bits in hex): whoever has no key
 * can neither name the person behind an id nor test a guess. The same key gives the same pseudonym at every source.
 */
public final class Pseudonymiser {
    private static final Set<String> IDENTITIES =
            Set.of("identityId", "managerId", "ownerId", "requestedBy", "approvedBy", "reviewerId");
    private static final int SHORTEST_KEY = 16;
    private static final int LARGEST_FILE = 4096;

    private final SecretKeySpec key;

    /**
     * A pseudonymiser.
     *
     * @param key at least 16 bytes
     */
    public Pseudonymiser(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new MappingException("The key for pseudonyms is shorter than " + SHORTEST_KEY
                    + " bytes; make one with: openssl rand -hex 32");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Reads the key.
     *
     * @param file a file with the key as text; white space around it does not count
     * @return a pseudonymiser
     * @throws MappingException if the file can't be read or the key is too short; never says the key
     */
    public static Pseudonymiser fromFile(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new MappingException(
                        "The key file " + file + " is larger than " + LARGEST_FILE + " bytes; it holds no key.");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return new Pseudonymiser(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new MappingException("The key file " + file + " of the pseudonyms can't be read.", e);
        }
    }

    /**
     * The pseudonym of one id.
     *
     * @param naturalId the id at the source
     * @return 32 hex digits
     */
    public String pseudonym(String naturalId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(naturalId.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    /**
     * Replaces every identity id in an event.
     *
     * @param mapped the event, left as it is
     * @return a copy with pseudonyms, its key too
     */
    public MappedRecord apply(MappedRecord mapped) {
        SpecificRecord copy =
                PlainJson.read(PlainJson.toNode(mapped.event()), mapped.topic().type());
        replace(copy);
        String key = mapped.key().startsWith("account:") ? mapped.key() : pseudonym(mapped.key());
        return new MappedRecord(mapped.topic(), key, copy);
    }

    private void replace(SpecificRecord record) {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value instanceof SpecificRecord part) {
                replace(part);
            } else if (value instanceof String id && IDENTITIES.contains(field.name())) {
                record.put(field.pos(), pseudonym(id));
            }
        }
    }
}
