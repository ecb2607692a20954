package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stage through its topics: what goes in, what comes out. */
class GovernFlowTest {
    private final FlowFixture flow = new FlowFixture();

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void publishesHrStatusJoinedWithWhatIsHeld() {
        flow.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN");

        IdentityAccess head = flow.latestAccess.get("E1");
        assertThat(head.getStatus()).isEqualTo(IdentityStatus.ACTIVE);
        assertThat(head.getAttributes()).containsEntry("department", "Treasury");
        assertThat(head.getEntitlements())
                .extracting(HeldEntitlement::getName, HeldEntitlement::getSince)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("PAY_RUN", Instant.parse("2026-01-03T00:00:00Z")));
    }

    @Test
    void aLeaverInAnEnforcedSystemIsDisabledRevokedAndFoundWithResidueEachAtItsInstant() {
        flow.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T12:00:00Z")
                .hire("2026-03-20T00:00:00Z", "E2", "Treasury");

        assertThat(flow.commands)
                .extracting(ProvisioningCommand::getAction, ProvisioningCommand::getStatus, c -> c.getIssuedAt()
                        .toString())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                CommandAction.DISABLE_ACCOUNT, CommandStatus.ISSUED, "2026-03-01T12:00:00Z"),
                        org.assertj.core.groups.Tuple.tuple(
                                CommandAction.REVOKE, CommandStatus.ISSUED, "2026-03-02T12:00:00Z"));
        assertThat(flow.findings).hasSize(1);
        Finding finding = flow.findings.get(0);
        assertThat(finding.getStatus()).isEqualTo(FindingStatus.OPEN);
        assertThat(finding.getOpenedAt()).isEqualTo(Instant.parse("2026-03-03T12:00:00Z"));
        assertThat(flow.findingStates).containsExactly(finding);
        assertThat(flow.latestAccess.get("E1").getOpenFindings()).containsExactly(finding.getFindingId());
    }

    @Test
    void theFindingIsResolvedAndTheCommandDoneWhenTheRemovalIsObserved() {
        flow.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T12:00:00Z")
                .revoke("2026-03-10T00:00:00Z", "E1", "sap", "PAY_RUN");

        assertThat(flow.findings)
                .extracting(Finding::getStatus)
                .containsExactly(FindingStatus.OPEN, FindingStatus.RESOLVED);
        assertThat(flow.findings.get(1).getCause()).isEqualTo("ACCESS_REMOVED");
        assertThat(flow.commands)
                .filteredOn(c -> c.getAction() == CommandAction.REVOKE)
                .extracting(ProvisioningCommand::getStatus)
                .containsExactly(CommandStatus.ISSUED, CommandStatus.DONE);
        assertThat(flow.latestAccess.get("E1").getOpenFindings()).isEmpty();
    }

    @Test
    void reportModeFindsWithoutCommanding() {
        flow.policies("2026-01-01T00:00:00Z", "sap REPORT")
                .hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T12:00:00Z")
                .settle();

        assertThat(flow.commands).isEmpty();
        assertThat(flow.findings).hasSize(1);
    }

    @Test
    void withoutAnActivePolicySetNothingIsIssuedAndTheFirstSetCatchesUp() {
        flow.hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z")
                .hire("2026-02-10T00:00:00Z", "E2", "Sales");
        assertThat(flow.commands).isEmpty();
        assertThat(flow.findings).isEmpty();
        assertThat(flow.latestAccess.get("E1").getStatus()).isEqualTo(IdentityStatus.TERMINATED);

        flow.policies("2026-02-11T00:00:00Z", "sap ENFORCE").hire("2026-02-12T00:00:00Z", "E3", "Sales");

        assertThat(flow.commands).hasSize(2);
        assertThat(flow.findings).hasSize(1);
    }

    @Test
    void aSetIsNotActiveBeforeItsMarkerAndAllItsDocuments() {
        flow.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z")
                .settle();

        assertThat(flow.audit)
                .filteredOn(a -> a.getCategory().equals("policy"))
                .extracting(AuditEvent::getAction)
                .containsExactly("System/sap", "PolicySet/default", "POLICY_EVALUATED");
        assertThat(flow.findings).allMatch(f -> f.getRuleVersion() == 1);
    }

    @Test
    void aRepeatIsAuditedAsDuplicateAndChangesNothing() {
        IdentityEvent hired = IdentityEvent.newBuilder()
                .setHeader(flow.header("2026-01-02T00:00:00Z"))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(IdentityAction.HIRED)
                .build();
        flow.pipe(hired).pipe(hired);

        assertThat(flow.audit)
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.APPLIED, AuditOutcome.DUPLICATE);
        assertThat(flow.access).hasSize(1);
    }

    @Test
    void otherContentUnderASeenIdIsDeadLettered() {
        IdentityEvent.Builder event = IdentityEvent.newBuilder()
                .setHeader(flow.header("2026-01-02T00:00:00Z"))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(IdentityAction.HIRED);
        flow.pipe(event.build()).pipe(event.setAction(IdentityAction.TERMINATED).build());

        assertThat(flow.deadLetters).extracting(FlowFixture.DeadLetter::reason).containsExactly("EVENT_ID_REUSED");
    }

    @Test
    void anIdUsedForTwoPeopleLosesNeither() {
        IdentityEvent.Builder event = IdentityEvent.newBuilder()
                .setHeader(flow.header("2026-01-02T00:00:00Z"))
                .setAction(IdentityAction.HIRED);
        for (String identity : List.of("E1", "E2")) {
            flow.pipe(event.setSubject(
                            Subject.newBuilder().setIdentityId(identity).build())
                    .build());
        }

        assertThat(flow.latestAccess).containsOnlyKeys("E1", "E2");
        assertThat(flow.deadLetters).isEmpty();
    }

    @Test
    void aGroupNeedsNoSubjectAndIsAudited() {
        IdentityEvent created = IdentityEvent.newBuilder()
                .setHeader(flow.header("2026-01-02T00:00:00Z"))
                .setSubject(Subject.newBuilder().build())
                .setAction(IdentityAction.GROUP_CREATED)
                .build();
        flow.pipe("group", created, Instant.parse("2026-01-02T00:00:00Z").toEpochMilli());

        assertThat(flow.deadLetters).isEmpty();
        assertThat(flow.audit).extracting(AuditEvent::getOutcome).containsExactly(AuditOutcome.APPLIED);
    }

    @Test
    void aMisplacedEventGoesOverTheExchangeAndIsAppliedAtHomeWithItsOriginalCoordinates() {
        IdentityEvent hired = IdentityEvent.newBuilder()
                .setHeader(flow.header("2026-01-02T00:00:00Z"))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(IdentityAction.HIRED)
                .build();
        flow.pipe("somebody-else", hired, Instant.parse("2026-01-02T00:00:01Z").toEpochMilli())
                .pipe(null, event("E2"), Instant.parse("2026-01-02T00:00:02Z").toEpochMilli());

        assertThat(flow.latestAccess).containsOnlyKeys("E1", "E2");
        assertThat(flow.audit).hasSize(2).allMatch(a -> a.getOutcome() == AuditOutcome.APPLIED);
        assertThat(flow.audit.get(0).getInput().getTopic()).isEqualTo("iam.identity");
    }

    private IdentityEvent event(String identity) {
        return IdentityEvent.newBuilder()
                .setHeader(flow.header("2026-01-02T00:00:02Z"))
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(IdentityAction.HIRED)
                .build();
    }

    @Test
    void whatCannotBeDecidedGoesToTheDeadLetterTopicWithItsBytesAndStopsNothing() {
        byte[] rubbish = {1, 2, 3};
        flow.pipeBytes("identity", "E1", rubbish, "2026-01-02T00:00:00Z")
                .pipeBytes("access", "E1", null, "2026-01-02T00:00:00Z")
                .identity("2026-01-03T00:00:00Z", "E1", IdentityAction.UNKNOWN, e -> {})
                .identity("2026-01-03T00:00:00Z", "E:1", IdentityAction.HIRED, e -> {})
                .access("2026-01-03T00:00:00Z", "E1", "sap", AccessAction.ENTITLEMENT_GRANTED, e -> {})
                .hire("2026-01-04T00:00:00Z", "E1", "Treasury");

        assertThat(flow.deadLetters)
                .extracting(FlowFixture.DeadLetter::reason)
                .containsExactly("UNDECODABLE", "NULL_VALUE", "UNKNOWN_ACTION", "INVALID_IDENTITY_ID", "MISSING_FIELD");
        assertThat(flow.deadLetters.get(0).value()).isEqualTo(rubbish);
        assertThat(flow.latestAccess.get("E1").getStatus()).isEqualTo(IdentityStatus.ACTIVE);
    }

    @Test
    void everyInputHasExactlyOneInputRecordAndTheSequenceHasNoGap() {
        flow.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .hire("2026-01-02T00:00:00Z", "E1", "Treasury")
                .pipeBytes("identity", "E1", new byte[] {9}, "2026-01-02T00:00:00Z")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z")
                .settle();

        // The six, whose the account is, and that the end is counted by the brake and is not too much.
        assertThat(flow.audit)
                .filteredOn(a -> a.getType() == AuditType.INPUT)
                .extracting(AuditEvent::getCategory)
                .containsExactly(
                        "policy",
                        "policy",
                        "identity",
                        "identity",
                        "access",
                        "exchange",
                        "identity",
                        "exchange",
                        "exchange");
        assertThat(flow.audit)
                .filteredOn(a -> a.getType() == AuditType.DECISION)
                .extracting(AuditEvent::getCategory)
                .containsExactly("policy", "provisioning-command", "provisioning-command", "finding");
        List<Long> sequence = flow.audit.stream().map(AuditEvent::getSequence).toList();
        assertThat(sequence)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 13).boxed().toList());
        assertThat(flow.audit).extracting(AuditEvent::getAuditId).doesNotHaveDuplicates();
    }

    @Test
    void beyondSixtyFourEntitlementsOnlyChangedPagesAreWritten() {
        flow.hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        for (int i = 0; i < 200; i++) {
            flow.grant("2026-01-03T00:00:00Z", "E1", "sap", "ROLE_" + i);
        }
        IdentityAccess head = flow.latestAccess.get("E1");
        assertThat(head.getEntitlements()).isEmpty();
        assertThat(head.getPage().getPages()).isEqualTo(4);
        assertThat(flow.latestAccess.entrySet().stream()
                        .filter(e -> e.getKey().contains("#"))
                        .mapToInt(e -> e.getValue().getEntitlements().size())
                        .sum())
                .isEqualTo(200);

        int before = flow.access.size();
        flow.revoke("2026-01-04T00:00:00Z", "E1", "sap", "ROLE_7");
        assertThat(flow.access.subList(before, flow.access.size())).hasSize(1);

        flow.access("2026-01-05T00:00:00Z", "E1", "sap", AccessAction.ACCESS_SNAPSHOT, e -> e.setSnapshot(List.of()));
        assertThat(flow.latestAccess.get("E1").getPage()).isNull();
        assertThat(flow.latestAccess.get("E1#0")).isNull();
        assertThat(flow.latestAccess).containsKey("E1#3");
    }
}
