package dev.sluice.audit;

import dev.sluice.audit.proof.MerkleHash;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Validation;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.ApiAccess;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Finding;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.InputRef;
import dev.sluice.event.LogSource;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySummary;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Ticket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Makes audit records: one for each input at first read, one for each decision. For one thread at a time.
 *
 * <p>The generated builders look every field up in the schema, which would cost an event more than all that is decided of
 * it; so what they'd give a field by default is given in {@link #base}.
 */
public final class AuditRecords {
    /** Has the length of a chain's id. */
    private static final String NO_CHAIN = "00000000-0000-0000-0000-000000000000";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final ByteBuffer noHash = ByteBuffer.wrap(new byte[MerkleHash.LENGTH]);
    private final AuditIds ids;
    private final int writer;

    /**
     * Records of one writer.
     *
     * @param applicationId the application that writes them
     * @param writer the writer's partition
     */
    public AuditRecords(String applicationId, int writer) {
        this.ids = new AuditIds(applicationId, writer);
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
        AuditEvent audit = base(sequence, AuditType.INPUT, outcome, setVersion, decidedAt);
        audit.setCategory(view.category().topic());
        audit.setAction(view.action());
        audit.setLogSource(logSource(view));
        audit.setEventId(Shortened.text(view.header().getEventId()));
        audit.setSource(Shortened.text(view.header().getSource()));
        audit.setIdentityId(pseudonym ? identityId : null);
        audit.setAccount(refused ? Shortened.account(account) : account);
        audit.setEntitlement(refused ? Shortened.entitlement(entitlement) : entitlement);
        audit.setReason(reason);
        audit.setInput(input);
        audit.setOccurredAt(view.header().getOccurredAt());
        audit.setSourceKind(view.header().getSourceKind());
        if (!refused) {
            told(view, audit);
        }
        return audit;
    }

    /**
     * The record of a control: who decided it, and about whom.
     *
     * @param sequence the order of application
     * @param control the control
     * @param input where it was read
     * @param outcome what became of it
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent control(long sequence, Control control, InputRef input, AuditOutcome outcome, long setVersion) {
        AuditEvent audit = other(sequence, "control", control.getAction().name(), input, outcome, null, setVersion);
        told(control.getHeader(), audit);
        // Whoever may write controls may write anything into these.
        audit.setActor(identity(control.getDecidedBy()));
        if (control.getSubject() != null) {
            audit.setIdentityId(identity(control.getSubject().getIdentityId()));
            audit.setAccount(Shortened.account(control.getSubject().getAccount()));
        }
        audit.setFindingId(Shortened.text(control.getFindingId()));
        audit.setCampaignId(Shortened.text(control.getCampaignId()));
        audit.setDetail(AuditDetails.of(control));
        if (control.getAction() == ControlAction.SUBJECT_ERASED && control.getSubjectKey() != null) {
            audit.setReason(AuditKeys.pseudonym(control.getSubjectKey()));
        }
        return audit;
    }

    /**
     * The record of a policy, or of the marker that ends a set of them.
     *
     * @param sequence the order of application
     * @param policy the policy
     * @param input where it was read
     * @param outcome what became of it
     * @param setVersion the set that it belongs to
     * @return the record
     */
    public AuditEvent policy(long sequence, Policy policy, InputRef input, AuditOutcome outcome, long setVersion) {
        AuditEvent audit =
                other(sequence, "policy", policy.getKind() + "/" + policy.getId(), input, outcome, null, setVersion);
        told(policy.getHeader(), audit);
        return audit;
    }

    private static void told(Header header, AuditEvent audit) {
        audit.setEventId(Shortened.text(header.getEventId()));
        audit.setSource(Shortened.text(header.getSource()));
        audit.setSourceKind(header.getSourceKind());
        audit.setCorrelationId(Shortened.text(header.getCorrelationId()));
        audit.setOccurredAt(Validation.isInstant(header.getOccurredAt()) ? header.getOccurredAt() : null);
    }

    private static String identity(String text) {
        return text != null && Validation.isIdentityId(text) ? text : null;
    }

