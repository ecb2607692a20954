package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** What must hold for every generated class that passes the codec; for the tests of any record type. */
public final class CodecContract {

    private static final int THREAD_ROUNDS = 1000;

    private CodecContract() {}

    /**
     * Checks that each value comes back equal, that its payload is what Avro's own writer gives, and that one codec shared
     * by many threads mixes nothing up.
     *
     * @param samples values without maps of more than one entry, whose order Avro leaves open
     */
    public static <T extends SpecificRecord> void check(Class<T> type, List<T> samples) {
        SchemaRegistryConfig config = TestConfigs.mock(Map.of());
        AvroCodec<T> codec = AvroCodec.of(new MockSchemaRegistryClient(), type, config);
        List<byte[]> records =
                samples.stream().map(sample -> codec.encode("contract", sample)).toList();
        for (int i = 0; i < samples.size(); i++) {
            byte[] record = records.get(i);
            assertThat(codec.decode("contract", null, record)).isEqualTo(samples.get(i));
            assertThat(Arrays.copyOfRange(record, 5, record.length)).isEqualTo(avrosOwn(type, samples.get(i)));
        }
        IntStream.range(0, THREAD_ROUNDS).parallel().forEach(round -> {
            int i = round % samples.size();
            assertThat(codec.encode("contract", samples.get(i))).isEqualTo(records.get(i));
            assertThat(codec.decode("contract", null, records.get(i))).isEqualTo(samples.get(i));
        });
    }

    private static <T> byte[] avrosOwn(Class<T> type, T value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new SpecificDatumWriter<>(type).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
