package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Severity;
import dev.sluice.event.WorkerType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guests stay for as long as the policy says, unless somebody wants them to stay on. */
class GuestFlowTest {
    private Duration stay = Duration.ofDays(90);
    private AccessFinding.Handling handling = AccessFinding.GUEST_EXPIRED.defaults();
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> policies(version, documents))
            .start()
            .policies("2026-01-01T00:00:00Z", "ad ENFORCE", "lab IGNORE");

    private Policies policies(long version, List<String> documents) {
        Map<String, SystemPolicy> systems = new HashMap<>();
        for (String document : documents) {
            String[] words = document.split(" ");
            SystemPolicy quiet = Story.quiet(SystemPolicy.defaults(words[0]));
            Map<AccessFinding, AccessFinding.Handling> findings = new EnumMap<>(quiet.findings());
            findings.put(AccessFinding.GUEST_EXPIRED, handling);
            systems.put(
                    words[0],
                    quiet.withFindings(findings)
                            .withMode(Mode.valueOf(words[1]))
                            .withRetry(Story.PATIENT)
                            .withGuests(stay));
        }
        return new Policies(version, dev.sluice.domain.policy.Settings.DEFAULTS, systems);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void account(String at, String id, AccessAction action, String system, AccountKind kind) {
        AccountRef account = Events.account(system, id);
        account.setKind(kind);
        rig.pipe(Events.access(rig.header(at), id, action, account));
    }

    private void grant(String at, String id, AccountKind kind) {
        AccountRef account = Events.account("ad", id);
        account.setKind(kind);
        AccessEvent event = Events.access(rig.header(at), id, AccessAction.ENTITLEMENT_GRANTED, account);
        event.setEntitlement(Events.entitlement("ad:SHARE"));
        rig.pipe(event);
    }

    private void request(String at, String id, AccessAction action, String until) {
        AccessEvent event = Events.access(rig.header(at), id, action, null);
        event.setEntitlement(Events.entitlement("ad:SHARE"));
        event.setRequest(
                new AccessRequest("R1", "E7", action == AccessAction.REQUEST_APPROVED ? "E8" : null, null, null));
        event.setValidTo(until == null ? null : Instant.parse(until));
        rig.pipe(event);
    }

    private void until(String at) {
        rig.hire(at, "E99");
    }

    private List<String> findings() {
        return rig.findings().stream()
                .filter(finding -> finding.getKind().equals("GUEST_EXPIRED"))
                .map(f -> f.getStatus() + " " + f.getCause() + " " + f.getIdentityId() + " " + f.getChangedAt())
                .toList();
    }

    @Test
    void theAccountOfAGuestIsFoundWhenItsTimeIsOverAndUntilItIsDisabled() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        until("2026-04-02T23:59:59.999Z");
        assertThat(findings()).isEmpty();

        until("2026-04-03T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED G1 2026-04-03T00:00:00Z");
        assertThat(rig.findings().get(0).getSeverity()).isEqualTo(Severity.MEDIUM);
        assertThat(rig.findings().get(0).getSummary())
                .isEqualTo("Account G1 of guest G1 in ad may be used since 2026-01-03T00:00:00Z, longer than the"
                        + " PT2160H for which guests stay.");
        assertThat(rig.commands()).isEmpty();

        account("2026-04-10T00:00:00Z", "G1", AccessAction.ACCOUNT_DISABLED, "ad", null);
        assertThat(findings()).last().isEqualTo("RESOLVED ACCOUNT_DISABLED G1 2026-04-10T00:00:00Z");
        account("2026-04-11T00:00:00Z", "G1", AccessAction.ACCOUNT_ENABLED, "ad", null);
        until("2026-07-09T23:59:59.999Z");
        assertThat(findings()).hasSize(2);
        until("2026-07-10T00:00:00Z");
        assertThat(findings()).last().isEqualTo("OPEN DETECTED G1 2026-07-10T00:00:00Z");
    }

    @Test
    void anyAccountOfAGuestCountsButNoneOfOthersAndNoneWhereTheSystemIsIgnored() {
        rig.identity(
                "2026-01-02T00:00:00Z",
                "G1",
                IdentityAction.HIRED,
                event -> event.setWorker(Events.worker(worker -> worker.setWorkerType(WorkerType.GUEST))));
        rig.hire("2026-01-02T00:00:00Z", "E1");
        for (String id : List.of("G1", "E1")) {
            account("2026-01-03T00:00:00Z", id, AccessAction.ACCOUNT_CREATED, "ad", null);
            account("2026-01-03T00:00:00Z", id, AccessAction.ACCOUNT_CREATED, "lab", AccountKind.GUEST);
        }
        until("2027-01-01T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED G1 2026-04-03T00:00:00Z");
    }

    @Test
    void aGuestWhomSomebodyAskedForStaysAsLongAsTheRequest() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        request("2026-01-03T00:00:00Z", "G1", AccessAction.REQUEST_SUBMITTED, "2026-06-01T00:00:00Z");
        request("2026-01-04T00:00:00Z", "G1", AccessAction.REQUEST_APPROVED, "2026-06-01T00:00:00Z");
        grant("2026-01-05T00:00:00Z", "G1", null);
        until("2026-05-31T23:59:59.999Z");
        assertThat(findings()).isEmpty();

        until("2026-06-01T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED G1 2026-06-01T00:00:00Z");
    }

    @Test
    void anExceptionForWhatIsHeldLetsAGuestStay() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        until("2026-04-03T00:00:00Z");
        rig.compliance("2026-04-04T00:00:00Z", "G1", ComplianceAction.EXCEPTION_GRANTED, event -> {
            event.setEntitlement(Events.entitlement("ad:SHARE"));
            event.setApprovedBy("E8");
        });
        assertThat(findings()).as("it is not held").hasSize(1);

        grant("2026-04-05T00:00:00Z", "G1", null);
        assertThat(findings()).last().isEqualTo("RESOLVED REASON_FOUND G1 2026-04-05T00:00:00Z");
        until("2026-12-05T00:00:00Z");
        assertThat(findings()).hasSize(2);
    }

    @Test
    void whatIsKnownOnlyByWhatItHoldsIsAGuestsAsSoonAsThatIsTold() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        grant("2026-01-03T00:00:00Z", "G1", null);
        grant("2026-02-03T00:00:00Z", "G1", AccountKind.GUEST);
        until("2026-04-03T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED G1 2026-04-03T00:00:00Z");
    }

    @Test
    void whatIsHeldAgainAfterTheAccountWasDeletedIsLimitedAnew() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        account("2026-01-04T00:00:00Z", "G1", AccessAction.ACCOUNT_DELETED, "ad", null);
        grant("2026-02-03T00:00:00Z", "G1", null);
        until("2026-05-04T00:00:00Z");

        assertThat(findings()).containsExactly("OPEN DETECTED G1 2026-05-04T00:00:00Z");
    }

    @Test
    void aGuestWhoLeftHasOtherFindings() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        until("2026-04-03T00:00:00Z");
        rig.terminate("2026-04-04T00:00:00Z", "G1", "2026-04-04T00:00:00Z");

        assertThat(findings()).last().isEqualTo("RESOLVED LEAVER G1 2026-04-04T00:00:00Z");
    }

    @Test
    void thePolicySaysForHowLongAndWhether() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        stay = null;
        rig.policies("2026-01-04T00:00:00Z", "ad REPORT");
        until("2026-06-01T00:00:00Z");
        assertThat(findings()).isEmpty();

        stay = Duration.ofDays(30);
        handling = new AccessFinding.Handling(Duration.ofDays(1), Severity.HIGH, true);
        rig.policies("2026-06-02T00:00:00Z", "ad REPORT");
        until("2026-06-03T00:00:00Z");
        assertThat(findings()).containsExactly("OPEN DETECTED G1 2026-06-02T00:00:00Z");

        stay = Duration.ofDays(365);
        rig.policies("2026-06-04T00:00:00Z", "ad REPORT");
        until("2026-06-05T00:00:00Z");
        assertThat(findings()).hasSize(2).last().asString().startsWith("RESOLVED POLICY");
    }

    @Test
    void aLateFactShowsThatTheTimeWasNotOver() {
        rig.hire("2026-01-02T00:00:00Z", "G1");
        account("2026-01-03T00:00:00Z", "G1", AccessAction.ACCOUNT_CREATED, "ad", AccountKind.GUEST);
        until("2026-04-03T00:00:00Z");
        account("2026-03-01T00:00:00Z", "G1", AccessAction.ACCOUNT_DISABLED, "ad", null);
        account("2026-03-02T00:00:00Z", "G1", AccessAction.ACCOUNT_ENABLED, "ad", null);
        assertThat(findings())
                .containsExactly("OPEN DETECTED G1 2026-04-03T00:00:00Z", "RESOLVED RETRACTED G1 2026-04-03T00:00:00Z");

        until("2026-05-31T00:00:00Z");
        assertThat(findings()).last().isEqualTo("OPEN DETECTED G1 2026-05-31T00:00:00Z");
    }
}
