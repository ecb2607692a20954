package dev.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Ids;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.Finding;
import dev.sluice.event.InputRef;
import dev.sluice.event.LogSource;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.json.RandomRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** The records are those that the generated builder makes, which gives each field that is not set its default. */
class AuditRecordsTest {
    private static final long NOW = 1_767_225_600_123L;

    private final AuditRecords records = new AuditRecords("sluice", 3);
    private final InputRef input = new InputRef("iam.access", 5, 77L, Instant.ofEpochMilli(NOW));

    @Property(tries = 300)
    void anEvent(@ForAll long seed, @ForAll @LongRange(min = 0, max = 2) long setVersion) {
        AccessEvent event = (AccessEvent) new RandomRecords(seed).next(AccessEvent.class);
        event.getSubject().setIdentityId("E1");
        EventView view = EventView.of(event);

        AuditEvent record = records.event(9, view, input, AuditOutcome.APPLIED, "STALE", setVersion, NOW);

        assertThat(record)
                .isEqualTo(base(9, AuditType.INPUT, AuditOutcome.APPLIED, setVersion)
                        .setCategory("access")
                        .setAction(event.getAction().name())
                        .setLogSource(record.getLogSource())
                        .setEventId(event.getHeader().getEventId())
                        .setSource(event.getHeader().getSource())
                        .setIdentityId("E1")
                        .setAccount(event.getSubject().getAccount())
                        .setEntitlement(event.getEntitlement())
                        .setReason("STALE")
                        .setInput(input)
                        .setOccurredAt(event.getHeader().getOccurredAt())
                        .setSourceKind(event.getHeader().getSourceKind())
                        .setCorrelationId(event.getHeader().getCorrelationId())
                        .setActor(record.getActor())
                        .setDetail(record.getDetail())
                        .build());
    }

    @Property(tries = 20)
    void anInputThatIsNoEvent(@ForAll @LongRange(min = 0, max = 2) long setVersion) {
        assertThat(records.other(10, "policy", "sod/one", input, AuditOutcome.STALE, null, setVersion))
                .isEqualTo(base(10, AuditType.INPUT, AuditOutcome.STALE, setVersion)
                        .setCategory("policy")
                        .setAction("sod/one")
                        .setInput(input)
                        .build());
    }

    @Property(tries = 300)
    void aFinding(@ForAll long seed) {
        Finding finding = (Finding) new RandomRecords(seed).next(Finding.class);
        finding.setChangedAt(Instant.ofEpochMilli(NOW));

        assertThat(records.finding(11, finding, new Trigger(Trigger.Kind.EVENT, "e1", NOW), input, 4))
                .isEqualTo(base(11, AuditType.DECISION, AuditOutcome.DECIDED, 4)
                        .setCategory("finding")
                        .setAction(finding.getStatus().name())
                        .setIdentityId(finding.getIdentityId())
                        .setAccount(finding.getAccount())
                        .setFindingId(finding.getFindingId())
                        .setSource(finding.getSource())
                        .setFindingKind(finding.getKind())
                        .setSeverity(finding.getSeverity())
                        .setRuleId(finding.getRuleId())
                        .setDetail(words(finding.getSummary()))
                        .setReason(finding.getCause())
                        .setCauseIds(List.of("e1"))
                        .setInput(input)
                        .build());
    }

    @Property(tries = 300)
    void aCommand(@ForAll long seed) {
        ProvisioningCommand command = (ProvisioningCommand) new RandomRecords(seed).next(ProvisioningCommand.class);
        command.setChangedAt(Instant.ofEpochMilli(NOW));
        AccountRef account = command.getAccount() == null
                ? null
                : AccountRef.newBuilder()
                        .setSystem(command.getSystem())
                        .setName(command.getAccount())
                        .build();
        AuditDetail detail = words(command.getReason());
        if (detail != null) {
            detail.setGroup(command.getGroup());
        }

        assertThat(records.command(12, command, Trigger.timer(NOW), input, 4))
                .isEqualTo(base(12, AuditType.DECISION, AuditOutcome.DECIDED, 4)
                        .setCategory("provisioning-command")
                        .setAction(command.getStatus().name())
                        .setLogSource(LogSource.IGA_PROVISIONING)
                        .setIdentityId(command.getIdentityId())
                        .setAccount(account)
                        .setEntitlement(command.getEntitlement())
                        .setCommandId(command.getCommandId())
                        .setReason(command.getCause())
                        .setCommandAction(command.getAction())
                        .setEffectiveAt(command.getEffectiveAt())
                        .setDetail(detail)
                        .build());
    }

    @Property(tries = 300)
    void aTicket(@ForAll long seed) {
        Ticket ticket = (Ticket) new RandomRecords(seed).next(Ticket.class);
        ticket.setChangedAt(Instant.ofEpochMilli(NOW));

        assertThat(records.ticket(13, ticket, Trigger.timer(NOW), input, 4))
                .isEqualTo(base(13, AuditType.DECISION, AuditOutcome.DECIDED, 4)
                        .setCategory("ticket")
                        .setAction(ticket.getStatus().name())
                        .setIdentityId(ticket.getIdentityId())
                        .setFindingId(ticket.getFindingId())
                        .setCommandId(ticket.getCommandId())
                        .setTicketId(ticket.getTicketId())
                        .setReason(ticket.getKind())
                        .setTicketKind(ticket.getKind())
                        .setCampaignId(ticket.getCampaignId())
                        .setDetail(words(ticket.getSummary()))
                        .build());
    }

    private static AuditDetail words(String text) {
        return text.isEmpty() ? null : AuditDetail.newBuilder().setText(text).build();
    }

    private static AuditEvent.Builder base(long sequence, AuditType type, AuditOutcome outcome, long setVersion) {
        return AuditEvent.newBuilder()
                .setAuditId(Ids.audit("sluice", 3, sequence))
                .setType(type)
                .setOutcome(outcome)
                .setWriter(3)
                .setSequence(sequence)
                .setSetVersion(setVersion == 0 ? null : setVersion)
                .setDecidedAt(Instant.ofEpochMilli(NOW))
                .setChainId("00000000-0000-0000-0000-000000000000")
                .setPreviousHash(ByteBuffer.wrap(new byte[32]))
                .setHash(ByteBuffer.wrap(new byte[32]));
    }
}
