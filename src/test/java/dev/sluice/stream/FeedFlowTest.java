package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Story;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feed that lists everybody each day: who is listed no longer is absent, and two in a day may be before somebody looks. */
class FeedFlowTest {
    private static final String SOURCE = "test";

    private StageRig rig;

    private void people(int count, boolean terminate) {
        rig = StageRig.with()
                .policies((version, documents) -> policies(version, documents, terminate))
                .batches(100, 3)
                .start();
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (int i = 1; i <= count; i++) {
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        run("f1", "2026-01-02", everybody(count));
    }

    private static Policies policies(long version, List<String> documents, boolean terminate) {
        Policies systems = Policies.of(
                version,
                documents.stream()
                        .map(text -> text.split(" "))
                        .map(words -> Story.enforced(words[0]).withMode(Mode.valueOf(words[1])))
                        .toArray(SystemPolicy[]::new));
        Settings settings = new Settings(
                Duration.ofDays(2),
                Duration.ofMinutes(5),
                ZoneOffset.UTC,
                Duration.ofDays(7),
                1 << 20,
                new Brake(Duration.ofDays(1), 2),
                Approvals.DEFAULTS,
                new Absence(
                        Duration.ofMinutes(15),
                        terminate || systems.systems().containsKey("terminating"),
                        Duration.ofDays(1)),
                Precedence.NONE,
                Detection.DEFAULTS,
                Remediation.NONE,
                SessionRules.DEFAULTS);
        return new Policies(version, settings, systems.systems(), systems.roles());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static int[] everybody(int count) {
        return IntStream.rangeClosed(1, count).toArray();
    }

    /** A run at six in the morning that lists some, and its completion. */
    private void run(String feedId, String day, int... listed) {
        for (int i : listed) {
            list(feedId, day + "T06:00:01Z", "E" + i);
        }
        completed(feedId, day, listed.length);
    }

    private void list(String feedId, String at, String identity) {
        rig.identity(at, identity, IdentityAction.UPDATED, event -> {
            event.getHeader().setFeedId(feedId);
            event.setComplete(true);
            event.setWorker(Worker.newBuilder().setDepartment("Finance").build());
        });
    }

    private void completed(String feedId, String day, long count) {
        Control control = Control.newBuilder()
                .setHeader(rig.header(day + "T06:10:00Z"))
                .setAction(ControlAction.FEED_COMPLETED)
                .setSource(SOURCE)
                .setFeedId(feedId)
                .setStartedAt(Instant.parse(day + "T06:00:00Z"))
                .setCount(count)
                .build();
        rig.control(control);
    }

    private void timeIs(String at) {
        rig.hire(at, "E900");
        // Few at a time are looked at.
        for (int i = 0; i < 12; i++) {
            rig.wallClock(Duration.ofMillis(100));
        }
    }

    private void decide(String at, ControlAction action) {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(action)
                .setSource(SOURCE)
                .build());
    }

    private List<String> commands() {
        return rig.commands().stream()
                .map(c -> c.getIdentityId() + " " + c.getAction() + " " + c.getStatus() + " " + c.getChangedAt())
                .toList();
    }

    private String status(String identity) {
        rig.wallClock(Duration.ofSeconds(3));
        return rig.access().stream()
                .filter(access -> access.getIdentityId().equals(identity))
                .reduce((a, b) -> b)
                .map(IdentityAccess::getStatus)
                .map(Enum::name)
                .orElse("");
    }

    @Test
    void whoIsListedNoLongerIsAbsentAndKeepsAllAccess() {
        people(8, false);
        run("f2", "2026-01-03", 1, 2, 3, 4, 5, 6, 7);
        timeIs("2026-01-03T06:24:00Z");
        assertThat(status("E8")).isEqualTo("ACTIVE");
        timeIs("2026-01-03T06:25:00Z");
        assertThat(status("E8")).isEqualTo("ABSENT");
        assertThat(status("E7")).isEqualTo("ACTIVE");
        timeIs("2026-01-30T00:00:00Z");
        assertThat(commands()).isEmpty();

        run("f3", "2026-01-31", everybody(8));
        assertThat(status("E8")).isEqualTo("ACTIVE");
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void whereThePolicySaysSoAnAbsenceIsAnEnd() {
        people(8, true);
        run("f2", "2026-01-03", 1, 2, 3, 4, 5, 6, 7);
        timeIs("2026-01-05T00:00:00Z");
        assertThat(commands()).containsExactly("E8 DISABLE_ACCOUNT ISSUED 2026-01-04T06:00:00Z");
        assertThat(status("E8")).isEqualTo("TERMINATED");

        rig.access("2026-01-05T01:00:00Z", "E8", "sap", AccessAction.ACCOUNT_DISABLED, event -> {});
        run("f3", "2026-01-06", everybody(8));
        assertThat(commands().subList(1, 3))
                .containsExactly(
                        "E8 DISABLE_ACCOUNT DONE 2026-01-05T01:00:00Z",
                        "E8 ENABLE_ACCOUNT ISSUED 2026-01-06T06:00:01Z");
    }

    @Test
    void anEmptyFeedIsHeldWhateverTheLimit() {
        people(2, true);
        completed("f2", "2026-01-03", 0);
        timeIs("2026-01-10T00:00:00Z");

        assertThat(commands())
                .containsExactlyInAnyOrder(
                        "E1 DISABLE_ACCOUNT HELD 2026-01-04T06:00:00Z", "E2 DISABLE_ACCOUNT HELD 2026-01-04T06:00:00Z");
        assertThat(rig.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.getKind()).isEqualTo("MASS_CHANGE");
            assertThat(finding.getSummary()).startsWith("The feed run f2 of test lists nobody.");
        });
        run("f3", "2026-01-11", 1, 2);
        decide("2026-01-11T10:00:00Z", ControlAction.BRAKE_RELEASE);
        assertThat(commands().subList(2, 4)).allMatch(line -> line.contains("CANCELLED"));
        assertThat(commands()).hasSize(4);
    }