    /**
     * The record of an access to the query API: who asked, for what, and whether that was answered.
     *
     * @param sequence the order of application
     * @param access the access, checked
     * @param input where it was read
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent access(long sequence, ApiAccess access, InputRef input, long setVersion) {
        String denied = access.getStatus() == UNAUTHORIZED || access.getStatus() == FORBIDDEN ? "_DENIED" : "";
        AuditEvent audit = other(
                sequence,
                "query",
                access.getOperation().name() + denied,
                input,
                AuditOutcome.APPLIED,
                "HTTP " + access.getStatus()
                        + (access.getUnrecorded() == 0
                                ? ""
                                : ", and " + access.getUnrecorded() + " turned away before"),
                setVersion);
        audit.setEventId(access.getAccessId());
        audit.setSource(access.getInstance());
        audit.setSourceKind(SourceKind.OTHER);
        audit.setActor(access.getClient());
        audit.setIdentityId(access.getIdentityId());
        audit.setAccount(access.getAccount());
        audit.setEntitlement(access.getEntitlement());
        audit.setFindingId(access.getFindingId());
        audit.setCommandId(access.getCommandId());
        audit.setOccurredAt(access.getAt());
        audit.setEffectiveAt(access.getAsOf());
        return audit;
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
        long decidedAt = input.getArrivedAt().toEpochMilli();
        AuditEvent audit = base(sequence, AuditType.INPUT, outcome, setVersion, decidedAt);
        audit.setCategory(category);
        audit.setAction(Shortened.text(action));
        audit.setReason(reason);
        audit.setInput(input);
        return audit;
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
        AuditEvent audit = decision(sequence, trigger, input, setVersion, finding.getChangedAt());
        audit.setCategory("finding");
        audit.setAction(finding.getStatus().name());
        audit.setIdentityId(finding.getIdentityId());
        audit.setAccount(finding.getAccount());
        audit.setFindingId(finding.getFindingId());
        audit.setSource(finding.getSource());
        audit.setFindingKind(finding.getKind());
        audit.setSeverity(finding.getSeverity());
        audit.setRuleId(finding.getRuleId());
        audit.setDetail(AuditDetails.ofText(finding.getSummary()));
        audit.setReason(finding.getCause());
        return audit;
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
                : new AccountRef(command.getSystem(), command.getAccount(), null, null);
        AuditEvent audit = decision(sequence, trigger, input, setVersion, command.getChangedAt());
        audit.setCategory("provisioning-command");
        audit.setAction(command.getStatus().name());
        audit.setLogSource(LogSource.IGA_PROVISIONING);
        audit.setIdentityId(command.getIdentityId());
        audit.setAccount(account);
        audit.setEntitlement(command.getEntitlement());
        audit.setCommandId(command.getCommandId());
        audit.setReason(command.getCause());
        audit.setCommandAction(command.getAction());
        audit.setEffectiveAt(command.getEffectiveAt());
        audit.setDetail(AuditDetails.of(command));
        return audit;
    }

    /**
     * The record of a ticket's change.
     *
     * @param sequence the order of application
     * @param ticket the change
     * @param trigger why it was decided
     * @param input where the input was read that led to it, or null
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent ticket(long sequence, Ticket ticket, Trigger trigger, InputRef input, long setVersion) {
        AuditEvent audit = decision(sequence, trigger, input, setVersion, ticket.getChangedAt());
        audit.setCategory("ticket");
        audit.setAction(ticket.getStatus().name());
        audit.setIdentityId(ticket.getIdentityId());
        audit.setFindingId(ticket.getFindingId());
        audit.setCommandId(ticket.getCommandId());
        audit.setTicketId(ticket.getTicketId());
        audit.setReason(ticket.getKind());
        audit.setTicketKind(ticket.getKind());
        audit.setCampaignId(ticket.getCampaignId());
        audit.setDetail(AuditDetails.ofText(ticket.getSummary()));
        return audit;
    }

    /**
     * The record of a session that has ended.
     *
     * @param sequence the order of application
     * @param identityId whose session it was; null if only its account is known
     * @param account the account by which that is known, or null
     * @param session what is known of it
     * @param trigger why it is told
     * @param input where the input was read that led to it, or null
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent session(
            long sequence,
            String identityId,
            AccountRef account,
            SessionSummary session,
            Trigger trigger,
            InputRef input,
            long setVersion) {
        AuditEvent audit = decision(sequence, trigger, input, setVersion, Instant.ofEpochMilli(trigger.occurredAt()));
        audit.setCategory(Category.PRIVILEGED_SESSION.topic());
        audit.setAction("SESSION_SUMMARY");
        audit.setLogSource(LogSource.PAM_SESSION);
        audit.setActor(identityId);
        audit.setIdentityId(identityId);
        audit.setAccount(account);
        audit.setSource(session.getSource());
        audit.setSession(session);
        return audit;
    }

    /**
     * The record of a review that has ended.
     *
     * @param sequence the order of application
     * @param identityId whom it was about
     * @param summary how it has ended
     * @param trigger what led to that
     * @param input where the input was read, or null
     * @param setVersion the policy set in force
     * @return the record
     */
    public AuditEvent certification(
            long sequence,
            String identityId,
            CertificationSummary summary,
            Trigger trigger,
            InputRef input,
            long setVersion) {
        AuditEvent audit = decision(sequence, trigger, input, setVersion, Instant.ofEpochMilli(trigger.occurredAt()));
        audit.setCategory(Category.COMPLIANCE.topic());
        audit.setAction("CERTIFICATION_SUMMARY");
        audit.setLogSource(LogSource.IGA_CERTIFICATION);
        audit.setIdentityId(identityId);
        audit.setCampaignId(summary.getCampaignId());
        audit.setCertification(summary);
        return audit;
    }

