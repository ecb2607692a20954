package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

/** What is remembered of events seen, across versions of the row. */
class SeenEventsTest {
    @Test
    void aRowOfTheFirstFormatKnowsTheIdOnly() {
        try (StageRig rig = StageRig.with().start()) {
            IdentityEvent event = Events.identity(rig.header("2026-01-02T00:00:00Z"), "E1", IdentityAction.HIRED);
            rig.pipe(event);
            Bytes key;
            try (KeyValueIterator<Bytes, byte[]> rows =
                    rig.store(Names.SEEN_EVENT_STORE).all()) {
                key = rows.next().key;
            }
            assertThat(rig.store(Names.SEEN_EVENT_STORE).get(key)[0]).isEqualTo((byte) 2);
            byte[] first = ByteBuffer.allocate(17)
                    .put((byte) 1)
                    .putLong(StageRig.ms("2026-01-02T00:00:00Z"))
                    .putLong(12345)
                    .array();
            rig.store(Names.SEEN_EVENT_STORE).put(key, first);
            rig.pipe(event);

            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.audit())
                    .extracting(AuditEvent::getOutcome)
                    .containsExactly(AuditOutcome.APPLIED, AuditOutcome.DUPLICATE);
        }
    }
}
