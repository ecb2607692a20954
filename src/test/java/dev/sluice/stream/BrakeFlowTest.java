package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Ids;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.Worker;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The brake through the stage: two in a day may leave, whoever else is said to waits for somebody to look. */
class BrakeFlowTest {
    private static final String SOURCE = "test";

    private final StageRig rig = StageRig.with().policies(BrakeFlowTest::read).start();

    private static Policies read(long version, List<String> documents) {
        Policies systems = Policies.of(
                version,
                documents.stream()
                        .map(text -> text.split(" "))
                        .map(words -> Story.quiet(SystemPolicy.defaults(words[0]))
                                .withMode(Mode.valueOf(words[1]))
                                .withLeaver(new Leaver(
                                        Duration.ZERO,
                                        Duration.ofDays(1),
                                        Duration.ofDays(3000),
                                        Leaver.DEFAULTS.residue()))
                                .withRetry(Story.PATIENT))
                        .toArray(SystemPolicy[]::new));
        Settings settings = new Settings(
                Duration.ofDays(2),
                Duration.ofMinutes(5),
                ZoneOffset.UTC,
                Duration.ofDays(7),
                1 << 20,
                new Brake(Duration.ofDays(1), 2),
                Approvals.DEFAULTS,
                Absence.DEFAULTS);
        return new Policies(version, settings, systems.systems(), systems.roles());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void people(int count, String mode) {
        rig.policies("2026-01-01T00:00:00Z", "sap " + mode);
        for (int i = 1; i <= count; i++) {
            rig.hire("2026-01-02T00:00:00Z", "E" + i);
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
    }

    private void terminate(String at, int from, int to) {
        for (int i = from; i <= to; i++) {
            rig.terminate(at, "E" + i, at);
        }
    }

    private void control(String at, ControlAction action, String identity, String until) {
        control(at, action, SOURCE, identity, until);
    }

    private void control(String at, ControlAction action, String source, String identity, String until) {
        Control record = Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(action)
                .setSource(source)
                .setSubject(
                        identity == null
                                ? null
                                : Subject.newBuilder().setIdentityId(identity).build())
                .setValidTo(until == null ? null : Instant.parse(until))
                .setDecidedBy("E900")
                .build();
        rig.pipeBytes("control", action.name(), rig.encode("control", record), new RecordHeaders(), StageRig.ms(at));
    }

    private List<String> commands() {
        List<String> lines = new ArrayList<>();
        for (ProvisioningCommand command : rig.commands()) {
            lines.add(command.getIdentityId() + " " + command.getAction() + " " + command.getStatus() + " "
                    + command.getCause());
        }
        return lines;
    }

    private List<String> findings() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getSource() + " " + f.getStatus() + " " + f.getCause() + " "
                        + f.getCount() + " " + f.getEpisode())
                .toList();
    }

