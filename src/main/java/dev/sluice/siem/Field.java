package dev.sluice.siem;

import dev.sluice.event.AccountRef;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.PolicyEffect;
import dev.sluice.event.PolicySummary;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Worker;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The values of a record beside its meaning and time: how each is called in the formats, and where it comes from. The
 * order is that in which they are written, which SIEMs that match by pattern rely on; new ones go to the end.
 */
enum Field {
    AUDIT_ID("auditId", cef("externalId", 40), leef("auditId"), facts -> facts.audit()
            .getAuditId()),
    CATEGORY("category", own(), leef("category"), facts -> facts.audit().getCategory()),
    ACTION("action", own(), leef("action"), facts -> facts.audit().getAction()),
    HANDLING("handling", own(), leef("handling"), facts -> facts.audit()
            .getOutcome()
            .name()),
    EVENT_ID("eventId", own(), leef("eventId"), facts -> facts.audit().getEventId()),
    SOURCE("source", cef("sourceServiceName", 1023), leef("source"), facts -> facts.audit()
            .getSource()),
    SOURCE_KIND(
            "sourceKind", own(), leef("sourceKind"), facts -> name(facts.audit().getSourceKind())),
    ACTOR("actor", cef("suid", 1023), leef("actor"), facts -> facts.audit().getActor()),
    IDENTITY("identityId", cef("duid", 1023), leef("identityId"), facts -> facts.audit()
            .getIdentityId()),
    /** Of a privileged session: with what somebody came. */
    OWN_ACCOUNT(
            "account",
            cef("suser", 1023),
            leef("accountName", 255),
            facts -> facts.isPrivileged() ? account(facts.account()) : null),
    OWN_SYSTEM(
            "accountSystem",
            cef("sntdom", 255),
            leef("domain"),
            facts -> facts.isPrivileged() ? system(facts.account()) : null),
    ACCOUNT(
            "account",
            cef("duser", 1023),
            leef("accountName", 255),
            facts -> facts.isPrivileged() ? null : account(facts.account())),
    ACCOUNT_SYSTEM(
            "accountSystem",
            cef("dntdom", 255),
            leef("domain"),
            facts -> facts.isPrivileged() ? null : system(facts.account())),
    ACCOUNT_KIND(
            "accountKind",
            own(),
            leef("accountKind"),
            facts -> facts.account() == null ? null : name(facts.account().getKind())),
    ENTITLEMENT("entitlement", cef("cs2", 4000, "Entitlement"), leef("role"), Facts::entitlement),
    TARGET_SYSTEM("targetSystem", own(), leef("targetSystem"), facts -> target(facts, SessionTarget::getSystem)),
    TARGET_HOST("targetHost", cef("dhost", 1023), leef("targetHost"), facts -> target(facts, SessionTarget::getHost)),
    TARGET_ACCOUNT(
            "targetAccount",
            cef("duser", 1023),
            leef("targetAccount"),
            facts -> facts.isPrivileged() ? target(facts, SessionTarget::getAccount) : null),
    REASON("reason", cef("reason", 1023), leef("reason"), facts -> facts.audit().getReason()),
    TEXT("text", cef("msg", 1023), leef("text"), facts -> facts.detail().getText()),
    FINDING_ID("findingId", own(), leef("findingId"), facts -> facts.audit().getFindingId()),
    FINDING_KIND(
            "findingKind", own(), leef("findingKind"), facts -> facts.audit().getFindingKind()),
    RULE("ruleId", cef("cs4", 4000, "Rule"), leef("policy"), facts -> facts.audit()
            .getRuleId()),
    COMMAND_ID("commandId", own(), leef("commandId"), facts -> facts.audit().getCommandId()),
    COMMAND_ACTION(
            "commandAction",
            own(),
            leef("commandAction"),
            facts -> name(facts.audit().getCommandAction())),
    TICKET_ID("ticketId", own(), leef("ticketId"), facts -> facts.audit().getTicketId()),
    TICKET_KIND("ticketKind", own(), leef("ticketKind"), facts -> facts.audit().getTicketKind()),
    REQUEST_ID("requestId", own(), leef("requestId"), facts -> request(facts, r -> r.getRequestId())),
    REQUESTED_BY("requestedBy", own(), leef("requestedBy"), facts -> request(facts, r -> r.getRequestedBy())),
    APPROVED_BY("approvedBy", own(), leef("approvedBy"), facts -> request(facts, r -> r.getApprovedBy())),
    JUSTIFICATION("justification", own(), leef("justification"), facts -> request(facts, r -> r.getJustification())),
    ITSM_TICKET("itsmTicket", cef("cs3", 4000, "Ticket"), leef("itsmTicket"), Facts::itsmTicket),
    CAMPAIGN("campaignId", own(), leef("campaignId"), facts -> facts.audit().getCampaignId()),
    ITEM("itemId", own(), leef("itemId"), facts -> facts.detail().getItemId()),
    DECISION("decision", own(), leef("decision"), facts -> name(facts.audit().getDecision())),
    PASSED("passed", own(), leef("passed"), facts -> facts.audit().getPassed()),
    CORRELATION("correlationId", cef("cs1", 4000, "Correlation Id"), leef("correlationId"), facts -> facts.audit()
            .getCorrelationId()),
    SESSION("sessionId", cef("cs5", 4000, "Session Id"), leef("sessionId"), Facts::sessionId),
    SOURCE_IP4("sourceIp", cef("src", 15), leef("src"), facts -> address(facts, Addresses.Kind.FOUR)),
    SOURCE_IP6(
            "sourceIp",
            cef("c6a2", 39, "Source IPv6 Address"),
            leef("src"),
            facts -> address(facts, Addresses.Kind.SIX)),
    SOURCE_HOST("sourceHost", cef("shost", 1023), leef("sourceHost"), facts -> address(facts, Addresses.Kind.NONE)),
    COUNTRY(
            "country",
            own(),
            leef("country"),
            facts -> facts.detail().getLocation() == null
                    ? null
                    : facts.detail().getLocation().getCountry()),
    CITY(
            "city",
            own(),
            leef("city"),
            facts -> facts.detail().getLocation() == null
                    ? null
                    : facts.detail().getLocation().getCity()),
    APPLICATION("application", cef("destinationServiceName", 1023), leef("resource"), facts -> facts.detail()
            .getApplication()),
    FACTOR("factor", own(), leef("factor"), facts -> facts.detail().getFactor()),
    DEVICE("device", cef("requestClientApplication", 1023), leef("device"), facts -> facts.detail()
            .getDevice()),
    CREDENTIAL("credentialId", own(), leef("credentialId"), Facts::credentialId),
    LEASE("leaseId", own(), leef("leaseId"), facts -> facts.detail().getLeaseId()),
    PIPELINE("pipelineId", own(), leef("pipelineId"), facts -> facts.detail().getPipelineId()),
    COMMAND("command", cef("cs6", 4000, "Command"), leef("command"), facts -> facts.detail()
            .getCommand()),
    FILE("file", cef("fname", 1023), leef("file"), facts -> facts.detail().getFile()),
    BREAK_GLASS("breakGlass", own(), leef("breakGlass"), Facts::breakGlass),
    EFFECTIVE_AT(
            "effectiveAt", cef("deviceCustomDate1", 20, "Effective At"), leef("effectiveAt"), facts -> facts.audit()
                    .getEffectiveAt()),
    VALID_FROM("validFrom", own(), leef("validFrom"), facts -> facts.detail().getValidFrom()),
    UNTIL("until", cef("deviceCustomDate2", 20, "Until"), leef("until"), Facts::until),
    DETECTOR("detector", own(), leef("detector"), facts -> facts.detail().getDetector()),
    SCORE("score", cef("cfp1", 30, "Score"), leef("score"), facts -> facts.detail()
            .getScore()),
    SCOPE("scope", own(), leef("scope"), facts -> facts.detail().getScope()),
    CONTROL("mitigatingControl", own(), leef("mitigatingControl"), facts -> facts.detail()
            .getMitigatingControl()),
    PREVIOUS_NAME(
            "previousName", own(), leef("previousName"), facts -> facts.detail().getPreviousName()),
    GROUP(
            "group",
            own(),
            leef("group"),
            facts -> facts.detail().getGroup() == null
                    ? null
                    : facts.detail().getGroup().getName()),
    LEAVE_KIND("leaveKind", own(), leef("leaveKind"), facts -> facts.detail().getLeaveKind()),
    WORKER_TYPE("workerType", own(), leef("workerType"), facts -> worker(facts, w -> name(w.getWorkerType()))),
    USER_NAME("userName", own(), leef("userName"), facts -> worker(facts, Worker::getUserName)),
    DISPLAY_NAME("displayName", own(), leef("displayName"), facts -> worker(facts, Worker::getDisplayName)),
    EMAIL("email", own(), leef("email"), facts -> worker(facts, Worker::getEmail)),
    DEPARTMENT("department", own(), leef("department"), facts -> worker(facts, Worker::getDepartment)),
    TITLE("title", own(), leef("title"), facts -> worker(facts, Worker::getTitle)),
    MANAGER("managerId", own(), leef("managerId"), facts -> worker(facts, Worker::getManagerId)),
    OWNER("ownerId", own(), leef("ownerId"), facts -> worker(facts, Worker::getOwnerId)),
    START_DATE("startDate", own(), leef("startDate"), facts -> worker(facts, Worker::getStartDate)),
    END_DATE("endDate", own(), leef("endDate"), facts -> worker(facts, Worker::getEndDate)),
    SESSION_START(
            "sessionStartedAt",
            cef("start", 20),
            leef("sessionStartedAt"),
            facts -> session(facts, SessionSummary::getStartedAt)),
    SESSION_END(
            "sessionEndedAt",
            cef("end", 20),
            leef("sessionEndedAt"),
            facts -> session(facts, SessionSummary::getEndedAt)),
    COMMANDS(
            "commands",
            cef("cn3", 20, "Commands Run"),
            leef("commands"),
            facts -> session(facts, SessionSummary::getCommands)),
    FILES("files", own(), leef("files"), facts -> session(facts, SessionSummary::getFiles)),
    PERMITTED_BY("permittedBy", own(), leef("permittedBy"), facts -> session(facts, SessionSummary::getPermittedBy)),
    PROGRAMS("programs", own(), leef("programs"), facts -> session(facts, s -> counts(s.getPrograms()))),
    CONCERNS("concerns", own(), leef("concerns"), facts -> session(facts, s -> counts(s.getConcerns()))),
    REVIEW_STAGE("reviewStage", own(), leef("reviewStage"), facts -> review(facts, CertificationSummary::getStage)),
    REVIEW_START(
            "reviewStartedAt",
            own(),
            leef("reviewStartedAt"),
            facts -> review(facts, CertificationSummary::getStartedAt)),
    ITEMS("items", own(), leef("items"), facts -> review(facts, CertificationSummary::getItems)),
    CERTIFIED("certified", own(), leef("certified"), facts -> review(facts, CertificationSummary::getCertified)),
    REVOKED("revoked", own(), leef("revoked"), facts -> review(facts, CertificationSummary::getRevoked)),
    BY_SILENCE(
            "revokedBySilence",
            own(),
            leef("revokedBySilence"),
            facts -> review(facts, CertificationSummary::getRevokedBySilence)),
    GONE("gone", own(), leef("gone"), facts -> review(facts, CertificationSummary::getGone)),
    UNDECIDED("undecided", own(), leef("undecided"), facts -> review(facts, CertificationSummary::getUndecided)),
    POLICY_COMPLETE(
            "policyComplete", own(), leef("policyComplete"), facts -> policy(facts, PolicySummary::getComplete)),
    IDENTITIES("identities", own(), leef("identities"), facts -> policy(facts, PolicySummary::getIdentities)),
    CONCERNED("concerned", own(), leef("concerned"), facts -> policy(facts, PolicySummary::getConcerned)),
    POLICY_COMMANDS(
            "policyCommands", own(), leef("policyCommands"), facts -> policy(facts, PolicySummary::getCommands)),
    OPENED_BY_POLICY(
            "openedByPolicy",
            own(),
            leef("openedByPolicy"),
            facts -> policy(facts, p -> sum(p, PolicyEffect::getOpened))),
    RESOLVED_BY_POLICY(
            "resolvedByPolicy",
            own(),
            leef("resolvedByPolicy"),
            facts -> policy(facts, p -> sum(p, PolicyEffect::getResolved))),
    CAUSES(
            "causeIds",
            own(),
            leef("causeIds"),
            facts -> String.join(" ", facts.audit().getCauseIds())),
    SET_VERSION("setVersion", own(), leef("setVersion"), facts -> facts.audit().getSetVersion()),
    WRITER("writer", own(), leef("writer"), facts -> facts.audit().getWriter()),
    SEQUENCE("sequence", cef("cn1", 20, "Audit Sequence"), leef("sequence"), facts -> facts.audit()
            .getSequence()),
    INPUT("input", own(), leef("input"), Facts::input),
    OCSF_TYPE("ocsfTypeUid", cef("cn2", 20, "OCSF type_uid"), leef("ocsfTypeUid"), facts -> facts.meaning()
            .typeUid());

