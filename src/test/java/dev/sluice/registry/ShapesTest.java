package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.event.probe.Probe;
import dev.sluice.json.RandomRecords;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** A shape gives the bytes that Avro gives, and of any bytes the record or the failure that Avro gives. */
class ShapesTest {
    private static final List<Class<? extends SpecificRecord>> RECORDS = List.of(
            AccessEvent.class,
            AuditEvent.class,
            AuthenticationEvent.class,
            ComplianceEvent.class,
            Control.class,
            Exchange.class,
            Finding.class,
            IdentityAccess.class,
            IdentityEvent.class,
            Policy.class,
            PolicySet.class,
            PrivilegedSessionEvent.class,
            ProvisioningCommand.class,
            Ticket.class,
            Probe.class);
    private static final int MAX_ITEMS = 1_000;

    @BeforeContainer
    static void trust() {
        AvroTrust.trustContract();
    }

    @Property(tries = 3000)
    void bytesAndRecordsAreAvrosOwn(@ForAll("records") Class<? extends SpecificRecord> type, @ForAll long seed)
            throws IOException {
        SpecificRecord record = new RandomRecords(seed).next(type);
        byte[] bytes = avrosOwn(record);

        assertThat(shaped(record)).isEqualTo(bytes);
        Object read = shape(type).read(decoder(bytes));
        assertThat(read).isEqualTo(record).hasSameClassAs(record);
    }

    @Property(tries = 5000)
    void damagedBytesAreWhatTheyAreToAvro(
            @ForAll("records") Class<? extends SpecificRecord> type, @ForAll long seed, @ForAll("damage") int[] damage)
            throws IOException {
        byte[] bytes = avrosOwn(new RandomRecords(seed).next(type));
        Random random = new Random(seed);
        for (int value : damage) {
            bytes[random.nextInt(bytes.length)] = (byte) value;
        }
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));

        readsAsAvro(type, bytes);
        readsAsAvro(type, cut);
    }

    @Property(tries = 1000)
    void whatIsNoRecordOfTheSchemaIsRefusedAsByAvro(
            @ForAll("records") Class<? extends SpecificRecord> type, @ForAll long seed) {
        SpecificRecord record = new RandomRecords(seed).next(type);
        List<Schema.Field> fields = record.getSchema().getFields().stream()
                .filter(field -> !primitive(field.schema()))
                .toList();
        Assume.that(!fields.isEmpty());
        record.put(fields.get(new Random(seed).nextInt(fields.size())).pos(), null);

        PayloadEncoder one = new PayloadEncoder();
        PayloadEncoder other = new PayloadEncoder();
        one.begin(new byte[] {1});
        other.begin(new byte[] {1});
        Throwable avros = catchThrowable(() -> writer(record).write(record, one));
        Throwable shaped = catchThrowable(() -> new ShapedWriter<>(shape(type), writer(record)).write(record, other));

        assertThat(String.valueOf(shaped)).isEqualTo(String.valueOf(avros));
        assertThat(other.toByteArray()).isEqualTo(one.toByteArray());
    }

    @Example
    void everyRecordOfTheContractHasOne() {
        for (Class<? extends SpecificRecord> type : RECORDS) {
            assertThat(shape(type)).as(type.getName()).isNotNull();
        }
    }

    @Example
    void whatShapesDoNotKnowIsLeftToAvro() {
        for (String field : List.of(
                "{'type':'record','name':'dev.sluice.event.probe.Probe','fields':[{'name':'next','type':['null','dev.sluice.event.probe.Probe']}]}",
                "{'type':'record','name':'NoClass','fields':[]}",
                "{'type':'record','name':'dev.sluice.event.probe.Probe','fields':[{'name':'id','type':'string'}]}",
                "{'type':'record','name':'dev.sluice.event.probe.Probe','fields':[{'name':'id','type':['null','int','long']}]}",
                "{'type':'record','name':'dev.sluice.event.probe.Probe','fields':[{'name':'id','type':['int','null']}]}",
                "{'type':'record','name':'dev.sluice.event.probe.Probe','fields':[{'name':'id','type':{'type':'long','logicalType':'timestamp-micros'}}]}")) {
            Schema schema = SchemaTexts.parse(field.replace('\'', '"'));
            assertThat(Shapes.of(schema, SpecificData.getForClass(Probe.class)))
                    .as(field)
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<Class<? extends SpecificRecord>> records() {
        return Arbitraries.of(RECORDS);
    }

    @Provide
    Arbitrary<int[]> damage() {
        return Arbitraries.integers().between(-128, 127).array(int[].class).ofMaxSize(6);
    }

    private static void readsAsAvro(Class<? extends SpecificRecord> type, byte[] bytes) throws IOException {
        ShapedReader<Object> reader = new ShapedReader<>(shape(type), avrosReader(type));
        Object[] read = new Object[2];
        Throwable avros = catchThrowable(() -> read[0] = avrosReader(type).read(null, decoder(bytes)));
        Throwable shaped = catchThrowable(() -> read[1] = reader.read(null, decoder(bytes)));

        assertThat(String.valueOf(shaped)).isEqualTo(String.valueOf(avros));
        if (avros == null) {
            // Not by their own equality: Avro's lists can't compare instants that may be null.
            assertThat(avrosOwn((SpecificRecord) read[1])).isEqualTo(avrosOwn((SpecificRecord) read[0]));
        }
    }

    private static boolean primitive(Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG, DOUBLE, BOOLEAN -> schema.getLogicalType() == null;
            default -> false;
        };
    }

    private static Shape shape(Class<? extends SpecificRecord> type) {
        return Shapes.of(SpecificData.get().getSchema(type), SpecificData.getForClass(type))
                .orElseThrow();
    }

    private static PayloadDecoder decoder(byte[] bytes) {
        return new PayloadDecoder(MAX_ITEMS).begin(bytes, 0);
    }

    private static DatumReader<Object> avrosReader(Class<? extends SpecificRecord> type) throws IOException {
        SpecificData data = SpecificData.getForClass(type);
        return data.getFastReaderBuilder().createDatumReader(data.getSchema(type));
    }

    private static SpecificDatumWriter<SpecificRecord> writer(SpecificRecord record) {
        return new SpecificDatumWriter<>(record.getSchema(), SpecificData.getForClass(record.getClass()));
    }

    private static byte[] avrosOwn(SpecificRecord record) throws IOException {
        PayloadEncoder out = new PayloadEncoder();
        out.begin(new byte[0]);
        writer(record).write(record, out);
        return out.toByteArray();
    }

    private static byte[] shaped(SpecificRecord record) throws IOException {
        PayloadEncoder out = new PayloadEncoder();
        out.begin(new byte[0]);
        shape(record.getClass()).write(record, out);
        return out.toByteArray();
    }
}
