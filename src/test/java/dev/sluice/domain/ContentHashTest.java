package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.Worker;
import dev.sluice.json.RandomRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private static final List<Class<? extends SpecificRecord>> EVENTS = List.of(
            IdentityEvent.class,
            AccessEvent.class,
            AuthenticationEvent.class,
            PrivilegedSessionEvent.class,
            ComplianceEvent.class);
    private static final JsonMapper JSON = new JsonMapper();

    @Property(tries = 1000)
    void isTheHashThatStoresHold(@ForAll("events") Class<? extends SpecificRecord> type, @ForAll long seed)
            throws IOException {
        SpecificRecordBase event = (SpecificRecordBase) new RandomRecords(seed).next(type);

        assertThat(ContentHash.of(event)).isEqualTo(NaiveContentHash.of(event));
        assertThat(ContentHash.of(readBy(event.getSchema(), event))).isEqualTo(NaiveContentHash.of(event));
    }

    @Test
    void isTheHashOfTheFirstRelease() {
        Header header = Events.header("e1", "workday-prod", 7L, 1_767_225_600_123L);
        IdentityEvent hired = Events.identity(header, "E1001", IdentityAction.HIRED);
        hired.setWorker(Events.worker(worker -> worker.setTimeZone("Europe/Zürich")));
        hired.getWorker().setExtra(new LinkedHashMap<>(Map.of("costCentre", "4711")));
        AccessEvent granted = Events.access(
                header,
                null,
                AccessAction.ENTITLEMENT_GRANTED,
                new AccountRef("sap", "jdoe", null, AccountKind.SERVICE));
        granted.setEntitlement(new EntitlementRef("sap", "ROLE"));
        granted.setSnapshot(List.of(new EntitlementRef("sap", "A"), new EntitlementRef("sap", "B")));

        assertThat(ContentHash.of(hired)).isEqualTo(-7507799658612278848L);
        assertThat(ContentHash.of(granted)).isEqualTo(-2366779157532257490L);
    }

    @Property(tries = 500)
    void aContractThatHasGrownChangesNothing(@ForAll("events") Class<? extends SpecificRecord> type, @ForAll long seed)
            throws IOException {
        SpecificRecordBase event = (SpecificRecordBase) new RandomRecords(seed).next(type);

        GenericRecord grown = readBy(grown(event.getSchema(), new Random(seed)), event);

        assertThat(grown.getSchema()).isNotEqualTo(event.getSchema());
        assertThat(ContentHash.of(grown)).isEqualTo(EventView.of(event).contentHash());
    }

    @Property(tries = 500)
    void anyOtherContentGivesAnotherHash(@ForAll("events") Class<? extends SpecificRecord> type, @ForAll long seed) {
        SpecificRecord event = new RandomRecords(seed).next(type);
        SpecificRecord other = new RandomRecords(seed + 1).next(type);
        for (Schema.Field field : event.getSchema().getFields()) {
            SpecificRecord changed = SpecificData.get().deepCopy(event.getSchema(), event);
            changed.put(field.pos(), other.get(field.pos()));
            boolean same = field.name().equals("header")
                    ? occurredAt(changed).equals(occurredAt(event))
                    : changed.equals(event);

            assertThat(ContentHash.of(changed) == ContentHash.of(event))
                    .as("%s of %s", field.name(), event)
                    .isEqualTo(same);
        }
    }

    private static Instant occurredAt(SpecificRecord event) {
        return ((Header) event.get(0)).getOccurredAt();
    }

    @Property(tries = 300)
    void anyOtherAttributeOfAWorkerGivesAnotherHash(@ForAll long seed) {
        IdentityEvent event = Events.identity(Events.header("e", "s", null, 1), "E1", IdentityAction.HIRED);
        Worker worker = (Worker) new RandomRecords(seed).next(Worker.class);
        Worker other = (Worker) new RandomRecords(seed + 1).next(Worker.class);
        event.setWorker(worker);
        long hash = ContentHash.of(event);
        for (Schema.Field field : worker.getSchema().getFields()) {
            Object before = worker.get(field.pos());
            worker.put(field.pos(), other.get(field.pos()));
            assertThat(ContentHash.of(event) == hash)
                    .as(field.name())
                    .isEqualTo(java.util.Objects.equals(before, other.get(field.pos())));
            worker.put(field.pos(), before);
        }
    }

    @Test
    void neitherTheOrderOfAMapNorTheDeliveryCounts() {
        IdentityEvent one = Events.identity(Events.header("e", "s", null, 1), "E1", IdentityAction.HIRED);
        IdentityEvent two = Events.identity(Events.header("f", "t", 7L, 1), "E1", IdentityAction.HIRED);
        one.setWorker(Events.worker());
        two.setWorker(Events.worker());
        one.getWorker().setExtra(new LinkedHashMap<>(Map.of("a", "1")));
        one.getWorker().getExtra().put("b", "2");
        two.getWorker().setExtra(new LinkedHashMap<>(Map.of("b", "2")));
        two.getWorker().getExtra().put("a", "1");

        assertThat(ContentHash.of(one)).isEqualTo(ContentHash.of(two));
        two.getWorker().getExtra().put("a", "2");
        assertThat(ContentHash.of(one)).isNotEqualTo(ContentHash.of(two));
    }

    @Test
    void anEmptyPartIsNotAnAbsentOne() {
        IdentityEvent without = Events.identity(Events.header("e", "s", null, 1), "E1", IdentityAction.HIRED);
        IdentityEvent with = Events.identity(Events.header("e", "s", null, 1), "E1", IdentityAction.HIRED);
        with.setWorker(Events.worker());

        assertThat(ContentHash.of(with)).isNotEqualTo(ContentHash.of(without));
        with.setWorker(null);
        with.setReason("");
        assertThat(ContentHash.of(with)).isNotEqualTo(ContentHash.of(without));
    }

    @Provide
    Arbitrary<Class<? extends SpecificRecord>> events() {
        return Arbitraries.of(EVENTS);
    }

    private static GenericRecord readBy(Schema reader, SpecificRecordBase event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecordBase>(event.getSchema(), SpecificData.getForClass(event.getClass()))
                .write(event, encoder);
        encoder.flush();
        return new GenericDatumReader<GenericRecord>(event.getSchema(), reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    /** The schema with more fields in every record, the nested ones too, and the fields of some in another order. */
    private static Schema grown(Schema schema, Random random) throws IOException {
        JsonNode json = JSON.readTree(schema.toString());
        grow(json, random);
        return new Schema.Parser().parse(JSON.writeValueAsString(json));
    }

    private static void grow(JsonNode node, Random random) throws IOException {
        if (node instanceof ObjectNode record && record.path("type").asText().equals("record")) {
            String name = record.path("name").asText();
            List<JsonNode> fields = new ArrayList<>();
            record.path("fields").forEach(fields::add);
            for (JsonNode field : fields) {
                grow(field.path("type"), random);
            }
            for (String text : List.of(
                    "{'name':'newText','type':['null','string'],'default':null}",
                    "{'name':'newWord','type':'string','default':'word'}",
                    "{'name':'newNumber','type':'int','default':7}",
                    "{'name':'newFlag','type':'boolean','default':true}",
                    "{'name':'newList','type':{'type':'array','items':'string'},'default':[]}",
                    "{'name':'newMap','type':{'type':'map','values':'long'},'default':{}}",
                    "{'name':'newBytes','type':'bytes','default':''}",
                    "{'name':'newChoice','type':{'type':'enum','name':'New" + name
                            + "','symbols':['UNKNOWN','A'],'default':'UNKNOWN'},'default':'UNKNOWN'}")) {
                fields.add(random.nextInt(fields.size() + 1), JSON.readTree(text.replace('\'', '"')));
            }
            if (name.equals("Worker") || name.equals("Header")) {
                // The others define names that later fields refer to.
                Collections.shuffle(fields, random);
            }
            ArrayNode all = record.putArray("fields");
            all.addAll(fields);
        } else if (node.isArray()) {
            for (JsonNode branch : node) {
                grow(branch, random);
            }
        } else if (node.isObject()) {
            grow(node.path("items"), random);
            grow(node.path("values"), random);
        }
    }
}
