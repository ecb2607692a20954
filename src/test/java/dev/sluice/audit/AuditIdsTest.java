package dev.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Ids;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AuditIdsTest {
    @Property(tries = 500)
    void areTheIdsThatEverybodyElseComputes(@ForAll String applicationId, @ForAll int writer, @ForAll long sequence) {
        AuditIds ids = new AuditIds(applicationId, writer);

        assertThat(ids.id(sequence)).isEqualTo(Ids.audit(applicationId, writer, sequence));
        assertThat(ids.id(1)).isEqualTo(Ids.audit(applicationId, writer, 1));
        assertThat(ids.id(sequence)).isEqualTo(Ids.audit(applicationId, writer, sequence));
    }

    @Example
    void everyLengthOfSequenceIsWritten() {
        AuditIds ids = new AuditIds("sluice", 7);
        for (long edge = 1; edge > 0; edge *= 10) {
            assertThat(ids.id(edge)).isEqualTo(Ids.audit("sluice", 7, edge));
            assertThat(ids.id(edge - 1)).isEqualTo(Ids.audit("sluice", 7, edge - 1));
            if (edge > Long.MAX_VALUE / 10) {
                break;
            }
        }
        assertThat(ids.id(Long.MAX_VALUE)).isEqualTo(Ids.audit("sluice", 7, Long.MAX_VALUE));
        assertThat(ids.id(Long.MIN_VALUE)).isEqualTo(Ids.audit("sluice", 7, Long.MIN_VALUE));
    }

    @Example
    void theNameIsThatOfTheFirstRelease() {
        assertThat(new AuditIds("sluice", 3).id(42)).isEqualTo("0957706c-4a2c-5587-bf3c-d7765e910364");
    }
}
