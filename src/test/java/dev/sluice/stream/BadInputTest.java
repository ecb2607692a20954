package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input of each kind that docs/reliability-inputs.md lists and that no other test has: what comes of it, and that the stream goes on.
 */
class BadInputTest {
    private static final String DAY = "2026-03-01T09:00:00Z";
    private static final String NEXT_DAY = "2026-03-02T09:00:00Z";
    private static final long AT = StageRig.ms(DAY);

    private final StageRig stage = StageRig.with().start().policies("2026-01-01T00:00:00Z", "sap ENFORCE");

    @AfterEach
    void close() {
        stage.close();
    }

    private IdentityStatus statusOf(String identity) {
        return stage.access().stream()
                .filter(view -> view.getIdentityId().equals(identity))
                .reduce((before, last) -> last)
                .map(view -> view.getStatus())
                .orElse(null);
    }

    private List<AuditOutcome> outcomes() {
        return stage.audit(AuditType.INPUT).stream()
                .filter(audit -> audit.getInput().getTopic().equals("iam.identity"))
                .map(AuditEvent::getOutcome)
                .toList();
    }

    private void goesOn() {
        stage.hire(NEXT_DAY, "E9");
        assertThat(statusOf("E9")).isEqualTo(IdentityStatus.ACTIVE);
        assertThat(stage.auditHasNoGap()).isTrue();
    }

    private byte[] hired(String identity) {
        return stage.encode("identity", Events.identity(stage.header(DAY), identity, IdentityAction.HIRED));
    }

    @Test
    void aRecordThatIsCutOffIsADeadLetterWithItsBytesAndTheNextOneIsApplied() {
        byte[] whole = hired("E1");
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);

        stage.pipeBytes("identity", "E1", cut, new RecordHeaders(), AT);

