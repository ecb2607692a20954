package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class GenericPlainJsonTest {
    @Property(tries = 2000)
    void saysOfTheContractsRecordsWhatPlainJsonSays(
            @ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed) throws IOException {
        SpecificRecord record = new RandomRecords(seed).next(type);

        assertThat(GenericPlainJson.toNode(generic(record, new GenericData())).toString())
                .isEqualTo(PlainJson.write(record));
    }

    @Property(tries = 500)
    void saysTheSameOfConvertedValues(@ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed)
            throws IOException {
        SpecificRecord record = new RandomRecords(seed).next(type);
        GenericData converting = new GenericData();
        converting.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        converting.addLogicalTypeConversion(new TimeConversions.DateConversion());

        assertThat(GenericPlainJson.toNode(generic(record, converting)).toString())
                .isEqualTo(PlainJson.write(record));
    }

    @Provide
    Arbitrary<Class<? extends SpecificRecord>> types() {
        return Arbitraries.of(List.of(
                IdentityEvent.class,
                AccessEvent.class,
                AuthenticationEvent.class,
                Exchange.class,
                Finding.class,
                IdentityAccess.class,
                AuditEvent.class));
    }

    @Test
    void knowsTheTimesOfOtherPeoplesSchemas() {
        assertThat(one("long", "timestamp-micros", 1_500_001L)).isEqualTo("\"1970-01-01T00:00:01.500001Z\"");
        assertThat(one("long", "timestamp-nanos", -1L)).isEqualTo("\"1969-12-31T23:59:59.999999999Z\"");
        assertThat(one("long", "local-timestamp-millis", 1_000L)).isEqualTo("\"1970-01-01T00:00:01\"");
        assertThat(one("int", "time-millis", 61_000)).isEqualTo("\"00:01:01\"");
        assertThat(one("int", "date", -1)).isEqualTo("\"1969-12-31\"");
        assertThat(one("long", "of-their-own", 7L)).isEqualTo("7");
    }

    @Test
    void writesDecimalsAsNumbersAndBytesInBase64() {
        Schema decimal = SchemaParser.parseSingle(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}}]}");
        assertThat(text(decimal, ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0x85})))
                .isEqualTo("{\"v\":-1.23}");
        assertThat(one("bytes", "none", ByteBuffer.wrap(new byte[] {1, 2}))).isEqualTo("\"AQI=\"");
    }

    @Test
    void unwrapsAnyUnion() {
        Schema schema = SchemaParser.parseSingle(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":[\"int\",\"string\",\"null\"]}]}");
        assertThat(text(schema, 5)).isEqualTo("{\"v\":5}");
        assertThat(text(schema, "five")).isEqualTo("{\"v\":\"five\"}");
        assertThat(text(schema, null)).isEqualTo("{}");
    }

    @Test
    void refusesARecordThatNestsWithoutEnd() {
        Schema schema = SchemaParser.parseSingle(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":[\"null\",\"R\"]}]}");
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < 100; i++) {
            GenericRecord outer = new GenericData.Record(schema);
            outer.put(0, record);
            record = outer;
        }
        GenericRecord deep = record;
        assertThatThrownBy(() -> GenericPlainJson.toNode(deep))
                .isInstanceOf(PlainJsonException.class)
                .hasMessageContaining("deeper than " + PlainJson.MAX_NESTING);
    }

    @Test
    void namesThePlaceOfAValueThatDoesNotFit() {
        Schema schema = SchemaParser.parseSingle(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":{\"type\":\"map\",\"values\":\"boolean\"}}]}");
        GenericRecord record = new GenericData.Record(schema);
        record.put(0, Map.of("k", Instant.EPOCH));
        assertThatThrownBy(() -> GenericPlainJson.toNode(record))
                .isInstanceOf(PlainJsonException.class)
                .hasMessageContaining("$.v{}");
    }

    private static String one(String type, String logicalType, Object value) {
        Schema schema = SchemaParser.parseSingle(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":{\"type\":\"" + type
                        + "\",\"logicalType\":\"" + logicalType + "\"}}]}");
        String text = text(schema, value);
        return text.substring("{\"v\":".length(), text.length() - 1);
    }

    private static String text(Schema schema, Object value) {
        GenericRecord record = new GenericData.Record(schema);
        record.put(0, value);
        return GenericPlainJson.toNode(record).toString();
    }

    private static GenericRecord generic(SpecificRecord record, GenericData data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<SpecificRecord>(record.getSchema(), SpecificData.getForClass(record.getClass()))
                .write(record, encoder);
        var decoder = DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null);
        return new GenericDatumReader<GenericRecord>(record.getSchema(), record.getSchema(), data).read(null, decoder);
    }
}
