package dev.sluice.domain;

import dev.sluice.domain.accepted.Exceptions;
import dev.sluice.domain.certification.Certifications;
import dev.sluice.domain.group.GroupNames;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountRef;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Worker;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * What an event must satisfy before it may touch state. Pure: the same event gives the same answer. Only what is kept as a
 * name, a key or an instant is looked at: a free text however long must not keep the end of an employment from being known.
 */
public final class Validation {
    /** The longest identityId, account or entitlement name, or other text that is kept as a key, in UTF-16 units. */
    public static final int MAX_NAME = 512;

    /** The most entitlements in one record of a snapshot; more come in parts. */
    public static final int MAX_SNAPSHOT = 20_000;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Looked up before a text is parsed as a zone, which costs more than all other checks of an event. */
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    /** Stands for no character, as it is no text's. */
    private static final int NONE = -1;

    private Validation() {}

    /**
     * Checks an event.
     *
     * @param view the event
     * @param arrivedAt when its record was produced (ms since the epoch)
     * @param skew how far ahead of that it may have occurred
     * @return why it can't be decided, or empty
     */
    public static Optional<Rejection> check(EventView view, long arrivedAt, Duration skew) {
        Rejection rejection = header(view, arrivedAt, skew);
        if (rejection == null) {
            rejection = subject(view);
        }
        if (rejection == null && view.event() instanceof IdentityEvent identity) {
            rejection = identity(identity);
        }
        if (rejection == null && view.event() instanceof AccessEvent access) {
            rejection = access(access);
        }
        if (rejection == null && view.event() instanceof ComplianceEvent compliance) {
            rejection = Certifications.concerns(compliance)
                    ? certification(compliance)
                    : Exceptions.concerns(compliance) ? exception(compliance) : report(compliance);
        }
        if (rejection == null && view.event() instanceof PrivilegedSessionEvent session) {
            rejection = session(session);
        }
        return Optional.ofNullable(rejection);
    }

    private static Rejection session(PrivilegedSessionEvent event) {
        boolean named = isNameOrNull(event.getSessionId())
                && isNameOrNull(event.getCredentialId())
                && isNameOrNull(event.getLeaseId())
                && isNameOrNull(event.getPipelineId())
                && isNameOrNull(event.getTicketId());
        if (!named) {
            return invalid("sessionId, credentialId, leaseId, pipelineId and ticketId have at most " + MAX_NAME
                    + " characters and no control character");
        }
        return event.getExpiresAt() != null && outOfRange(event.getExpiresAt())
                ? invalid("expiresAt is not between 1970 and 9999")
                : null;
    }

    private static boolean isNameOrNull(String text) {
        return text == null || text.isEmpty() || isName(text);
    }

    private static Rejection header(EventView view, long arrivedAt, Duration skew) {
        if (view.action().equals("UNKNOWN")) {
            return new Rejection(
                    ReasonCode.UNKNOWN_ACTION, "The action is not known to this version; redrive it after an upgrade.");
        }
        if (view.header().getEventId().isBlank() || view.header().getSource().isBlank()) {
            return missing("header.eventId and header.source");
        }
        if (!isName(view.header().getEventId()) || !isName(view.header().getSource())) {
            return invalid("header.eventId and header.source have at most " + MAX_NAME
                    + " characters and no control characters");
        }
        Instant occurredAt = view.header().getOccurredAt();
        if (!occurredAt.isAfter(Instant.EPOCH) || outOfRange(occurredAt)) {
            return invalid("header.occurredAt is not between 1970 and 9999");
        }
        // A difference of bounded instants, since the sum of arrival and skew can overflow.
        long ahead = occurredAt.toEpochMilli() - Math.max(arrivedAt, 0);
        if ((ahead > 0 || skew.isNegative()) && Duration.ofMillis(ahead).compareTo(skew) > 0) {
            return new Rejection(
                    ReasonCode.FUTURE_EVENT,
                    "It occurred at " + view.header().getOccurredAt() + ", more than " + skew
                            + " after it arrived at " + Instant.ofEpochMilli(arrivedAt)
                            + "; check the clock of the source.");
        }
        return null;
    }

    private static Rejection subject(EventView view) {
        String identityId = view.subject().getIdentityId();
        AccountRef account = view.subject().getAccount();
        if (identityId == null && account == null && aboutGroup(view)) {
            return group(view);
        }
        if (identityId == null && account == null) {
            return new Rejection(ReasonCode.MISSING_SUBJECT, "The subject names neither an identity nor an account.");
        }
        if (identityId != null && !isIdentityId(identityId)) {
            return new Rejection(
                    ReasonCode.INVALID_IDENTITY_ID,
                    "An identityId has 1 to " + MAX_NAME
                            + " characters and neither a colon, a number sign nor a control character.");
        }
        if (account != null && !isAccount(account)) {
            return invalid(
                    "subject.account needs a system without colon or slash and a name without control characters");
        }
        if (view.category() == Category.IDENTITY && identityId == null) {
            return missing("subject.identityId");
        }
        return null;
    }

