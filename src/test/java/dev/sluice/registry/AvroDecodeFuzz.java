package dev.sluice.registry;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.Exchange;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.fuzz.Effort;
import dev.sluice.json.RandomRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Any bytes on a topic: a record, or a refusal that says why, at a cost that follows the bytes. What was read is what Avro's own reader
 * makes of the same bytes, and is read back the same after it was written.
 */
public final class AvroDecodeFuzz {
    /** An array of nothings takes no bytes for an item, and is bounded by their number. */
    private static final long PER_BYTE = 4_096;

    private static final List<Class<? extends SpecificRecord>> CONTRACT = List.of(
            IdentityEvent.class,
            AccessEvent.class,
            AuthenticationEvent.class,
            PrivilegedSessionEvent.class,
            ComplianceEvent.class,
            Control.class,
            Exchange.class,
            Policy.class,
            AuditEvent.class);

    /** What others may have registered: endless, empty, and of an older or newer version. */
    private static final List<String> OTHERS = List.of(
            "{\"type\":\"record\",\"name\":\"C\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"C\"]}]}",
            "{\"type\":\"record\",\"name\":\"M\",\"fields\":[{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":"
                    + "{\"type\":\"array\",\"items\":[\"null\",\"string\",\"bytes\",\"long\",\"double\"]}}}]}",
            "{\"type\":\"record\",\"name\":\"IdentityEvent\",\"namespace\":\"dev.sluice.event\",\"fields\":["
                    + "{\"name\":\"header\",\"type\":{\"type\":\"record\",\"name\":\"Header\",\"fields\":["
                    + "{\"name\":\"eventId\",\"type\":\"string\"},{\"name\":\"occurredAt\",\"type\":\"int\"},"
                    + "{\"name\":\"more\",\"type\":{\"type\":\"array\",\"items\":\"bytes\"}}]}},"
                    + "{\"name\":\"action\",\"type\":{\"type\":\"enum\",\"name\":\"IdentityAction\",\"symbols\":"
                    + "[\"HIRED\",\"BEAMED_UP\"]}}]}");

    private static final Map<Integer, Schema> SCHEMAS = schemas();
    private static final SchemaRegistryConfig CONFIG = TestConfigs.mock(Map.of());
    private static final SchemaRegistryClient REGISTRY = new FakeRegistry(SCHEMAS, Map.of());
    private static final List<AvroCodec<? extends IndexedRecord>> CODECS = codecs();

    private AvroDecodeFuzz() {}

    private static Map<Integer, Schema> schemas() {
        Map<Integer, Schema> schemas = new HashMap<>();
        for (Class<? extends SpecificRecord> type : CONTRACT) {
            schemas.put(schemas.size(), SpecificData.get().getSchema(type));
        }
        OTHERS.forEach(text -> schemas.put(schemas.size(), SchemaTexts.parse(text)));
        return schemas;
    }

    private static List<AvroCodec<? extends IndexedRecord>> codecs() {
        AvroTrust.trustContract();
        List<AvroCodec<? extends IndexedRecord>> codecs = new ArrayList<>();
        for (Class<? extends SpecificRecord> type : CONTRACT) {
            codecs.add(AvroCodec.of(REGISTRY, type, CONFIG));
        }
        codecs.add(AvroCodec.generic(REGISTRY, CONFIG, false));
        codecs.add(AvroCodec.byWriterName(REGISTRY, CONFIG, false));
        return codecs;
    }

    /**
     * One input: a byte that says what is expected, one that says with which schema it was written, and the payload. With 255 for the schema the
     * rest is the whole record; with 254 it is the header of the schema id as well.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int expected = (input[0] & 0xff) % CODECS.size();
        int writer = input[1] & 0xff;
        byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        if (writer < 254) {
            int id = writer % (SCHEMAS.size() + 1);
            byte[] record = new byte[rest.length + 5];
            record[4] = (byte) id;
            System.arraycopy(rest, 0, record, 5, rest.length);
            IndexedRecord value = decode(expected, null, record);
            if (value instanceof SpecificRecord known && expected == id) {
                compare(known, rest);
            }
            if (value != null && expected < CONTRACT.size()) {
                comesBack(expected, value);
            }
        } else {
            decode(expected, writer == 255 ? null : new RecordHeaders().add("__value_schema_id", rest), rest);
        }
    }

    private static IndexedRecord decode(int expected, Headers headers, byte[] record) {
        return Effort.bounded(record.length, PER_BYTE, () -> {
            try {
                return CODECS.get(expected).decode("t", headers, record);
            } catch (SerializationException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    throw new AssertionError("a refusal without a reason", e);
                }
                return null;
            }
        });
    }

    /** Avro's own reader is only asked where ours believed the lengths. */
    private static void compare(SpecificRecord value, byte[] payload) {
        try {
            Schema schema = value.getSchema();
            SpecificData data = SpecificData.getForClass(value.getClass());
            Object avros = new SpecificDatumReader<>(schema, schema, data)
                    .read(null, DecoderFactory.get().binaryDecoder(payload, null));
            if (!value.equals(avros)) {
                throw new AssertionError("Avro reads " + avros + " instead of " + value);
            }
        } catch (IOException e) {
            throw new AssertionError("Avro reads nothing instead of " + value, e);
        }
    }

    @SuppressWarnings("unchecked") // the value is what this codec has read
    private static void comesBack(int expected, IndexedRecord value) {
        AvroCodec<IndexedRecord> codec = (AvroCodec<IndexedRecord>) CODECS.get(expected);
        IndexedRecord again = codec.decode("t", null, codec.encode("t", value));
        if (!value.equals(again)) {
            throw new AssertionError(value + " came back as " + again);
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int i = 0; i < CONTRACT.size(); i++) {
            Class<? extends SpecificRecord> type = CONTRACT.get(i);
            byte[] record = encoded(i, new RandomRecords(7).next(type));
            byte[] payload = Arrays.copyOfRange(record, 3, record.length);
            payload[0] = (byte) i;
            payload[1] = (byte) i;
            seeds.put(type.getSimpleName(), payload);
            byte[] generic = payload.clone();
            generic[0] = (byte) CONTRACT.size();
            seeds.put(type.getSimpleName() + "-generic", generic);
            if (i == 0) {
                byte[] whole = new byte[record.length + 2];
                whole[1] = (byte) 255;
                System.arraycopy(record, 0, whole, 2, record.length);
                seeds.put("whole-record", whole);
                byte[] ofNewer = payload.clone();
                ofNewer[1] = (byte) (SCHEMAS.size() - 1);
                seeds.put("of-another-version", ofNewer);
            }
        }
        byte[] chain = new byte[600];
        Arrays.fill(chain, (byte) 2);
        chain[0] = (byte) CONTRACT.size();
        chain[1] = (byte) CONTRACT.size();
        seeds.put("endless-nesting", chain);
        return seeds;
    }

    @SuppressWarnings("unchecked") // the record is of the class that this codec writes
    private static byte[] encoded(int codec, SpecificRecord record) {
        return ((AvroCodec<IndexedRecord>) CODECS.get(codec)).encode("t", record);
    }
}