    /** What values of formats without a limit of their own are cut to, in UTF-16 units; the audit's own texts fit. */
    static final int MAX = 2_048;

    /**
     * A key of a format.
     *
     * @param name null for one that is made of the field's name
     * @param max the longest value, in UTF-16 units
     * @param label what a custom field is called, or null
     */
    record Key(String name, int max, String label) {}

    /** The fields of all records, without the copy that values() makes. */
    private static final Field[] ALL = values();

    private final String word;
    private final Key cef;
    private final Key leef;
    private final Function<Facts, Object> value;

    Field(String word, Key cef, Key leef, Function<Facts, Object> value) {
        this.word = word;
        this.cef = cef.name() == null ? new Key(custom(word), cef.max(), null) : cef;
        this.leef = leef;
        this.value = value;
    }

    /** Vendor, product, and what it is: the form that the CEF standard asks of custom keys. */
    private static String custom(String word) {
        return RenderOptions.VENDOR + RenderOptions.PRODUCT + Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Key cef(String name, int max) {
        return new Key(name, max, null);
    }

    private static Key cef(String name, int max, String label) {
        return new Key(name, max, label);
    }

    private static Key own() {
        return new Key(null, MAX, null);
    }

    private static Key leef(String name) {
        return new Key(name, MAX, null);
    }

    private static Key leef(String name, int max) {
        return new Key(name, max, null);
    }

    /** Calls back for each field; in their order. */
    static Field[] all() {
        return ALL;
    }

    /** What it is called in the formats that leave that to us. */
    String word() {
        return word;
    }

    Key cef() {
        return cef;
    }

    Key leef() {
        return leef;
    }

    /**
     * The value of a record.
     *
     * @return a text, number, instant or date; null if it has none
     */
    Object of(Facts facts) {
        return value.apply(facts);
    }

    /**
     * A value as text, where a format has no form for its type.
     *
     * @return null for what can't be told: nothing, or no finite number
     */
    static String text(Object value) {
        if (value instanceof String text) {
            return Escaper.stripped(text);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return null;
        }
        return value == null ? null : value.toString();
    }

    private static String name(Enum<?> value) {
        return value == null ? null : value.name();
    }

    private static String account(AccountRef account) {
        return account == null ? null : account.getName();
    }

    private static String system(AccountRef account) {
        return account == null ? null : account.getSystem();
    }

    private static String target(Facts facts, Function<SessionTarget, String> part) {
        return facts.target() == null ? null : part.apply(facts.target());
    }

    private static String request(Facts facts, Function<dev.sluice.event.AccessRequest, String> part) {
        return facts.detail().getRequest() == null
                ? null
                : part.apply(facts.detail().getRequest());
    }

    private static Object worker(Facts facts, Function<Worker, Object> part) {
        return facts.worker() == null ? null : part.apply(facts.worker());
    }

    private static Object session(Facts facts, Function<SessionSummary, Object> part) {
        SessionSummary session = facts.audit().getSession();
        return session == null ? null : part.apply(session);
    }

    private static Object review(Facts facts, Function<CertificationSummary, Object> part) {
        CertificationSummary review = facts.audit().getCertification();
        return review == null ? null : part.apply(review);
    }

    private static Object policy(Facts facts, Function<PolicySummary, Object> part) {
        PolicySummary summary = facts.audit().getPolicy();
        return summary == null ? null : part.apply(summary);
    }

    private static long sum(PolicySummary summary, ToLongFunction<PolicyEffect> part) {
        return summary.getEffects().stream().mapToLong(part).sum();
    }

    private static String address(Facts facts, Addresses.Kind kind) {
        return facts.detail().getSourceIp() != null && facts.address() == kind
                ? facts.detail().getSourceIp()
                : null;
    }

    /** Sorted, because equal records are to give equal text. */
    private static String counts(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counts).forEach((name, count) -> text.append(text.length() == 0 ? "" : " ")
                .append(name)
                .append(':')
                .append(count));
        return text.toString();
    }
}
