package dev.sluice.siem;

import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.InputRef;
import dev.sluice.event.LogSource;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Severity;
import dev.sluice.event.Worker;
import java.time.Instant;

/** One audit record as all formats see it: what it means, when it was, how much it matters. */
final class Facts {
    private static final AuditDetail ERASED = new AuditDetail();

    private final AuditEvent audit;
    private final AuditDetail detail;
    private final Meaning meaning;
    private final Meanings meanings;

    Facts(AuditEvent audit, Meanings meanings) {
        this.audit = audit;
        this.detail = audit.getDetail() == null ? ERASED : audit.getDetail();
        this.meaning = meanings.of(audit);
        this.meanings = meanings;
    }

    AuditEvent audit() {
        return audit;
    }

    /** What is personal or free text; empty where it was erased. */
    AuditDetail detail() {
        return detail;
    }

    Meaning meaning() {
        return meaning;
    }

    /**
     * When it was: the source's time, else that of the decision. What a refused record gives for a time can be anything; one
     * that is no 13 digits of milliseconds counts as none, and the record's arrival as the time.
     *
     * @return milliseconds since the epoch
     */
    long time() {
        if (Times.isUsual(audit.getOccurredAt())) {
            return audit.getOccurredAt().toEpochMilli();
        }
        if (Times.isUsual(audit.getDecidedAt())) {
            return audit.getDecidedAt().toEpochMilli();
        }
        InputRef input = audit.getInput();
        boolean arrived = input != null && Times.isUsual(input.getArrivedAt());
        return arrived ? input.getArrivedAt().toEpochMilli() : Times.FIRST;
    }

    /** How much it matters: what the record says, where it says so. */
    Level level() {
        Severity own = audit.getSeverity();
        boolean says = own != null && own != Severity.UNKNOWN && !meaning.fixedSeverity();
        return meanings.level(says ? own : meaning.severity());
    }

    int facility() {
        return meanings.facility(audit.getLogSource());
    }

    /** Whom it is about: the identity, else the account. */
    String subject() {
        if (audit.getIdentityId() != null) {
            return audit.getIdentityId();
        }
        return audit.getAccount() == null ? null : audit.getAccount().getName();
    }

    /** Whom an analyst looks for: who acted, else whom it is about. */
    String user() {
        return audit.getActor() != null ? audit.getActor() : subject();
    }

    boolean isPrivileged() {
        return audit.getCategory().equals("privileged-session");
    }

    /** Whether what is used has an administrator's rights: sessions and vaults, not pipelines. */
    boolean isAdministrator() {
        return audit.getLogSource() == LogSource.PAM_SESSION || audit.getLogSource() == LogSource.PAM_CREDENTIAL;
    }

    boolean isFinding() {
        return meaning.state() != 0;
    }

    String entitlement() {
        EntitlementRef entitlement = audit.getEntitlement();
        return entitlement == null ? null : entitlement.getSystem() + ":" + entitlement.getName();
    }

    AccountRef account() {
        return audit.getAccount();
    }

    SessionTarget target() {
        if (detail.getTarget() != null) {
            return detail.getTarget();
        }
        return audit.getSession() == null ? null : audit.getSession().getTarget();
    }

    Worker worker() {
        return detail.getWorker();
    }

    String sessionId() {
        if (detail.getSessionId() != null) {
            return detail.getSessionId();
        }
        return audit.getSession() == null ? null : audit.getSession().getSessionId();
    }

    String credentialId() {
        if (detail.getCredentialId() != null) {
            return detail.getCredentialId();
        }
        return audit.getSession() == null ? null : audit.getSession().getCredentialId();
    }

    /** The ticket of the ITSM that it refers to. */
    String itsmTicket() {
        if (detail.getTicketId() != null) {
            return detail.getTicketId();
        }
        if (detail.getRequest() != null && detail.getRequest().getTicketId() != null) {
            return detail.getRequest().getTicketId();
        }
        return audit.getSession() == null ? null : audit.getSession().getTicketId();
    }

    Boolean breakGlass() {
        boolean used = detail.getBreakGlass()
                || audit.getSession() != null && audit.getSession().getBreakGlass();
        return used ? Boolean.TRUE : null;
    }

    /** Until when it holds: access, an exception, a check-out or a lease. */
    Instant until() {
        return detail.getValidTo() != null ? detail.getValidTo() : detail.getExpiresAt();
    }

    /** Where the input was read. */
    String input() {
        InputRef input = audit.getInput();
        return input == null ? null : input.getTopic() + "/" + input.getPartition() + "/" + input.getOffset();
    }

    /** Whether the source's address is one, and of which kind. */
    Addresses.Kind address() {
        return Addresses.kind(detail.getSourceIp());
    }

    /** A sentence for people: what the record says in words, or what happened to whom. */
    String sentence() {
        if (detail.getText() != null && !detail.getText().isBlank()) {
            return detail.getText();
        }
        String subject = subject();
        return subject == null ? meaning.name() : meaning.name() + ": " + subject;
    }
}
