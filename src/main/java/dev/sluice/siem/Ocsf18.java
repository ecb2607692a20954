package dev.sluice.siem;

import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.SessionTarget;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Events of the OCSF schema 1.8.0. What belongs to this version: the classes and activities of the mapping, that a changed
 * attribute is an update of Entity Management (1.9 has User Management, 3007), that User Access Management needs
 * {@code privileges} (1.9 has roles), and that a changed group has no activity of its own. What the classes used have no
 * attribute for is in {@code unmapped}, so that nothing is lost.
 */
final class Ocsf18 {
    private static final int BASE = 0;
    private static final int OTHER = 99;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int RULE = 1;
    private static final int USER = 2;
    private static final int GROUP = 3;
    private static final int POLICY = 5;

    /** In attributes of every class. */
    static final Set<Field> PLACED = EnumSet.of(
            Field.AUDIT_ID,
            Field.EVENT_ID,
            Field.SOURCE,
            Field.CORRELATION,
            Field.SEQUENCE,
            Field.REASON,
            Field.TEXT,
            Field.OCSF_TYPE);

    private final RenderOptions options;

    Ocsf18(RenderOptions options) {
        this.options = options;
    }

    void write(Json json, Facts facts) {
        json.begin();
        classification(json, facts);
        metadata(json, facts);
        switch (facts.meaning().ocsfClass()) {
            case BASE -> {}
            case 1007 -> process(json, facts);
            case 2003 -> compliance(json, facts);
            case 2004 -> finding(json, facts);
            case 3001 -> iam(json, facts, Ocsf18Objects::user);
            case 3002 -> iam(json, facts, this::authentication);
            case 3004 -> iam(json, facts, this::entity);
            case 3005 -> iam(json, facts, this::privileges);
            case 3006 -> iam(json, facts, this::group);
            case 6006 -> file(json, facts);
            default ->
                throw new IllegalStateException(
                        "OCSF class " + facts.meaning().ocsfClass() + " is in the mapping and can't be written.");
        }
        unmapped(json, facts);
        json.end();
    }

    private static void classification(Json json, Facts facts) {
        Meaning meaning = facts.meaning();
        json.put("activity_id", meaning.ocsfActivity());
        if (meaning.ocsfActivity() == OTHER) {
            json.put("activity_name", meaning.act());
        }
        json.put("category_uid", meaning.categoryUid())
                .put("class_uid", meaning.ocsfClass())
                .put("type_uid", meaning.typeUid())
                .put("severity_id", facts.level().ocsf())
                .put("time", facts.time())
                .put("message", facts.sentence());
        if (facts.isFinding()) {
            json.put("status_id", meaning.state());
        } else if (meaning.result() != Result.NONE) {
            json.put("status_id", meaning.result() == Result.SUCCESS ? SUCCESS : FAILURE);
        }
        json.put("status_code", facts.audit().getReason());
        json.put("status_detail", facts.detail().getText());
    }

    private void metadata(Json json, Facts facts) {
        AuditEvent audit = facts.audit();
        json.begin("metadata")
                .put("version", options.ocsf().number())
                .begin("product")
                .put("name", RenderOptions.PRODUCT)
                .put("vendor_name", RenderOptions.VENDOR)
                .put("version", RenderOptions.PRODUCT_VERSION)
                .end()
                .put("uid", audit.getAuditId())
                .put("event_code", facts.meaning().id())
                .put("original_event_uid", audit.getEventId())
                .put("correlation_uid", audit.getCorrelationId())
                .put("log_name", "audit")
                .put("log_provider", audit.getSource())
                .put("sequence", audit.getSequence());
        if (Times.isUsual(audit.getDecidedAt())) {
            json.put("processed_time", audit.getDecidedAt().toEpochMilli());
        }
        if (facts.meaning().disposition() != 0) {
            json.beginArray("profiles").add("security_control").endArray();
        }
        json.end();
        if (facts.meaning().disposition() != 0) {
            json.put("disposition_id", facts.meaning().disposition());
        }
    }

    private interface Part {
        void write(Json json, Facts facts);
    }

    private void iam(Json json, Facts facts, Part part) {
        Ocsf18Objects.actor(json, facts);
        if (facts.detail().getSourceIp() != null || facts.detail().getDevice() != null) {
            Ocsf18Objects.sourceEndpoint(json, facts);
        }
        part.write(json, facts);
    }