    /** What is told of a group, or failed of a command about one, concerns nobody in particular, so it needs no subject. */
    private static boolean aboutGroup(EventView view) {
        return view.event() instanceof IdentityEvent event && EventView.isAboutGroup(event)
                || view.event() instanceof AccessEvent failed
                        && failed.getAction() == AccessAction.PROVISIONING_FAILED
                        && failed.getEntitlement() != null;
    }

    /** Whatever else is told of a unit or a group is metadata; but what is to be kept of a target's needs a key. */
    private static Rejection group(EventView view) {
        String system = null;
        if (view.event() instanceof AccessEvent failed) {
            system = failed.getEntitlement().getSystem();
        } else if (view.event() instanceof IdentityEvent event && event.getGroup() != null) {
            system = event.getGroup().getSystem();
            if (system != null && view.header().getSourceKind() == SourceKind.HRIS) {
                return invalid(
                        "HR tells of departments and teams, without group.system; what a target has the target tells");
            }
        }
        return system == null || isSystem(system) && view.subjectKey() != null
                ? null
                : invalid("a group needs a system without colon or slash, and a name of at most " + MAX_NAME
                        + " characters without control characters");
    }

    private static Rejection identity(IdentityEvent event) {
        Worker worker = event.getWorker();
        boolean scheduled = event.getAction() == IdentityAction.TERMINATION_SCHEDULED;
        if (scheduled && event.getEffectiveAt() == null && (worker == null || worker.getEndDate() == null)) {
            return missing("effectiveAt or worker.endDate");
        }
        if (event.getEffectiveAt() != null && outOfRange(event.getEffectiveAt())) {
            return invalid("effectiveAt is not between 1970 and 9999");
        }
        if (worker == null) {
            return null;
        }
        if (worker.getStartDate() != null && outOfRange(worker.getStartDate().getYear())
                || worker.getEndDate() != null && outOfRange(worker.getEndDate().getYear())) {
            return invalid("worker.startDate and worker.endDate lie between 1900 and 9999");
        }
        if (isTooLong(worker.getEmploymentId())) {
            return invalid("worker.employmentId has more than " + MAX_NAME + " characters");
        }
        return worker.getTimeZone() == null || isZone(worker.getTimeZone())
                ? null
                : invalid("worker.timeZone is not an IANA time zone");
    }

    private static Rejection access(AccessEvent event) {
        AccessAction action = event.getAction();
        AccountRef account = event.getSubject().getAccount();
        switch (action) {
            case ACCOUNT_CREATED,
                    ACCOUNT_UPDATED,
                    ACCOUNT_ENABLED,
                    ACCOUNT_DISABLED,
                    ACCOUNT_DELETED,
                    ACCOUNT_LINKED -> {
                if (account == null) {
                    return missing("subject.account");
                }
            }
            case ACCOUNT_RENAMED -> {
                if (account == null || event.getPreviousName() == null) {
                    return missing("subject.account and previousName");
                }
                if (!isName(event.getPreviousName())) {
                    return invalid("previousName needs 1 to " + MAX_NAME + " characters and no control character");
                }
            }
            case ENTITLEMENT_GRANTED, ENTITLEMENT_REVOKED, SSH_KEY_DEPLOYED -> {
                if (event.getEntitlement() == null) {
                    return missing("entitlement");
                }
            }
            case ACCESS_SNAPSHOT -> {
                return snapshot(event, account);
            }
            case REQUEST_SUBMITTED, REQUEST_APPROVED, REQUEST_REJECTED, REQUEST_CANCELLED -> {
                Rejection rejection = request(action, event.getRequest());
                if (rejection != null) {
                    return rejection;
                }
            }
            case PROVISIONING_FAILED, UNKNOWN -> {}
        }
        return limits(event);
    }

