package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AuditType;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an identity should have less what it has, through the stage: commands, tickets and findings come out, each audited. */
class DifferenceFlowTest {
    private static StageRig rig() {
        return StageRig.with()
                .policies((version, documents) -> Policies.of(version, Story.governed("sap"), Story.governed("ldap"))
                        .withRoles(Story.governedPolicies().roles()))
                .start()
                .policies("2026-01-01T00:00:00Z", "sap ENFORCE");
    }

    private static List<String> commands(StageRig rig) {
        return rig.commands().stream()
                .map((ProvisioningCommand c) -> c.getAction() + " " + c.getStatus() + " " + c.getCause()
                        + (c.getEntitlement() == null
                                ? ""
                                : " " + c.getEntitlement().getName()))
                .toList();
    }

    @Test
    void aJoinerGetsAnAccountWhatTheRoleGivesAndWhatIsRequested() {
        try (StageRig rig = rig()) {
            rig.identity(
                            "2026-01-02T00:00:00Z",
                            "E1",
                            IdentityAction.HIRED,
                            event -> event.setWorker(Events.worker(Events.department("Sales"))))
                    .access("2026-01-02T01:00:00Z", "E1", "sap", AccessAction.ACCOUNT_CREATED, event -> {})
                    .grant("2026-01-02T02:00:00Z", "E1", "sap", "CLERK");
            rig.pipe(request("2026-01-03T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null))
                    .pipe(request("2026-01-03T01:00:00Z", AccessAction.REQUEST_APPROVED, "E7"))
                    .grant("2026-01-03T02:00:00Z", "E1", "sap", "PAY");

            assertThat(commands(rig))
                    .containsExactly(
                            "CREATE_ACCOUNT ISSUED BIRTHRIGHT",
                            "CREATE_ACCOUNT ISSUED BIRTHRIGHT",
                            "CREATE_ACCOUNT DONE OBSERVED",
                            "GRANT ISSUED BIRTHRIGHT CLERK",
                            "GRANT ISSUED BIRTHRIGHT VENDOR",
                            "GRANT DONE OBSERVED CLERK",
                            "GRANT ISSUED REQUEST PAY",
                            "GRANT DONE OBSERVED PAY");
            assertThat(rig.tickets())
                    .extracting(Ticket::getStatus)
                    .extracting(Enum::name)
                    .containsExactly("PENDING_APPROVAL", "OPEN", "FULFILLED");
            assertThat(rig.audit(AuditType.DECISION))
                    .filteredOn(audit -> !audit.getCategory().equals("policy"))
                    .hasSize(rig.commands().size()
                            + rig.tickets().size()
                            + rig.findings().size());
            assertThat(rig.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void anAccountOfWhichNobodySaysWhoseItIsIsFoundUnderItsOwnKey() {
        try (StageRig rig = rig()) {
            AccessEvent ghost = Events.access(
                    Events.header("ghost", "sap", null, StageRig.ms("2026-01-02T00:00:00Z")),
                    null,
                    AccessAction.ACCOUNT_CREATED,
                    Events.account("sap", "ghost"));
            rig.pipe(ghost).hire("2026-02-01T00:00:00Z", "E2");

            Finding finding = rig.findings().get(0);
            assertThat(finding.getKind()).isEqualTo("UNCORRELATED_ACCOUNT");
            assertThat(finding.getIdentityId()).isNull();
            assertThat(StageRig.key(rig.records(Names.FINDING).get(0))).isEqualTo("account:sap/ghost");
            assertThat(rig.records(Names.AUDIT).stream().map(StageRig::key))
                    .doesNotContainNull()
                    .contains("account:sap/ghost");
        }
    }

    private static AccessEvent request(String at, AccessAction action, String approver) {
        AccessEvent event = Events.access(Events.header("r-" + at, "itsm", null, StageRig.ms(at)), "E1", action, null);
        event.setEntitlement(Events.entitlement("sap:PAY"));
        event.setRequest(new AccessRequest("R1", "E1", approver, null, null));
        return event;
    }
}