    private void authentication(Json json, Facts facts) {
        Ocsf18Objects.user(json, facts);
        json.begin("service").put("name", service(facts)).end();
        json.begin("session")
                .put("uid", facts.sessionId())
                .put("is_remote", facts.isPrivileged())
                .end();
        if (facts.isPrivileged()) {
            json.put("is_remote", true);
            Ocsf18Objects.endpoint(json, "dst_endpoint", facts.target());
        }
        if (Json.isThere(facts.detail().getFactor())) {
            json.put("is_mfa", true)
                    .beginArray("auth_factors")
                    .begin()
                    .put("factor_type_id", OTHER)
                    .put("factor_type", facts.detail().getFactor())
                    .end()
                    .endArray();
        }
    }

    private static String service(Facts facts) {
        if (Json.isThere(facts.detail().getApplication())) {
            return facts.detail().getApplication();
        }
        if (facts.target() != null && Json.isThere(facts.target().getSystem())) {
            return facts.target().getSystem();
        }
        if (facts.account() != null && Json.isThere(facts.account().getSystem())) {
            return facts.account().getSystem();
        }
        return Json.isThere(facts.audit().getSource()) ? facts.audit().getSource() : Ocsf18Objects.UNKNOWN;
    }

    private void privileges(Json json, Facts facts) {
        Ocsf18Objects.user(json, facts);
        json.beginArray("privileges");
        String entitlement = facts.entitlement();
        if (entitlement != null) {
            json.add(entitlement);
        }
        json.endArray();
    }

    private void group(Json json, Facts facts) {
        json.begin("group");
        Ocsf18Objects.groupName(json, facts);
        json.end();
    }

    /** Entity Management is about many things; of three of them OCSF has objects. */
    private void entity(Json json, Facts facts) {
        String entity = facts.meaning().entity();
        json.put("comment", facts.detail().getText()).begin("entity").put("uid", entityUid(facts));
        switch (entity) {
            case "User" -> {
                json.put("type_id", USER);
                Ocsf18Objects.user(json, facts);
            }
            case "Group" -> {
                json.put("type_id", GROUP).begin("group");
                Ocsf18Objects.groupName(json, facts);
                json.end();
            }
            case "Policy" ->
                json.put("type_id", POLICY)
                        .begin("policy")
                        .put("name", policy(facts))
                        .put("uid", policy(facts))
                        .end();
            default -> json.put("type_id", OTHER);
        }
        json.put("type", entity).end();
    }

    private static String policy(Facts facts) {
        return Json.isThere(facts.audit().getAction()) ? facts.audit().getAction() : Ocsf18Objects.UNKNOWN;
    }

    private static String entityUid(Facts facts) {
        AuditEvent audit = facts.audit();
        String uid =
                switch (facts.meaning().entity()) {
                    case "User" -> facts.subject();
                    case "Policy" -> audit.getAction();
                    case "Access Request" ->
                        facts.detail().getRequest() == null
                                ? null
                                : facts.detail().getRequest().getRequestId();
                    case "Provisioning Command" -> audit.getCommandId();
                    case "Ticket" -> audit.getTicketId();
                    case "Vaulted Credential" -> facts.credentialId();
                    case "Secret", "Secret Lease" -> facts.detail().getLeaseId();
                    case "Pipeline" -> facts.detail().getPipelineId();
                    case "Certification Campaign", "Certification Review" -> audit.getCampaignId();
                    case "Certification Item" -> facts.detail().getItemId();
                    case "Privileged Session" -> facts.sessionId();
                    default -> null;
                };
        if (Json.isThere(uid)) {
            return uid;
        }
        return eventUid(audit);
    }

    /** What names the record itself. */
    private static String eventUid(AuditEvent audit) {
        if (Json.isThere(audit.getEventId())) {
            return audit.getEventId();
        }
        return Json.isThere(audit.getAuditId()) ? audit.getAuditId() : Ocsf18Objects.UNKNOWN;
    }

    private void compliance(Json json, Facts facts) {
        String rule = facts.audit().getRuleId();
        json.begin("compliance")
                .put("control", Json.isThere(rule) ? rule : kind(facts))
                .put("status_id", facts.meaning().compliance())
                .end();
        finding(json, facts);
    }

