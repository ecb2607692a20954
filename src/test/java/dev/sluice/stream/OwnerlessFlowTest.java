package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Events.WorkerPart;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OwnerRules;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Severity;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import dev.sluice.event.WorkerType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services and accounts of many always have somebody who answers for them, or it is found that they have not. */
class OwnerlessFlowTest {
    private static final String KIND = "OWNERLESS_SERVICE_ACCOUNT";
    private static final Severity ANY = Severity.LOW;

    private OwnerRules owners = OwnerRules.DEFAULTS;
    private Retry retry = Story.PATIENT;
    private AccessFinding.Handling handling = AccessFinding.OWNERLESS_SERVICE_ACCOUNT.defaults();
    private StageRig rig = start().policies("2026-01-01T00:00:00Z", "sap ENFORCE", "ad REPORT", "lab IGNORE");

    private StageRig start() {
        return StageRig.with()
                .policies((version, documents) -> policies(version, documents))
                .start();
    }

    private Policies policies(long version, List<String> documents) {
        Map<String, SystemPolicy> systems = new HashMap<>();
        for (String document : documents) {
            String[] words = document.split(" ");
            SystemPolicy quiet = Story.quiet(SystemPolicy.defaults(words[0]));
            Map<AccessFinding, AccessFinding.Handling> findings = new EnumMap<>(quiet.findings());
            findings.put(AccessFinding.OWNERLESS_SERVICE_ACCOUNT, handling);
            systems.put(
                    words[0],
                    quiet.withFindings(findings)
                            .withMode(Mode.valueOf(words[1]))
                            .withRetry(retry));
        }
        Settings settings = Settings.DEFAULTS
                .with(Settings.DEFAULTS.detection(), new Remediation(ANY, List.of(), Map.of()))
                .with(owners);
        return new Policies(version, settings, systems);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static WorkerPart service(String owner) {
        return worker -> {
            worker.setWorkerType(WorkerType.SERVICE);
            worker.setOwnerId(owner);
        };
    }

    private static WorkerPart owner(String owner) {
        return worker -> worker.setOwnerId(owner);
    }

    private void hr(String at, String id, IdentityAction action, WorkerPart... parts) {
        rig.pipe(Events.identity(rig.header(at), id, action, parts));
    }

    private void account(String at, String id, AccessAction action, String system, String name, AccountKind kind) {
        AccountRef account = Events.account(system, name);
        account.setKind(kind);
        rig.pipe(Events.access(rig.header(at), id, action, account));
    }

    /** Owner O1 with manager M1, and service S1 that it owns, with an account in sap; both of Treasury. */
    private void anOwnedService() {
        hr("2026-01-02T00:00:00Z", "O1", IdentityAction.HIRED, Events.manager("M1"), Events.department("Treasury"));
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"), Events.department("Treasury"));
        account("2026-01-03T01:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", AccountKind.SERVICE);
    }

    private void until(String at) {
        rig.hire(at, "E99");
    }

    private List<String> findings() {
        return rig.findings().stream()
                .filter(finding -> finding.getKind().equals(KIND))
                .map(OwnerlessFlowTest::line)
                .toList();
    }

    private static String line(Finding f) {
        String account = f.getAccount() == null
                ? ""
                : " " + f.getAccount().getSystem() + "/" + f.getAccount().getName();
        return f.getStatus() + " " + f.getCause() + " " + f.getIdentityId() + account + " " + f.getChangedAt();
    }

    private List<String> commands() {
        return rig.commands().stream()
                .filter(command -> command.getAction() == CommandAction.ASSIGN_OWNER)
                .map(command -> command.getStatus() + " " + command.getCause() + " " + command.getSystem() + "/"
                        + command.getAccount() + " " + command.getChangedAt())
                .toList();
    }

    private List<String> tickets() {
        return rig.tickets().stream()
                .filter(ticket -> ticket.getKind().equals(KIND))
                .map(ticket -> ticket.getAction() + " " + ticket.getAssigneeId())
                .toList();
    }

    /** What identities tell each other of themselves. */
    private List<Exchange> mail() {
        return rig.exchange().stream()
                .filter(message -> WatchMail.takes(message.getKind()))
                .toList();
    }

    private Finding first() {
        return rig.findings().stream()
                .filter(finding -> finding.getKind().equals(KIND))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aServiceWhoseOwnerIsAtWorkIsFine() {
        anOwnedService();
        until("2027-06-01T00:00:00Z");

        assertThat(findings()).isEmpty();
        assertThat(commands()).isEmpty();
        assertThat(mail()).extracting(Exchange::getKind).containsExactly(ExchangeKind.WATCH, ExchangeKind.STATUS);
    }

    @Test
    void anOwnerWhoLeavesIsMissedAfterTheGraceUntilAnotherIsNamed() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();

        until("2026-02-08T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-02-08T00:00:00Z");
        assertThat(commands()).containsExactly("ISSUED OWNER_LOST sap/batch 2026-02-08T00:00:00Z");
        assertThat(tickets()).containsExactly("OPEN M1");
        assertThat(first().getSeverity()).isEqualTo(Severity.MEDIUM);
        assertThat(first().getOwner()).isEqualTo("M1");
        assertThat(first().getSummary())
                .isEqualTo("O1, the owner of S1, has left, and answers for nothing since 2026-02-01T00:00:00Z;"
                        + " its account batch in sap may be used.");
        assertThat(first().getEvidence()).singleElement().satisfies(evidence -> assertThat(evidence.getText())
                .startsWith("O1, the owner of S1, has left"));
        ProvisioningCommand command = rig.commands().stream()
                .filter(c -> c.getAction() == CommandAction.ASSIGN_OWNER)
                .findFirst()
                .orElseThrow();
        assertThat(command.getScim()).isNull();
        assertThat(command.getReason()).startsWith("Assign an owner to account batch in sap: O1, the owner of it,");

        hr("2026-02-20T00:00:00Z", "O2", IdentityAction.HIRED, Events.department("Treasury"));
        hr("2026-02-21T00:00:00Z", "S1", IdentityAction.UPDATED, owner("O2"));
        assertThat(findings()).last().isEqualTo("RESOLVED OWNED S1 sap/batch 2026-02-21T00:00:00Z");
        assertThat(commands()).last().isEqualTo("DONE OBSERVED sap/batch 2026-02-21T00:00:00Z");
        assertThat(tickets()).last().asString().startsWith("CLOSE");
        assertThat(rig.auditHasNoGap()).isTrue();
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void anOwnerWhoHadLeftBeforeTheServiceWasKnownIsMissedAsWell() {
        hr("2026-01-02T00:00:00Z", "O1", IdentityAction.HIRED, Events.manager("M1"));
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        hr("2026-03-01T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"));
        account("2026-03-01T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        until("2026-03-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();

        until("2026-03-10T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-03-08T00:00:00Z");
        assertThat(tickets()).containsExactly("OPEN M1");
    }

    @Test
    void whomHrDoesNotKnowIsNoOwnerAfterTheGrace() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("nobody"), Events.manager("M9"));
        account("2026-01-03T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        until("2026-01-09T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-01-20T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-01-10T00:00:00Z");
        assertThat(first().getSummary()).contains("nobody, since 2026-01-03T00:00:00Z the owner of S1, is not known");
        assertThat(tickets())
                .as("the manager of the service, as nobody knows another")
                .containsExactly("OPEN M9");

        rig.wallClock(Duration.ofSeconds(5));
        assertThat(rig.access()).noneMatch(view -> view.getIdentityId().equals("nobody"));

        rig.hire("2026-01-21T00:00:00Z", "nobody");
        assertThat(findings()).last().asString().startsWith("RESOLVED OWNED");
        assertThat(commands()).last().asString().startsWith("DONE OBSERVED");
    }

    @Test
    void whomHrTellsOfWithinTheGraceIsAnOwner() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"));
        account("2026-01-03T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        rig.hire("2026-01-08T00:00:00Z", "O1");
        until("2026-06-01T00:00:00Z");

        assertThat(findings()).isEmpty();
    }

    @Test
    void anOwnerOnLeaveCountsForThirtyDays() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.LEAVE_STARTED);
        until("2026-03-09T23:59:59.999Z");
        assertThat(findings()).isEmpty();

