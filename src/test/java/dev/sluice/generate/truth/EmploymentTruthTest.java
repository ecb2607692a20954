package dev.sluice.generate.truth;

import static dev.sluice.generate.truth.TinyHistory.limit;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an employment ends and what happens when its end moves, vanishes or a new start comes. */
class EmploymentTruthTest {
    private static final String DISABLED = " DISABLE_ACCOUNT sap ISSUED";
    private static final String CANCELLED = " DISABLE_ACCOUNT sap CANCELLED";

    @TempDir
    private Path directory;

    private TinyHistory history;

    @BeforeEach
    void begin() {
        history = new TinyHistory(directory).account("01-02T00:00", "ACCOUNT_CREATED", "sap");
    }

    private static String worker(String fields) {
        return "\"worker\":{" + fields + "}";
    }

    @Test
    void anEndDateIsTheLastDayInTheRecordsZone() {
        history.hired()
                .hr("02-01T00:00", "TERMINATED", worker("\"endDate\":\"2025-02-28\",\"timeZone\":\"Asia/Tokyo\""))
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-28T15:00" + DISABLED);
    }

    @Test
    void withoutAZoneInTheRecordTheWorkersZoneCounts() {
        history.hr("01-01T00:00", "HIRED", worker("\"timeZone\":\"America/New_York\""))
                .hr("02-01T00:00", "TERMINATED", worker("\"endDate\":\"2025-03-31\""))
                .until("05-01T00:00");

        assertThat(history.commands()).containsExactly("04-01T04:00" + DISABLED);
    }

    @Test
    void withoutAnyZoneTheSettingsCountAndElseUtc() {
        history.hired()
                .hr("02-01T00:00", "TERMINATED", worker("\"endDate\":\"2025-02-28\""))
                .until("04-01T00:00");
        assertThat(history.commands()).containsExactly("03-01T00:00" + DISABLED);

        history.document("settings", "kind: Settings\nid: default\ntimeZone: Europe/Zurich\n");
        assertThat(history.commands()).containsExactly("02-28T23:00" + DISABLED);
    }

    @Test
    void theEndDateInTheHiringRecordIsEnough() {
        history.hr("01-01T00:00", "HIRED", worker("\"endDate\":\"2025-02-10\"")).until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-11T00:00" + DISABLED);
    }

    @Test
    void aLaterRecordedEndReplacesTheEarlier() {
        history.hr("01-01T00:00", "HIRED", worker("\"endDate\":\"2025-02-10\""))
                .hr("02-01T00:00", "UPDATED", worker("\"endDate\":\"2025-03-10\""))
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("03-11T00:00" + DISABLED);
    }

