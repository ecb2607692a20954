package dev.sluice.siem;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.ApiOperation;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ControlAction;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.GroupRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.InputRef;
import dev.sluice.event.LogSource;
import dev.sluice.event.PolicyEffect;
import dev.sluice.event.PolicySummary;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Severity;
import dev.sluice.event.SourceKind;
import dev.sluice.event.TicketStatus;
import dev.sluice.event.Worker;
import dev.sluice.event.WorkerType;
import dev.sluice.findings.FindingCatalogue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One audit record of every kind that the contract knows, each as rich as it can be. What kinds there are is read from the
 * contract and the catalogue of findings, not from the mapping that is tested with them.
 */
public final class AuditSamples {
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123Z");
    private static final List<String> TICKETS_OF_THEIR_OWN = List.of("ACCESS_REQUEST", "CERTIFICATION");
    private static final List<String> POLICY_KINDS =
            List.of("Campaign", "Entitlement", "PolicySet", "Role", "Settings", "SodRule", "System");

    private final List<AuditEvent> all = new ArrayList<>();
    private long sequence;

    private AuditSamples() {}

    /** All of them, with {@code detail}. */
    public static List<AuditEvent> all() {
        AuditSamples samples = new AuditSamples();
        samples.inputs();
        samples.findings();
        samples.work();
        samples.surroundings();
        return List.copyOf(samples.all);
    }

    /** The same after {@code detail} was erased. */
    public static List<AuditEvent> erased() {
        return all().stream()
                .map(audit -> {
                    AuditEvent copy = AuditEvent.newBuilder(audit).build();
                    copy.setDetail(null);
                    return copy;
                })
                .toList();
    }

    private void inputs() {
        each("identity", IdentityAction.values(), IdentityAction.UNKNOWN, AuditSamples::told);
        each("access", AccessAction.values(), AccessAction.UNKNOWN, AuditSamples::told);
        each("authentication", AuthenticationAction.values(), AuthenticationAction.UNKNOWN, audit -> {
            told(audit);
            audit.setLogSource(LogSource.IDP_AUTHENTICATION);
        });
        each("privileged-session", PrivilegedSessionAction.values(), PrivilegedSessionAction.UNKNOWN, audit -> {
            told(audit);
            audit.setLogSource(LogSource.PAM_SESSION);
        });
        each("compliance", ComplianceAction.values(), ComplianceAction.UNKNOWN, AuditSamples::told);
        for (CertificationDecision decision : CertificationDecision.values()) {
            add("compliance", "CERTIFICATION_ITEM_DECIDED", AuditOutcome.APPLIED, audit -> {
                told(audit);
                audit.setDecision(decision);
            });
        }
        for (Boolean passed : List.of(true, false)) {
            add("compliance", "CONTROL_TESTED", AuditOutcome.APPLIED, audit -> {
                told(audit);
                audit.setPassed(passed);
            });
        }
        add("privileged-session", "SESSION_SUMMARY", AuditOutcome.DECIDED, audit -> {
            audit.setSource("pam-prod");
            audit.setSession(session());
            audit.setLogSource(LogSource.PAM_SESSION);
        });
        add("compliance", "CERTIFICATION_SUMMARY", AuditOutcome.DECIDED, audit -> {
            audit.setCampaignId("q1");
            audit.setCertification(new CertificationSummary("q1", AT, "DONE", 7L, 3L, 2L, 1L, 1L, 0L));
        });
    }

    private void each(String category, Enum<?>[] actions, Enum<?> not, Consumer<AuditEvent> parts) {
        for (Enum<?> action : actions) {
            if (action != not) {
                for (AuditOutcome outcome : List.of(
                        AuditOutcome.APPLIED, AuditOutcome.STALE, AuditOutcome.PARKED, AuditOutcome.DUPLICATE)) {
                    add(category, action.name(), outcome, parts);
                }
                add(category, action.name(), AuditOutcome.DEAD_LETTERED, audit -> audit.setReason("INVALID_FIELD"));
            }
        }
    }