    private void finding(Json json, Facts facts) {
        AuditEvent audit = facts.audit();
        String detector = facts.detail().getDetector();
        json.begin("finding_info")
                .put("uid", findingUid(audit))
                .put("title", facts.meaning().name())
                .put("desc", facts.detail().getText())
                .begin("analytic")
                .put("type_id", RULE)
                .put("name", Json.isThere(detector) ? detector : kind(facts))
                .put("uid", audit.getRuleId())
                .end()
                .beginArray("types")
                .add(kind(facts))
                .endArray()
                .put("modified_time", facts.time());
        related(json, audit.getCauseIds());
        json.end();
        resources(json, facts);
    }

    private static String findingUid(AuditEvent audit) {
        if (Json.isThere(audit.getFindingId())) {
            return audit.getFindingId();
        }
        return eventUid(audit);
    }

    private static String kind(Facts facts) {
        String kind = facts.audit().getFindingKind();
        if (Json.isThere(kind)) {
            return kind;
        }
        return Json.isThere(facts.audit().getAction()) ? facts.audit().getAction() : Ocsf18Objects.UNKNOWN;
    }

    private static void related(Json json, List<String> causes) {
        if (causes.stream().anyMatch(Json::isThere)) {
            json.beginArray("related_events");
            causes.stream()
                    .filter(Json::isThere)
                    .forEach(cause -> json.begin().put("uid", cause).end());
            json.endArray();
        }
    }

    private static void resources(Json json, Facts facts) {
        String identity = facts.audit().getIdentityId();
        AccountRef account = facts.account();
        boolean hasAccount = account != null && Json.isThere(account.getName());
        if (Json.isThere(identity) || hasAccount) {
            json.beginArray("resources");
            if (Json.isThere(identity)) {
                json.begin().put("uid", identity).put("type", "Identity").end();
            }
            if (hasAccount) {
                json.begin()
                        .put("name", account.getName())
                        .put("type", "Account")
                        .put("namespace", account.getSystem())
                        .end();
            }
            json.endArray();
        }
    }

    /** A command of a privileged session: its process has no number that we know, but the event names it. */
    private static void process(Json json, Facts facts) {
        json.begin("actor").begin("session").put("uid", facts.sessionId()).end();
        Ocsf18Objects.user(json, facts);
        json.end();
        SessionTarget target = facts.target();
        json.begin("device")
                .put("type_id", 0)
                .put(
                        "uid",
                        target == null || !Json.isThere(target.getSystem())
                                ? Ocsf18Objects.UNKNOWN
                                : target.getSystem())
                .put("hostname", target == null ? null : target.getHost())
                .end();
        json.begin("process")
                .put("uid", eventUid(facts.audit()))
                .put("cmd_line", facts.detail().getCommand())
                .end();
    }

    private static void file(Json json, Facts facts) {
        json.begin("actor").begin("session").put("uid", facts.sessionId()).end();
        Ocsf18Objects.user(json, facts);
        json.end();
        Ocsf18Objects.sourceEndpoint(json, facts);
        Ocsf18Objects.endpoint(json, "dst_endpoint", facts.target());
        String path = facts.detail().getFile();
        json.begin("file")
                .put("type_id", 0)
                .put("name", Json.isThere(path) ? base(path) : Ocsf18Objects.UNKNOWN)
                .put("path", path)
                .end();
    }

    /** What stands after the last separator of either kind. */
    private static String base(String path) {
        int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        return slash < 0 || slash == path.length() - 1 ? path : path.substring(slash + 1);
    }

    private static void unmapped(Json json, Facts facts) {
        json.begin("unmapped");
        json.put("act", facts.meaning().act());
        for (Field field : Field.all()) {
            if (!PLACED.contains(field)) {
                value(json, field.word(), field.of(facts));
            }
        }
        json.end();
    }

    private static void value(Json json, String name, Object value) {
        if (value instanceof String text) {
            json.put(name, text);
        } else if (value instanceof Long number) {
            json.put(name, number);
        } else if (value instanceof Integer number) {
            json.put(name, number.longValue());
        } else if (value instanceof Boolean is) {
            json.put(name, is);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.put(name, number.doubleValue());
        } else if (value instanceof Instant instant) {
            json.putInstant(name, instant.toEpochMilli());
        } else {
            json.put(name, Field.text(value));
        }
    }
}