    @Test
    void aFeedInWhichHalfThePeopleVanishedIsHeld() {
        people(12, true);
        run("f2", "2026-01-03", 1, 2, 3, 4, 5, 6);
        timeIs("2026-01-05T00:00:00Z");
        assertThat(commands()).hasSize(6);
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(2);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(4);
        assertThat(rig.findings()).extracting(f -> f.getKind()).containsExactly("MASS_CHANGE");
    }

    @Test
    void aFeedThatNumbersEverybodyAnewIsHeld() {
        people(9, true);
        for (int i = 1; i <= 9; i++) {
            list("f2", "2026-01-03T06:00:01Z", "N" + i);
        }
        completed("f2", "2026-01-03", 9);
        timeIs("2026-01-05T00:00:00Z");
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(2);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(7);

        // The next run has the old numbers again.
        run("f3", "2026-01-06", everybody(9));
        assertThat(commands()).filteredOn(line -> line.contains("CANCELLED")).hasSize(9);
    }

    @Test
    void whoIsStillMissingAfterADiscardCountsAgain() {
        people(6, true);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-05T00:00:00Z");
        decide("2026-01-05T01:00:00Z", ControlAction.BRAKE_DISCARD);
        timeIs("2026-01-05T02:00:00Z");
        assertThat(commands()).filteredOn(line -> line.contains("CANCELLED")).hasSize(2);
        // All are back but one of those of whom it was taken for a mistake.
        run("f3", "2026-01-06", 1, 2, 3, 4, 5);
        timeIs("2026-01-08T00:00:00Z");
        assertThat(commands().get(commands().size() - 1)).startsWith("E6 DISABLE_ACCOUNT ISSUED");
    }

    @Test
    void aListingThatArrivesLateTakesTheAbsenceBack() {
        people(3, true);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-03T12:00:00Z");
        assertThat(status("E3")).isEqualTo("ABSENT");
        list("f2", "2026-01-03T06:00:01Z", "E3");
        assertThat(status("E3")).isEqualTo("ACTIVE");
        timeIs("2026-02-01T00:00:00Z");
        assertThat(commands()).isEmpty();
    }

