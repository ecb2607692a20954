package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AccessAction;
import dev.sluice.event.ControlAction;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The first records of people: a term with which somebody is told of takes nothing away, a wrong column of dates may. */
class BrakeFirstImportFlowTest extends BrakeStories {
    private static final String TWO_HELD = "MASS_CHANGE test OPEN DETECTED 3 1";

    @Test
    void theTermsWithWhichPeopleAreFirstToldOfAreNoEndsAnnounced() {
        people(0, "ENFORCE");
        contractors(5, "2026-02-01T00:00:00Z", "2026-03-31");
        rig.hire("2026-04-01T00:00:00Z", "E900");

        assertThat(commands()).hasSize(5).containsOnlyOnce("E1 DISABLE_ACCOUNT ISSUED LEAVER");
        assertThat(commands()).allMatch(line -> line.endsWith("DISABLE_ACCOUNT ISSUED LEAVER"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void norAreTheyWhenTheirAccountsWereKnownBeforeThem() {
        people(0, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            account("2026-01-05T00:00:00Z", i);
        }
        contractors(5, "2026-02-01T00:00:00Z", "2026-03-31");
        assertThat(findings()).noneMatch(line -> line.startsWith("MASS_CHANGE"));
    }

    @Test
    void aTermThatIsMovedForwardIs() {
        people(0, "ENFORCE");
        contractors(5, "2026-02-01T00:00:00Z", "2026-03-31");
        for (int i = 1; i <= 5; i++) {
            term("2026-02-02T00:00:00Z", i, IdentityAction.UPDATED, "2026-02-20");
        }
        rig.hire("2026-04-01T00:00:00Z", "E900");

        assertThat(findings()).containsExactly(TWO_HELD);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void aTermThatIsOverWhenItIsFirstToldIs() {
        people(0, "ENFORCE");
        contractors(5, "2026-02-01T00:00:00Z", "2026-01-20");
        assertThat(findings()).containsExactly(TWO_HELD);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void aTermThatWillBeOverWithinTheWindowIs() {
        people(0, "ENFORCE");
        contractors(5, "2026-02-01T00:00:00Z", "2026-02-01");
        rig.hire("2026-02-02T00:00:00Z", "E900");
        assertThat(findings()).containsExactly(TWO_HELD);
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void aTermIsNotSoonAnInstantBeyondTheWindow() {
        people(0, "ENFORCE");
        contractors(5, "2026-01-31T23:59:59.999Z", "2026-02-01");
        rig.hire("2026-02-02T00:00:00Z", "E900");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aTermThatWasOverByTheTimeAnOldRecordArrivesIs() {
        people(0, "ENFORCE");
        rig.arriving("2026-06-01T00:00:00Z", () -> contractors(5, "2026-02-01T00:00:00Z", "2026-03-31"));
        rig.hire("2026-06-02T00:00:00Z", "E900");
        assertThat(findings()).containsExactly(TWO_HELD);
    }

    @Test
    void aTerminationIsAlsoAsTheFirstWord() {
        people(0, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            account("2026-01-05T00:00:00Z", i);
            rig.identity(
                    "2026-02-01T00:00:00Z",
                    "E" + i,
                    IdentityAction.TERMINATION_SCHEDULED,
                    event -> event.setEffectiveAt(Instant.parse("2026-03-01T00:00:00Z")));
        }
        assertThat(findings()).contains(TWO_HELD);
    }

    @Test
    void whatAHeldSourceTellsFirstIsHeldWhenItComes() {
        people(0, "ENFORCE");
        control("2026-01-31T00:00:00Z", ControlAction.BRAKE_HOLD, null, null);
        contractors(2, "2026-02-01T00:00:00Z", "2026-03-31");
        rig.hire("2026-04-01T00:00:00Z", "E900");
        assertThat(commands())
                .containsExactlyInAnyOrder("E1 DISABLE_ACCOUNT HELD LEAVER", "E2 DISABLE_ACCOUNT HELD LEAVER");
    }

    @Test
    void aTermIsNoneAlsoWhereAnotherSourceHasToldOtherThings() {
        people(0, "ENFORCE");
        onlyAttributes(5);
        contractors(5, "2026-02-01T00:00:00Z", "2026-03-31");
        rig.hire("2026-04-01T00:00:00Z", "E900");
        assertThat(findings()).isEmpty();
        assertThat(commands()).hasSize(5).allMatch(line -> line.endsWith("DISABLE_ACCOUNT ISSUED LEAVER"));
    }

    @Test
    void anEndWithoutABeginningOfWhomSomethingIsKnownIs() {
        people(0, "ENFORCE");
        onlyAttributes(5);
        for (int i = 1; i <= 5; i++) {
            rig.identity(
                    "2026-02-01T00:00:00Z",
                    "E" + i,
                    IdentityAction.UPDATED,
                    event -> event.setWorker(Worker.newBuilder()
                            .setEndDate(LocalDate.parse("2026-03-31"))
                            .build()));
        }
        assertThat(findings()).containsExactly(TWO_HELD);
    }

    @Test
    void norIsItWhereThatSourceTellsAllThatItKnows() {
        people(0, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            rig.identity("2026-01-05T00:00:00Z", "E" + i, IdentityAction.UPDATED, event -> {
                event.setWorker(Worker.newBuilder().setDepartment("Sales").build());
                event.setComplete(true);
            });
        }
        contractors(5, "2026-02-01T00:00:00Z", "2026-03-31");
        assertThat(findings()).isEmpty();
    }

    private void onlyAttributes(int count) {
        for (int i = 1; i <= count; i++) {
            rig.identity(
                    "2026-01-05T00:00:00Z",
                    "E" + i,
                    IdentityAction.UPDATED,
                    event -> event.setWorker(
                            Worker.newBuilder().setDepartment("Sales").build()));
            account("2026-01-05T00:00:00Z", i);
        }
    }

    @Test
    void aTerminationOfPeopleOfWhomOnlyAttributesAreKnownIs() {
        people(0, "ENFORCE");
        onlyAttributes(5);
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-03-01T00:00:00Z");
        }
        assertThat(findings()).containsExactly(TWO_HELD);
    }

    private void contractors(int count, String at, String lastDay) {
        for (int i = 1; i <= count; i++) {
            term(at, i, IdentityAction.HIRED, lastDay);
            account(at, i);
        }
    }

    private void term(String at, int number, IdentityAction action, String lastDay) {
        rig.identity(at, "E" + number, action, event -> {
            event.setWorker(
                    Worker.newBuilder().setEndDate(LocalDate.parse(lastDay)).build());
            event.setEffectiveAt(Instant.parse("2026-01-01T00:00:00Z"));
        });
    }

    private void account(String at, int number) {
        rig.access(at, "E" + number, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
    }
}