    /**
     * The record of a policy set under which all identities of the writer were evaluated.
     *
     * @param sequence the order of application
     * @param summary what it has changed
     * @param decidedAt when that was over, in event time (ms since the epoch)
     * @return the record
     */
    public AuditEvent policyEvaluated(long sequence, PolicySummary summary, long decidedAt) {
        AuditEvent audit = decision(
                sequence, Trigger.policy(decidedAt), null, summary.getSetVersion(), Instant.ofEpochMilli(decidedAt));
        audit.setCategory("policy");
        audit.setAction("POLICY_EVALUATED");
        audit.setPolicy(summary);
        return audit;
    }

    private AuditEvent decision(long sequence, Trigger trigger, InputRef input, long setVersion, Instant decidedAt) {
        AuditEvent audit =
                base(sequence, AuditType.DECISION, AuditOutcome.DECIDED, setVersion, decidedAt.toEpochMilli());
        audit.setCauseIds(trigger.eventId() == null ? List.of() : List.of(trigger.eventId()));
        boolean byInput = trigger.kind() != Trigger.Kind.TIMER && trigger.kind() != Trigger.Kind.POLICY;
        audit.setInput(byInput ? input : null);
        return audit;
    }

    private AuditEvent base(long sequence, AuditType type, AuditOutcome outcome, long setVersion, long decidedAt) {
        AuditEvent audit = new AuditEvent();
        audit.setLogSource(LogSource.OTHER);
        audit.setCauseIds(List.of());
        audit.setAuditId(ids.id(sequence));
        audit.setType(type);
        audit.setOutcome(outcome);
        audit.setWriter(writer);
        audit.setSequence(sequence);
        audit.setSetVersion(setVersion == 0 ? null : setVersion);
        audit.setDecidedAt(Instant.ofEpochMilli(decidedAt));
        // Room for what is written there when the record is sent.
        audit.setChainId(NO_CHAIN);
        audit.setPreviousHash(noHash);
        audit.setHash(noHash);
        return audit;
    }

    /** What is told beside whom and what it is about. */
    private static void told(EventView view, AuditEvent audit) {
        audit.setActor(AuditActors.of(view));
        audit.setCorrelationId(Shortened.text(view.header().getCorrelationId()));
        audit.setDetail(AuditDetails.of(view));
        if (view.event() instanceof IdentityEvent identity) {
            audit.setEffectiveAt(identity.getEffectiveAt());
        }
        if (view.event() instanceof ComplianceEvent compliance) {
            audit.setEntitlement(compliance.getEntitlement());
            audit.setCampaignId(Shortened.text(compliance.getCampaignId()));
            audit.setRuleId(Shortened.text(compliance.getRuleId()));
            audit.setDecision(compliance.getDecision());
            audit.setPassed(compliance.getPassed());
            audit.setSeverity(compliance.getSeverity());
        }
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