    @Test
    void beyondTheLimitCommandsAreHeldAndPeopleAreTold() {
        people(5, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 5);

        assertThat(commands())
                .containsExactly(
                        "E1 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E2 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER",
                        "E5 DISABLE_ACCOUNT HELD LEAVER");
        assertThat(rig.commands().get(2).getScim()).isNull();
        assertThat(rig.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.getFindingId()).isEqualTo(Ids.finding("MASS_CHANGE", SOURCE));
            assertThat(finding.getStatus()).isEqualTo(FindingStatus.OPEN);
            assertThat(finding.getCount()).isEqualTo(3);
            assertThat(finding.getSummary()).contains("more than the limit of 2");
        });
        assertThat(rig.records("finding")).singleElement().satisfies(record -> assertThat(StageRig.key(record))
                .isEqualTo("feed:test"));
        assertThat(rig.tickets())
                .extracting(Ticket::getAction, Ticket::getFindingId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        TicketAction.OPEN, rig.findings().get(0).getFindingId()));
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void aReleaseIssuesWhatWasHeld() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, null);

        assertThat(rig.commands())
                .filteredOn(command -> command.getIdentityId().equals("E4"))
                .extracting(
                        c -> c.getStatus() + " " + c.getAttempt() + " " + c.getIssuedAt() + " " + (c.getScim() != null))
                .containsExactly("HELD 1 2026-02-01T00:00:00Z false", "ISSUED 1 2026-02-01T08:00:00Z true");
        assertThat(findings())
                .containsExactly("MASS_CHANGE test OPEN DETECTED 3 1", "MASS_CHANGE test RESOLVED RELEASED 3 1");
        assertThat(rig.tickets()).extracting(Ticket::getAction).containsExactly(TicketAction.OPEN, TicketAction.CLOSE);
        // The same id: whoever has heard of it as held knows it again.
        assertThat(rig.commands())
                .filteredOn(command -> command.getIdentityId().equals("E4"))
                .extracting(ProvisioningCommand::getCommandId)
                .containsOnly(rig.commands().get(3).getCommandId());
    }

    @Test
    void whatIsDiscardedIsNotDoneUntilHrSaysSomethingElse() {
        people(4, "ENFORCE");
        rig.grant("2026-01-03T00:00:00Z", "E4", "sap", "CLERK");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        // The revoke would be due a day after the end.
        rig.hire("2026-02-05T00:00:00Z", "E9");
        assertThat(commands())
                .filteredOn(line -> line.startsWith("E4"))
                .containsExactly("E4 DISABLE_ACCOUNT HELD LEAVER", "E4 DISABLE_ACCOUNT CANCELLED DISCARDED");

        rig.identity("2026-02-06T00:00:00Z", "E4", IdentityAction.TERMINATION_RESCINDED, event -> {});
        rig.terminate("2026-03-01T00:00:00Z", "E4", "2026-03-01T00:00:00Z");
        assertThat(commands().subList(commands().size() - 1, commands().size()))
                .containsExactly("E4 DISABLE_ACCOUNT ISSUED LEAVER");
    }

    @Test
    void oneOfThemCanBeReleasedAlone() {
        people(5, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 5);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, "E4", null);

        assertThat(commands())
                .filteredOn(line -> line.contains("ISSUED"))
                .extracting(line -> line.substring(0, 2))
                .containsExactly("E1", "E2", "E4");
        assertThat(findings()).hasSize(1);
        control("2026-02-01T09:00:00Z", ControlAction.BRAKE_RELEASE, null, null);
        assertThat(commands())
                .filteredOn(line -> line.contains("ISSUED"))
                .extracting(line -> line.substring(0, 2))
                .containsExactly("E1", "E2", "E4", "E3", "E5");
    }

    @Test
    void afterAReleaseCountingBeginsAnew() {
        people(9, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 3);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, null);
        terminate("2026-02-01T09:00:00Z", 4, 6);

        assertThat(commands().subList(commands().size() - 3, commands().size()))
                .containsExactly(
                        "E4 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E5 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E6 DISABLE_ACCOUNT HELD LEAVER");
        assertThat(findings())
                .containsExactly(
                        "MASS_CHANGE test OPEN DETECTED 3 1",
                        "MASS_CHANGE test RESOLVED RELEASED 3 1",
                        "MASS_CHANGE test OPEN DETECTED 3 2");
    }

    @Test
    void aReleaseUntilLetsEverythingThroughUntilThen() {
        people(9, "ENFORCE");
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, "2026-02-02T00:00:00Z");
        terminate("2026-02-01T09:00:00Z", 1, 5);
        assertThat(commands()).hasSize(5).allMatch(line -> line.contains("ISSUED"));
        terminate("2026-02-02T00:00:00Z", 6, 8);
        assertThat(commands().subList(5, 8))
                .extracting(line -> line.split(" ")[2])
                .containsExactly("ISSUED", "ISSUED", "HELD");
    }

    @Test
    void whatWasAnnouncedInTimeComesDueTogether() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.terminate("2026-02-0" + (2 * i - 1) + "T00:00:00Z", "E" + i, "2026-03-01T00:00:00Z");
        }
        rig.hire("2026-03-01T00:00:00Z", "E9");

        assertThat(commands()).hasSize(4).allMatch(line -> line.contains("ISSUED"));
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void anEndInTheFutureThatWasAnnouncedTogetherIsHeldWhenItComes() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-03-01T00:00:00Z");
        }
        assertThat(commands()).isEmpty();
        assertThat(findings()).hasSize(1);
        rig.hire("2026-03-01T00:00:00Z", "E9");
        assertThat(commands())
                .containsExactlyInAnyOrder(
                        "E1 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E2 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER");
    }

    @Test
    void whoIsBackIsNotHeldAnyMore() {
        people(3, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 3);
        rig.identity("2026-02-01T10:00:00Z", "E3", IdentityAction.TERMINATION_RESCINDED, event -> {});
        control("2026-02-01T11:00:00Z", ControlAction.BRAKE_RELEASE, null, null);

        assertThat(commands())
                .filteredOn(line -> line.startsWith("E3"))
                .containsExactly("E3 DISABLE_ACCOUNT HELD LEAVER", "E3 DISABLE_ACCOUNT CANCELLED NOT_A_LEAVER");
    }

    @Test
    void enforcingASystemGoesThroughTheBrake() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            // Each in a window of its own: nobody holds their source.
            rig.terminate("2026-02-0" + i + "T0" + i + ":00:00Z", "E" + i, "2026-02-0" + i + "T0" + i + ":00:00Z");
        }
        assertThat(commands()).isEmpty();
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");

        assertThat(commands())
                .containsExactly(
                        "E1 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E2 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER",
                        "E5 DISABLE_ACCOUNT HELD LEAVER");
        assertThat(findings()).containsExactly("MASS_CHANGE policy OPEN DETECTED 3 1");

        control("2026-03-01T01:00:00Z", ControlAction.BRAKE_DISCARD, "policy", null, null);
        rig.access("2026-03-02T00:00:00Z", "E5", "sap", AccessAction.ACCOUNT_LINKED, event -> {});
        assertThat(commands().subList(5, commands().size()))
                .containsExactly(
                        "E3 DISABLE_ACCOUNT CANCELLED DISCARDED",
                        "E4 DISABLE_ACCOUNT CANCELLED DISCARDED",
                        "E5 DISABLE_ACCOUNT CANCELLED DISCARDED");
        // The next set asks anew.
        rig.policies("2026-03-10T00:00:00Z", "sap ENFORCE");
        assertThat(commands().subList(8, commands().size()))
                .containsExactly(
                        "E3 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E4 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E5 DISABLE_ACCOUNT HELD LEAVER");
    }

    @Test
    void somebodyCanHoldASource() {
        people(2, "ENFORCE");
        control("2026-02-01T00:00:00Z", ControlAction.BRAKE_HOLD, null, null);
        terminate("2026-02-01T01:00:00Z", 1, 1);
        assertThat(commands()).containsExactly("E1 DISABLE_ACCOUNT HELD LEAVER");
        assertThat(rig.findings())
                .singleElement()
                .extracting(Finding::getSummary)
                .asString()
                .startsWith("E900 holds the changes of test");
    }

    @Test
    void aControlRecordThatSaysNotEnoughIsRefused() {
        people(1, "ENFORCE");
        control("2026-02-01T00:00:00Z", ControlAction.BRAKE_HOLD, null, null, null);
        control("2026-02-01T00:00:00Z", ControlAction.BRAKE_HOLD, " ", null, null);
        Control future = Control.newBuilder()
                .setHeader(rig.header("2026-03-01T00:00:00Z"))
                .setAction(ControlAction.BRAKE_RELEASE)
                .setSource(SOURCE)
                .build();
        rig.pipeBytes(
                "control",
                "BRAKE_RELEASE",
                rig.encode("control", future),
                new RecordHeaders(),
                StageRig.ms("2026-02-01T00:00:00Z"));
        assertThat(rig.deadLetterReasons()).containsExactly("MISSING_FIELD", "MISSING_FIELD", "FUTURE_EVENT");
    }

    @Test
    void aCountThatNoTaskHasWrittenIsRefused() {
        people(1, "ENFORCE");
        Exchange.Builder count = Exchange.newBuilder()
                .setKind(ExchangeKind.COUNT)
                .setReceiver("feed:test")
                .setSender("task:7")
                .setSentAt(Instant.parse("2026-02-01T00:00:00Z"))
                .setSince(Instant.EPOCH)
                .setSeen(1_000L)
                .setBucket(Instant.parse("2026-02-01T00:00:00Z"))
                .setCount(1_000L);
        for (Exchange forged : List.of(
                count.build(),
                Exchange.newBuilder(count).setSender("E1").build(),
                Exchange.newBuilder(count).setSender("task:0").setCount(-1L).build(),
                Exchange.newBuilder(count).setSender("task:0").setSince(null).build(),
                Exchange.newBuilder(count).setReceiver("E1").setSender("task:0").build(),
                Exchange.newBuilder(count).setKind(ExchangeKind.ALLOW).build())) {
            rig.pipeBytes(
                    "exchange",
                    "feed:test",
                    rig.encode("exchange", forged),
                    new RecordHeaders(),
                    StageRig.ms("2026-02-01T00:00:00Z"));
        }
        assertThat(rig.deadLetterReasons()).hasSize(6).containsOnly("INVALID_FIELD");
        assertThat(rig.findings()).isEmpty();
    }

    private void hr(String at, String identity, IdentityAction action, String employment, String effectiveAt) {
        rig.identity(at, identity, action, event -> {
            event.setWorker(Worker.newBuilder().setEmploymentId(employment).build());
            event.setEffectiveAt(Instant.parse(effectiveAt));
        });
    }

    private List<String> of(String identity) {
        return commands().stream()
                .filter(line -> line.startsWith(identity + " "))
                .map(line -> line.substring(identity.length() + 1))
                .toList();
    }

    private void settle() {
        for (int i = 0; i < 20; i++) {
            rig.wallClock(Duration.ofMillis(100));
        }
    }

    @Test
    void anEndBeforeAnotherEmploymentBeginsIsAnEnd() {
        people(0, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            hr("2026-01-02T00:00:00Z", "E" + i, IdentityAction.HIRED, "A", "2026-01-02T00:00:00Z");
            hr("2026-01-02T00:00:00Z", "E" + i, IdentityAction.HIRED, "B", "2026-06-01T00:00:00Z");
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 5; i++) {
            hr("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, "A", "2026-02-01T00:00:00Z");
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void whoWillComeBackIsALeaverUntilThen() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        hr("2026-02-02T00:00:00Z", "E4", IdentityAction.REHIRED, "next", "2026-06-01T00:00:00Z");
        control("2026-02-03T00:00:00Z", ControlAction.BRAKE_RELEASE, null, null);
        assertThat(of("E4")).containsExactly("DISABLE_ACCOUNT HELD LEAVER", "DISABLE_ACCOUNT ISSUED LEAVER");
    }

    @Test
    void anEndThatIsMovedWhileTheReleaseIsWorkedOffIsNotForgotten() {
        people(9, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 9);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, null);
        rig.terminate("2026-02-01T08:00:01Z", "E9", "2026-01-31T00:00:00Z");
        settle();
        for (int i = 1; i <= 9; i++) {
            assertThat(of("E" + i).get(of("E" + i).size() - 1)).isEqualTo("DISABLE_ACCOUNT ISSUED LEAVER");
        }
    }

    @Test
    void aHoldOfAPolicySetDelaysNobodyWhoLeavesByThemself() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            rig.identity("2026-01-10T00:00:00Z", "E" + i, IdentityAction.LEAVE_STARTED, event -> {});
        }
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");
        assertThat(of("E5")).containsExactly("DISABLE_ACCOUNT HELD LEAVE");
        terminate("2026-03-05T00:00:00Z", 5, 5);
        assertThat(of("E5"))
                .containsExactly(
                        "DISABLE_ACCOUNT HELD LEAVE",
                        "DISABLE_ACCOUNT CANCELLED REPLACED",
                        "DISABLE_ACCOUNT ISSUED LEAVER");
        control("2026-03-06T00:00:00Z", ControlAction.BRAKE_DISCARD, "policy", null, null);
        settle();
        assertThat(of("E5")).hasSize(3);
        assertThat(of("E4").get(1)).isEqualTo("DISABLE_ACCOUNT CANCELLED DISCARDED");
        terminate("2026-03-10T00:00:00Z", 4, 4);
        assertThat(of("E4").get(2)).isEqualTo("DISABLE_ACCOUNT ISSUED LEAVER");
    }

    @Test
    void aHoldEndsWhatWasOpenUntil() {
        people(4, "ENFORCE");
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, "2026-02-02T00:00:00Z");
        control("2026-02-01T08:30:00Z", ControlAction.BRAKE_HOLD, null, null);
        terminate("2026-02-01T09:00:00Z", 1, 4);
        assertThat(commands()).hasSize(4).allMatch(line -> line.contains("HELD"));
    }

    @Test
    void aReleaseThatWasDecidedBeforeAHoldDoesNotEndIt() {
        people(2, "ENFORCE");
        control("2026-02-01T08:30:00Z", ControlAction.BRAKE_HOLD, null, null);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, null);
        terminate("2026-02-01T09:00:00Z", 1, 1);
        assertThat(of("E1")).containsExactly("DISABLE_ACCOUNT HELD LEAVER");
        assertThat(rig.findings())
                .singleElement()
                .extracting(Finding::getStatus)
                .isEqualTo(FindingStatus.OPEN);
    }

    @Test
    void aSourceOfTheNameOfPolicySetsIsBrakedLikeAnyOther() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.identity("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, event -> event.getHeader()
                    .setSource("policy"));
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(2);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, "policy", null, null);
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(4);
    }

    @Test
    void aDecisionAboutNobodyInParticularIsNotOneAboutEverybody() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        Control discard = Control.newBuilder()
                .setHeader(rig.header("2026-02-01T08:00:00Z"))
                .setAction(ControlAction.BRAKE_DISCARD)
                .setSource(SOURCE)
                .setSubject(Subject.newBuilder().build())
                .build();
        rig.pipeBytes(
                "control",
                "BRAKE_DISCARD",
                rig.encode("control", discard),
                new RecordHeaders(),
                StageRig.ms("2026-02-01T08:00:00Z"));
        assertThat(rig.deadLetterReasons()).containsExactly("MISSING_FIELD");
        assertThat(commands()).hasSize(4);
    }

    @Test
    void aDiscardCanBeTakenBack() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        control("2026-02-02T08:00:00Z", ControlAction.BRAKE_RELEASE, "E4", null);
        assertThat(of("E4").get(2)).isEqualTo("DISABLE_ACCOUNT ISSUED LEAVER");
        assertThat(of("E3")).hasSize(2);
    }

    @Test
    void whateverLengthOfReasonIsTaken() {
        people(1, "ENFORCE");
        Control hold = Control.newBuilder()
                .setHeader(rig.header("2026-02-01T08:00:00Z"))
                .setAction(ControlAction.BRAKE_HOLD)
                .setSource(SOURCE)
                .setDecidedBy("E".repeat(500_000))
                .setReason("r".repeat(400_000))
                .build();
        rig.pipeBytes(
                "control",
                "BRAKE_HOLD",
                rig.encode("control", hold),
                new RecordHeaders(),
                StageRig.ms("2026-02-01T08:00:00Z"));
        assertThat(rig.findings()).singleElement().satisfies(finding -> assertThat(finding.getSummary())
                .hasSizeLessThan(1000));
    }

    private void discard(String at, String kind) {
        Control record = Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(ControlAction.BRAKE_DISCARD)
                .setSource(SOURCE)
                .setKind(kind)
                .build();
        rig.pipeBytes("control", "BRAKE_DISCARD", rig.encode("control", record), new RecordHeaders(), StageRig.ms(at));
    }

    private String last(String identity) {
        return of(identity).get(of(identity).size() - 1);
    }

    @Test
    void anEndThatWasMendedBeforeTheDiscardIsNoMistake() {
        people(5, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-01-10T00:00:00Z".replace("10", "1" + i), "E" + i, "2026-12-31T00:00:00Z");
        }
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-02-05T00:00:00Z");
        }
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-02T00:00:00Z", "E" + i, "2026-12-31T00:00:00Z");
        }
        control("2026-02-03T00:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        settle();
        rig.hire("2027-01-01T00:00:00Z", "E900");
        // Of three that were held, two are within the limit when they are counted anew, and the third is held again.
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(4);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(1);
        assertThat(rig.findings()).extracting(Finding::getStatus).last().isEqualTo(FindingStatus.OPEN);
    }

    @Test
    void theLastAnnouncementIsTheOneInEffect() {
        people(5, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-06-01T00:00:00Z");
        }
        rig.identity("2026-02-02T00:00:00Z", "E5", IdentityAction.TERMINATED, event -> {
            event.getHeader().setSource("contractors");
            event.setEffectiveAt(Instant.parse("2026-02-10T00:00:00Z"));
        });
        rig.hire("2026-02-10T00:00:00Z", "E900");
        assertThat(of("E5")).containsExactly("DISABLE_ACCOUNT ISSUED LEAVER");
        control("2026-02-11T00:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        settle();
        assertThat(of("E5")).hasSize(1);
    }

    @Test
    void endsOfWhoHasNotBegunCount() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (int i = 1; i <= 5; i++) {
            hr("2026-01-02T00:00:00Z", "E" + i, IdentityAction.HIRED, "A", "2026-03-01T00:00:00Z");
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 5; i++) {
            hr("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, "A", "2026-03-02T00:00:00Z");
        }
        rig.hire("2026-03-02T00:00:00Z", "E900");
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void endsAfterAGapThatIsKnownCount() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (int i = 1; i <= 5; i++) {
            String id = "E" + i;
            String day = "2026-01-0" + i + "T00:00:00Z";
            hr(day, id, IdentityAction.HIRED, "A", day);
            hr(day, id, IdentityAction.HIRED, "B", "2026-02-16T00:00:00Z");
            hr(day, id, IdentityAction.TERMINATED, "A", "2026-02-15T00:00:00Z");
            rig.access(day, id, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 5; i++) {
            hr("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, "B", "2026-02-17T00:00:00Z");
        }
        assertThat(findings()).containsExactly("MASS_CHANGE test OPEN DETECTED 3 1");
    }

    @Test
    void whatIsLetThroughWithoutBeingCountedCountsTheNextTime() {
        people(5, "ENFORCE");
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, null, "2026-02-01T18:00:00Z");
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T09:00:00Z", "E" + i, "2026-12-01T00:00:00Z");
        }
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T20:00:00Z", "E" + i, "2026-02-01T20:00:00Z");
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void aRecordThatIsAheadOfItsTimeDoesNotSwitchTheBrakeOff() {
        people(9, "ENFORCE");
        rig.terminate("2026-02-03T00:00:00Z", "E9", "2026-02-03T00:00:00Z");
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-02-01T00:00:00Z");
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(4);
    }

    @Test
    void aSetWhoseWorkIsDiscardedDoesNotComeBackByAnotherId() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            rig.identity("2026-01-10T00:00:00Z", "E" + i, IdentityAction.LEAVE_STARTED, event -> {});
        }
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");
        for (int i = 3; i <= 5; i++) {
            rig.identity("2026-03-02T00:00:00Z", "E" + i, IdentityAction.LEAVE_STARTED, event -> {});
        }
        control("2026-03-03T00:00:00Z", ControlAction.BRAKE_DISCARD, "policy", null, null);
        settle();
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(2);
    }

    @Test
    void whatASetAsksForStaysHeldUnderAnotherNameAndWhenItComesDueLater() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            rig.grant("2026-01-03T00:00:00Z", "E" + i, "sap", "CLERK");
            rig.terminate("2026-01-1" + i + "T00:00:00Z", "E" + i, "2026-02-28T12:00:00Z");
        }
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");
        rig.access("2026-03-01T01:00:00Z", "E5", "sap", AccessAction.ACCOUNT_RENAMED, event -> {
            event.setPreviousName("E5@sap");
            event.getSubject().getAccount().setName("other");
        });
        rig.hire("2026-03-02T00:00:00Z", "E900");
        assertThat(commands())
                .filteredOn(line -> line.contains("ISSUED"))
                .extracting(line -> line.substring(0, 2))
                .containsOnly("E1", "E2");
        assertThat(commands()).filteredOn(line -> line.contains("REVOKE HELD")).hasSize(3);
    }

    @Test
    void anEndThatIsConfirmedIsNoMistake() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        settle();
        rig.terminate("2026-02-05T00:00:00Z", "E4", "2026-02-01T00:00:00Z");
        assertThat(last("E4")).isEqualTo("DISABLE_ACCOUNT ISSUED LEAVER");
        assertThat(last("E3")).isEqualTo("DISABLE_ACCOUNT CANCELLED DISCARDED");
    }

    @Test
    void onlyWhatWasMeantIsDiscarded() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        discard("2026-02-01T08:00:00Z", "ABSENCE");
        settle();
        // The ends are counted anew: two are within the limit.
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(4);
        discard("2026-02-01T09:00:00Z", "NONSENSE");
        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void aDecisionAboutSomebodyUnknownMeansNothing() {
        people(1, "ENFORCE");
        int published = rig.access().size();
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, "nobody", null);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_HOLD, "E1", null);
        settle();
        assertThat(rig.access()).hasSize(published);
        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void howLongAccessOutlivesAnEmploymentIsMeasured() {
        people(2, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 1);
        rig.access("2026-02-01T03:00:00Z", "E1", "sap", AccessAction.ACCOUNT_DISABLED, event -> {});
        rig.access("2026-02-01T03:00:00Z", "E2", "sap", AccessAction.ACCOUNT_DISABLED, event -> {});

        assertThat(rig.commands().get(1).getEffectiveAt()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        Timer removal = rig.meters
                .get("sluice.leaver.removal")
                .tag("action", "DISABLE_ACCOUNT")
                .timer();
        assertThat(removal.count()).isEqualTo(1);
        assertThat(removal.totalTime(TimeUnit.HOURS)).isEqualTo(3);
    }
}