    private static Rejection request(AccessAction action, AccessRequest request) {
        if (request == null) {
            return missing("request");
        }
        if (!isName(request.getRequestId())) {
            return invalid("request.requestId needs 1 to " + MAX_NAME + " characters and no control character");
        }
        // Nobody could say of an approval by nobody that it was not the requester's own.
        boolean anonymous =
                request.getApprovedBy() == null || request.getApprovedBy().isBlank();
        if (action == AccessAction.REQUEST_APPROVED && anonymous) {
            return missing("request.approvedBy");
        }
        boolean tooLong = isTooLong(request.getRequestedBy())
                || isTooLong(request.getApprovedBy())
                || isTooLong(request.getTicketId());
        return tooLong
                ? invalid("request.requestedBy, approvedBy and ticketId have at most " + MAX_NAME + " characters")
                : null;
    }

    private static Rejection snapshot(AccessEvent event, AccountRef account) {
        if (account == null || event.getSnapshot() == null) {
            return missing("subject.account and snapshot");
        }
        if (event.getSnapshot().size() > MAX_SNAPSHOT) {
            return invalid(
                    "a snapshot lists at most " + MAX_SNAPSHOT + " entitlements in one record; send it in parts");
        }
        Integer part = event.getSnapshotPart();
        Integer parts = event.getSnapshotParts();
        if (parts == null && part != null) {
            return missing("snapshotParts beside snapshotPart");
        }
        if (parts != null && parts < 1) {
            return invalid("snapshotParts is at least 1");
        }
        if (parts != null && parts > 1) {
            if (part == null || event.getHeader().getFeedId() == null) {
                return missing("snapshotPart and header.feedId of a snapshot in parts");
            }
            if (isTooLong(event.getHeader().getFeedId())) {
                return invalid("header.feedId of a snapshot in parts has more than " + MAX_NAME + " characters");
            }
            if (part < 1 || part > parts || parts > 10_000) {
                return invalid("snapshotPart lies between 1 and snapshotParts, which is at most 10000");
            }
        }
        for (EntitlementRef listed : event.getSnapshot()) {
            if (!isEntitlement(listed)) {
                return invalid("every entitlement needs a system without colon or slash and a name");
            }
        }
        return null;
    }

    private static Rejection certification(ComplianceEvent event) {
        if (event.getCampaignId() == null) {
            return missing("campaignId");
        }
        if (!isName(event.getCampaignId()) || !isNameOrNull(event.getItemId())) {
            return invalid("campaignId and itemId have 1 to " + MAX_NAME + " characters and no control character");
        }
        if (event.getAction() != ComplianceAction.CERTIFICATION_ITEM_DECIDED) {
            return null;
        }
        if (event.getEntitlement() == null) {
            return missing("entitlement");
        }
        if (!isEntitlement(event.getEntitlement())) {
            return invalid("an entitlement needs a system without colon or slash and a name");
        }
        if (event.getDecision() == null || event.getDecision() == CertificationDecision.UNKNOWN) {
            return missing("decision");
        }
        // Nobody could say of a decision by nobody that it was not the identity's own.
        boolean anonymous =
                event.getReviewerId() == null || event.getReviewerId().isBlank();
        if (anonymous) {
            return missing("reviewerId");
        }
        return isTooLong(event.getReviewerId())
                ? invalid("reviewerId has more than " + MAX_NAME + " characters")
                : null;
    }

    private static Rejection report(ComplianceEvent event) {
        boolean named = isNameOrNull(event.getDetector()) && isNameOrNull(event.getRuleId());
        return named
                ? null
                : invalid("detector and ruleId have at most " + MAX_NAME + " characters and no control character");
    }

    private static Rejection exception(ComplianceEvent event) {
        if (event.getSubject().getIdentityId() == null) {
            return missing("subject.identityId");
        }
        if (event.getAction() == ComplianceAction.CONTROL_TESTED) {
            return null;
        }
        if (event.getEntitlement() == null && event.getRuleId() == null) {
            return missing("entitlement or ruleId");
        }
        if (event.getEntitlement() != null && !isEntitlement(event.getEntitlement())) {
            return invalid("an entitlement needs a system without colon or slash and a name");
        }
        if (event.getRuleId() != null && !isName(event.getRuleId())) {
            return invalid("ruleId needs 1 to " + MAX_NAME + " characters and no control character");
        }
        boolean anonymous =
                event.getApprovedBy() == null || event.getApprovedBy().isBlank();
        if (event.getAction() == ComplianceAction.EXCEPTION_GRANTED && anonymous) {
            return missing("approvedBy");
        }
        if (isTooLong(event.getApprovedBy())) {
            return invalid("approvedBy has more than " + MAX_NAME + " characters");
        }
        return event.getValidTo() != null && outOfRange(event.getValidTo())
                ? invalid("validTo is not between 1970 and 9999")
                : null;
    }

