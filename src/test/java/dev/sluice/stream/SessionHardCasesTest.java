package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What is told by others, twice, under ids that come again, too late, or to deceive. */
class SessionHardCasesTest extends SessionStory {
    private void others(String time, PrivilegedSessionAction action, Consumer<PrivilegedSessionEvent> parts) {
        PrivilegedSessionEvent event = new Deeds("admin").session(at(time), action);
        event.getHeader().setEventId("admin-" + time + action);
        parts.accept(event);
        rig.pipe(event);
    }

    @Test
    void aPipelineMayRunAgainUnderItsId() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        pipeline("10:10:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        pipeline("11:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("11:01:00", "l1", "p1", null);
        passes("11:30:00");
        assertThat(told()).isEmpty();
        assertThat(commands()).isEmpty();

        pipeline("12:00:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        passes("12:05:00");
        assertThat(told()).containsExactly("LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
    }

    @Test
    void aSecretMayBeLeasedAgainUnderItsName() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("10:01:00", "secret/db", "p1", null);
        returns("10:02:00", "secret/db");
        leases("10:03:00", "secret/db", "p1", null);
        pipeline("10:10:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        passes("10:15:00");

        assertThat(told()).containsExactly("LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
        assertThat(commands()).containsExactly("REVOKE_LEASE ISSUED vault null PIPELINE_ENDED");
    }

    @Test
    void whatAnAdministratorEndsIsEnded() {
        permitted("2026-02-01T00:00:00Z");
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("10:01:00", "l1", "p1", null);
        checksOut("10:00:00", "c1", "linux/deploy");
        starts("10:02:00", "s1", "linux/deploy");
        rig.terminate("2026-03-02T10:40:00Z", "E1", "2026-03-02T11:00:00Z");
        passes("11:00:00");
        assertThat(commands())
                .containsExactlyInAnyOrder(
                        "END_SESSIONS ISSUED linux deploy LEAVER", "REVOKE_LEASE ISSUED vault null LEAVER");

        others("11:01:00", PrivilegedSessionAction.SECRET_RETURNED, event -> event.setLeaseId("l1"));
        others("11:01:30", PrivilegedSessionAction.SESSION_ENDED, event -> event.setSessionId("s1"));
        others("11:01:45", PrivilegedSessionAction.CREDENTIAL_CHECKED_IN, event -> event.setCredentialId("c1"));
        passes("2026-03-03T10:30:00Z");
        assertThat(commands())
                .contains("END_SESSIONS DONE linux deploy OBSERVED", "REVOKE_LEASE DONE vault null OBSERVED");
        assertThat(told()).noneMatch(line -> line.contains("NOT_ENDED OPEN") || line.contains("NOT_RETURNED OPEN"));
        assertThat(summaries()).extracting(SessionSummary::getEndedAt).containsExactly(at("11:01:30"));
    }

    @Test
    void onlyWhatHasToEndIsNamed() {
        permitted("2026-02-01T00:00:00Z");
        request("2026-03-02T09:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        request("2026-03-02T09:01:00Z", AccessAction.REQUEST_APPROVED, "E9");
        starts("10:00:00", "s1", "linux/deploy");
        pipe("10:01:00", PrivilegedSessionAction.SESSION_STARTED, event -> {
            event.setSessionId("s2");
            event.setTarget(target("linux/deploy"));
            event.setTicketId("CHG-7");
        });
        revoke("2026-03-02T11:00:00Z");
        passes("11:05:00");
        assertThat(rig.commands().get(0).getSessionIds()).containsExactly("s1");

        ends("11:06:00", "s1");
        assertThat(commands()).last().isEqualTo("END_SESSIONS DONE linux deploy OBSERVED");
    }

    private void revoke(String at) {
        rig.access(
                at,
                "E1",
                "pam",
                AccessAction.ENTITLEMENT_REVOKED,
                event -> event.setEntitlement(Events.entitlement("pam:linux-prod")));
    }

    @Test
    void whatIsPermittedAgainGoesOn() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        revoke("2026-03-02T11:00:00Z");
        passes("11:06:00");
        permitted("2026-03-02T11:07:00Z");

        assertThat(commands())
                .containsExactly(
                        "END_SESSIONS ISSUED linux deploy PERMIT_ENDED",
                        "END_SESSIONS CANCELLED linux deploy PERMITTED");
        assertThat(told()).as("it went on without").containsExactly("SESSION_OUTLIVES_GRANT OPEN DETECTED HIGH 1");
    }

    @Test
    void anEmergencyNeedsNoPermitAndOutlivesNone() {
        permitted("2026-02-01T00:00:00Z");
        pipe("10:00:00", PrivilegedSessionAction.SESSION_STARTED, event -> {
            event.setSessionId("s1");
            event.setTarget(target("linux/deploy"));
            event.setBreakGlass(true);
        });
        revoke("2026-03-02T11:00:00Z");
        passes("11:30:00");

        assertThat(told()).containsExactly("BREAK_GLASS_USE OPEN DETECTED HIGH 1");
        assertThat(commands()).isEmpty();
    }

    @Test
    void inALongSessionEachDayCounts() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        runs("2026-04-15T10:00:00Z", "s1", "useradd eve");
        revoke("2026-04-16T10:00:00Z");
        passes("2026-04-16T10:10:00Z");

        assertThat(told())
                .contains("COMMAND_OF_CONCERN OPEN DETECTED CRITICAL 1", "SESSION_OUTLIVES_GRANT OPEN DETECTED HIGH 1");
    }

    @Test
    void whatSomebodyTypesByMistakeIsNoProgram() {
        starts("10:00:00", "s1", "ad/svc");
        for (String typed : List.of("hunter2", "AKIAIOSFODNN7EXAMPLE", "Tr0ub4dor-3", "https://bob:x@h/wJalr", "")) {
            runs("10:0" + typed.length() % 10 + ":00", "s1", typed);
        }
        runs("10:20:00", "s1", "deployctl --token abc");
        ends("10:30:00", "s1");

        assertThat(summaries().get(0).getPrograms()).isEqualTo(Map.of("other", 5L, "deployctl", 1L));
    }

    @Test
    void aCommandWithoutASessionOrBehindBlanksIsOfConcernToo() {
        pipe("10:00:00", PrivilegedSessionAction.COMMAND_EXECUTED, event -> event.setCommand("rm -rf /etc"));
        starts("10:00:00", "s1", "ad/svc");
        runs("10:01:00", "s1", " ".repeat(5_000) + "sudo\t\tuseradd  eve");

        assertThat(told())
                .containsExactly(
                        "COMMAND_OF_CONCERN OPEN DETECTED MEDIUM 1", "COMMAND_OF_CONCERN OPEN DETECTED CRITICAL 1");
    }

    @Test
    void aRotationIsHeardOfWhateverThePolicyAsked() {
        rig.close();
        SessionRules[] rules = {SessionRules.DEFAULTS};
        rig = StageRig.with()
                .policies((version, documents) -> policies(version, rules[0]))
                .start()
                .policies("2026-01-01T00:00:00Z", "linux");
        rig.hire("2026-01-02T00:00:00Z", "E1");
        checksOut("06:00:00", "c1", "ad/svc");
        checksIn("07:00:00", "c1");
        checksOut("06:30:00", "c2", "ad/svc");
        others("07:30:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, event -> event.setCredentialId("c1"));
        others("07:40:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, event -> event.setCredentialId("c2"));
        rules[0] = RULES;
        rig.policies("2026-03-02T09:00:00Z", "linux");
        rig.wallClock(Duration.ofSeconds(1));
        passes("2026-03-03T09:00:00Z");

        assertThat(told()).isEmpty();
    }

    @Test
    void theHundredthWhoChecksACredentialOutHearsOfItsRotation() {
        for (int i = 0; i < 100; i++) {
            Deeds who = new Deeds("P" + i);
            for (PrivilegedSessionAction action : List.of(
                    PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT, PrivilegedSessionAction.CREDENTIAL_CHECKED_IN)) {
                PrivilegedSessionEvent event = who.session(at("06:00:00").plusSeconds(i), action);
                event.setCredentialId("c1");
                rig.pipe(event);
            }
        }
        others("06:30:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, event -> event.setCredentialId("c1"));
        passes("09:00:00");

        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void leasesOfTwoVaultsWithOneIdAreTwo() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("10:01:00", "l1", "p1", null);
        pipe("10:02:00", PrivilegedSessionAction.SECRET_LEASED, event -> {
            event.getHeader().setSource("other-vault");
            event.setLeaseId("l1");
            event.setPipelineId("p2");
            event.setTarget(target("linux"));
        });
        pipeline("10:10:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        passes("10:15:00");
        returns("10:16:00", "l1");

        assertThat(commands())
                .containsExactly(
                        "REVOKE_LEASE ISSUED vault null PIPELINE_ENDED", "REVOKE_LEASE DONE vault null OBSERVED");
    }

    @Test
    void whatWasOnlyAnAccountsIsTheOwnersWhenItIsKnown() {
        PrivilegedSessionEvent started = ada.session(at("06:00:00"), PrivilegedSessionAction.SESSION_STARTED);
        started.setSubject(Subject.newBuilder()
                .setAccount(Events.account("vault", "ci-bot"))
                .build());
        started.setSessionId("s1");
        started.setTarget(target("ad/svc"));
        rig.pipe(started);
        passes("18:00:00");
        assertThat(rig.findings())
                .extracting(Finding::getKind, Finding::getStatus)
                .containsExactly(tuple("SESSION_NOT_ENDED", FindingStatus.OPEN));

        AccessEvent linked = Events.access(
                rig.header("2026-03-02T19:00:00Z"),
                "E1",
                AccessAction.ACCOUNT_LINKED,
                Events.account("vault", "ci-bot"));
        rig.pipe(linked);
        assertThat(rig.findings())
                .filteredOn(finding -> finding.getIdentityId() == null)
                .last()
                .extracting(Finding::getCause)
                .isEqualTo("CORRELATED");
        assertThat(told()).contains("SESSION_NOT_ENDED OPEN DETECTED MEDIUM 1");
    }

    @Test
    void theSummaryOfWhomTheRulesFailOnIsTold() {
        rig.close();
        boolean[] fails = {false};
        Governor failing = new Governor() {
            @Override
            public boolean apply(IdentityState s, PrivilegedSessionEvent e, Policies p, long arrivedAt, Decisions out) {
                if (fails[0]) {
                    throw new IllegalStateException("The rules fail");
                }
                return super.apply(s, e, p, arrivedAt, out);
            }
        };
        rig = StageRig.with()
                .policies((version, documents) -> policies(version, RULES))
                .governor(failing)
                .start()
                .policies("2026-01-01T00:00:00Z", "linux");
        rig.hire("2026-01-02T00:00:00Z", "E1");
        starts("10:00:00", "s1", "ad/svc");
        fails[0] = true;
        for (int i = 10; i < 20; i++) {
            starts("10:" + i + ":00", "t" + i, "ad/svc");
        }
        ends("10:30:00", "s1");

        assertThat(summaries()).extracting(SessionSummary::getSessionId).containsExactly("s1");
        assertThat(rig.deadLetters()).as("told once that it is set aside").hasSize(1);
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void aSessionKnownByItsCommandsOnlyCountsThemAll() {
        runs("2026-03-02T10:00:00Z", "s1", "make");
        // Whoever has something open is looked at, and what is old goes.
        starts("2026-03-05T10:00:00Z", "s2", "ad/svc");
        runs("2026-03-06T09:00:00Z", "s1", "make");
        runs("2026-03-08T10:00:00Z", "s1", "make");
        ends("2026-03-08T11:00:00Z", "s1");

        assertThat(summaries()).last().extracting(SessionSummary::getCommands).isEqualTo(3L);
    }

    @Test
    void aHostileHostIsNotKept() {
        pipe("10:00:00", PrivilegedSessionAction.SESSION_STARTED, event -> {
            event.setSessionId("s1");
            event.setTarget(new SessionTarget("ad", "h".repeat(100_000), "svc"));
        });
        ends("10:30:00", "s1");

        assertThat(summaries().get(0).getTarget()).isEqualTo(new SessionTarget("ad", null, "svc"));
    }

    @Test
    void aLeaversSessionsWithoutAnAccountEndToo() {
        session("10:00:00", PrivilegedSessionAction.SESSION_STARTED, "s1", "linux");
        checksOut("10:00:00", "c1", "ad/svc");
        rig.terminate("2026-03-02T10:40:00Z", "E1", "2026-03-02T11:00:00Z");
        passes("11:05:00");

        ProvisioningCommand command = rig.commands().get(0);
        assertThat(command.getReason()).startsWith("End the sessions with linux: E1 left at");
        assertThat(command.getAccount()).isNull();
        assertThat(command.getSessionIds()).containsExactly("s1");
        assertThat(told()).contains("CREDENTIAL_NOT_RETURNED OPEN DETECTED MEDIUM 1");
    }

    @Test
    void whatTheVaultChangesWhileItIsOutIsStillOut() {
        permitted("2026-02-01T00:00:00Z");
        checksOut("10:00:00", "c1", "linux/root");
        others("10:00:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, event -> event.setCredentialId("c1"));
        others("10:30:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, event -> event.setCredentialId("c1"));
        starts("10:40:00", "s1", "linux/root");
        ends("10:50:00", "s1");
        checksOut("11:00:00", "c1", "linux/other");
        checksOut("11:01:00", "c1", "ad/adm-1");
        starts("11:02:00", "s2", "ad/adm-1");
        ends("11:03:00", "s2");
        passes("11:10:00");

        assertThat(told()).isEmpty();
    }

    @Test
    void theVaultsTimeIsTheCredentials() {
        pipe("06:00:00", PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT, event -> {
            event.setCredentialId("c1");
            event.setExpiresAt(at("2026-03-05T06:00:00Z"));
        });
        passes("2026-03-05T06:04:59Z");
        assertThat(told()).isEmpty();
        passes("2026-03-05T06:05:00Z");
        assertThat(told()).containsExactly("CREDENTIAL_NOT_RETURNED OPEN DETECTED MEDIUM 1");
    }

    @Test
    void whatSpeaksOfSomethingElseThanItsHomeIsRefused() {
        checksOut("06:00:00", "c1", "ad/svc");
        Exchange forged = Exchange.newBuilder()
                .setKind(ExchangeKind.STATUS)
                .setReceiver("E1")
                .setSender("attr:pipeline:p1")
                .setStatus("ROTATED")
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
    void aHundredCheckOutsADayThatAreNeverChangedDoNotSayThatTheyWere() {
        for (int day = 0; day < 80; day++) {
            Instant at = Instant.parse("2026-03-02T06:00:00Z").plus(Duration.ofDays(day));
            checksOut(at.toString(), "c1", "ad/svc");
            checksIn(at.plusSeconds(60).toString(), "c1");
        }

        assertThat(rig.findings())
                .filteredOn(finding -> finding.getStatus() == FindingStatus.RESOLVED)
                .extracting(Finding::getCause)
                .doesNotContain("ROTATED");
        assertThat(Set.of("CREDENTIAL_NOT_ROTATED"))
                .containsAll(rig.findings().stream().map(Finding::getKind).toList());
    }

    @Test
    void aSessionThatWasCheckedOutForStaysSoInQuietDays() {
        permitted("2026-02-01T00:00:00Z");
        checksOut("10:00:00", "c1", "linux/root");
        starts("10:01:00", "s1", "linux/root");
        checksIn("10:30:00", "c1");
        others("10:31:00", PrivilegedSessionAction.CREDENTIAL_ROTATED, event -> event.setCredentialId("c1"));
        for (int day = 3; day < 20; day++) {
            // It goes on, so that it is remembered, and what was checked out for it is long given back.
            runs(String.format("2026-03-%02dT10:00:00Z", day), "s1", "make");
            passes(String.format("2026-03-%02dT12:00:00Z", day));
        }

        assertThat(told()).noneMatch(line -> line.startsWith("SESSION_WITHOUT_CHECKOUT"));
    }

    @Test
    void aSecretThatIsReadOftenIsStillLeasedByItsPipeline() {
        pipeline("10:00:00", PrivilegedSessionAction.PIPELINE_STARTED, "p1");
        leases("10:01:00", "l1", "p1", null);
        for (int i = 0; i < 100; i++) {
            Instant at = at("10:02:00").plusSeconds(i);
            pipe(at.toString(), PrivilegedSessionAction.SECRET_RETRIEVED, event -> event.setLeaseId("l1"));
        }
        pipeline("10:10:00", PrivilegedSessionAction.PIPELINE_ENDED, "p1");
        passes("10:15:00");

        assertThat(told()).containsExactly("LEASE_OUTLIVES_PIPELINE OPEN DETECTED HIGH 1");
        assertThat(commands()).containsExactly("REVOKE_LEASE ISSUED vault null PIPELINE_ENDED");
    }

    @Test
    void whatIsChangedForOthersDoesNotPushOutWhatIsNot() {
        checksOut("06:00:00", "c1", "ad/svc");
        checksIn("06:30:00", "c1");
        for (int i = 0; i < 100; i++) {
            PrivilegedSessionEvent event = new Deeds("admin")
                    .session(at("06:31:00").plusSeconds(i), PrivilegedSessionAction.CREDENTIAL_ROTATED);
            event.setCredentialId("c1");
            rig.pipe(event);
        }
        passes("2026-03-03T09:00:00Z");
        assertThat(told()).as("it was changed after its use").isEmpty();

        checksOut("2026-03-03T10:00:00Z", "c1", "ad/svc");
        checksIn("2026-03-03T10:30:00Z", "c1");
        passes("2026-03-03T11:30:00Z");
        assertThat(told()).containsExactly("CREDENTIAL_NOT_ROTATED OPEN DETECTED MEDIUM 1");
    }

    @Test
    void aConcernThatIsRunAgainIsToldAtTenTimesAsMuch() {
        starts("10:00:00", "s1", "ad/svc");
        for (int i = 0; i < 25; i++) {
            runs(at("10:01:00").plusSeconds(i).toString(), "s1", "rm -rf /x" + i);
        }

        assertThat(told())
                .containsExactly(
                        "COMMAND_OF_CONCERN OPEN DETECTED MEDIUM 1", "COMMAND_OF_CONCERN OPEN REPEATED MEDIUM 10");
    }

    @Test
    void whatOutlivesItsGrantStandsForAsLongAsItGoesOn() {
        permitted("2026-02-01T00:00:00Z");
        starts("10:00:00", "s1", "linux/deploy");
        revoke("2026-03-02T11:00:00Z");
        passes("11:06:00");
        passes("2026-06-02T00:00:00Z");
        assertThat(told())
                .contains("SESSION_OUTLIVES_GRANT OPEN DETECTED HIGH 1")
                .noneMatch(line -> line.startsWith("SESSION_OUTLIVES_GRANT RESOLVED"));

        ends("2026-06-02T10:00:00Z", "s1");
        passes("2026-08-02T00:00:00Z");
        assertThat(told()).contains("SESSION_OUTLIVES_GRANT RESOLVED QUIET HIGH 1");
    }
}
