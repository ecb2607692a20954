package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is forwarded arrives as it was; what nobody has forwarded is refused. */
class ExchangeFlowTest {
    private static final String AT = "2026-01-02T00:00:00Z";

    private final StageRig rig = StageRig.with().start();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aMisplacedEventWhoseSchemaIsNamedInAHeaderIsDecodedAtHome() {
        IdentityEvent event = Events.identity(rig.header(AT), "E1", IdentityAction.HIRED);
        byte[] payload = bare(event);
        rig.pipeBytes("identity", "elsewhere", payload, schemaHeader(), StageRig.ms(AT));

        assertThat(rig.deadLetterReasons()).isEmpty();
        assertThat(rig.access()).singleElement().satisfies(view -> assertThat(view.getIdentityId())
                .isEqualTo("E1"));
        assertThat(rig.audit()).extracting(AuditEvent::getOutcome).containsExactly(AuditOutcome.APPLIED);
    }

    @Test
    void theDeadLetterOfAForwardedEventHasItsOriginalKeyBytesAndHeaders() {
        IdentityEvent event = Events.identity(rig.header(AT), "E1", IdentityAction.HIRED);
        rig.pipe(event);
        IdentityEvent other = Events.identity(event.getHeader(), "E1", IdentityAction.TERMINATED);
        byte[] payload = bare(other);
        Headers headers = schemaHeader().add("trace", new byte[] {1}).add("trace", null);
        rig.pipeBytes("identity", "elsewhere", payload, headers, StageRig.ms(AT));

        assertThat(rig.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("EVENT_ID_REUSED");
            assertThat(StageRig.key(letter)).isEqualTo("elsewhere");
            assertThat(letter.value()).isEqualTo(payload);
            assertThat(letter.headers().headers("trace"))
                    .extracting(org.apache.kafka.common.header.Header::value)
                    .containsExactly(new byte[] {1}, null);
            assertThat(letter.headers().lastHeader("__value_schema_id")).isNotNull();
            assertThat(StageRig.header(letter, DeadLetters.TOPIC)).isEqualTo("iam.identity");
        });
    }

    /** What someone may have written to the exchange who is no stage. */
    enum Forged {
        NO_TOPIC(e -> e.setTopic(null)),
        FOREIGN_TOPIC(e -> e.setTopic("identity")),
        SHORT_TOPIC(e -> e.setTopic("x")),
        NO_CATEGORY(e -> e.setTopic("iam.audit")),
        NO_PARTITION(e -> e.setPartition(null)),
        NEGATIVE_PARTITION(e -> e.setPartition(-1)),
        NO_OFFSET(e -> e.setOffset(null)),
        NO_ARRIVAL(e -> e.setArrivedAt(null)),
        BEFORE_ALL_TIME(e -> e.setArrivedAt(Instant.ofEpochMilli(-1))),
        BEYOND_ALL_TIME(e -> e.setArrivedAt(Instant.ofEpochMilli(Long.MAX_VALUE))),
        AFTER_ITSELF(e -> e.setArrivedAt(Instant.parse(AT).plusSeconds(3601))),
        NO_PAYLOAD(e -> e.setPayload(null));

        private final Consumer<Exchange> part;

        Forged(Consumer<Exchange> part) {
            this.part = part;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForgedMessageIsRefusedAndTheStreamGoesOn(Forged forged) {
        Exchange message = genuine();
        forged.part.accept(message);
        pipe(message);
        rig.hire("2026-01-03T00:00:00Z", "E2");

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
        assertThat(rig.audit())
                .extracting(AuditEvent::getCategory, AuditEvent::getOutcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("exchange", AuditOutcome.DEAD_LETTERED),
                        org.assertj.core.groups.Tuple.tuple("identity", AuditOutcome.APPLIED));
    }

    @Test
    void aGenuineMessageIsApplied() {
        pipe(genuine());

        assertThat(rig.access()).hasSize(1);
        assertThat(rig.audit()).singleElement().satisfies(audit -> {
            assertThat(audit.getInput().getOffset()).isEqualTo(7);
            assertThat(audit.getInput().getArrivedAt()).isEqualTo(Instant.parse(AT));
        });
    }

    @Test
    void anArrivalThatTwoClocksSeeDifferentlyIsTakenAsTheEarlier() {
        Exchange message = genuine();
        message.setArrivedAt(Instant.parse(AT).plusSeconds(5));
        pipe(message);

        assertThat(rig.audit())
                .singleElement()
                .satisfies(audit -> assertThat(audit.getInput().getArrivedAt()).isEqualTo(Instant.parse(AT)));
    }

    private Exchange genuine() {
        IdentityEvent event = Events.identity(rig.header(AT), "E1", IdentityAction.HIRED);
        return Exchange.newBuilder()
                .setKind(ExchangeKind.EVENT)
                .setReceiver("E1")
                .setSender("")
                .setSentAt(Instant.parse(AT))
                .setTopic("iam.identity")
                .setPartition(0)
                .setOffset(7L)
                .setArrivedAt(Instant.parse(AT))
                .setPayload(ByteBuffer.wrap(rig.encode("identity", event)))
                .build();
    }

    private void pipe(Exchange message) {
        rig.pipeBytes("exchange", "E1", rig.encode("exchange", message), new RecordHeaders(), StageRig.ms(AT));
    }

    /** The payload alone, as wire format version 1 has it. */
    private byte[] bare(IdentityEvent event) {
        byte[] framed = rig.encode("identity", event);
        return Arrays.copyOfRange(framed, 5, framed.length);
    }

    private Headers schemaHeader() {
        UUID guid = rig.registry.latest("iam.identity-value").guid();
        return new RecordHeaders()
                .add(
                        "__value_schema_id",
                        ByteBuffer.allocate(17)
                                .put((byte) 1)
                                .putLong(guid.getMostSignificantBits())
                                .putLong(guid.getLeastSignificantBits())
                                .array());
    }
}