        assertThat(stage.deadLetterReasons()).containsExactly("UNDECODABLE");
        assertThat(stage.deadLetters().get(0).value()).isEqualTo(cut);
        assertThat(statusOf("E1")).isNull();
        goesOn();
    }

    @Test
    void aSchemaThatTheRegistryDoesNotKnowIsADeadLetterAndNoReasonToWait() {
        byte[] record = hired("E1");
        ByteBuffer.wrap(record).putInt(1, 99_999);

        stage.pipeBytes("identity", "E1", record, new RecordHeaders(), AT);

        assertThat(stage.deadLetterReasons()).containsExactly("UNDECODABLE");
        assertThat(stage.deadLetters().get(0).value()).isEqualTo(record);
        goesOn();
    }

    /** What a newer version of the contract may say, and this one does not know, gives nobody anything. */
    @Test
    void anActionThatOnlyANewerVersionKnowsIsADeadLetterToBeRedrivenAndGivesNothing() throws IOException {
        stage.pipeBytes("identity", "E1", ofNewerVersion("PROMOTED"), new RecordHeaders(), AT);

        assertThat(stage.deadLetterReasons()).containsExactly("UNKNOWN_ACTION");
        assertThat(statusOf("E1")).isNull();
        assertThat(stage.commands()).isEmpty();
        goesOn();
    }

    private byte[] ofNewerVersion(String action) throws IOException {
        Schema own = IdentityEvent.getClassSchema();
        Schema newer = new Schema.Parser()
                .parse(own.toString().replace("\"GROUP_DELETED\"]", "\"GROUP_DELETED\",\"" + action + "\"]"));
        byte[] record = hired("E1");
        GenericRecord event = new GenericDatumReader<GenericRecord>(own, newer)
                .read(null, DecoderFactory.get().binaryDecoder(record, 5, record.length - 5, null));
        event.put("action", new GenericData.EnumSymbol(newer.getField("action").schema(), action));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int id = stage.registry.register("iam.identity-value", newer, false);
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(newer).write(event, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Test
    void aRecordWithoutAKeyGoesWhereItsSubjectIsAtHome() {
        stage.pipeBytes("identity", null, hired("E1"), new RecordHeaders(), AT);

        assertThat(statusOf("E1")).isEqualTo(IdentityStatus.ACTIVE);
        assertThat(outcomes()).containsExactly(AuditOutcome.APPLIED);
        assertThat(stage.meters.get("sluice.misrouted").counters())
                .satisfiesOnlyOnce(counter -> assertThat(counter.count()).isEqualTo(1));
        goesOn();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "access",
                "authentication",
                "privileged-session",
                "compliance",
                "policy",
                "control",
                "exchange"
            })
    void aRecordWithoutAValueIsADeadLetterAndNobodysEnd(String topic) {
        stage.hire("2026-02-01T09:00:00Z", "E1");

        stage.pipeBytes(topic, "E1", null, new RecordHeaders(), AT);

        assertThat(stage.deadLetterReasons()).containsExactly("NULL_VALUE");
        assertThat(statusOf("E1")).isEqualTo(IdentityStatus.ACTIVE);
        assertThat(stage.commands()).isEmpty();
        goesOn();
    }

    @Test
    void anEventFromTheFutureIsADeadLetterAndMovesNobodysClock() {
        stage.hire("2026-02-01T09:00:00Z", "E1").terminate("2026-02-02T09:00:00Z", "E1", "2026-06-01T00:00:00Z");

        stage.pipe("E1", Events.identity(stage.header("2026-07-01T00:00:00Z"), "E1", IdentityAction.UPDATED), AT);

        assertThat(stage.deadLetterReasons()).containsExactly("FUTURE_EVENT");
        assertThat(statusOf("E1")).as("what is due in June is not done").isEqualTo(IdentityStatus.ACTIVE);
        goesOn();
    }

    @Test
    void aRecordOfLongAgoIsMergedAndTurnsNobodysClockBack() {
        stage.hire("2026-02-01T09:00:00Z", "E1").terminate("2026-02-02T09:00:00Z", "E1", "2026-02-03T00:00:00Z");
        stage.hire("2026-02-04T09:00:00Z", "E2");

        stage.pipe(
                "E1",
                Events.identity(stage.header("1999-01-01T00:00:00Z"), "E1", IdentityAction.HIRED),
                StageRig.ms("1999-01-01T00:00:00Z"));

        assertThat(outcomes()).containsOnly(AuditOutcome.APPLIED);
        assertThat(stage.deadLetterReasons()).isEmpty();
        goesOn();
        assertThat(statusOf("E1")).isEqualTo(IdentityStatus.TERMINATED);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800_000L})
    void aTimeThatNobodyCanReckonWithIsADeadLetter(long occurredAt) {
        IdentityEvent event = Events.identity(stage.header(DAY), "E1", IdentityAction.HIRED);
        event.getHeader().setOccurredAt(Instant.ofEpochMilli(occurredAt));

        stage.pipeBytes("identity", "E1", stage.encode("identity", event), new RecordHeaders(), AT);

        assertThat(stage.deadLetterReasons()).hasSize(1).allMatch(List.of("INVALID_FIELD", "FUTURE_EVENT")::contains);
        assertThat(statusOf("E1")).isNull();
        goesOn();
    }

    /** The application replaces such a timestamp; a replay of a file takes what the file says. */
    @Test
    void aTimestampOfARecordBeyondAllTimeStopsNothing() {
        stage.pipe("E1", Events.identity(stage.header(DAY), "E1", IdentityAction.HIRED), Long.MAX_VALUE);

        assertThat(outcomes()).containsExactly(AuditOutcome.APPLIED);
        goesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"E\u00001", "E1\n", "E\u007f1", "a:b", "E1#2", "", "  "})
    void anIdentityIdWithAControlCharacterOrASeparatorIsADeadLetter(String id) {
        stage.pipeBytes("identity", id, hired(id), new RecordHeaders(), AT);

        assertThat(stage.deadLetterReasons()).containsExactly("INVALID_IDENTITY_ID");
        goesOn();
    }

    /** Ids are opaque, and what is one to the eye may be two to the system that gave them out. */
    @Test
    void idsThatOnlyLookAlikeAreTwoIdentities() {
        String latin = "Ada";
        String cyrillic = "\u0410da";
        String composed = "Z\u00fcrich";
        String decomposed = "Zu\u0308rich";
        for (String id : List.of(latin, cyrillic, composed, decomposed)) {
            stage.hire(DAY, id);
        }

        stage.terminate("2026-03-01T10:00:00Z", cyrillic, "2026-03-01T10:00:00Z")
                .terminate("2026-03-01T10:00:00Z", decomposed, "2026-03-01T10:00:00Z");

        assertThat(List.of(latin, cyrillic, composed, decomposed))
                .extracting(this::statusOf)
                .containsExactly(
                        IdentityStatus.ACTIVE,
                        IdentityStatus.TERMINATED,
                        IdentityStatus.ACTIVE,
                        IdentityStatus.TERMINATED);
        goesOn();
    }
}