        until("2026-03-10T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-03-10T00:00:00Z");
        assertThat(first().getSummary()).contains("is on leave, since 2026-03-03T00:00:00Z for too long");

        hr("2026-04-01T00:00:00Z", "O1", IdentityAction.LEAVE_ENDED);
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED OWNED");
        assertThat(commands()).last().asString().startsWith("DONE OBSERVED");
    }

    @Test
    void anOwnerWhoIsBackInTimeIsNotMissed() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.LEAVE_STARTED);
        hr("2026-03-08T00:00:00Z", "O1", IdentityAction.LEAVE_ENDED);
        until("2026-06-01T00:00:00Z");

        assertThat(findings()).isEmpty();
    }

    @Test
    void oneLeaveAfterTheOtherIsOneAndTheEndAfterItChangesNothing() {
        anOwnedService();
        rig.identity(
                "2026-02-01T00:00:00Z", "O1", IdentityAction.LEAVE_STARTED, event -> event.setLeaveKind("PARENTAL"));
        rig.identity("2026-02-20T00:00:00Z", "O1", IdentityAction.LEAVE_STARTED, event -> event.setLeaveKind("UNPAID"));
        until("2026-03-12T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-03-10T00:00:00Z");

        hr("2026-03-15T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-06-01T00:00:00Z");
        assertThat(findings()).hasSize(1);
        assertThat(commands()).hasSize(1);
    }

    @Test
    void thePolicySaysHowLongAnOwnerMayBeOnLeave() {
        owners = new OwnerRules(Duration.ofDays(100), true, true);
        rig.policies("2026-01-01T01:00:00Z", "sap ENFORCE");
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.LEAVE_STARTED);
        until("2026-05-01T00:00:00Z");
        assertThat(findings()).isEmpty();

        owners = OwnerRules.DEFAULTS;
        rig.policies("2026-05-02T00:00:00Z", "sap ENFORCE");
        until("2026-05-03T00:00:00Z");
        assertThat(findings()).hasSize(1);
    }

    @Test
    void anOwnerOfAnotherDepartmentIsNoneUntilTransferredBack() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TRANSFERRED, Events.department("Sales"));
        until("2026-02-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-02-08T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-02-08T00:00:00Z");
        assertThat(first().getSummary()).contains("is of another department since 2026-02-01T00:00:00Z");
        assertThat(first().getSummary()).doesNotContain("Sales");

        hr("2026-02-10T00:00:00Z", "O1", IdentityAction.TRANSFERRED, Events.department("Treasury"));
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED OWNED");
        assertThat(commands()).last().asString().startsWith("DONE OBSERVED");
    }

    @Test
    void aServiceThatMovesWithItsOwnerKeepsIt() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TRANSFERRED, Events.department("Sales"));
        hr("2026-02-05T00:00:00Z", "S1", IdentityAction.UPDATED, Events.department("Sales"));
        until("2026-06-01T00:00:00Z");

        assertThat(findings()).isEmpty();
    }

    @Test
    void departmentsCountOnlyWhereBothAreKnownAndThePolicyAsks() {
        hr("2026-01-02T00:00:00Z", "O1", IdentityAction.HIRED, Events.department("Treasury"));
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"));
        account("2026-01-03T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        hr("2026-01-03T00:00:00Z", "S2", IdentityAction.HIRED, service("O1"), Events.department("Sales"));
        account("2026-01-03T00:00:00Z", "S2", AccessAction.ACCOUNT_CREATED, "sap", "robot", null);
        until("2026-02-01T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S2 sap/robot 2026-01-10T00:00:00Z");

        owners = new OwnerRules(Duration.ofDays(30), false, true);
        rig.policies("2026-02-02T00:00:00Z", "sap ENFORCE");
        until("2026-02-03T00:00:00Z");
        assertThat(findings()).last().isEqualTo("RESOLVED POLICY S2 sap/robot 2026-02-02T00:00:00Z");
        assertThat(commands()).last().isEqualTo("CANCELLED POLICY sap/robot 2026-02-02T00:00:00Z");
    }

    @Test
    void aServiceForWhichNobodyIsNamedHasNoOwnerFromItsFirstDay() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service(null));
        account("2026-01-05T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        until("2026-01-09T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-01-10T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-01-10T00:00:00Z");
        assertThat(first().getSummary()).startsWith("Nobody is named as the owner of S1 since 2026-01-03T00:00:00Z");
        assertThat(tickets()).containsExactly("OPEN null");
        assertThat(mail()).isEmpty();
    }

    @Test
    void anOwnerWhoIsNamedNoMoreIsMissedFromThenOn() {
        anOwnedService();
        rig.identity("2026-02-01T00:00:00Z", "S1", IdentityAction.UPDATED, event -> {
            event.setWorker(Events.worker(service(null), Events.department("Treasury")));
            event.setComplete(true);
        });
        until("2026-02-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-02-08T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-02-08T00:00:00Z");
        assertThat(mail()).last().satisfies(message -> assertThat(message.getStatus())
                .isEqualTo("ENDED"));
    }

    @Test
    void aServiceCannotOwnItself() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("S1"));
        until("2026-01-10T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED S1 2026-01-10T00:00:00Z");
        assertThat(first().getSummary()).contains("nobody but S1 itself");
        assertThat(mail()).isEmpty();
    }

    @Test
    void anIdThatNobodyCanHaveIsNobody() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("account:a/b"));
        until("2026-01-10T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED S1 2026-01-10T00:00:00Z");
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void whatWasFoundStandsWhileItIsNotKnownWhetherTheNextOneIsAnybody() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        hr("2026-02-10T00:00:00Z", "S1", IdentityAction.UPDATED, owner("O2"));
        until("2026-03-10T00:00:00Z");
        assertThat(findings()).hasSize(1);
        assertThat(commands()).hasSize(1);

        hr("2026-03-11T00:00:00Z", "O2", IdentityAction.HIRED, Events.department("Treasury"));
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED OWNED");
        assertThat(commands()).hasSize(2).last().asString().startsWith("DONE OBSERVED");
    }

    @Test
    void whoHasLeftLongAgoIsNoOwnerWhenNamed() {
        hr("2026-01-01T10:00:00Z", "O2", IdentityAction.HIRED);
        hr("2026-01-02T00:00:00Z", "O2", IdentityAction.TERMINATED);
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        hr("2026-02-10T00:00:00Z", "S1", IdentityAction.UPDATED, owner("O2"));
        until("2026-03-10T00:00:00Z");

        assertThat(findings()).hasSize(1);
        assertThat(commands()).hasSize(1);
    }

    @Test
    void onlyWhoIsNamedNowIsWatched() {
        anOwnedService();
        rig.hire("2026-01-04T00:00:00Z", "O2");
        hr("2026-01-05T00:00:00Z", "S1", IdentityAction.UPDATED, owner("O2"));
        assertThat(mail().stream()
                        .filter(message -> message.getKind() == ExchangeKind.WATCH)
                        .map(message -> message.getReceiver() + " " + message.getStatus())
                        .toList())
                .containsExactly("O1 null", "O1 ENDED", "O2 null");
        int told = mail().size();

        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-03-01T00:00:00Z");
        assertThat(mail()).hasSize(told);
        assertThat(findings()).isEmpty();
    }

    @Test
    void anOwnerWhoIsStillToDecideOnARequestIsWatchedOn() {
        anOwnedService();
        hr("2026-01-04T00:00:00Z", "S1", IdentityAction.UPDATED, Events.manager("O1"));
        rig.hire("2026-01-04T00:00:00Z", "O2");
        AccessEvent request =
                Events.access(rig.header("2026-01-05T00:00:00Z"), "S1", AccessAction.REQUEST_SUBMITTED, null);
        request.setEntitlement(Events.entitlement("sap:PAY"));
        request.setRequest(new dev.sluice.event.AccessRequest("R1", "E9", null, null, null));
        rig.pipe(request);
        hr("2026-01-06T00:00:00Z", "S1", IdentityAction.UPDATED, owner("O2"));
        assertThat(mail())
                .extracting(Exchange::getStatus)
                .as("nobody is watched no longer")
                .doesNotContain("ENDED");

        request = Events.access(rig.header("2026-01-07T00:00:00Z"), "S1", AccessAction.REQUEST_CANCELLED, null);
        request.setRequest(new dev.sluice.event.AccessRequest("R1", "E9", null, null, null));
        rig.pipe(request);
        assertThat(mail()).last().satisfies(message -> assertThat(message.getReceiver() + " " + message.getStatus())
                .isEqualTo("O1 ENDED"));
    }

    @Test
    void whoIsHiredAgainIsAnOwnerAgain() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        hr("2026-03-01T00:00:00Z", "O1", IdentityAction.REHIRED);
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED OWNED");
        assertThat(commands()).last().asString().startsWith("DONE OBSERVED");

        hr("2026-04-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-04-08T00:00:00Z");
        assertThat(findings()).last().isEqualTo("OPEN DETECTED S1 sap/batch 2026-04-08T00:00:00Z");
        assertThat(rig.findings()).last().satisfies(finding -> assertThat(finding.getEpisode())
                .isEqualTo(2));
        assertThat(commands()).hasSize(3);
    }

    @Test
    void anEndThatIsRescindedInTimeIsNone() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        hr("2026-02-05T00:00:00Z", "O1", IdentityAction.TERMINATION_RESCINDED);
        until("2026-06-01T00:00:00Z");

        assertThat(findings()).isEmpty();
    }

    @Test
    void anEndThatIsAnnouncedCountsFromItsInstantOn() {
        anOwnedService();
        rig.terminate("2026-02-01T00:00:00Z", "O1", "2026-04-01T00:00:00Z");
        until("2026-04-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-04-08T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-04-08T00:00:00Z");
    }

    @Test
    void oneFindingForEachAccountThatMayBeUsedButNotWhereTheSystemIsIgnored() {
        anOwnedService();
        account("2026-01-04T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "ad", "svc", AccountKind.SERVICE);
        account("2026-01-04T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "lab", "svc", AccountKind.SERVICE);
        account("2026-01-04T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "old", AccountKind.SERVICE);
        account("2026-01-05T00:00:00Z", "S1", AccessAction.ACCOUNT_DISABLED, "sap", "old", AccountKind.SERVICE);
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-08T00:00:00Z");
        assertThat(findings())
                .containsExactly(
                        "OPEN DETECTED S1 ad/svc 2026-02-08T00:00:00Z",
                        "OPEN DETECTED S1 sap/batch 2026-02-08T00:00:00Z");
        assertThat(commands()).as("only where it is enforced").hasSize(1);
        assertThat(tickets()).hasSize(2);

        account("2026-02-09T00:00:00Z", "S1", AccessAction.ACCOUNT_DISABLED, "sap", "batch", null);
        account("2026-02-09T00:00:00Z", "S1", AccessAction.ACCOUNT_DELETED, "ad", "svc", null);
        assertThat(findings())
                .endsWith(
                        "RESOLVED ACCOUNT_DISABLED S1 sap/batch 2026-02-09T00:00:00Z",
                        "RESOLVED ACCOUNT_DELETED S1 ad/svc 2026-02-09T00:00:00Z");
        assertThat(commands()).last().isEqualTo("CANCELLED OWNED sap/batch 2026-02-09T00:00:00Z");
        assertThat(findings()).hasSize(4);

        account("2026-03-01T00:00:00Z", "S1", AccessAction.ACCOUNT_ENABLED, "sap", "batch", null);
        assertThat(findings()).last().isEqualTo("OPEN DETECTED S1 sap/batch 2026-03-01T00:00:00Z");
        assertThat(commands()).last().isEqualTo("ISSUED OWNER_LOST sap/batch 2026-03-01T00:00:00Z");
    }

    @Test
    void aServiceWithoutAccountsIsFoundItselfUntilOneIsKnown() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service(null));
        until("2026-01-10T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 2026-01-10T00:00:00Z");
        assertThat(commands()).isEmpty();

        account("2026-01-11T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        assertThat(findings())
                .endsWith(
                        "RESOLVED RECLASSIFIED S1 2026-01-11T00:00:00Z",
                        "OPEN DETECTED S1 sap/batch 2026-01-11T00:00:00Z");
        assertThat(commands()).hasSize(1);
    }

    @Test
    void aServiceWithoutAccountsIsLeftAloneIfThePolicySaysSo() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service(null));
        until("2026-01-10T00:00:00Z");
        owners = new OwnerRules(Duration.ofDays(30), true, false);
        rig.policies("2026-01-11T00:00:00Z", "sap ENFORCE");
        until("2026-01-12T00:00:00Z");

        assertThat(findings()).hasSize(2).last().isEqualTo("RESOLVED POLICY S1 2026-01-11T00:00:00Z");
    }

    @Test
    void aServiceThatIsOverNeedsNoOwner() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        hr("2026-02-10T00:00:00Z", "S1", IdentityAction.TERMINATED);

        assertThat(findings()).last().isEqualTo("RESOLVED LEAVER S1 sap/batch 2026-02-10T00:00:00Z");
        assertThat(commands()).last().isEqualTo("CANCELLED OWNED sap/batch 2026-02-10T00:00:00Z");
        assertThat(mail()).last().satisfies(message -> assertThat(message.getStatus())
                .isEqualTo("ENDED"));
    }

    @Test
    void whoTurnsOutToBeHumanOwnsWhatManyUseAndNeedsNoOwnerForTheRest() {
        anOwnedService();
        account("2026-01-04T00:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "own", null);
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        hr("2026-02-10T00:00:00Z", "S1", IdentityAction.UPDATED, worker -> worker.setWorkerType(WorkerType.EMPLOYEE));

        assertThat(findings())
                .hasSize(4)
                .contains(
                        "RESOLVED OWNED S1 sap/batch 2026-02-10T00:00:00Z",
                        "RESOLVED NOT_CONCERNED S1 sap/own 2026-02-10T00:00:00Z");
    }

    @ParameterizedTest
    @EnumSource(
            value = AccountKind.class,
            names = {"SERVICE", "SHARED", "PERSONAL", "PRIVILEGED"})
    void whatALeaverLeavesBehindForOthersNeedsAnotherOwner(AccountKind kind) {
        hr("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, Events.manager("M1"));
        account("2026-01-03T00:00:00Z", "E1", AccessAction.ACCOUNT_CREATED, "sap", "pool", kind);
        hr("2026-02-01T00:00:00Z", "E1", IdentityAction.TERMINATED);
        rig.identity("2026-02-01T01:00:00Z", "E1", IdentityAction.TERMINATED, event -> {
            // As of many sources, the last record no longer names the manager.
            event.setWorker(Events.worker());
            event.setComplete(true);
            event.setEffectiveAt(Instant.parse("2026-02-01T00:00:00Z"));
        });
        until("2026-02-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-02-08T00:00:00Z");

        boolean many = kind == AccountKind.SERVICE || kind == AccountKind.SHARED;
        assertThat(findings()).hasSize(many ? 1 : 0);
        assertThat(commands()).hasSize(many ? 1 : 0);
        assertThat(tickets()).isEqualTo(many ? List.of("OPEN M1") : List.of());
        if (many) {
            assertThat(findings()).containsExactly("OPEN DETECTED E1 sap/pool 2026-02-08T00:00:00Z");
            assertThat(first().getSummary()).startsWith("E1, the owner of account pool in sap, has left");
            hr("2026-03-01T00:00:00Z", "E1", IdentityAction.REHIRED);
            assertThat(findings()).last().isEqualTo("RESOLVED OWNED E1 sap/pool 2026-03-01T00:00:00Z");
            assertThat(commands()).last().isEqualTo("DONE OBSERVED sap/pool 2026-03-01T00:00:00Z");
        }
    }

    @Test
    void whoGetsALeaversAccountAnswersForIt() {
        rig.hire("2026-01-02T00:00:00Z", "E1").hire("2026-01-02T00:00:00Z", "E2");
        account("2026-01-03T00:00:00Z", null, AccessAction.ACCOUNT_CREATED, "sap", "pool", AccountKind.SERVICE);
        assign("2026-01-04T00:00:00Z", "E1");
        hr("2026-02-01T00:00:00Z", "E1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        assertThat(findings()).hasSize(1);
        assertThat(commands()).hasSize(1);

        assign("2026-02-10T00:00:00Z", "E2");
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED RENAMED E1 sap/pool");
        assertThat(commands()).hasSize(2).last().asString().startsWith("DONE OBSERVED sap/pool");
    }

    private void assign(String at, String identity) {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder()
                        .setIdentityId(identity)
                        .setAccount(Events.account("sap", "pool"))
                        .build())
                .setDecidedBy("admin")
                .build());
    }

    @Test
    void whatIsRenamedIsFoundUnderItsNewName() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-09T00:00:00Z");
        AccessEvent renamed = Events.access(
                rig.header("2026-02-10T00:00:00Z"),
                "S1",
                AccessAction.ACCOUNT_RENAMED,
                Events.account("sap", "nightly"));
        renamed.setPreviousName("batch");
        rig.pipe(renamed);

        assertThat(findings())
                .endsWith(
                        "RESOLVED RENAMED S1 sap/batch 2026-02-10T00:00:00Z",
                        "OPEN DETECTED S1 sap/nightly 2026-02-10T00:00:00Z");
        assertThat(commands())
                .endsWith(
                        "CANCELLED RENAMED sap/batch 2026-02-10T00:00:00Z",
                        "ISSUED OWNER_LOST sap/nightly 2026-02-10T00:00:00Z");
    }

    @Test
    void theCommandIsRepeatedAndThenHandedToPeople() {
        retry = new Retry(Duration.ofDays(1), 1, Duration.ofDays(1), 2);
        rig.policies("2026-01-01T01:00:00Z", "sap ENFORCE");
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-08T00:00:00Z");
        until("2026-02-20T00:00:00Z");

        assertThat(commands())
                .extracting(line -> line.substring(0, line.indexOf(" sap")))
                .containsExactly("ISSUED OWNER_LOST", "ISSUED UNANSWERED", "FAILED PROVISIONING_OVERDUE");
        hr("2026-02-21T00:00:00Z", "O1", IdentityAction.REHIRED);
        assertThat(commands()).last().asString().startsWith("DONE OBSERVED");
    }

    @Test
    void thePolicySaysWhetherWhenAndHowSeverely() {
        handling = new AccessFinding.Handling(Duration.ofDays(1), Severity.HIGH, true);
        rig.policies("2026-01-01T01:00:00Z", "sap REPORT");
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-02T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-02-02T00:00:00Z");
        assertThat(first().getSeverity()).isEqualTo(Severity.HIGH);
        assertThat(commands()).isEmpty();

        rig.policies("2026-02-03T00:00:00Z", "sap ENFORCE");
        until("2026-02-03T01:00:00Z");
        assertThat(commands()).hasSize(1);

        handling = new AccessFinding.Handling(Duration.ofDays(1), Severity.HIGH, false);
        rig.policies("2026-02-04T00:00:00Z", "sap ENFORCE");
        until("2026-02-05T00:00:00Z");
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED POLICY");
        assertThat(commands()).hasSize(2).last().asString().startsWith("CANCELLED POLICY");
    }

    @Test
    void anEarlierVersionTellsOnlyThatSomebodyHasLeft() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"), Events.department("Treasury"));
        account("2026-01-03T01:00:00Z", "S1", AccessAction.ACCOUNT_CREATED, "sap", "batch", null);
        status("TERMINATED", "2026-02-01T00:00:00Z", message -> {});
        until("2026-02-07T23:59:59.999Z");
        assertThat(findings()).isEmpty();
        until("2026-02-08T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED S1 sap/batch 2026-02-08T00:00:00Z");
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void aStatusThatNoStageHasWrittenIsRefused() {
        hr("2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"));
        status("ACTIVE", "2026-02-01T00:00:00Z", message -> message.setDepartment("x".repeat(2000)));
        status("ACTIVE", "2026-02-01T00:00:00Z", message -> message.setAnswersUntil(Instant.ofEpochMilli(-1)));
        status(
                "ACTIVE",
                "2026-02-01T00:00:00Z",
                message -> message.setDepartmentSince(Instant.parse("+12000-01-01T00:00:00Z")));

        assertThat(rig.deadLetterReasons()).hasSize(3).containsOnly("INVALID_FIELD");
    }

    private void status(String status, String at, java.util.function.Consumer<Exchange> more) {
        Exchange message = Exchange.newBuilder()
                .setKind(ExchangeKind.STATUS)
                .setReceiver("S1")
                .setSender("O1")
                .setSentAt(Instant.parse(at))
                .setStatus(status)
                .build();
        more.accept(message);
        rig.pipeBytes("exchange", "S1", rig.encode("exchange", message), new RecordHeaders(), StageRig.ms(at));
    }

    @Test
    void aLeaveWhoseEndNobodyCanTellIsToldAsNever() {
        owners = new OwnerRules(Duration.ofDays(36_500), true, true);
        rig.policies("2026-01-01T01:00:00Z", "sap ENFORCE");
        anOwnedService();
        rig.identity(
                "2026-02-01T00:00:00Z",
                "O1",
                IdentityAction.LEAVE_STARTED,
                event -> event.setEffectiveAt(Instant.parse("2026-02-01T00:00:00Z")));
        until("2026-06-01T00:00:00Z");

        assertThat(rig.deadLetters()).isEmpty();
        assertThat(findings()).isEmpty();
    }

    /** What happens to two owners, two services and a leaver's pool, in the order in which it happened. */
    private List<SpecificRecordBase> history() {
        List<SpecificRecordBase> events = new ArrayList<>();
        add(events, "2026-01-02T00:00:00Z", "O1", IdentityAction.HIRED, Events.manager("M1"));
        add(events, "2026-01-02T01:00:00Z", "O1", IdentityAction.UPDATED, Events.department("Treasury"));
        add(events, "2026-01-02T02:00:00Z", "O2", IdentityAction.HIRED, Events.department("Sales"));
        add(events, "2026-01-03T00:00:00Z", "S1", IdentityAction.HIRED, service("O1"), Events.department("Treasury"));
        add(events, "2026-01-03T01:00:00Z", "S2", IdentityAction.HIRED, service("O1"));
        add(events, "2026-01-03T02:00:00Z", "S3", IdentityAction.HIRED, service("O2"), Events.department("Sales"));
        for (String id : List.of("S1", "S2", "E1")) {
            AccountRef account = Events.account("sap", id.toLowerCase(java.util.Locale.ROOT));
            account.setKind(AccountKind.SERVICE);
            events.add(Events.access(rig.header("2026-01-04T00:00:00Z"), id, AccessAction.ACCOUNT_CREATED, account));
        }
        add(events, "2026-01-05T00:00:00Z", "E1", IdentityAction.HIRED, Events.manager("M1"));
        add(events, "2026-02-01T00:00:00Z", "O1", IdentityAction.TERMINATED);
        add(events, "2026-02-02T00:00:00Z", "E1", IdentityAction.TERMINATED);
        add(events, "2026-02-20T00:00:00Z", "S2", IdentityAction.UPDATED, owner("O2"));
        add(events, "2026-03-01T00:00:00Z", "O2", IdentityAction.LEAVE_STARTED);
        add(events, "2026-03-20T00:00:00Z", "O2", IdentityAction.TRANSFERRED, Events.department("Tax"));
        return events;
    }

    private void add(List<SpecificRecordBase> to, String at, String id, IdentityAction action, WorkerPart... parts) {
        to.add(Events.identity(rig.header(at), id, action, parts));
    }

    /** Just before and just after the instants at which something changes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-21T00:00:00Z",
                "2026-03-26T23:59:59.999Z",
                "2026-03-27T00:00:00Z",
                "2026-04-06T23:59:59.999Z",
                "2026-04-07T00:00:00Z",
                "2026-06-01T00:00:00Z"
            })
    void whatIsOpenIsTheSameInWhateverOrderItWasTold(String end) {
        Set<Set<String>> outcomes = new java.util.HashSet<>();
        List<SpecificRecordBase> events = history();
        for (int seed = 0; seed < 12; seed++) {
            try (StageRig other = start()) {
                other.policies("2026-01-01T00:00:00Z", "sap ENFORCE", "ad REPORT");
                List<SpecificRecordBase> order = new ArrayList<>(events);
                if (seed > 0) {
                    Collections.shuffle(order, new Random(seed));
                }
                for (SpecificRecordBase event : order) {
                    other.pipe(
                            dev.sluice.domain.EventView.of(event).subjectKey(),
                            event,
                            seed == 0
                                    ? dev.sluice.domain.EventView.of(event).occurredAt()
                                    : StageRig.ms("2026-03-20T00:00:00Z"));
                }
                other.hire(end, "E99");
                outcomes.add(open(other));
            }
        }

        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.iterator().next()).contains("S1 sap/s1 MEDIUM", "E1 sap/e1 MEDIUM");
        assertThat(outcomes.iterator().next().contains("S3 MEDIUM"))
                .isEqualTo(StageRig.ms(end) >= StageRig.ms("2026-03-27T00:00:00Z"));
        assertThat(outcomes.iterator().next().contains("S2 sap/s2 MEDIUM"))
                .isEqualTo(StageRig.ms(end) >= StageRig.ms("2026-04-07T00:00:00Z"));
    }

    private static Set<String> open(StageRig of) {
        Map<String, Finding> last = new HashMap<>();
        of.findings().stream()
                .filter(finding -> finding.getKind().equals(KIND))
                .forEach(finding -> last.put(finding.getFindingId(), finding));
        Set<String> open = new TreeSet<>();
        for (Finding finding : last.values()) {
            if (finding.getStatus() != FindingStatus.RESOLVED) {
                String line = line(finding);
                String[] words = line.split(" ");
                open.add(words[2] + (finding.getAccount() == null ? "" : " " + words[3]) + " " + finding.getSeverity());
            }
        }
        Set<String> commands = new TreeSet<>();
        Map<String, String> status = new HashMap<>();
        of.commands().stream()
                .filter(command -> command.getAction() == CommandAction.ASSIGN_OWNER)
                .forEach(command ->
                        status.put(command.getIdentityId(), command.getStatus().toString()));
        status.forEach((id, is) -> commands.add(id + " " + is));
        open.addAll(commands.stream().filter(line -> line.endsWith("ISSUED")).toList());
        return open;
    }

    @Test
    void aTicketTellsWhoseItIs() {
        anOwnedService();
        hr("2026-02-01T00:00:00Z", "O1", IdentityAction.MANAGER_CHANGED, Events.manager("M2"));
        hr("2026-02-02T00:00:00Z", "O1", IdentityAction.TERMINATED);
        until("2026-02-10T00:00:00Z");

        assertThat(rig.tickets())
                .filteredOn(ticket -> ticket.getKind().equals(KIND))
                .singleElement()
                .satisfies((Ticket ticket) -> {
                    assertThat(ticket.getAssigneeId()).isEqualTo("M2");
                    assertThat(ticket.getIdentityId()).isEqualTo("S1");
                    assertThat(ticket.getFindingId()).isEqualTo(first().getFindingId());
                });
    }
}
