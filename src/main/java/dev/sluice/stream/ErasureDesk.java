package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Control;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.util.Optional;

/** Takes decisions to erase what the audit says of somebody: each task erases the key that it has. */
final class ErasureDesk {
    private final DetailSeal details;
    private final int partition;
    private final int partitions;

    ErasureDesk(DetailSeal details, int partition, int partitions) {
        this.details = details;
        this.partition = partition;
        this.partitions = partitions;
    }

    /** Why such a decision can't be acted on, or empty; asked in every partition, and answered in one. */
    Optional<Rejection> check(Control control, long arrivedAt, Duration skew) {
        String subject = subject(control);
        String wrong = wrong(control, arrivedAt, skew);
        boolean answers = partition == (subject == null ? 0 : Partitioning.of(subject, partitions));
        return wrong == null || !answers
                ? Optional.empty()
                : Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: " + wrong + "."));
    }

    private String wrong(Control control, long arrivedAt, Duration skew) {
        if (subject(control) == null) {
            return "SUBJECT_ERASED names one subject: an identityId, an account with system and name, or the key of what is neither";
        }
        if (control.getDecidedBy() == null || !Validation.isIdentityId(control.getDecidedBy())) {
            return "SUBJECT_ERASED needs decidedBy, an identityId";
        }
        if (!ControlHeader.isTimely(control, arrivedAt, skew)) {
            return "SUBJECT_ERASED needs header.eventId, and an occurredAt that is not ahead of its arrival";
        }
        return details.isOn()
                ? null
                : "details are not sealed, so none can be erased: sluice.audit.encryption.key.file is not set";
    }

    /** Erases; STALE where there is no key, and where another partition refuses it. */
    AuditOutcome take(Control control, long arrivedAt, Duration skew) {
        if (wrong(control, arrivedAt, skew) != null) {
            return AuditOutcome.STALE;
        }
        String subject = subject(control);
        String pseudonym = AuditKeys.pseudonym(subject);
        boolean isErased = details.erase(pseudonym);
        // Earlier versions sealed under the name of what is no identity.
        if (!Validation.isIdentityId(subject)) {
            isErased |= subject.equals(pseudonym) ? details.eraseNamed(pseudonym) : details.erase(subject);
        }
        return isErased ? AuditOutcome.APPLIED : AuditOutcome.STALE;
    }

    /** Identities and accounts are named as what they are, since the audit tells of whom details were erased. */
    private static boolean isKey(String key) {
        return Validation.isText(key) && !Validation.isSubjectKey(key) && !SubjectKeys.isAccount(key);
    }

    /** The key under which the audit knows the subject; null if none is named, or two are. */
    private static String subject(Control control) {
        Subject subject = control.getSubject();
        if (control.getSubjectKey() != null) {
            return subject == null && isKey(control.getSubjectKey()) ? control.getSubjectKey() : null;
        }
        AccountRef account = subject == null ? null : subject.getAccount();
        String identityId = subject == null ? null : subject.getIdentityId();
        if (account == null == (identityId == null)) {
            return null;
        }
        if (identityId != null) {
            return Validation.isIdentityId(identityId) ? identityId : null;
        }
        return Validation.isAccount(account) ? SubjectKeys.account(account.getSystem(), account.getName()) : null;
    }
}
