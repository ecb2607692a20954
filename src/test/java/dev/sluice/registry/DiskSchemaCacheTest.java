package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.event.probe.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart knows without the registry. */
class DiskSchemaCacheTest {

    private static final Schema USER = SchemaTexts.parse(
            "{\"type\":\"record\",\"name\":\"User\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}");
    private static final Schema OTHER = SchemaTexts.parse(
            "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}");
    private static final UUID GUID = UUID.fromString("0b9f1a7e-1111-2222-3333-444455556666");

    @TempDir
    private Path directory;

    @Test
    void decodesAndEncodesAfterARestartWhileTheRegistryIsGone() {
        Probe probe = Probes.full("p1");
        String answer = JsonNodeFactory.instance
                .objectNode()
                .put("schema", Probe.getClassSchema().toString())
                .toString();
        byte[] record;
        String url;
        try (TestRegistryServer server = new TestRegistryServer()) {
            server.always("POST /subjects/t-value/versions", "{\"id\":7}");
            server.always("GET /schemas/ids/7", answer);
            server.always("GET /schemas/guids/" + GUID, answer);
            url = server.url();
            AvroCodec<Probe> before = codec(url);
            record = before.encode("t", probe);
            before.decode("t", null, record);
            before.decode("t", guidHeader(), payload(record));
        }

        AvroCodec<Probe> after = codec(url);

        assertThat(after.decode("t", null, record)).isEqualTo(probe);
        assertThat(after.decode("t", guidHeader(), payload(record))).isEqualTo(probe);
        assertThat(after.encode("t", probe)).isEqualTo(record);
        assertThatThrownBy(() -> after.decode("t", null, new byte[] {0, 0, 0, 0, 8, 0}))
                .as("an id never seen waits for the registry")
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void asksTheRegistryFirstForTheIdOfWhatItWrites() {
        DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
        disk.putRegistration("s", USER, false, 3);
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

        int id = new DiskBackedSchemaRegistryClient(registry, disk, Instant::now).register("s", USER, false);

        assertThat(id).isEqualTo(1);
        assertThat(registry.subjects()).containsExactly("s");
        assertThat(disk.registration("s", USER, false)).hasValue(1);
    }

    @Test
    void forgetsEverythingWhenTheRegistryWasReplaced() {
        DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
        disk.put(1, OTHER);
        disk.put(2, OTHER);

        new DiskBackedSchemaRegistryClient(new MockSchemaRegistryClient(), disk, Instant::now)
                .register("s", USER, false);

        assertThat(disk.byId(1)).isEmpty();
        assertThat(disk.byId(2)).isEmpty();
    }

    @Test
    void keepsRegistriesApart() {
        DiskSchemaCache one = new DiskSchemaCache(directory, "http://one");
        one.put(1, USER);
        one.put(GUID, USER);
        one.putRegistration("s", USER, false, 1);

        DiskSchemaCache two = new DiskSchemaCache(directory, "http://two");

        assertThat(two.byId(1)).isEmpty();
        assertThat(two.byGuid(GUID)).isEmpty();
        assertThat(two.registration("s", USER, false)).isEmpty();
        assertThat(new DiskSchemaCache(directory, "http://one").byId(1)).contains(USER);
    }

    @Test
    void keepsRegistrationsApart() {
        DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
        disk.putRegistration("s", USER, false, 1);

        assertThat(disk.registration("s", USER, true)).isEmpty();
        assertThat(disk.registration("s2", USER, false)).isEmpty();
        assertThat(disk.registration("s", OTHER, false)).isEmpty();
        assertThat(disk.registration("s", USER, false)).hasValue(1);
    }

    @Test
    void takesADamagedFileForNoneAndReplacesIt() throws IOException {
        for (String damage : List.of("", "{", "{}", "[1]", "null", "not json at all")) {
            DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
            disk.put(1, USER);
            Files.writeString(onlyFile(), damage);

            assertThat(disk.byId(1)).as("damage: %s", damage).isEmpty();
            disk.put(1, USER);
            assertThat(disk.byId(1)).contains(USER);
        }
    }

    @Test
    void noticesAFlippedBit() throws IOException {
        DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
        disk.put(1, USER);
        Files.writeString(onlyFile(), Files.readString(onlyFile()).replace("User", "Uzer"));

        assertThat(disk.byId(1)).isEmpty();
    }

    @Test
    void noticesAFileUnderAnotherName() throws IOException {
        DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
        disk.put(1, USER);
        Files.move(onlyFile(), onlyFile().resolveSibling("id-2.json"));

        assertThat(disk.byId(2)).isEmpty();
    }

    @Test
    void leavesNoPartialFiles() throws IOException {
        DiskSchemaCache disk = new DiskSchemaCache(directory, "a");
        disk.put(1, USER);
        disk.put(1, OTHER);

        assertThat(onlyFile()).hasFileName("id-1.json");
        assertThat(disk.byId(1)).contains(OTHER);
    }

    @Test
    void worksWithoutADirectoryItCanWrite() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        DiskSchemaCache disk = new DiskSchemaCache(file, "a");

        disk.put(1, USER);

        assertThat(disk.byId(1)).isEmpty();
    }

    private AvroCodec<Probe> codec(String url) {
        SchemaRegistryConfig config =
                TestConfigs.http(url, Map.of("sluice.schema.cache.dir", directory.toString(), "max.retries", 0));
        return AvroCodec.of(SchemaRegistryClients.create(config), Probe.class, config);
    }

    private static RecordHeaders guidHeader() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("__value_schema_id", HexFormat.of().parseHex("010b9f1a7e111122223333444455556666"));
        return headers;
    }

    private static byte[] payload(byte[] record) {
        return Arrays.copyOfRange(record, 5, record.length);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