    @Test
    void aCompleteRecordWithoutEndDateWithdrawsTheEnd() {
        history.hired()
                .endsAt("02-01T00:00", "03-01T00:00")
                .hr(
                        "02-20T00:00",
                        "UPDATED",
                        "\"complete\":true",
                        worker("\"startDate\":\"2025-01-01\",\"title\":\"Clerk\""))
                .until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void aPartialRecordLeavesTheEndAlone() {
        history.hired()
                .endsAt("02-01T00:00", "03-01T00:00")
                .hr("02-20T00:00", "UPDATED", worker("\"title\":\"Clerk\""))
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("03-01T00:00" + DISABLED);
    }

    @Test
    void aRescindedEndNeverComes() {
        history.hired()
                .endsAt("02-01T00:00", "03-01T00:00")
                .hr("02-20T00:00", "TERMINATION_RESCINDED")
                .until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void rescindingAfterTheEndCancelsTheCommandsAndResolvesTheFinding() {
        history.hired()
                .granted("01-03T00:00", "github", "A")
                .endsAt("02-01T00:00", "03-01T00:00")
                .hr("03-08T00:00", "TERMINATION_RESCINDED")
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("03-01T00:00" + DISABLED, "03-08T00:00" + CANCELLED);
        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 github OPEN 1 [A] DETECTED", "03-08T00:00 github RESOLVED 1 [A] NOT_A_LEAVER");
    }

    @Test
    void anEndMovedAfterItCameCancelsAndComesAgainUnderANewId() {
        history.hired()
                .endsAt("02-01T00:00", "03-01T00:00")
                .endsAt("03-02T00:00", "03-20T00:00")
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("03-01T00:00" + DISABLED, "03-02T00:00" + CANCELLED, "03-20T00:00" + DISABLED);
        assertThat(history.truth().commands())
                .extracting(CommandTransition::commandId)
                .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2)));
    }

    @Test
    void anEndMovedAfterTheFindingOpenedResolvesItAndGivesTimeAnew() {
        history.hired()
                .granted("01-03T00:00", "github", "A")
                .endsAt("02-01T00:00", "03-01T00:00")
                .endsAt("03-05T00:00", "03-05T00:00")
                .until("04-01T00:00");

        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 github OPEN 1 [A] DETECTED",
                        "03-05T00:00 github RESOLVED 1 [A] NOT_A_LEAVER",
                        "03-07T00:00 github OPEN 2 [A] DETECTED");
    }

    @Test
    void anEndMovedWithinTheTimeUntilTheRevokeCancelsIt() {
        history.hired()
                .granted("01-03T00:00", "sap", "A")
                .endsAt("02-01T00:00", "03-01T00:00")
                .endsAt("03-05T00:00", "03-04T12:00")
                .until("03-05T12:00");

        assertThat(history.commands())
                .containsExactlyInAnyOrder(
                        "03-01T00:00" + DISABLED,
                        "03-02T00:00 REVOKE sap:A ISSUED",
                        "03-05T00:00 REVOKE sap:A CANCELLED",
                        "03-05T12:00 REVOKE sap:A ISSUED");
    }

    @Test
    void aRehireCancelsFromItsStartOn() {
        history.hired()
                .endsAt("02-01T00:00", "03-01T00:00")
                .hr("03-05T00:00", "REHIRED", limit("effectiveAt", "03-12T00:00"))
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("03-01T00:00" + DISABLED, "03-12T00:00" + CANCELLED);
    }

    @Test
    void anEndRecordedAfterARehireCounts() {
        history.hired()
                .endsAt("02-01T00:00", "02-10T00:00")
                .hr("02-12T00:00", "REHIRED")
                .endsAt("02-13T00:00", "03-01T00:00")
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("02-10T00:00" + DISABLED, "02-12T00:00" + CANCELLED, "03-01T00:00" + DISABLED);
    }

    @Test
    void whoHasAnotherEmploymentIsNoLeaverUntilThatEndsToo() {
        history.hired()
                .hr("01-05T00:00", "HIRED", worker("\"employmentId\":\"2\""))
                .endsAt("02-01T00:00", "02-10T00:00")
                .hr("02-02T00:00", "TERMINATED", limit("effectiveAt", "03-01T00:00"), worker("\"employmentId\":\"2\""))
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("03-01T00:00" + DISABLED);
    }

    @Test
    void whoNeverStartedLeavesAtTheEndInstant() {
        history.hr("01-01T00:00", "HIRED", limit("effectiveAt", "03-01T00:00"))
                .hr("02-01T00:00", "TERMINATED", limit("effectiveAt", "02-15T00:00"))
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-15T00:00" + DISABLED);
    }

    @Test
    void whoWillStartIsNoLeaver() {
        history.hr("01-01T00:00", "HIRED", limit("effectiveAt", "06-01T00:00")).until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void leaveOfAbsenceIsNoEnd() {
        history.hired()
                .granted("01-03T00:00", "sap", "A")
                .hr("02-01T00:00", "LEAVE_STARTED")
                .hr("03-01T00:00", "LEAVE_ENDED")
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-01T00:00" + DISABLED, "03-01T00:00" + CANCELLED);
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void anEndRecordedLateIsStampedWithTheRecordingButNamedByItsInstant() {
        history.hired()
                .granted("01-03T00:00", "sap", "A")
                .hr("03-09T00:00", "TERMINATED", limit("effectiveAt", "03-01T00:00"))
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactlyInAnyOrder("03-09T00:00" + DISABLED, "03-09T00:00 REVOKE sap:A ISSUED");
        assertThat(history.findings()).containsExactly("03-09T00:00 sap OPEN 1 [A] DETECTED");
        assertThat(history.truth().commands())
                .filteredOn(command -> command.action().equals("DISABLE_ACCOUNT"))
                .extracting(CommandTransition::commandId)
                .containsExactly(NameBasedId.of("command", "DISABLE_ACCOUNT", "E1", "sap", "ada", "", "1740787200000"));
    }
}
