package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What people decide on what is held. */
class BrakeDecisionFlowTest extends BrakeStories {
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

    /** A wrong column of dates ends what is over already. */
    @Test
    void anEndThatWasOverWhenItWasToldIsDiscardedAsAnyOther() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.terminate("2026-02-01T06:00:00Z", "E" + i, "2026-01-31T00:00:00Z");
        }
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        rig.hire("2026-02-10T00:00:00Z", "E9");

        assertThat(commands())
                .filteredOn(line -> line.startsWith("E3") || line.startsWith("E4"))
                .containsExactly(
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER",
                        "E3 DISABLE_ACCOUNT CANCELLED DISCARDED",
                        "E4 DISABLE_ACCOUNT CANCELLED DISCARDED");
    }

    /** Between the end and the discard something else has come due, so that the clock is another one. */
    @Test
    void anEndIsDiscardedHoweverLongAgoItWas() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.grant("2026-01-03T00:00:00Z", "E" + i, "sap", "CLERK");
        }
        terminate("2026-02-01T00:00:00Z", 1, 4);
        control("2026-02-03T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        rig.hire("2026-02-10T00:00:00Z", "E9");

        assertThat(commands())
                .filteredOn(line -> line.startsWith("E3") || line.startsWith("E4"))
                .isNotEmpty()
                .noneMatch(line -> line.contains("ISSUED"))
                .contains("E3 DISABLE_ACCOUNT CANCELLED DISCARDED", "E4 DISABLE_ACCOUNT CANCELLED DISCARDED");
    }

    /** The nightly record says the same as before. */
    @Test
    void aRecordThatSaysNothingNewDoesNotTakeADiscardBack() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        for (String at : new String[] {"2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z"}) {
            Worker worker = Events.worker(parts -> {
                parts.setTitle("Analyst of " + at);
                parts.setEndDate(LocalDate.parse("2026-01-31"));
            });
            rig.identity(at, "E4", IdentityAction.UPDATED, event -> {
                event.setComplete(true);
                event.setWorker(worker);
            });
        }

        assertThat(commands())
                .filteredOn(line -> line.startsWith("E4"))
                .containsExactly("E4 DISABLE_ACCOUNT HELD LEAVER", "E4 DISABLE_ACCOUNT CANCELLED DISCARDED");
    }

    /** Who was not to begin after all leaves when that is told, and not on the day on which they were to begin. */
    @Test
    void theEndOfWhoHasYetToBeginIsDiscardedAsAnyOther() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.identity(
                    "2026-01-02T00:00:00Z",
                    "E" + i,
                    IdentityAction.HIRED,
                    event -> event.setEffectiveAt(Instant.parse("2026-03-01T00:00:00Z")));
            rig.access("2026-01-03T00:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 4; i++) {
            rig.identity("2026-01-20T00:00:00Z", "E" + i, IdentityAction.TERMINATED, event -> {});
        }
        assertThat(commands()).contains("E3 DISABLE_ACCOUNT HELD LEAVER", "E4 DISABLE_ACCOUNT HELD LEAVER");
        control("2026-01-20T08:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        rig.hire("2026-03-10T00:00:00Z", "E9");

        assertThat(commands())
                .filteredOn(line -> line.startsWith("E3") || line.startsWith("E4"))
                .noneMatch(line -> line.contains("ISSUED"))
                .contains("E3 DISABLE_ACCOUNT CANCELLED DISCARDED", "E4 DISABLE_ACCOUNT CANCELLED DISCARDED");
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
    void aDecisionAboutNobodyInParticularIsNotOneAboutEverybody() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        Control discard = Control.newBuilder()
                .setHeader(rig.header("2026-02-01T08:00:00Z"))
                .setAction(ControlAction.BRAKE_DISCARD)
                .setSource(SOURCE)
                .setSubject(Subject.newBuilder().build())
                .build();
        rig.control(discard);
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
        rig.control(hold);
        assertThat(rig.findings()).singleElement().satisfies(finding -> assertThat(finding.getSummary())
                .hasSizeLessThan(1000));
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
}
