package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.sluice.event.probe.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Whatever bytes come in: a record or a SerializationException, at a cost that follows the size of the record. */
class HostileBytesTest {

    private static final long MEBIBYTE = 1024 * 1024;
    private static final Schema NULLS =
            SchemaTexts.parse("{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"a\",\"type\":"
                    + "{\"type\":\"array\",\"items\":\"null\"}}]}");
    private static final Schema CHAIN = SchemaTexts.parse(
            "{\"type\":\"record\",\"name\":\"C\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"C\"]}]}");
    private static final Schema TEXT =
            SchemaTexts.parse("{\"type\":\"record\",\"name\":\"T\",\"fields\":[{\"name\":\"s\",\"type\":\"string\"}]}");
    private static final Schema BYTES =
            SchemaTexts.parse("{\"type\":\"record\",\"name\":\"B\",\"fields\":[{\"name\":\"b\",\"type\":\"bytes\"}]}");
    private static final Schema MAP =
            SchemaTexts.parse("{\"type\":\"record\",\"name\":\"M\",\"fields\":[{\"name\":\"m\","
                    + "\"type\":{\"type\":\"map\",\"values\":\"long\"}}]}");

    private final FakeRegistry registry = new FakeRegistry(
            Map.of(0, Probe.getClassSchema(), 1, NULLS, 2, CHAIN, 3, TEXT, 4, BYTES, 5, MAP), Map.of());
    private final AvroCodec<Probe> probes = AvroCodec.of(registry, Probe.class, TestConfigs.mock(Map.of()));
    private final AvroCodec<GenericRecord> generic = AvroCodec.generic(registry, TestConfigs.mock(Map.of()), false);

    @Property(tries = 3000)
    void anyBytesGiveARecordOrASerializationException(@ForAll byte[] bytes) {
        decode(bytes, new RecordHeaders());
        decode(bytes, new RecordHeaders().add("__value_schema_id", bytes));
    }

    @Property(tries = 3000)
    void anyPayloadGivesARecordOrASerializationException(@ForAll("payloads") byte[] payload) {
        byte[] record = new byte[payload.length + 5];
        System.arraycopy(payload, 0, record, 5, payload.length);
        long before = allocated();

        decode(record, null);

        assertThat(allocated() - before).as("bytes allocated").isLessThan(64 * MEBIBYTE);
    }

    @Property(tries = 2000)
    void aRecordThatWasDamagedGivesARecordOrASerializationException(@ForAll long seed, @ForAll("damage") int[] damage) {
        byte[] record = probes.encode("t", Probes.full("id" + seed));
        Random random = new Random(seed);
        for (int value : damage) {
            record[5 + random.nextInt(record.length - 5)] = (byte) value;
        }

        decode(record, null);
        decode(Arrays.copyOf(record, 5 + random.nextInt(record.length - 5)), null);
    }

    @Provide
    Arbitrary<byte[]> payloads() {
        Arbitrary<byte[]> extremes = Arbitraries.longs().list().ofMaxSize(12).map(HostileBytesTest::varints);
        Arbitrary<byte[]> plain = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        return Combinators.combine(extremes, plain).as((a, b) -> {
            byte[] both = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            return both;
        });
    }

    @Provide
    Arbitrary<int[]> damage() {
        return Arbitraries.integers()
                .between(-128, 127)
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Test
    void believesNoLengthBeyondTheRecord() {
        long[] claims = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, Long.MAX_VALUE, 1L << 40, -1, Long.MIN_VALUE};
        for (int schema : new int[] {3, 4, 5}) {
            // The first record of a schema pays for its reader and for classes.
            catchThrowable(() -> generic.decode("t", null, record(schema, -1)));
            for (long claim : claims) {
                byte[] record = record(schema, claim);
                long before = allocated();
                Throwable failure = catchThrowable(() -> generic.decode("t", null, record));
                long cost = allocated() - before;

                assertThat(failure).as("schema %s claims %s", schema, claim).isInstanceOf(SerializationException.class);
                assertThat(cost).isLessThan(MEBIBYTE);
            }
        }
    }

    @Test
    void boundsItemsThatTakeNoBytes() {
        for (long claim : new long[] {1_000_001, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> generic.decode("t", null, record(1, claim)))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("array and map items");
        }
        assertThat((Iterable<?>) generic.decode("t", null, record(1, 1000, 0)).get("a"))
                .hasSize(1000);
    }

    @Test
    void countsItemsAcrossBlocks() {
        long[] blocks = new long[2000];
        Arrays.fill(blocks, 1000);

        assertThatThrownBy(() -> generic.decode("t", null, record(1, blocks)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("array and map items");
    }

    /** Of a fixed type everything is made before anything of it is read. */
    @Test
    void aSchemaWithAHugeFixedTypeIsRefusedBeforeItTakesTheMemory() {
        Schema huge = SchemaTexts.parse(
                "{\"type\":\"record\",\"name\":\"H\",\"fields\":[{\"name\":\"f\",\"type\":"
                        + "[\"null\",{\"type\":\"array\",\"items\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483639}}]}]}");
        AvroCodec<GenericRecord> codec =
                AvroCodec.generic(new FakeRegistry(Map.of(0, huge), Map.of()), TestConfigs.mock(Map.of()), false);

        assertThatThrownBy(() -> codec.decode("t", null, record(0, 1, 1, 0)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("fixed type F of 2147483639 bytes");
    }

    @Test
    void aSchemaThatIsNoRecordIsRefused() {
        AvroCodec<GenericRecord> codec = AvroCodec.generic(
                new FakeRegistry(Map.of(0, Schema.create(Schema.Type.INT)), Map.of()),
                TestConfigs.mock(Map.of()),
                false);

        assertThatThrownBy(() -> codec.decode("t", null, record(0, 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("is no record");
    }

    @Test
    void endsEndlessNesting() {
        byte[] record = new byte[1_000_000];
        Arrays.fill(record, 5, record.length, (byte) 2);
        record[4] = 2;

        assertThatThrownBy(() -> generic.decode("t", null, record))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("nested too deeply");
    }

    private void decode(byte[] record, Headers headers) {
        try {
            probes.decode("t", headers, record);
        } catch (SerializationException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }

    private static byte[] record(int schemaId, long... varints) {
        byte[] payload = varints(Arrays.stream(varints).boxed().toList());
        byte[] record = new byte[payload.length + 5];
        record[4] = (byte) schemaId;
        System.arraycopy(payload, 0, record, 5, payload.length);
        return record;
    }

    private static byte[] varints(Iterable<Long> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            for (long value : values) {
                encoder.writeLong(value);
            }
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