    private void findings() {
        for (String kind : findingKinds()) {
            for (FindingStatus status : FindingStatus.values()) {
                if (status != FindingStatus.UNKNOWN) {
                    add("finding", status.name(), AuditOutcome.DECIDED, audit -> {
                        audit.setFindingId("0f9cccfd-a8bd-5dc1-8c54-aed75432eb63");
                        audit.setFindingKind(kind);
                        audit.setSeverity(Severity.HIGH);
                        audit.setRuleId("P2P-01");
                        audit.setReason("DETECTED");
                        audit.setDetail(text("E1001 has for companyCode US01: pay vendors and maintain vendors."));
                    });
                }
            }
        }
    }

    private void work() {
        for (CommandAction action : CommandAction.values()) {
            for (CommandStatus status : CommandStatus.values()) {
                if (action != CommandAction.UNKNOWN && status != CommandStatus.UNKNOWN) {
                    add("provisioning-command", status.name(), AuditOutcome.DECIDED, audit -> {
                        audit.setCommandId("6b1f4d9a-2f0e-5c7b-9d38-5e0a1c2b3d4e");
                        audit.setCommandAction(action);
                        audit.setReason("LEAVER");
                        audit.setEffectiveAt(AT);
                        audit.setLogSource(LogSource.IGA_PROVISIONING);
                        audit.setEntitlement(new EntitlementRef("sap", "PAY_RUN"));
                    });
                }
            }
        }
        List<String> kinds = new ArrayList<>(TICKETS_OF_THEIR_OWN);
        kinds.addAll(findingKinds());
        for (String kind : kinds) {
            for (TicketStatus status : TicketStatus.values()) {
                if (status != TicketStatus.UNKNOWN) {
                    add("ticket", status.name(), AuditOutcome.DECIDED, audit -> {
                        audit.setTicketId("3a1f4d9a-2f0e-5c7b-9d38-5e0a1c2b3d4e");
                        audit.setTicketKind(kind);
                        audit.setReason(kind);
                    });
                }
            }
        }
    }

    private void surroundings() {
        for (ControlAction action : ControlAction.values()) {
            if (action != ControlAction.UNKNOWN) {
                add("control", action.name(), AuditOutcome.APPLIED, audit -> {
                    told(audit);
                    audit.setDetail(text("looked at"));
                    audit.getDetail().setScope("workday-prod");
                    audit.getDetail().setValidTo(AT);
                });
            }
        }
        for (String kind : POLICY_KINDS) {
            add("policy", kind + "/default", AuditOutcome.APPLIED, audit -> audit.setSetVersion(7L));
            add("policy", kind + "/default", AuditOutcome.STALE, audit -> audit.setSetVersion(7L));
        }
        add("policy", "POLICY_EVALUATED", AuditOutcome.DECIDED, audit -> {
            audit.setSetVersion(7L);
            audit.setPolicy(new PolicySummary(
                    7L,
                    AT,
                    true,
                    1_000L,
                    12L,
                    3L,
                    List.of(new PolicyEffect("SOD_VIOLATION", "P2P-01", 9L, 1L, 2L, 0L, 11L)),
                    0L));
        });
        for (ExchangeKind kind : ExchangeKind.values()) {
            // Who asked the query API is told as what was asked for.
            if (kind != ExchangeKind.UNKNOWN && kind != ExchangeKind.ACCESS) {
                add("exchange", kind.name(), AuditOutcome.APPLIED, audit -> {});
            }
        }
        for (ApiOperation operation : ApiOperation.values()) {
            for (String denied : List.of("", "_DENIED")) {
                add("query", operation.name() + denied, AuditOutcome.APPLIED, audit -> {
                    audit.setActor("E1001");
                    audit.setReason(denied.isEmpty() ? "HTTP 200" : "HTTP 403");
                });
            }
        }
        add("authentication", "UNKNOWN", AuditOutcome.DEAD_LETTERED, audit -> audit.setReason("UNDECODABLE"));
        add("policy", "UNKNOWN", AuditOutcome.DEAD_LETTERED, audit -> audit.setReason("INVALID_POLICY"));
    }

    static List<String> findingKinds() {
        return FindingCatalogue.load().kinds().stream()
                .map(FindingCatalogue.Kind::kind)
                .toList();
    }

    private void add(String category, String action, AuditOutcome outcome, Consumer<AuditEvent> parts) {
        AuditEvent audit = base(++sequence, category, action, outcome);
        parts.accept(audit);
        all.add(audit);
    }

