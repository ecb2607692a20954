package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** Which schema a record is written with. */
class SchemaChoiceTest {

    private static final Schema OWN =
            user("{\"name\":\"id\",\"type\":\"string\"}", "{\"name\":\"n\",\"type\":\"int\",\"default\":1}");
    private static final Schema NEWER = user(
            "{\"name\":\"added\",\"type\":\"string\",\"default\":\"later\"}",
            "{\"name\":\"n\",\"type\":\"int\",\"default\":1}",
            "{\"name\":\"id\",\"type\":\"string\"}");
    private static final Schema INCOMPATIBLE = user("{\"name\":\"must\",\"type\":\"string\"}");

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

    @Test
    void registersByDefault() {
        encode(Map.of());

        assertThat(registry.latest("t-value").schema()).isEqualTo(OWN);
    }

    @Test
    void registeringWinsOverEverythingElse() {
        registry.register("t-value", NEWER, false);

        byte[] record = encode(Map.of("use.latest.version", "true", "use.schema.id", "1"));

        assertThat(registry.latest("t-value").schema()).isEqualTo(OWN);
        assertThat(idOf(record)).isEqualTo(2);
    }

    @Test
    void aFixedIdWinsOverTheLatest() {
        registry.register("t-value", OWN, false);
        registry.register("t-value", NEWER, false);

        byte[] record = encode(noRegistering("use.schema.id", "1", "use.latest.version", "true"));

        assertThat(idOf(record)).isEqualTo(1);
        assertThat(read(record, OWN)).isEqualTo(value());
    }

    @Test
    void refusesAFixedIdThatCannotReadTheRecord() {
        registry.register("t-value", INCOMPATIBLE, false);

        assertThatThrownBy(() -> encode(noRegistering("use.schema.id", "1")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("id.compatibility.strict");
    }

    @Test
    void writesWithTheLatestSchemaByName() {
        registry.register("t-value", NEWER, false);

        GenericRecord read = read(encode(noRegistering("use.latest.version", "true")), NEWER);

        assertThat(read.get("added")).hasToString("later");
        assertThat(read.get("id")).hasToString("ada");
        assertThat(read.get("n")).isEqualTo(5);
    }

    @Test
    void refusesALatestSchemaThatCannotReadTheRecord() {
        registry.register("t-value", INCOMPATIBLE, false);

        assertThatThrownBy(() -> encode(noRegistering("use.latest.version", "true")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("latest.compatibility.strict");
    }

    @Test
    void failsOnTheRecordWhenNotStrictAndTheSchemaDoesNotFit() {
        registry.register("t-value", INCOMPATIBLE, false);

        assertThatThrownBy(() ->
                        encode(noRegistering("use.latest.version", "true", "latest.compatibility.strict", "false")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void looksUpOtherwise() {
        registry.register("t-value", NEWER, false);
        registry.register("t-value", OWN, false);

        assertThat(idOf(encode(noRegistering()))).isEqualTo(2);
    }

    @Test
    void reportsASchemaThatIsNotRegistered() {
        registry.register("t-value", NEWER, false);

        assertThatThrownBy(() -> encode(noRegistering()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("t-value")
                .hasCauseInstanceOf(RestException.class)
                .satisfies(e -> assertThat(Transience.isTransient(e)).isFalse());
    }

    @Test
    void reportsAnIncompatibleRegistration() {
        registry.register("t-value", INCOMPATIBLE, false);
        registry.setCompatibility("t-value", "FULL");

        assertThatThrownBy(() -> encode(Map.of()))
                .isInstanceOf(SerializationException.class)
                .hasRootCauseInstanceOf(RestException.class);
    }

    @Test
    void leavesJavaPropertiesOutOnRequest() {
        Schema java = SchemaTexts.parse(
                OWN.toString().replace("\"string\"", "{\"type\":\"string\",\"avro.java.string\":\"String\"}"));
        GenericRecord record = new GenericData.Record(java);
        record.put("id", "ada");
        record.put("n", 5);

        codec(Map.of()).encode("kept", record);
        codec(Map.of("avro.remove.java.properties", "true")).encode("removed", record);

        assertThat(registry.latest("kept-value").schema().toString()).contains("avro.java.string");
        assertThat(registry.latest("removed-value").schema()).isEqualTo(OWN);
    }

    @Test
    void asksForTheLatestAgainOnlyWhenItsTimeIsUp() {
        registry.register("t-value", OWN, false);
        AvroCodec<GenericRecord> forEver = codec(noRegistering("use.latest.version", "true"));
        AvroCodec<GenericRecord> never =
                codec(noRegistering("use.latest.version", "true", "latest.cache.ttl.sec", "0"));
        forEver.encode("t", value());
        never.encode("t", value());

        registry.register("t-value", NEWER, false);

        assertThat(idOf(forEver.encode("t", value()))).isEqualTo(1);
        assertThat(idOf(never.encode("t", value()))).isEqualTo(2);
    }

    @Test
    void keepsTopicsAndSchemasApart() {
        AvroCodec<GenericRecord> codec = codec(Map.of());
        GenericRecord newer = new GenericData.Record(NEWER);
        newer.put("id", "ada");
        newer.put("n", 1);
        newer.put("added", "x");

        for (int i = 0; i < 3; i++) {
            assertThat(idOf(codec.encode("a", value()))).isEqualTo(1);
            assertThat(idOf(codec.encode("b", newer))).isEqualTo(2);
            assertThat(idOf(codec.encode("a", newer))).isEqualTo(2);
        }
        assertThat(registry.versions("a-value")).containsExactly(1, 2);
        assertThat(registry.versions("b-value")).containsExactly(1);
    }

    private byte[] encode(Map<String, ?> settings) {
        return codec(settings).encode("t", value());
    }

    private AvroCodec<GenericRecord> codec(Map<String, ?> settings) {
        return AvroCodec.generic(registry, TestConfigs.mock(settings), false);
    }

    private GenericRecord read(byte[] record, Schema expected) {
        GenericRecord read = codec(Map.of()).decode("t", null, record);
        assertThat(read.getSchema()).isEqualTo(expected);
        return read;
    }

    private static Map<String, ?> noRegistering(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("auto.register.schemas", "false"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static GenericRecord value() {
        GenericRecord user = new GenericData.Record(OWN);
        user.put("id", new Utf8("ada"));
        user.put("n", 5);
        return user;
    }

    private static int idOf(byte[] record) {
        return ByteBuffer.wrap(record, 1, 4).getInt();
    }

    private static Schema user(String... fields) {
        return SchemaTexts.parse(
                "{\"type\":\"record\",\"name\":\"User\",\"fields\":[" + String.join(",", fields) + "]}");
    }
}
