package dev.sluice.audit;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Ids;
import dev.sluice.domain.Validation;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Finding;
import dev.sluice.event.InputRef;
import dev.sluice.event.LogSource;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SourceKind;
import java.time.Instant;
import java.util.List;

/** Builds audit records: one for each input at first read, one for each decision. */
public final class AuditRecords {
    private final String applicationId;
    private final int writer;

    /**
     * Records of one writer.
     *
     * @param applicationId the application that writes them
     * @param writer the writer's partition
     */
    public AuditRecords(String applicationId, int writer) {
        this.applicationId = applicationId;
        this.writer = writer;
    }

    /**
     * The record of an event.
     *
     * @param sequence the order of application
     * @param view the event
     * @param input where it was read
     * @param outcome what became of it
     * @param reason the reason code, or null
     * @param setVersion the policy set in force
     * @param decidedAt the instant of application, in event time (ms since the epoch)
     * @return the record
     */
    public AuditEvent event(
            long sequence,
            EventView view,
            InputRef input,
            AuditOutcome outcome,
            String reason,
            long setVersion,
            long decidedAt) {
        // What was refused may hold anything, of any length; the audit of it has to fit all the same.
        boolean refused = outcome == AuditOutcome.DEAD_LETTERED;
        EntitlementRef entitlement = view.event() instanceof AccessEvent access ? access.getEntitlement() : null;
        AccountRef account = view.subject().getAccount();
        String identityId = view.subject().getIdentityId();
        // An identityId that was refused as one may be a name or an address.
        boolean pseudonym = identityId != null && Validation.isIdentityId(identityId);
        return base(sequence, AuditType.INPUT, outcome, setVersion, decidedAt)
                .setCategory(view.category().topic())
                .setAction(view.action())
                .setLogSource(logSource(view))
                .setEventId(Shortened.text(view.header().getEventId()))
                .setSource(Shortened.text(view.header().getSource()))
                .setIdentityId(pseudonym ? identityId : null)
                .setAccount(refused ? Shortened.account(account) : account)
                .setEntitlement(refused ? Shortened.entitlement(entitlement) : entitlement)
                .setReason(reason)
                .setInput(input)
                .setOccurredAt(view.header().getOccurredAt())
                .build();
    }

    /**
     * The record of an input that is not an event, or can't be read as one.
     *
     * @param sequence the order of application
     * @param category the topic without prefix
     * @param action what the input asks for, or UNKNOWN
     * @param input where it was read
     * @param outcome what became of it
     * @param reason the reason code, or null
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent other(
            long sequence,
            String category,
            String action,
            InputRef input,
            AuditOutcome outcome,
            String reason,
            long setVersion) {
        return base(
                        sequence,
                        AuditType.INPUT,
                        outcome,
                        setVersion,
                        input.getArrivedAt().toEpochMilli())
                .setCategory(category)
                .setAction(Shortened.text(action))
                .setReason(reason)
                .setInput(input)
                .build();
    }

    /**
     * The record of a finding's change.
     *
     * @param sequence the order of application
     * @param finding the change
     * @param trigger why it was decided
     * @param input where the input was read that led to it, or null
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent finding(long sequence, Finding finding, Trigger trigger, InputRef input, long setVersion) {
        return decision(sequence, trigger, input, setVersion, finding.getChangedAt())
                .setCategory("finding")
                .setAction(finding.getStatus().name())
                .setIdentityId(finding.getIdentityId())
                .setAccount(finding.getAccount())
                .setFindingId(finding.getFindingId())
                .setReason(finding.getCause())
                .build();
    }

    /**
     * The record of a command's change.
     *
     * @param sequence the order of application
     * @param command the change
     * @param trigger why it was decided
     * @param input where the input was read that led to it, or null
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent command(
            long sequence, ProvisioningCommand command, Trigger trigger, InputRef input, long setVersion) {
        AccountRef account = command.getAccount() == null
                ? null
                : AccountRef.newBuilder()
                        .setSystem(command.getSystem())
                        .setName(command.getAccount())
                        .build();
        return decision(sequence, trigger, input, setVersion, command.getChangedAt())
                .setCategory("provisioning-command")
                .setAction(command.getStatus().name())
                .setLogSource(LogSource.IGA_PROVISIONING)
                .setIdentityId(command.getIdentityId())
                .setAccount(account)
                .setEntitlement(command.getEntitlement())
                .setCommandId(command.getCommandId())
                .setReason(command.getCause())
                .build();
    }

    private AuditEvent.Builder decision(
            long sequence, Trigger trigger, InputRef input, long setVersion, Instant decidedAt) {
        return base(sequence, AuditType.DECISION, AuditOutcome.DECIDED, setVersion, decidedAt.toEpochMilli())
                .setCauseIds(trigger.eventId() == null ? List.of() : List.of(trigger.eventId()))
                .setInput(trigger.kind() == Trigger.Kind.EVENT ? input : null);
    }

    private AuditEvent.Builder base(
            long sequence, AuditType type, AuditOutcome outcome, long setVersion, long decidedAt) {
        return AuditEvent.newBuilder()
                .setAuditId(Ids.audit(applicationId, writer, sequence))
                .setType(type)
                .setOutcome(outcome)
                .setWriter(writer)
                .setSequence(sequence)
                .setSetVersion(setVersion == 0 ? null : setVersion)
                .setDecidedAt(Instant.ofEpochMilli(decidedAt));
    }

    private static LogSource logSource(EventView view) {
        boolean directory = view.header().getSourceKind() == SourceKind.DIRECTORY;
        return switch (view.category()) {
            case AUTHENTICATION -> directory ? LogSource.DIRECTORY_AUDIT : LogSource.IDP_AUTHENTICATION;
            case COMPLIANCE -> LogSource.IGA_CERTIFICATION;
            case IDENTITY, ACCESS -> directory ? LogSource.DIRECTORY_AUDIT : LogSource.IGA_PROVISIONING;
            case PRIVILEGED_SESSION -> privileged(view.action());
        };
    }

    private static LogSource privileged(String action) {
        if (action.startsWith("CREDENTIAL_") || action.startsWith("SECRET_")) {
            return LogSource.PAM_CREDENTIAL;
        }
        return action.startsWith("PIPELINE_") ? LogSource.OTHER : LogSource.PAM_SESSION;
    }
}
