package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecord;

class PlainJsonRoundTripTest {
    private static final List<Class<? extends SpecificRecord>> TYPES = List.of(
            dev.sluice.event.IdentityEvent.class,
            dev.sluice.event.AccessEvent.class,
            dev.sluice.event.AuthenticationEvent.class,
            dev.sluice.event.PrivilegedSessionEvent.class,
            dev.sluice.event.ComplianceEvent.class,
            dev.sluice.event.Control.class,
            dev.sluice.event.Policy.class,
            dev.sluice.event.PolicySet.class,
            dev.sluice.event.Exchange.class,
            dev.sluice.event.Finding.class,
            dev.sluice.event.ProvisioningCommand.class,
            dev.sluice.event.Ticket.class,
            dev.sluice.event.IdentityAccess.class,
            dev.sluice.event.AuditEvent.class);

    private static final JsonMapper JSON = new JsonMapper();

    @Property(tries = 3000)
    void aRecordReadsBackAsItWasWritten(@ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed) {
        SpecificRecord record = new RandomRecords(seed).next(type);
        String line = PlainJson.write(record);
        assertThat(line.lines()).hasSize(1);
        assertThat((Object) PlainJson.read(line, type)).isEqualTo(record);
        assertThat(PlainJson.write(PlainJson.read(line, type))).isEqualTo(line);
    }

    @Property(tries = 1000)
    void treeAndTextSayTheSame(@ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed)
            throws Exception {
        SpecificRecord record = new RandomRecords(seed).next(type);
        assertThat(JSON.writeValueAsString(PlainJson.toNode(record))).isEqualTo(PlainJson.write(record));
        assertThat((Object) PlainJson.read(PlainJson.toNode(record), type)).isEqualTo(record);
        assertThat((Object) PlainJson.read(JSON.readTree(PlainJson.write(record)), type))
                .isEqualTo(record);
    }

    @Property(tries = 2000)
    void damagedTextIsRefusedOrReadButNeverBreaksOtherwise(
            @ForAll("types") Class<? extends SpecificRecord> type, @ForAll long seed, @ForAll int where) {
        String line = PlainJson.write(new RandomRecords(seed).next(type));
        int cut = Math.floorMod(where, line.length());
        Stream.of(line.substring(0, cut), line.substring(0, cut) + line.substring(cut + 1), line.substring(cut))
                .forEach(damaged -> {
                    try {
                        assertThat((Object) PlainJson.read(damaged, type)).isNotNull();
                    } catch (PlainJsonException refused) {
                        assertThat(refused.path()).startsWith("$");
                        assertThat(refused.reason()).isNotBlank();
                    }
                });
    }

    @Provide
    Arbitrary<Class<? extends SpecificRecord>> types() {
        return Arbitraries.of(TYPES);
    }
}
