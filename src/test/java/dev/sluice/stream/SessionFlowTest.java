package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SessionTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Privileged sessions, credentials and leases, through the stage: each kind that is found, what is just not, and what has to end. */
class SessionFlowTest extends SessionStory {
    @Test
    void aSessionWithoutACheckoutIsFoundFiveMinutesLater() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/root");
        passes("10:04:59");
        assertThat(told()).isEmpty();

        passes("10:05:00");
        assertThat(told()).containsExactly("SESSION_WITHOUT_CHECKOUT OPEN DETECTED HIGH 1");
        Finding finding = rig.findings().get(0);
        assertThat(finding.getAccount().getSystem()).isEqualTo("linux");
        assertThat(finding.getAccount().getName()).isEqualTo("root");
        assertThat(finding.getSummary())
                .isEqualTo("E1 had session s1 with linux/root since 2026-03-02T10:00:00Z without having checked its"
                        + " credential out.");
    }

    @Test
    void aCheckoutWithinFiveMinutesBeforeOrAfterIsOne() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/root");
        checksOut("10:04:59", "c1", "linux/root");
        checksIn("10:30:00", "c1");
        credential("10:40:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, "c1", null);
        starts("10:35:00", "s2", "linux/root");
        passes("11:00:00");

        assertThat(told()).isEmpty();
    }

    @Test
    void aCheckoutThatIsOverOrOfAnotherAccountIsNone() {
        permitted("2026-02-01T00:00:00Z");
        checksOut("09:00:00", "c1", "linux/root");
        checksIn("09:30:00", "c1");
        checksOut("09:40:00", "c2", "linux/other");
        starts("09:35:01", "s1", "linux/root");
        passes("10:00:00");

        assertThat(told()).containsExactly("SESSION_WITHOUT_CHECKOUT OPEN DETECTED HIGH 1");
    }

    @Test
    void aCheckoutToldLateTakesTheFindingBack() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/root");
        ends("10:20:00", "s1");
        passes("11:00:00");
        checksOut("09:58:00", "c1", "linux/root");

        assertThat(told())
                .containsExactly(
                        "SESSION_WITHOUT_CHECKOUT OPEN DETECTED HIGH 1",
                        "SESSION_WITHOUT_CHECKOUT RESOLVED RETRACTED HIGH 1");
    }

    @Test
    void whatNobodyManagesNeedsNoCheckout() {
        starts("10:00:00", "s1", "ad/svc-backup");
        passes("11:00:00");

        assertThat(told()).isEmpty();
    }

    @Test
    void aSessionThatNothingPermitsIsFound() {
        starts("10:00:00", "s1", "linux/deploy");
        passes("10:05:00");

        assertThat(told()).containsExactly("SESSION_WITHOUT_ENTITLEMENT OPEN DETECTED HIGH 1");
        assertThat(rig.findings().get(0).getSummary())
                .contains("session s1 with linux/deploy since 2026-03-02T10:00:00Z, which no entitlement, request or");
    }

    @Test
    void anEntitlementThatIsHeldPermitsIt() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        ends("10:30:00", "s1");
        passes("11:00:00");

        assertThat(told()).isEmpty();
        assertThat(summaries().get(0).getPermittedBy()).isEqualTo("pam:linux-prod");
    }

    @Test
    void anApprovedRequestPermitsItAndSoDoesItsTicket() {
        request("2026-03-02T09:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        request("2026-03-02T09:10:00Z", AccessAction.REQUEST_APPROVED, "E9");
        pipe("10:00:00", PrivilegedSessionAction.SESSION_STARTED, event -> {
            event.setSessionId("s1");
            event.setTarget(target("linux/deploy"));
            event.setTicketId("CHG-7");
        });
        pipe("10:00:00", PrivilegedSessionAction.SESSION_STARTED, event -> {
            event.setSessionId("s2");
            event.setTarget(target("linux/deploy"));
            event.setTicketId("CHG-8");
        });
        passes("11:00:00");

        assertThat(told())
                .as("the request is for something else, so only its ticket permits a session")
                .containsExactly("SESSION_WITHOUT_ENTITLEMENT OPEN DETECTED HIGH 1");
        assertThat(rig.findings().get(0).getSummary()).contains("session s2");
    }

    @Test
    void anEmergencyIsPermittedByNothingAndFoundAsOne() {
        pipe("10:00:00", PrivilegedSessionAction.SESSION_STARTED, event -> {
            event.setSessionId("s1");
            event.setTarget(target("linux/deploy"));
            event.setBreakGlass(true);
        });
        passes("11:00:00");

        assertThat(told()).containsExactly("BREAK_GLASS_USE OPEN DETECTED HIGH 1");
    }

    @Test
    void aSessionThatGoesOnAfterItsGrantHasToEnd() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        rig.access(
                "2026-03-02T11:00:00Z",
                "E1",
                "pam",
                AccessAction.ENTITLEMENT_REVOKED,
                event -> event.setEntitlement(Events.entitlement("pam:linux-prod")));
        passes("11:04:59");
        assertThat(told()).isEmpty();

        passes("11:05:00");
        assertThat(told()).containsExactly("SESSION_OUTLIVES_GRANT OPEN DETECTED HIGH 1");
        assertThat(commands()).containsExactly("END_SESSIONS ISSUED linux deploy PERMIT_ENDED");
        ProvisioningCommand command = rig.commands().get(0);
        assertThat(command.getSessionIds()).containsExactly("s1");
        assertThat(command.getEntitlement()).isNull();
        assertThat(command.getScim()).isNull();
        assertThat(command.getReason())
                .isEqualTo("End the sessions with account deploy in linux: what permitted it ended at"
                        + " 2026-03-02T11:00:00Z.");

        ends("11:06:00", "s1");
        assertThat(commands()).last().isEqualTo("END_SESSIONS DONE linux deploy OBSERVED");
        assertThat(told()).as("that it went on remains found").hasSize(1);
    }

    @Test
    void aSessionThatEndsSoonAfterItsGrantIsInOrder() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        rig.access(
                "2026-03-02T11:00:00Z",
                "E1",
                "pam",
                AccessAction.ENTITLEMENT_REVOKED,
                event -> event.setEntitlement(Events.entitlement("pam:linux-prod")));
        ends("11:04:59", "s1");
        passes("12:00:00");

        assertThat(told()).isEmpty();
        assertThat(commands()).isEmpty();
    }

    @Test
    void aGrantWithALimitEndsByItself() {
        rig.access("2026-03-02T09:00:00Z", "E1", "linux", AccessAction.ENTITLEMENT_GRANTED, event -> {
            event.setEntitlement(Events.entitlement("linux:sudo"));
            event.setValidTo(at("11:00:00"));
        });
        starts("10:00:00", "s1", "linux/deploy");
        passes("11:05:00");

        assertThat(told()).contains("SESSION_OUTLIVES_GRANT OPEN DETECTED HIGH 1");
        assertThat(rig.findings()).anySatisfy(finding -> {
            assertThat(finding.getKind()).isEqualTo("SESSION_OUTLIVES_GRANT");
            assertThat(finding.getStartsAt()).isEqualTo(at("11:00:00"));
        });
    }

    @Test
    void aSessionThatDoesNotEndIsFoundUntilItDoes() {
        starts("06:00:00", "s1", "ad/svc");
        passes("17:59:59");
        assertThat(told()).isEmpty();
        passes("18:00:00");
        assertThat(told()).containsExactly("SESSION_NOT_ENDED OPEN DETECTED MEDIUM 1");

        ends("19:00:00", "s1");
        assertThat(told()).last().isEqualTo("SESSION_NOT_ENDED RESOLVED ENDED MEDIUM 1");
    }

    @Test
    void anEndThatWasToldLateTakesItBack() {
        starts("06:00:00", "s1", "ad/svc");
        passes("18:00:00");
        ends("07:00:00", "s1");

        assertThat(told()).last().isEqualTo("SESSION_NOT_ENDED RESOLVED RETRACTED MEDIUM 1");
    }

    @Test
    void aSessionThatNeverEndsStaysFoundHoweverLong() {
        starts("06:00:00", "s1", "ad/svc");
        passes("2026-08-01T00:00:00Z");

        assertThat(told()).containsExactly("SESSION_NOT_ENDED OPEN DETECTED MEDIUM 1");
        ends("2026-08-02T00:00:00Z", "s1");
        assertThat(told()).last().isEqualTo("SESSION_NOT_ENDED RESOLVED ENDED MEDIUM 1");
    }

    @Test
    void aCredentialThatIsKeptIsFoundUntilItIsReturned() {
        checksOut("06:00:00", "c1", "ad/svc");
        passes("14:04:59");
        assertThat(told()).isEmpty();
        passes("14:05:00");
        assertThat(told()).containsExactly("CREDENTIAL_NOT_RETURNED OPEN DETECTED MEDIUM 1");
        checksIn("15:00:00", "c1");
        credential("15:10:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, "c1", null);

        assertThat(told())
                .containsExactly(
                        "CREDENTIAL_NOT_RETURNED OPEN DETECTED MEDIUM 1",
                        "CREDENTIAL_NOT_RETURNED RESOLVED RETURNED MEDIUM 1");
    }

    @Test
    void whoHasACredentialLongerThanAllowedHasNotReturnedIt() {
        pipe("06:00:00", PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT, event -> {
            event.setCredentialId("c1");
            event.setExpiresAt(at("07:00:00"));
        });
        passes("07:05:00");

        assertThat(told()).containsExactly("CREDENTIAL_NOT_RETURNED OPEN DETECTED MEDIUM 1");
    }

    @Test
    void aCredentialThatIsNotChangedAfterItsUseIsFoundUntilItIs() {
        checksOut("06:00:00", "c1", "ad/svc");
        checksIn("07:00:00", "c1");
        passes("07:59:59");
        assertThat(told()).isEmpty();
        passes("08:00:00");
        assertThat(told()).containsExactly("CREDENTIAL_NOT_ROTATED OPEN DETECTED MEDIUM 1");

        credential("2026-03-20T00:00:00Z", PrivilegedSessionAction.CREDENTIAL_ROTATED, "c1", null);
        assertThat(told()).last().isEqualTo("CREDENTIAL_NOT_ROTATED RESOLVED ROTATED MEDIUM 1");
    }

    @Test
    void whatIsOfConcernIsCountedByWhatItIs() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        runs("10:01:00", "s1", "sudo /usr/sbin/useradd eve");
        runs("10:02:00", "s1", "ls -la");
        runs("10:03:00", "s1", "rm -rf /var/tmp");
        runs("10:04:00", "s1", "rm -r /var/tmp");
        ends("10:10:00", "s1");

        assertThat(told())
                .containsExactly(
                        "COMMAND_OF_CONCERN OPEN DETECTED CRITICAL 1", "COMMAND_OF_CONCERN OPEN DETECTED MEDIUM 1");
        SessionSummary summary = summaries().get(0);
        assertThat(summary.getCommands()).isEqualTo(4);
        assertThat(summary.getPrograms()).isEqualTo(Map.of("sudo", 1L, "ls", 1L, "rm", 2L));
        assertThat(summary.getConcerns()).isEqualTo(Map.of("add-user", 1L, "wipe", 1L));
        assertThat(summary.getStartedAt()).isEqualTo(at("10:00:00"));
        assertThat(summary.getEndedAt()).isEqualTo(at("10:10:00"));
        assertThat(summary.getTarget()).isEqualTo(new SessionTarget("linux", "host-1", "deploy"));
    }

    @Test
    void whatIsOnlyCountedWritesNoIdentity() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        int views = rig.access().size();
        for (int i = 10; i < 40; i++) {
            runs("10:" + i + ":00", "s1", "make");
        }
        ends("10:50:00", "s1");

        assertThat(rig.access()).hasSize(views);
        assertThat(summaries()).hasSize(1);
        assertThat(summaries().get(0).getCommands()).isEqualTo(30);
    }

    @Test
    void whatIsToldAfterTheEndReplacesTheSummary() {
        starts("10:00:00", "s1", "ad/svc");
        ends("10:10:00", "s1");
        runs("10:05:00", "s1", "make install");

        assertThat(summaries()).extracting(SessionSummary::getCommands).containsExactly(0L, 1L);
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void theSessionsOfWhoLeavesHaveToEnd() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        starts("10:30:00", "s2", "linux/deploy");
        rig.terminate("2026-03-02T10:40:00Z", "E1", "2026-03-02T11:00:00Z");
        passes("11:00:00");

        assertThat(commands()).containsExactly("END_SESSIONS ISSUED linux deploy LEAVER");
        assertThat(rig.commands().get(0).getSessionIds()).containsExactly("s1", "s2");
        assertThat(rig.commands().get(0).getEffectiveAt()).isEqualTo(at("11:00:00"));

        ends("11:01:00", "s1");
        assertThat(commands()).hasSize(1);
        ends("11:02:00", "s2");
        assertThat(commands()).last().isEqualTo("END_SESSIONS DONE linux deploy OBSERVED");
    }

    @Test
    void whoDidNotLeaveGoesOn() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        rig.terminate("2026-03-02T10:40:00Z", "E1", "2026-03-02T11:00:00Z");
        passes("11:00:00");
        rig.identity("2026-03-02T11:01:00Z", "E1", IdentityAction.TERMINATION_RESCINDED, event -> {});

        assertThat(commands())
                .containsExactly(
                        "END_SESSIONS ISSUED linux deploy LEAVER", "END_SESSIONS CANCELLED linux deploy NOT_A_LEAVER");
    }

    @Test
    void aLeaseThatOutlivesItsPipelineIsRevoked() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("10:01:00", "l1", "p1", null);
        pipeline("10:30:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        passes("10:34:59");
        assertThat(told()).isEmpty();

        passes("10:35:00");
        assertThat(told()).containsExactly("LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
        assertThat(commands()).containsExactly("REVOKE_LEASE ISSUED vault null PIPELINE_ENDED");
        ProvisioningCommand command = rig.commands().get(0);
        assertThat(command.getLeaseId()).isEqualTo("l1");
        assertThat(command.getEntitlement()).isNull();
        assertThat(command.getReason())
                .isEqualTo("Revoke lease l1 in vault: pipeline p1 ended at 2026-03-02T10:30:00Z.");

        returns("10:36:00", "l1");
        assertThat(told()).last().isEqualTo("LEASE_OUTLIVES_PIPELINE RESOLVED RETURNED HIGH 1");
        assertThat(commands()).last().isEqualTo("REVOKE_LEASE DONE vault null OBSERVED");
    }

    @Test
    void aLeaseThatEndsByItselfNeedsNoReturn() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("10:01:00", "l1", "p1", "10:34:00");
        leases("10:01:00", "l2", "p1", "11:00:00");
        pipeline("10:30:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        passes("10:35:00");
        assertThat(commands()).containsExactly("REVOKE_LEASE ISSUED vault null PIPELINE_ENDED");
        assertThat(rig.commands().get(0).getLeaseId()).isEqualTo("l2");

        passes("11:00:00");
        assertThat(told()).last().isEqualTo("LEASE_OUTLIVES_PIPELINE RESOLVED RETURNED HIGH 1");
        assertThat(commands()).last().isEqualTo("REVOKE_LEASE DONE vault null OBSERVED");
    }

    @Test
    void aLeaseForNoPipelineThatRunsIsFound() {
        leases("10:00:00", "l1", "p1", null);
        leases("10:00:00", "l2", null, null);
        pipeline("10:04:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        passes("10:05:00");
        assertThat(told()).containsExactly("LEASE_WITHOUT_PIPELINE OPEN DETECTED HIGH 1");
        assertThat(rig.findings().get(0).getSummary()).contains("for no pipeline");
        pipeline("10:10:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        returns("10:10:00", "l1");

        leases("10:15:01", "l3", "p1", null);
        passes("10:30:00");
        assertThat(told())
                .as("the second of the day is the same finding, and it outlives its pipeline from the beginning")
                .containsExactly(
                        "LEASE_WITHOUT_PIPELINE OPEN DETECTED HIGH 1", "LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
    }

    @Test
    void whatIsOverIsForgottenAndWhatWasFoundGrowsQuiet() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/root");
        ends("10:20:00", "s1");
        passes("2026-03-03T00:00:00Z");
        assertThat(told()).containsExactly("SESSION_WITHOUT_CHECKOUT OPEN DETECTED HIGH 1");

        passes("2026-04-10T00:00:00Z");
        assertThat(told()).last().isEqualTo("SESSION_WITHOUT_CHECKOUT RESOLVED QUIET HIGH 1");
        assertThat(sessionRows()).isZero();
    }

    @Test
    void whatComesTooLateOfWhatNobodyKnowsIsStale() {
        starts("2026-03-20T10:00:00Z", "s1", "ad/svc");
        starts("2026-03-10T10:00:00Z", "s0", "ad/svc");
        ends("2026-03-20T11:00:00Z", "s1");
        passes("2026-03-21T10:00:00Z");

        assertThat(told()).isEmpty();
        assertThat(rig.audit(AuditType.INPUT))
                .filteredOn(audit -> audit.getAction().equals("SESSION_STARTED"))
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.APPLIED, AuditOutcome.STALE);
    }

    @Test
    void anotherPolicyFindsWhatItAsksFor() {
        rig.close();
        SessionRules[] rules = {SessionRules.DEFAULTS};
        rig = StageRig.with()
                .policies((version, documents) -> policies(version, rules[0]))
                .start()
                .policies("2026-01-01T00:00:00Z", "linux");
        rig.hire("2026-01-02T00:00:00Z", "E1");
        starts("10:00:00", "s1", "linux/root");
        passes("10:30:00");
        assertThat(told()).isEmpty();

        rules[0] = RULES;
        rig.policies("2026-03-02T10:40:00Z", "linux");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "SESSION_WITHOUT_CHECKOUT OPEN DETECTED HIGH 1",
                        "SESSION_WITHOUT_ENTITLEMENT OPEN DETECTED HIGH 1");

        rules[0] = SessionRules.DEFAULTS;
        rig.policies("2026-03-02T10:50:00Z", "linux");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(rig.findings())
                .filteredOn(finding -> finding.getStatus() == FindingStatus.RESOLVED)
                .extracting(Finding::getCause)
                .containsExactly("POLICY", "POLICY");
    }

    @Test
    void aThousandSessionsOfOneAccountAreOneFinding() {
        for (int i = 0; i < 1_200; i++) {
            Instant at = at("10:00:00").plusSeconds(i);
            starts(at.toString(), "s" + i, "linux/root");
            ends(at.plusMillis(1).toString(), "s" + i);
        }
        passes("12:00:00");

        assertThat(rig.findings().stream().map(Finding::getFindingId).distinct())
                .hasSize(2);
        assertThat(sessionRows()).isEqualTo(1_024);
        assertThat(rig.findings())
                .as("what is forgotten for want of room does not take a finding back")
                .noneMatch(finding -> finding.getStatus() == FindingStatus.RESOLVED);
    }

    @Test
    void whatSaysEndSessionsIsRepeatedUntilPeopleAreAsked() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        rig.terminate("2026-03-02T10:40:00Z", "E1", "2026-03-02T11:00:00Z");
        passes("2026-03-08T11:00:00Z");

        assertThat(rig.commands())
                .filteredOn(command -> command.getAction() == CommandAction.END_SESSIONS)
                .hasSizeGreaterThan(5)
                .allMatch(command ->
                        command.getCommandId().equals(rig.commands().get(0).getCommandId()));
        assertThat(told()).contains("PROVISIONING_OVERDUE OPEN DETECTED HIGH 1");
    }

    @Test
    void thePipelineMayBeSomebodyElses() {
        Deeds eve = new Deeds("E2");
        leases("10:01:00", "l1", "p1", null);
        PrivilegedSessionEvent started = eve.session(at("10:00:30"), PrivilegedSessionAction.PIPELINE_STARTED);
        started.setPipelineId("p1");
        rig.pipe(started);
        passes("10:20:00");
        assertThat(told()).isEmpty();

        PrivilegedSessionEvent ended = eve.session(at("10:30:00"), PrivilegedSessionAction.PIPELINE_ENDED);
        ended.setPipelineId("p1");
        rig.pipe(ended);
        passes("10:35:00");
        assertThat(told()).containsExactly("LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
        assertThat(commands()).containsExactly("REVOKE_LEASE ISSUED vault null PIPELINE_ENDED");
        assertThat(rig.findings()).allMatch(finding -> finding.getIdentityId().equals("E1"));
    }

    @Test
    void aLeaseToldAfterItsPipelineEndedIsToldOfIt() {
        Deeds eve = new Deeds("E2");
        PrivilegedSessionEvent started = eve.session(at("10:00:00"), PrivilegedSessionAction.PIPELINE_STARTED);
        started.setPipelineId("p1");
        PrivilegedSessionEvent ended = eve.session(at("10:30:00"), PrivilegedSessionAction.PIPELINE_ENDED);
        ended.setPipelineId("p1");
        rig.pipe(ended).pipe(started);
        leases("10:01:00", "l1", "p1", null);
        passes("10:35:00");

        assertThat(told())
                .as("its time is over before the pipeline's home has answered")
                .containsExactly(
                        "LEASE_WITHOUT_PIPELINE OPEN DETECTED HIGH 1",
                        "LEASE_WITHOUT_PIPELINE RESOLVED RETRACTED HIGH 1",
                        "LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
    }

    @Test
    void theVaultMayChangeACredentialUnderItsOwnName() {
        checksOut("06:00:00", "c1", "ad/svc");
        checksIn("07:00:00", "c1");
        PrivilegedSessionEvent rotated =
                new Deeds("vault-manager").session(at("07:30:00"), PrivilegedSessionAction.CREDENTIAL_ROTATED);
        rotated.setCredentialId("c1");
        rig.pipe(rotated);
        passes("09:00:00");

        assertThat(told()).isEmpty();
    }

    @Test
    void aPipelineThatNobodyAsksForIsForgotten() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        assertThat(homes()).isEqualTo(1);
        passes("2026-05-31T09:59:59Z");
        assertThat(homes()).isEqualTo(1);
        passes("2026-05-31T10:00:00Z");

        assertThat(homes()).isZero();
        assertThat(rig.access()).as("what only starts pipelines has no view").noneMatch(view -> view.getIdentityId()
                .startsWith("attr:"));
    }

    @Test
    void aForgedMessageAboutAPipelineIsRefused() {
        Exchange forged = Exchange.newBuilder()
                .setKind(ExchangeKind.STATUS)
                .setReceiver("E1")
                .setSender("attr:pipeline:p1")
                .setStatus("EXPLODED")
                .setSentAt(at("10:00:00"))
                .build();
        rig.pipeBytes(
                Names.EXCHANGE,
                "E1",
                rig.encode(Names.EXCHANGE, forged),
                new RecordHeaders(),
                StageRig.ms("2026-03-02T10:00:00Z"));

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void anIdThatCouldBeNoKeyIsRefused() {
        starts("10:00:00", "s\u0000", "linux/root");
        pipe("10:00:00", PrivilegedSessionAction.SECRET_LEASED, event -> event.setLeaseId("l".repeat(513)));

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD", "INVALID_FIELD");
    }

    @Test
    void theKeysOfWhoLeavesAreRevoked() {
        rig.access(
                "2026-02-01T00:00:00Z",
                "E1",
                "linux",
                AccessAction.SSH_KEY_DEPLOYED,
                event -> event.setEntitlement(Events.entitlement("linux:ssh-key SHA256 abc")));
        rig.terminate("2026-03-02T10:40:00Z", "E1", "2026-03-02T11:00:00Z");
        passes("2026-03-04T11:00:00Z");
        assertThat(commands()).contains("REVOKE ISSUED linux E1 LEAVER");
        assertThat(told()).contains("LEAVER_RESIDUAL_ACCESS OPEN DETECTED HIGH 1");

        rig.access(
                "2026-03-04T12:00:00Z",
                "E1",
                "linux",
                AccessAction.ENTITLEMENT_REVOKED,
                event -> event.setEntitlement(Events.entitlement("linux:ssh-key SHA256 abc")));
        assertThat(commands()).contains("REVOKE DONE linux E1 OBSERVED");
        assertThat(told()).contains("LEAVER_RESIDUAL_ACCESS RESOLVED ACCESS_REMOVED HIGH 1");
    }
}