    @Test
    void whoIsListedByAnEarlierRunOnlyIsAbsentHoweverLateThatIsHeard() {
        people(3, false);
        run("f3", "2026-01-05", 1, 2, 3);
        timeIs("2026-01-05T12:00:00Z");
        list("f2", "2026-01-04T06:00:01Z", "E4");
        assertThat(status("E4")).isEqualTo("ABSENT");
    }

    @Test
    void recordsThatTrailTheCompletionAreInTime() {
        people(3, true);
        completed("f2", "2026-01-03", 3);
        for (int i = 1; i <= 3; i++) {
            list("f2", "2026-01-03T06:10:01Z", "E" + i);
        }
        timeIs("2026-02-01T00:00:00Z");
        assertThat(commands()).isEmpty();
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void aCompletionThatSaysNotEnoughIsRefused() {
        people(1, true);
        Control.Builder control = Control.newBuilder()
                .setHeader(rig.header("2026-01-03T06:10:00Z"))
                .setAction(ControlAction.FEED_COMPLETED)
                .setSource(SOURCE);
        rig.control(control.build());
        rig.control(control.setFeedId("f2").build());
        rig.control(control.setStartedAt(Instant.parse("2026-01-04T00:00:00Z")).build());
        assertThat(rig.deadLetterReasons()).containsExactly("MISSING_FIELD", "MISSING_FIELD", "INVALID_FIELD");
    }

    @Test
    void aRecordThatSaysSoIsAnEndWhateverWasDiscarded() {
        people(6, false);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-05T00:00:00Z");
        decide("2026-01-05T01:00:00Z", ControlAction.BRAKE_DISCARD);
        timeIs("2026-01-06T00:00:00Z");
        rig.terminate("2026-01-07T00:00:00Z", "E6", "2026-01-07T00:00:00Z");
        assertThat(commands()).containsExactly("E6 DISABLE_ACCOUNT ISSUED 2026-01-07T00:00:00Z");
    }

    @Test
    void endsThatAreToldAfterAnAbsenceCount() {
        people(8, false);
        run("f2", "2026-01-03", 1, 2, 3);
        timeIs("2026-01-04T00:00:00Z");
        decide("2026-01-04T01:00:00Z", ControlAction.BRAKE_RELEASE);
        timeIs("2026-01-20T00:00:00Z");
        for (int i = 4; i <= 8; i++) {
            rig.terminate("2026-01-21T00:00:00Z", "E" + i, "2026-01-21T00:00:00Z");
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void anEmptyRunThatIsDiscardedMissesNobody() {
        people(4, true);
        completed("f2", "2026-01-03", 0);
        decide("2026-01-03T06:20:00Z", ControlAction.BRAKE_DISCARD);
        timeIs("2026-01-10T00:00:00Z");
        assertThat(commands()).isEmpty();
        assertThat(status("E1")).isEqualTo("ACTIVE");
    }

    @Test
    void anAbsenceIsAnEndAlsoOfWhomNoEmploymentIsKnown() {
        people(8, true);
        rig.identity("2026-01-02T07:00:00Z", "E9", IdentityAction.UPDATED, event -> {
            event.getHeader().setFeedId("f1b");
            event.setWorker(Worker.newBuilder().setDepartment("Finance").build());
        });
        rig.access("2026-01-02T08:00:00Z", "E9", "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        run("f2", "2026-01-03", everybody(8));
        timeIs("2026-01-05T00:00:00Z");
        assertThat(commands()).containsExactly("E9 DISABLE_ACCOUNT ISSUED 2026-01-04T06:00:00Z");
    }

    @Test
    void aSourceThatTellsOfSomebodyKnowsThem() {
        people(3, true);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-05T00:00:00Z");
        assertThat(status("E3")).isEqualTo("TERMINATED");
        rig.identity("2026-01-06T00:00:00Z", "E3", IdentityAction.REHIRED, event -> {});
        assertThat(status("E3")).isEqualTo("ACTIVE");
    }

    @Test
    void aSetThatMakesAbsencesEndsGoesThroughTheBrake() {
        people(8, false);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-04T00:00:00Z");
        decide("2026-01-04T01:00:00Z", ControlAction.BRAKE_RELEASE);
        timeIs("2026-01-10T00:00:00Z");
        assertThat(commands()).isEmpty();
        rig.policies("2026-01-11T00:00:00Z", "sap ENFORCE", "terminating REPORT");
        timeIs("2026-01-20T00:00:00Z");
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(2);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(4);
    }

    private void discardAbsences(String at) {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(ControlAction.BRAKE_DISCARD)
                .setSource(SOURCE)
                .setKind("ABSENCE")
                .build());
    }

    @Test
    void whoLeftByARecordIsNotDiscardedWithTheFeed() {
        people(8, false);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-03T07:00:00Z");
        rig.terminate("2026-01-03T09:00:00Z", "E8", "2026-01-03T09:00:00Z");
        assertThat(commands()).containsExactly("E8 DISABLE_ACCOUNT HELD 2026-01-03T09:00:00Z");
        discardAbsences("2026-01-03T10:00:00Z");
        timeIs("2026-01-03T11:00:00Z");
        assertThat(commands()).last().isEqualTo("E8 DISABLE_ACCOUNT ISSUED 2026-01-03T10:00:00Z");
    }

    @Test
    void whomAFeedMissesAfterTheirEndWasTakenForAMistakeHasLeft() {
        people(6, true);
        for (int i = 3; i <= 6; i++) {
            rig.terminate("2026-01-03T00:00:00Z", "E" + i, "2026-01-03T00:00:00Z");
        }
        decide("2026-01-03T01:00:00Z", ControlAction.BRAKE_DISCARD);
        timeIs("2026-01-03T02:00:00Z");
        run("f2", "2026-01-04", 1, 2, 3, 4, 5);
        timeIs("2026-01-06T00:00:00Z");
        assertThat(commands()).last().asString().startsWith("E6 DISABLE_ACCOUNT ISSUED");
    }

    @Test
    void aSetThatMakesAbsencesEndsIsBrakedAlsoForWhoHasAnEndLater() {
        people(8, false);
        for (int i = 1; i <= 8; i++) {
            rig.terminate("2026-01-0" + (i + 1) + "T08:00:00Z", "E" + i, "2027-01-01T00:00:00Z");
        }
        run("f2", "2026-01-10", 1, 2);
        timeIs("2026-01-11T00:00:00Z");
        decide("2026-01-11T01:00:00Z", ControlAction.BRAKE_RELEASE);
        timeIs("2026-01-12T00:00:00Z");
        rig.policies("2026-01-13T00:00:00Z", "sap ENFORCE", "terminating REPORT");
        timeIs("2026-01-20T00:00:00Z");
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(4);
    }

    @Test
    void whoeverHiresSomebodyKnowsThem() {
        people(3, true);
        run("f2", "2026-01-03", 1, 2);
        timeIs("2026-01-05T00:00:00Z");
        assertThat(status("E3")).isEqualTo("TERMINATED");
        rig.identity("2026-01-06T00:00:00Z", "E3", IdentityAction.REHIRED, event -> event.getHeader()
                .setSource("newhr"));
        assertThat(rig.commands()).last().satisfies(command -> assertThat(command.getStatus())
                .isEqualTo(CommandStatus.CANCELLED));
    }

    @Test
    void whoseRecordIsRefusedIsListedAllTheSame() {
        people(3, true);
        list("f2", "2026-01-03T06:00:01Z", "E1");
        list("f2", "2026-01-03T06:00:01Z", "E2");
        rig.identity("2026-01-03T06:00:01Z", "E3", IdentityAction.UPDATED, event -> {
            event.getHeader().setFeedId("f2");
            event.setWorker(Worker.newBuilder().setTimeZone("Nowhere/At all").build());
        });
        completed("f2", "2026-01-03", 3);
        timeIs("2026-01-10T00:00:00Z");
        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
        assertThat(commands()).isEmpty();
    }
}
