package dev.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.InputRef;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Worker;
import dev.sluice.json.RandomRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** What an audit record keeps of what people do: all that a SIEM asks for, and never more than it has room for. */
class AuditDetailsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Property(tries = 200)
    void whatALogInTellsIsKept(@ForAll long seed) {
        AuthenticationEvent event = next(seed, AuthenticationEvent.class);

        AuditDetail detail = AuditDetails.of(EventView.of(event));

        assertThat(detail)
                .isEqualTo(AuditDetail.newBuilder()
                        .setApplication(event.getApplication())
                        .setSourceIp(event.getSourceIp())
                        .setLocation(event.getLocation())
                        .setFactor(event.getFactor())
                        .setDevice(event.getDevice())
                        .setSessionId(event.getSessionId())
                        .setText(event.getReason())
                        .build());
    }

    @Property(tries = 200)
    void whatIsToldOfAccessIsKept(@ForAll long seed) {
        AccessEvent event = next(seed, AccessEvent.class);

        AuditDetail detail = AuditDetails.of(EventView.of(event));

        AuditDetail told = AuditDetail.newBuilder()
                .setPreviousName(event.getPreviousName())
                .setRequest(event.getRequest())
                .setValidFrom(event.getValidFrom())
                .setValidTo(event.getValidTo())
                .setText(event.getReason())
                .build();
        assertThat(detail).isEqualTo(told.equals(new AuditDetail()) ? null : told);
    }

    @Property(tries = 200)
    void whatASessionTellsIsKept(@ForAll long seed) {
        PrivilegedSessionEvent event = next(seed, PrivilegedSessionEvent.class);

        AuditDetail detail = AuditDetails.of(EventView.of(event));

        assertThat(detail)
                .isEqualTo(AuditDetail.newBuilder()
                        .setSessionId(event.getSessionId())
                        .setTarget(event.getTarget())
                        .setCredentialId(event.getCredentialId())
                        .setLeaseId(event.getLeaseId())
                        .setPipelineId(event.getPipelineId())
                        .setCommand(event.getCommand() == null ? null : "other")
                        .setFile(event.getFile())
                        .setExpiresAt(event.getExpiresAt())
                        .setTicketId(event.getTicketId())
                        .setBreakGlass(event.getBreakGlass())
                        .build());
    }

    @Property(tries = 200)
    void whatHrTellsIsKept(@ForAll long seed) {
        IdentityEvent event = next(seed, IdentityEvent.class);

        AuditDetail detail = AuditDetails.of(EventView.of(event));

        assertThat(detail)
                .isEqualTo(AuditDetail.newBuilder()
                        .setWorker(event.getWorker())
                        .setLeaveKind(event.getLeaveKind())
                        .setGroup(event.getGroup())
                        .setText(event.getReason())
                        .build());
    }

    @Property(tries = 200)
    void whatIsToldOfComplianceIsKept(@ForAll long seed) {
        ComplianceEvent event = next(seed, ComplianceEvent.class);
        event.getSubject().setIdentityId("E1");
        event.setReviewerId("E2");
        event.setDecision(CertificationDecision.REVOKE);

        AuditEvent record = record(event, AuditOutcome.APPLIED);

        assertThat(record.getActor()).isEqualTo("E2");
        assertThat(record.getDecision()).isEqualTo(CertificationDecision.REVOKE);
        assertThat(record.getEntitlement()).isEqualTo(event.getEntitlement());
        assertThat(record.getRuleId()).isEqualTo(event.getRuleId());
        assertThat(record.getSeverity()).isEqualTo(event.getSeverity());
        assertThat(record.getPassed()).isEqualTo(event.getPassed());
        assertThat(record.getDetail())
                .isEqualTo(AuditDetail.newBuilder()
                        .setItemId(event.getItemId())
                        .setMitigatingControl(event.getMitigatingControl())
                        .setValidTo(event.getValidTo())
                        .setDetector(event.getDetector())
                        .setScore(event.getScore())
                        .setScope(event.getScope())
                        .build());
    }

    @Test
    void whoAskedAndWhoApprovedAreTheActors() {
        AccessRequest request = AccessRequest.newBuilder()
                .setRequestId("R1")
                .setRequestedBy("E1")
                .setApprovedBy("E2")
                .build();

        assertThat(actor(AccessAction.REQUEST_SUBMITTED, request)).isEqualTo("E1");
        assertThat(actor(AccessAction.REQUEST_CANCELLED, request)).isEqualTo("E1");
        assertThat(actor(AccessAction.REQUEST_APPROVED, request)).isEqualTo("E2");
        assertThat(actor(AccessAction.REQUEST_REJECTED, request)).isEqualTo("E2");
        assertThat(actor(AccessAction.ENTITLEMENT_GRANTED, request)).isNull();
        request.setApprovedBy("someone\nelse");
        assertThat(actor(AccessAction.REQUEST_APPROVED, request)).isNull();
    }

    @Test
    void ofACommandOnlyAWellKnownNameIsTold() {
        PrivilegedSessionEvent event = next(1, PrivilegedSessionEvent.class);
        event.setCommand("/usr/bin/curl -u admin:hunter2 https://example.org");
        assertThat(AuditDetails.of(EventView.of(event)).getCommand()).isEqualTo("curl");
        event.setCommand("hunter2");
        assertThat(AuditDetails.of(EventView.of(event)).getCommand()).isEqualTo("other");
        event.setCommand(null);
        assertThat(AuditDetails.of(EventView.of(event)).getCommand()).isNull();
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        PrivilegedSessionEvent event = next(1, PrivilegedSessionEvent.class);
        event.setTarget(new SessionTarget("pam", "h", "a"));
        event.setFile("x" + "\uD83D\uDE00".repeat(5_000));
        event.getTarget().setHost("y".repeat(Shortened.MAX_WORDS));

        AuditDetail detail = AuditDetails.of(EventView.of(event));

        assertThat(detail.getFile())
                .hasSizeLessThanOrEqualTo(Shortened.MAX_WORDS)
                .hasSizeGreaterThan(Shortened.MAX_WORDS - 3)
                .startsWith("x\uD83D\uDE00")
                .endsWith("\uD83D\uDE00…");
        assertThat(detail.getTarget().getHost()).isEqualTo(event.getTarget().getHost());
    }

    @Test
    void ofTooManyFurtherAttributesTheFirstOnesAreKept() {
        IdentityEvent event = next(1, IdentityEvent.class);
        Map<String, String> extra = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            extra.put(String.format("a%04d", i), "v".repeat(10_000));
        }
        event.setWorker(new Worker());
        event.getWorker().setExtra(extra);

        Map<String, String> kept =
                AuditDetails.of(EventView.of(event)).getWorker().getExtra();

        assertThat(kept).hasSize(AuditDetails.MAX_EXTRA).containsKey("a0000").containsKey("a0063");
        assertThat(kept.get("a0001")).hasSize(Shortened.MAX_WORDS);
    }

    @Test
    void ofWhatWasRefusedNothingIsKeptBesideItsName() {
        AuditEvent record = record(next(7, AuthenticationEvent.class), AuditOutcome.DEAD_LETTERED);

        assertThat(record.getDetail()).isNull();
        assertThat(record.getActor()).isNull();
        assertThat(record.getCorrelationId()).isNull();
    }

    private static String actor(AccessAction action, AccessRequest request) {
        AccessEvent event = AccessEvent.newBuilder(next(1, AccessEvent.class))
                .setHeader(Events.header("e1", "iga", null, NOW.toEpochMilli()))
                .setAction(action)
                .setRequest(request)
                .build();
        event.getSubject().setIdentityId("E1");
        return record(event, AuditOutcome.APPLIED).getActor();
    }

    private static AuditEvent record(SpecificRecordBase event, AuditOutcome outcome) {
        return new AuditRecords("sluice", 0)
                .event(
                        1,
                        EventView.of(event),
                        new InputRef("iam.access", 0, 1L, NOW),
                        outcome,
                        null,
                        1,
                        NOW.toEpochMilli());
    }

    private static <T extends SpecificRecord> T next(long seed, Class<T> type) {
        return type.cast(new RandomRecords(seed).next(type));
    }
}
