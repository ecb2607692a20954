package dev.sluice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schemas that a restart shall know without the registry: one small file each, in a directory per registry.
 *
 * <p>A file is written beside its place, forced to disk and renamed, so that a crash leaves the old one or none. It carries
 * the digest of its content; one that does not match, or belongs to another registry, counts as absent and is replaced at the
 * next answer. A directory that cannot be written costs the cache, never a record.
 *
 * <p>The identity tells registries apart. A registry that is emptied and refilled under the same URL gives ids a second
 * meaning. That is noticed at the first registration that contradicts an id held; to be safe, set {@value
 * RegistryKeys#CACHE_IDENTITY} to a name of the installation.
 */
public final class DiskSchemaCache {

    private static final Logger LOG = LoggerFactory.getLogger(DiskSchemaCache.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_FILE_BYTES = 16L * 1024 * 1024;
    private static final int FORMAT = 1;

    private final Path directory;
    private final String identity;

    /**
     * @param directory made when first written to
     * @param identity names the registry, without credentials
     */
    public DiskSchemaCache(Path directory, String identity) {
        this.directory = directory.resolve(digest(identity).substring(0, 16));
        this.identity = identity;
    }

    /** The schema of an id, if held. */
    public Optional<Schema> byId(int id) {
        return schema("id-" + id);
    }

    /** The schema of a GUID, if held. */
    public Optional<Schema> byGuid(UUID guid) {
        return schema("guid-" + guid);
    }

    /** Holds the schema of an id. */
    public void put(int id, Schema schema) {
        write("id-" + id, schema.toString());
    }

    /** Holds the schema of a GUID. */
    public void put(UUID guid, Schema schema) {
        write("guid-" + guid, schema.toString());
    }

    /**
     * Compares what the registry says now with what it said before. A different schema under the same id means that the
     * registry was emptied and refilled: everything held is then worthless and removed.
     */
    void confirm(int id, Schema schema) {
        byId(id).filter(held -> !SchemaTexts.sameBytes(held, schema)).ifPresent(held -> {
            LOG.warn(
                    "Schema id {} of registry {} now means {} instead of {}: the registry was replaced. Its schema cache"
                            + " is emptied.",
                    id,
                    identity,
                    schema.getFullName(),
                    held.getFullName());
            clear();
        });
    }

    private void clear() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("Schema cache {} cannot be emptied; remove it: {}", directory, e.toString());
        }
    }

    /** The id under which a schema was registered, if held. */
    public OptionalInt registration(String subject, Schema schema, boolean normalize) {
        return read(registrationName(subject, schema, normalize))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }

    /** Holds the id under which a schema is registered. */
    public void putRegistration(String subject, Schema schema, boolean normalize, int id) {
        write(registrationName(subject, schema, normalize), Integer.toString(id));
    }

    private static String registrationName(String subject, Schema schema, boolean normalize) {
        return "registered-" + digest(normalize + "\n" + subject + "\n" + schema);
    }

    private Optional<Schema> schema(String name) {
        return read(name).flatMap(text -> {
            try {
                return Optional.of(SchemaTexts.parse(text));
            } catch (AvroRuntimeException e) {
                LOG.warn("Schema cache file {} holds no readable schema; it will be fetched again.", name, e);
                return Optional.empty();
            }
        });
    }

    private Optional<String> read(String name) {
        Path file = directory.resolve(name + ".json");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                return Optional.empty();
            }
            JsonNode entry = JSON.readTree(Files.readAllBytes(file));
            String content = entry.path("content").asText();
            boolean intact = entry.path("format").asInt() == FORMAT
                    && entry.path("registry").asText().equals(identity)
                    && entry.path("name").asText().equals(name)
                    && entry.path("sha256").asText().equals(digest(content));
            if (intact) {
                return Optional.of(content);
            }
            LOG.warn("Schema cache file {} is damaged or not this registry's; it will be fetched again.", file);
        } catch (IOException e) {
            LOG.warn("Schema cache file {} cannot be read; it will be fetched again: {}", file, e.toString());
        }
        return Optional.empty();
    }

    private void write(String name, String content) {
        ObjectNode entry = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("registry", identity)
                .put("name", name)
                .put("sha256", digest(content))
                .put("content", content);
        try {
            Files.createDirectories(directory);
            Path part = Files.createTempFile(directory, name, ".part");
            try {
                writeDurably(part, JSON.writeValueAsBytes(entry));
                Files.move(
                        part,
                        directory.resolve(name + ".json"),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.warn(
                    "The schema cache in {} cannot be written, so a restart will need the registry. Check its"
                            + " permissions and free space: {}",
                    directory,
                    e.toString());
        }
    }

    private static void writeDurably(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