    /** A record with what every one has. */
    static AuditEvent base(long sequence, String category, String action, AuditOutcome outcome) {
        AuditEvent audit = new AuditEvent();
        audit.setAuditId("d8b1f7c2-4e7a-5a3b-8a11-" + String.format("%012d", sequence));
        audit.setType(outcome == AuditOutcome.DECIDED ? AuditType.DECISION : AuditType.INPUT);
        audit.setOutcome(outcome);
        audit.setWriter(3);
        audit.setSequence(sequence);
        audit.setCategory(category);
        audit.setAction(action);
        audit.setLogSource(LogSource.OTHER);
        audit.setIdentityId("E1001");
        audit.setAccount(new AccountRef("sap", "ADA", null, AccountKind.PERSONAL));
        audit.setCauseIds(List.of("evt-7"));
        audit.setInput(new InputRef("iam." + category, 3, 42L, AT));
        audit.setSetVersion(4L);
        audit.setDecidedAt(AT);
        return audit;
    }

    private static AuditDetail text(String text) {
        AuditDetail detail = new AuditDetail();
        detail.setText(text);
        return detail;
    }

    private static SessionSummary session() {
        return new SessionSummary(
                "pam-prod",
                "S-77",
                new SessionTarget("unix", "db01.example", "root"),
                AT.minusSeconds(3_600),
                AT,
                "CHG1",
                "unix:root",
                "cred-1",
                false,
                12L,
                1L,
                Map.of("ls", 3L, "sudo", 9L),
                Map.of("wipe", 1L));
    }

    private static void told(AuditEvent audit) {
        audit.setEventId("evt-" + audit.getSequence());
        audit.setSource("okta-prod");
        audit.setSourceKind(SourceKind.IDP);
        audit.setOccurredAt(AT.minusSeconds(5));
        audit.setActor("E2002");
        audit.setCorrelationId("corr-1");
        audit.setEntitlement(new EntitlementRef("sap", "PAY_RUN"));
        audit.setCampaignId("q1");
        audit.setRuleId("P2P-01");
        audit.setSeverity(Severity.MEDIUM);
        audit.setDetail(detail());
    }

    private static AuditDetail detail() {
        AuditDetail detail = text("because | it = so \\ there");
        detail.setWorker(Worker.newBuilder()
                .setWorkerType(WorkerType.EMPLOYEE)
                .setUserName("ada")
                .setDisplayName("Ada Löwe")
                .setEmail("ada.loewe@example.com")
                .setDepartment("Treasury")
                .setTitle("Analyst")
                .setManagerId("E1")
                .setStartDate(LocalDate.of(2026, 3, 1))
                .build());
        detail.setGroup(new GroupRef("treasury", null, null, null, null));
        detail.setRequest(new AccessRequest("R-1", "E1001", "E1", "month end", "CHG1"));
        detail.setValidFrom(AT);
        detail.setValidTo(AT.plusSeconds(86_400));
        detail.setApplication("Salesforce");
        detail.setSourceIp("2001:db8::7");
        detail.setLocation(new GeoLocation("CH", "Zürich", 47.37, 8.54));
        detail.setFactor("push");
        detail.setDevice("iPhone 15");
        detail.setSessionId("S-77");
        detail.setTarget(new SessionTarget("unix", "db01.example", "root"));
        detail.setCredentialId("cred-1");
        detail.setLeaseId("lease-1");
        detail.setPipelineId("build-9");
        detail.setCommand("cat /etc/passwd | grep root > out");
        detail.setFile("/home/ada/out.csv");
        detail.setTicketId("CHG1");
        detail.setItemId("item-1");
        detail.setMitigatingControl("second approval");
        detail.setDetector("sign-on-risk");
        detail.setScore(0.87);
        detail.setScope("US01");
        detail.setPreviousName("ADA.OLD");
        detail.setLeaveKind("parental");
        return detail;
    }

    /** All of them, and all of them again with nothing in {@code detail}. */
    public static List<AuditEvent> withAndWithoutDetail() {
        List<AuditEvent> both = new ArrayList<>(all());
        both.addAll(erased());
        return both;
    }
}
