package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** The bytes that any Confluent-speaking client would write and read. */
class AvroCodecWireFormatTest {

    private static final Schema USER = new Schema.Parser()
            .parse(
                    "{\"type\":\"record\",\"name\":\"User\",\"namespace\":\"test\",\"fields\":["
                            + "{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"n\",\"type\":[\"null\",\"int\"],\"default\":null}]}");
    private static final UUID GUID = UUID.fromString("0b9f1a7e-1111-2222-3333-444455556666");

    private final FakeRegistry registry = new FakeRegistry(Map.of(7, USER), Map.of(GUID, USER));
    private final AvroCodec<GenericRecord> values = codec(Map.of(), false);
    private final AvroCodec<GenericRecord> keys = codec(Map.of(), true);

    @Test
    void writesVersion0AsConfluentDoes() {
        assertThat(hex(values.encode("t", user("u1", 5)))).isEqualTo("0000000007047531020a");
    }

    @Test
    void readsVersion0() {
        assertThat(values.decode("t", null, bytes("0000000007047531020a"))).isEqualTo(user("u1", 5));
    }

    @Test
    void readsVersion1FromTheHeader() {
        Headers headers = new RecordHeaders().add("__value_schema_id", bytes("010b9f1a7e111122223333444455556666"));

        assertThat(values.decode("t", headers, bytes("047531020a"))).isEqualTo(user("u1", 5));
        assertThat(registry.guidsAsked).containsExactly(GUID);
    }

    @Test
    void readsKeysFromTheKeyHeaderOnly() {
        Headers headers = new RecordHeaders().add("__key_schema_id", bytes("010b9f1a7e111122223333444455556666"));

        assertThat(keys.decode("t", headers, bytes("047531020a"))).isEqualTo(user("u1", 5));
        assertThat(values.decode("t", headers, bytes("0000000007047531020a"))).isEqualTo(user("u1", 5));
    }

    @Test
    void prefersTheHeaderToThePrefix() {
        Headers headers = new RecordHeaders().add("__value_schema_id", bytes("0000000007"));

        assertThat(values.decode("t", headers, bytes("047531020a"))).isEqualTo(user("u1", 5));
    }

    @Test
    void readsVersion1BeforeThePayloadToo() {
        assertThat(values.decode("t", null, bytes("010b9f1a7e111122223333444455556666" + "047531020a")))
                .isEqualTo(user("u1", 5));
    }

    @Test
    void keepsTombstones() {
        assertThat(values.encode("t", null)).isNull();
        assertThat(values.decode("t", null, null)).isNull();
    }

    @Test
    void refusesWhatHasNoKnownMagic() {
        for (String record : List.of("", "02", "7b22", "ff00000007")) {
            assertThatThrownBy(() -> values.decode("t", null, bytes(record)))
                    .isExactlyInstanceOf(SerializationException.class)
                    .hasMessageContaining("Unknown magic byte!");
        }
    }

    @Test
    void refusesARecordThatEndsInItsSchemaId() {
        for (String record : List.of("00", "00000000", "01", "010b9f1a7e1111222233334444555566")) {
            assertThatThrownBy(() -> values.decode("t", null, bytes(record)))
                    .isExactlyInstanceOf(SerializationException.class)
                    .hasMessageContaining("ends within its schema id");
        }
    }

    @Test
    void readsTheSubjectOfTheTopic() {
        values.decode("some.topic", null, bytes("0000000007047531020a"));
        keys.decode("some.topic", null, bytes("0000000007047531020a"));

        assertThat(registry.subjectsAsked).containsExactly("some.topic-value", "some.topic-key");
    }

    @Test
    void asksTheRegistryOnceForManyRecords() {
        for (int i = 0; i < 100; i++) {
            values.decode("t", null, values.encode("t", user("u" + i, i)));
        }

        assertThat(registry.subjectsAsked).hasSize(1);
        assertThat(registry.registrations).hasSize(1);
    }

    @Test
    void ignoresTrailingBytesUnlessToldOtherwise() {
        byte[] longer = bytes("0000000007047531020aff");
        AvroCodec<GenericRecord> strict = codec(Map.of("avro.fail.on.trailing.data", "true"), false);

        assertThat(values.decode("t", null, longer)).isEqualTo(user("u1", 5));
        assertThatThrownBy(() -> strict.decode("t", null, longer))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("1 bytes after its end");
    }

    @Test
    void refusesPayloadsAboveTheLimit() {
        AvroCodec<GenericRecord> small = codec(Map.of("sluice.avro.max.payload.bytes", 8), false);

        assertThatThrownBy(() -> small.decode("t", null, bytes("0000000007047531020a")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("sluice.avro.max.payload.bytes");
    }

    @Test
    void writesTextBeyondAsciiAsUtf8() {
        String text = "Zoë 😀 " + "x".repeat(300);
        byte[] record = values.encode("t", user(text, 1));

        assertThat(values.decode("t", null, record).get("id")).hasToString(text);
        assertThat(new String(record, 7, record.length - 9, StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    private AvroCodec<GenericRecord> codec(Map<String, ?> more, boolean isKey) {
        return AvroCodec.generic(registry, TestConfigs.mock(more), isKey);
    }

    private static GenericRecord user(String id, int n) {
        GenericRecord user = new GenericData.Record(USER);
        user.put("id", new Utf8(id));
        user.put("n", n);
        return user;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