    private static Rejection limits(AccessEvent event) {
        if (event.getEntitlement() != null && !isEntitlement(event.getEntitlement())) {
            return invalid("an entitlement needs a system without colon or slash and a name");
        }
        Instant from = event.getValidFrom();
        Instant to = event.getValidTo();
        if (from != null && outOfRange(from) || to != null && outOfRange(to)) {
            return invalid("validFrom and validTo lie between 1970 and 9999");
        }
        return from != null && to != null && !from.isBefore(to) ? invalid("validTo is not after validFrom") : null;
    }

    /**
     * Whether an entitlement's parts can be those of an entitlement.
     *
     * @param ref the entitlement
     * @return true if they can
     */
    public static boolean isEntitlement(EntitlementRef ref) {
        return isSystem(ref.getSystem()) && isName(ref.getName());
    }

    /**
     * Whether a text can be an identityId: opaque, and free of what keys use as separators.
     *
     * @param text the text
     * @return true if it can
     */
    public static boolean isIdentityId(String text) {
        return isName(text, 0, text.length(), ':', '#');
    }

    /**
     * Whether a text can be the key of a subject.
     *
     * @param key the text
     * @return true for an identityId and for {@code account:<system>/<account>}
     */
    public static boolean isSubjectKey(String key) {
        if (!SubjectKeys.isAccount(key)) {
            return isIdentityId(key);
        }
        int slash = key.indexOf('/');
        return slash > 0
                && isName(key, key.indexOf(':') + 1, slash, ':', NONE)
                && isName(key, slash + 1, key.length(), NONE, NONE);
    }

    /**
     * Whether a text can be the key of a group of a target.
     *
     * @param key the text
     * @return true for {@code group:<system>/<name>}
     */
    public static boolean isGroupKey(String key) {
        int slash = key.indexOf('/');
        return SubjectKeys.isGroup(key)
                && slash > 0
                && isName(key, key.indexOf(':') + 1, slash, ':', NONE)
                && isName(key, slash + 1, key.length(), NONE, NONE);
    }

    /**
     * Whether a text can be the key of a unit.
     *
     * @param key the text
     * @return true for {@code unit:<attribute>/<value>}
     */
    public static boolean isUnitKey(String key) {
        int slash = key.indexOf('/');
        return SubjectKeys.isUnit(key)
                && slash > 0
                && GroupNames.isAttribute(SubjectKeys.attributeOfUnit(key))
                && isName(key, slash + 1, key.length(), NONE, NONE);
    }

    /**
     * Whether an account's parts can be those of an account.
     *
     * @param account the account
     * @return true if they can
     */
    public static boolean isAccount(AccountRef account) {
        return isSystem(account.getSystem()) && isName(account.getName());
    }

    /**
     * Whether a text can be the name of a source, a feed run or an event.
     *
     * @param text the text
     * @return true if it can
     */
    public static boolean isText(String text) {
        return isName(text);
    }

    /**
     * Whether an instant is one that can be reckoned with.
     *
     * @param instant the instant
     * @return true between 1970 and 9999
     */
    public static boolean isInstant(Instant instant) {
        return !outOfRange(instant);
    }

    /**
     * Whether a text can be the id of a system.
     *
     * @param text the text
     * @return true if so
     */
    public static boolean isSystemId(String text) {
        return isSystem(text);
    }

    private static boolean isSystem(String text) {
        return isName(text, 0, text.length(), ':', '/');
    }

    private static boolean isName(String text) {
        return isName(text, 0, text.length(), NONE, NONE);
    }

    /** Whether a part of a text is a name that has neither of two characters; in one pass, as every event has many. */
    private static boolean isName(String text, int from, int to, int oneSeparator, int otherSeparator) {
        if (to - from > MAX_NAME) {
            return false;
        }
        boolean blank = true;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == oneSeparator || c == otherSeparator || Character.isISOControl(c)) {
                return false;
            }
            // All white space is in the basic plane, so that no pair of surrogates has to be put together.
            blank = blank && Character.isWhitespace(c);
        }
        return !blank;
    }

    private static boolean isTooLong(String text) {
        return text != null && text.length() > MAX_NAME;
    }

    private static boolean isZone(String text) {
        try {
            return ZONES.contains(text) || ZoneId.of(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean outOfRange(Instant instant) {
        // Comparing instants first: toEpochMilli overflows on hostile values.
        return instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST);
    }

    private static boolean outOfRange(int year) {
        return year < 1900 || year > 9999;
    }

    private static Rejection missing(String what) {
        return new Rejection(ReasonCode.MISSING_FIELD, "The action needs " + what + ".");
    }

    private static Rejection invalid(String what) {
        return new Rejection(ReasonCode.INVALID_FIELD, "Refused: " + what + ".");
    }
}
