package dev.sluice.stream;

import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Ticket;
import dev.sluice.event.Worker;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** An employee with a manager, what he holds, and the campaigns that ask about it; shared by the tests of campaigns. */
abstract class CertificationStory {
    static final String CAMPAIGN =
            "kind: Campaign\nid: q1\nentitlements: [\"sap:*\"]\nstartsAt: \"2026-03-02T00:00:00Z\"\nfallback: F1\n";
    static final String MOVERS =
            "kind: Campaign\nid: movers\nentitlements: [\"*:*\"]\nonChangeOf: [department]\nfallback: F1\n";
    static final String REVOKES = "onSilence: revoke\n";
    static final String SAP =
            "kind: System\nid: sap\nmode: enforce\nfindings: {EXPIRED_ACCESS: {grace: P1D}}\nunsanctioned: report\n";
    static final String ROLE = "kind: Role\nid: clerk\nwhen: {department: [Sales]}\ngrants: [\"sap:PAY_RUN\"]\n";

    List<String> documents = List.of(CAMPAIGN, SAP);
    final StageRig rig = StageRig.with()
            .policies((version, ignored) -> PolicyParser.parse(parsed(), version))
            .start();

    @AfterEach
    final void close() {
        rig.close();
    }

    private List<PolicyDocument> parsed() {
        List<PolicyDocument> parsed = new ArrayList<>();
        for (String document : documents) {
            parsed.add(PolicyDocument.parse(parsed.size() + ".yaml", document));
        }
        return parsed;
    }

    final void hr(String at, String id, IdentityAction action, Consumer<Worker.Builder> worker) {
        Worker.Builder builder = Worker.newBuilder();
        worker.accept(builder);
        rig.identity(at, id, action, event -> event.setWorker(builder.build()));
    }

    /** E1 with manager M1, whose manager is M2; E1 holds two entitlements of sap and one of jira. */
    final void employed() {
        rig.policies("2026-01-01T00:00:00Z", "set");
        hr("2026-01-02T00:00:00Z", "M2", IdentityAction.HIRED, worker -> {});
        hr("2026-01-02T00:00:00Z", "M1", IdentityAction.HIRED, worker -> worker.setManagerId("M2"));
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, worker -> worker.setManagerId("M1")
                .setDepartment("Treasury"));
        rig.grant("2026-02-01T00:00:00Z", "E1", "sap", "PAY_RUN")
                .grant("2026-02-01T00:00:00Z", "E1", "sap", "VENDOR_EDIT")
                .grant("2026-02-01T00:00:00Z", "E1", "jira", "admin");
    }

    final void decide(String at, String entitlement, CertificationDecision decision, String reviewer) {
        decide(at, "q1", entitlement, decision, reviewer);
    }

    final void decide(String at, String campaign, String entitlement, CertificationDecision decision, String reviewer) {
        compliance(at, ComplianceAction.CERTIFICATION_ITEM_DECIDED, event -> {
            event.setCampaignId(campaign);
            event.setEntitlement(entitlement == null ? null : Events.entitlement(entitlement));
            event.setDecision(decision);
            event.setReviewerId(reviewer);
        });
    }

    final void compliance(String at, ComplianceAction action, Consumer<ComplianceEvent> parts) {
        rig.compliance(at, "E1", action, parts);
    }

    final void passes(String at) {
        rig.hire(at, "somebody-" + StageRig.ms(at));
    }

    final List<String> tickets() {
        return rig.tickets().stream()
                .filter(ticket -> ticket.getKind().equals("CERTIFICATION"))
                .map(t -> t.getAction() + " " + t.getStatus() + " " + t.getAssigneeId() + " " + t.getDueAt())
                .toList();
    }

    final Ticket lastTicket() {
        List<Ticket> tickets = rig.tickets();
        return tickets.get(tickets.size() - 1);
    }

    final List<String> told() {
        return rig.findings().stream()
                .filter(f -> "E1".equals(f.getIdentityId()))
                .filter(f -> f.getKind().matches("CERT.*|SELF.*|EXPIRED.*"))
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause())
                .toList();
    }

    final List<String> commands() {
        return rig.commands().stream()
                .filter(c -> "E1".equals(c.getIdentityId()) && c.getEntitlement() != null)
                .filter(c -> !c.getCause().equals("UNANSWERED") && !c.getCause().startsWith("PROVISIONING"))
                .map(c -> c.getAction() + " " + c.getEntitlement() + " " + c.getStatus() + " " + c.getCause())
                .map(text ->
                        text.replace("{\"system\": \"sap\", \"name\": \"", "").replace("\"}", ""))
                .toList();
    }

    final List<CertificationSummary> summaries() {
        return rig.audit(AuditType.DECISION).stream()
                .map(AuditEvent::getCertification)
                .filter(summary -> summary != null)
                .toList();
    }

    final void request(String at, AccessAction action, String id, String approvedBy) {
        rig.access(at, "E1", "sap", action, event -> {
            event.setEntitlement(Events.entitlement("sap:PAY_RUN"));
            event.setRequest(AccessRequest.newBuilder()
                    .setRequestId(id)
                    .setRequestedBy("E1")
                    .setApprovedBy(approvedBy)
                    .build());
        });
    }

    final void removed(String at, String name) {
        rig.access(
                at,
                "E1",
                "sap",
                AccessAction.ENTITLEMENT_REVOKED,
                event -> event.setEntitlement(Events.entitlement("sap:" + name)));
    }

    final void approved(String at, String id) {
        request(at, AccessAction.REQUEST_SUBMITTED, id, null);
        request(at.replace("T00:", "T01:"), AccessAction.REQUEST_APPROVED, id, "M1");
    }
}
