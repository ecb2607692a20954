package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.ApicurioRegistry;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.probe.Probe;
import dev.sluice.event.probe.ProbeKind;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.AvroSerde;
import dev.sluice.registry.CompatibilityResult;
import dev.sluice.registry.RegisteredSchema;
import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.registry.RestException;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.registry.Transience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and serde against a registry that others wrote. */
@WithStack
class RegistryAgainstApicurioTest {
    @TempDir
    private static Path data;

    private static String url;

    @BeforeAll
    static void find(EmbeddedStack stack) {
        url = stack.registryUrl();
    }

    @Test
    void registersFindsAndReadsBack() {
        SchemaRegistryClient client = client(Map.of());
        Schema schema = Probe.getClassSchema();

        int id = client.register("registers/with a name-value", schema, false);

        assertThat(client(Map.of()).register("registers/with a name-value", schema, false))
                .isEqualTo(id);
        assertThat(client(Map.of()).lookup("registers/with a name-value", schema, false))
                .isEqualTo(id);
        assertThat(client(Map.of()).byId(id, "registers/with a name-value")).isEqualTo(schema);
        RegisteredSchema latest = client.latest("registers/with a name-value");
        assertThat(latest.id()).isEqualTo(id);
        assertThat(latest.version()).isEqualTo(1);
        assertThat(latest.schema()).isEqualTo(schema);
        assertThat(client.version("registers/with a name-value", 1).id()).isEqualTo(id);
        assertThat(client.versions("registers/with a name-value")).containsExactly(1);
        assertThat(client.subjects()).contains("registers/with a name-value");
    }

    @Test
    void writesAndReadsRecords() {
        Probe probe = probe();
        SchemaRegistryConfig config = config(Map.of());
        byte[] record;
        try (AvroSerde<Probe> writer = new AvroSerde<>(SchemaRegistryClients.create(config), Probe.class, config)) {
            record = writer.serializer().serialize("records", probe);
        }

        try (AvroSerde<Probe> reader = new AvroSerde<>(SchemaRegistryClients.create(config), Probe.class, config)) {
            assertThat(reader.deserializer().deserialize("records", record)).isEqualTo(probe);
        }
        GenericRecord generic =
                AvroCodec.generic(client(Map.of()), config, false).decode("records", null, record);
        assertThat(generic.get("id")).hasToString("p1");
    }

    @Test
    void writesWithoutRegistering() {
        client(Map.of()).register("prepared-value", Probe.getClassSchema(), false);
        for (Map<String, ?> settings : List.of(
                Map.of("auto.register.schemas", false),
                Map.of("auto.register.schemas", false, "use.latest.version", true))) {
            AvroCodec<Probe> codec = AvroCodec.of(client(settings), Probe.class, config(settings));

            assertThat(codec.decode("prepared", null, codec.encode("prepared", probe())))
                    .isEqualTo(probe());
            assertThatThrownBy(() -> codec.encode("unprepared", probe()))
                    .isInstanceOf(SerializationException.class)
                    .hasCauseInstanceOf(RestException.class)
                    .satisfies(e -> assertThat(Transience.isTransient(e)).isFalse());
        }
    }

    @Test
    void reportsWhatIsMissingByConfluentsCodes() {
        SchemaRegistryClient client = client(Map.of());

        assertThatThrownBy(() -> client.latest("no-such-subject"))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.errorCode()).isEqualTo(40401));
        assertThatThrownBy(() -> client.byId(999_999, ""))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.errorCode()).isEqualTo(40403));
    }

    @Test
    void enforcesCompatibility() {
        SchemaRegistryClient client = client(Map.of());
        Schema first =
                SchemaBuilder.record("Thing").fields().requiredString("id").endRecord();
        Schema second = SchemaBuilder.record("Thing")
                .fields()
                .requiredString("id")
                .requiredInt("n")
                .endRecord();
        client.register("guarded-value", first, false);
        client.setCompatibility("guarded-value", "BACKWARD");

        CompatibilityResult result = client.check("guarded-value", second, false);

        assertThat(client.compatibility("guarded-value")).isEqualTo("BACKWARD");
        assertThat(result.compatible()).isFalse();
        assertThat(client.check("guarded-value", first, false).compatible()).isTrue();
        assertThatThrownBy(() -> client.register("guarded-value", second, false))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.status()).isEqualTo(409));
    }

    @Test
    void resolvesReferences() throws Exception {
        SchemaRegistryClient client = client(Map.of());
        Schema part = SchemaBuilder.record("RefPart")
                .namespace("ref")
                .fields()
                .requiredString("name")
                .endRecord();
        client.register("ref-part", part, false);
        int id = post(
                "/subjects/ref-whole/versions",
                """
                {"schemaType":"AVRO","schema":"{\\"type\\":\\"record\\",\\"name\\":\\"Whole\\",\\"namespace\\":\\"ref\\",\\"fields\\":[{\\"name\\":\\"part\\",\\"type\\":\\"RefPart\\"}]}",
                 "references":[{"name":"ref.RefPart","subject":"ref-part","version":1}]}""");

        assertThat(client.byId(id, "ref-whole").getField("part").schema()).isEqualTo(part);
    }

    @Test
    void readsKnownRecordsAfterARestartWhileTheRegistryIsGone() {
        Map<String, ?> settings = Map.of(
                "sluice.schema.cache.dir",
                data.resolve("schemas").toString(),
                "sluice.schema.cache.identity",
                "test",
                "max.retries",
                0);
        byte[] record;
        AvroCodec<Probe> other;
        try (ApicurioRegistry second = ApicurioRegistry.start(ApicurioRegistry.Options.in(data.resolve("second")))) {
            AvroCodec<Probe> before = codec(second.url(), settings);
            record = before.encode("restart", probe());
            before.decode("restart", null, record);
            other = codec(second.url(), settings);
        }

        assertThat(other.decode("restart", null, record)).isEqualTo(probe());
        assertThat(other.encode("restart", probe())).isEqualTo(record);
        byte[] unknown = ByteBuffer.allocate(6).put((byte) 0).putInt(4711).array();
        assertThatThrownBy(() -> other.decode("restart", null, unknown))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    private static Probe probe() {
        return Probe.newBuilder()
                .setId("p1")
                .setAt(Instant.parse("2026-03-01T12:00:00Z"))
                .setEndsAt(Instant.parse("2026-04-01T00:00:00Z"))
                .setKind(ProbeKind.HIRED)
                .setExtra(Map.of("a", "b"))
                .build();
    }

    private static SchemaRegistryClient client(Map<String, ?> more) {
        return SchemaRegistryClients.create(config(more));
    }

    private static AvroCodec<Probe> codec(String url, Map<String, ?> more) {
        SchemaRegistryConfig config = config(url, more);
        return AvroCodec.of(SchemaRegistryClients.create(config), Probe.class, config);
    }

    private static SchemaRegistryConfig config(Map<String, ?> more) {
        return config(url, more);
    }

    private static SchemaRegistryConfig config(String url, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("schema.registry.url", url);
        settings.putIfAbsent("retries.wait.ms", 10);
        return new SchemaRegistryConfig(settings);
    }

    /** Registers as another client would; ours sends every schema whole. */
    private static int post(String path, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Integer.parseInt(response.body().replaceAll("(?s).*\"id\"\\s*:\\s*(\\d+).*", "$1"));
    }
}
