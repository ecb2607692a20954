package dev.sluice.generate.truth;

import static dev.sluice.generate.truth.TinyHistory.limit;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts of who is away for a time, comes back, or is gone for so long that they are deleted; answers written by hand. */
class AwayTruthTest {
    private static final String DISABLE = " DISABLE_ACCOUNT sap ";
    private static final String ENABLE = " ENABLE_ACCOUNT sap ";
    private static final String DELETE = " DELETE_ACCOUNT sap ";

    @TempDir
    private Path directory;

    private TinyHistory history;

    @BeforeEach
    void begin() {
        history = new TinyHistory(directory).hired().account("01-02T00:00", "ACCOUNT_CREATED", "sap");
    }

    private TinyHistory disabled(String time) {
        return history.account(time, "ACCOUNT_DISABLED", "sap");
    }

    private TinyHistory enabled(String time) {
        return history.account(time, "ACCOUNT_ENABLED", "sap");
    }

    private TinyHistory onLeave(String recorded, String from) {
        return history.hr(recorded, "LEAVE_STARTED", limit("effectiveAt", from), "\"leaveKind\":\"PARENTAL\"");
    }

    private TinyHistory backFromLeave(String recorded, String to) {
        return history.hr(recorded, "LEAVE_ENDED", limit("effectiveAt", to));
    }

    private String[] ids() {
        return history.truth().commands().stream()
                .map(CommandTransition::commandId)
                .distinct()
                .toArray(String[]::new);
    }

    private static String id(String action, String time) {
        String began = Long.toString(Instant.parse(TinyHistory.at(time)).toEpochMilli());
        return NameBasedId.of("command", action, "E1", "sap", "ada", "", began);
    }

    @Test
    void anAccountIsDisabledDuringALeaveAndEnabledAfterIt() {
        onLeave("01-20T00:00", "02-01T00:00");
        disabled("02-01T00:10");
        backFromLeave("02-20T00:00", "03-01T00:00");
        enabled("03-01T00:05").until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "02-01T00:00" + DISABLE + "ISSUED",
                        "02-01T00:10" + DISABLE + "DONE",
                        "03-01T00:00" + ENABLE + "ISSUED",
                        "03-01T00:05" + ENABLE + "DONE");
        assertThat(ids()).containsExactly(id("DISABLE_ACCOUNT", "02-01T00:00"), id("ENABLE_ACCOUNT", "02-01T00:10"));
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void namesTheCommandsOfALeaveByVersionFiveIds() {
        onLeave("01-20T00:00", "02-01T00:00");
        disabled("02-01T00:10").until("02-02T00:00");

        // Computed with Python's uuid.uuid5, apart from any code here.
        assertThat(ids()).containsExactly("fcd1347d-4659-53b2-848d-f29cf1a1b84c");
    }

    @Test
    void nothingIsRevokedDuringALeaveAndOtherSystemsKeepTheirAccounts() {
        history.granted("01-03T00:00", "sap", "A")
                .granted("01-03T00:00", "github", "A")
                .granted("01-03T00:00", "servicenow", "A")
                .granted("01-03T00:00", "jira", "A");
        onLeave("01-20T00:00", "02-01T00:00").until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-01T00:00" + DISABLE + "ISSUED");
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void aSystemMayKeepAccountsDuringALeave() {
        history.policy("sap", "enforce", "leave: keep");
        onLeave("01-20T00:00", "02-01T00:00").until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void aSystemMayKeepAccountsDuringThatKindOfLeave() {
        history.policy("sap", "enforce", "leave: {otherwise: disable, kinds: {PARENTAL: keep}}");
        onLeave("01-20T00:00", "02-01T00:00").hr("02-10T00:00", "LEAVE_STARTED").until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-10T00:00" + DISABLE + "ISSUED");
    }

    @Test
    void aLeaveThatEndsUnansweredCancelsAndWhatIsDisabledAfterItStaysSo() {
        onLeave("01-20T00:00", "02-01T00:00");
        backFromLeave("02-20T00:00", "03-01T00:00");
        disabled("03-01T00:00").until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("02-01T00:00" + DISABLE + "ISSUED", "03-01T00:00" + DISABLE + "CANCELLED");
    }

    @Test
    void aLeaveRecordedLateIsStampedWithTheRecordingButNamedByItsStart() {
        onLeave("02-03T00:00", "02-01T00:00").until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-03T00:00" + DISABLE + "ISSUED");
        assertThat(ids()).containsExactly(id("DISABLE_ACCOUNT", "02-01T00:00"));
    }

    @Test
    void aLeaveThatIsCutShortBeforeItBeginsNeverComes() {
        onLeave("01-20T00:00", "02-01T00:00");
        backFromLeave("01-25T00:00", "02-01T00:00").until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void anAccountEnabledDuringALeaveIsDisabledAgainUnderAnotherId() {
        onLeave("01-20T00:00", "02-01T00:00");
        disabled("02-01T01:00");
        enabled("02-05T00:00").until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "02-01T00:00" + DISABLE + "ISSUED",
                        "02-01T01:00" + DISABLE + "DONE",
                        "02-05T00:00" + DISABLE + "ISSUED");
        assertThat(ids()).containsExactly(id("DISABLE_ACCOUNT", "02-01T00:00"), id("DISABLE_ACCOUNT", "02-05T00:00"));
    }

    @Test
    void whatSomebodyElseDisabledBeforeTheLeaveStaysDisabled() {
        disabled("01-31T00:00");
        onLeave("01-20T00:00", "02-01T00:00");
        disabled("02-02T00:00");
        backFromLeave("02-20T00:00", "03-01T00:00").until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void whatIsToldAgainHasBeenDisabledSinceTheFirstTime() {
        onLeave("01-20T00:00", "02-01T00:00");
        disabled("02-01T00:10");
        disabled("02-11T00:00");
        backFromLeave("02-20T00:00", "03-01T00:00").until("04-01T00:00");

        assertThat(ids()).contains(id("ENABLE_ACCOUNT", "02-01T00:10"));
    }

    @Test
    void enablingIsCancelledWhenTheNextLeaveBegins() {
        onLeave("01-20T00:00", "02-01T00:00");
        disabled("02-01T00:10");
        backFromLeave("02-20T00:00", "03-01T00:00");
        onLeave("03-02T00:00", "03-05T00:00");
        backFromLeave("03-06T00:00", "03-10T00:00").until("04-01T00:00");

        assertThat(history.commands())
                .endsWith(
                        "03-01T00:00" + ENABLE + "ISSUED",
                        "03-05T00:00" + ENABLE + "CANCELLED",
                        "03-10T00:00" + ENABLE + "ISSUED");
        assertThat(ids()).hasSize(2);
    }

    @Test
    void disablingStaysOpenUnderItsFirstIdIfThePersonLeavesDuringTheLeave() {
        onLeave("01-20T00:00", "02-01T00:00")
                .endsAt("02-10T00:00", "03-01T00:00")
                .until("04-01T00:00");

        assertThat(history.commands()).containsExactly("02-01T00:00" + DISABLE + "ISSUED");
        assertThat(ids()).containsExactly(id("DISABLE_ACCOUNT", "02-01T00:00"));
    }

    @Test
    void whereLeaversKeepAccountsForAWhileDisablingIsAskedForAnew() {
        history.policy("sap", "enforce", "leaver: {disable: PT4H}");
        onLeave("01-20T00:00", "02-01T00:00")
                .endsAt("02-10T00:00", "03-01T00:00")
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "02-01T00:00" + DISABLE + "ISSUED",
                        "03-01T00:00" + DISABLE + "CANCELLED",
                        "03-01T04:00" + DISABLE + "ISSUED");
    }

    @Test
    void aLeaveDoesNotOutliveTheEmploymentInWhichItBegan() {
        onLeave("01-20T00:00", "02-01T00:00")
                .endsAt("02-10T00:00", "03-01T00:00")
                .hr("03-05T00:00", "REHIRED", limit("effectiveAt", "03-10T00:00"))
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("02-01T00:00" + DISABLE + "ISSUED", "03-10T00:00" + DISABLE + "CANCELLED");
    }

    @Test
    void aLeaveDoesNotOutliveItEitherIfAFullRecordTellsTheRehire() {
        onLeave("01-20T00:00", "02-01T00:00")
                .endsAt("02-10T00:00", "03-01T00:00")
                .hr("03-10T00:00", "REHIRED", "\"complete\":true", "\"worker\":{\"startDate\":\"2025-03-10\"}")
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("02-01T00:00" + DISABLE + "ISSUED", "03-10T00:00" + DISABLE + "CANCELLED");
    }

    @Test
    void aLeaveDoesNotComeBackWhenTheNextEndIsTold() {
        onLeave("01-20T00:00", "02-01T00:00")
                .endsAt("02-10T00:00", "02-15T00:00")
                .hr("02-20T00:00", "REHIRED")
                .endsAt("03-01T00:00", "05-01T00:00")
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("02-01T00:00" + DISABLE + "ISSUED", "02-20T00:00" + DISABLE + "CANCELLED");
    }

    @Test
    void whatWasDisabledDuringALeaveIsEnabledEvenIfTheLeaveIsToldAfterwards() {
        disabled("02-02T00:00");
        onLeave("02-05T00:00", "02-01T00:00");
        backFromLeave("02-20T00:00", "03-01T00:00").until("04-01T00:00");

        assertThat(history.commands()).containsExactly("03-01T00:00" + ENABLE + "ISSUED");
    }

    @Test
    void whatACommandTookIsEnabledWhenTheEndIsWithdrawn() {
        history.endsAt("02-01T00:00", "03-01T00:00");
        disabled("03-01T01:00").hr("03-05T00:00", "TERMINATION_RESCINDED");
        enabled("03-05T02:00").until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "03-01T00:00" + DISABLE + "ISSUED",
                        "03-01T01:00" + DISABLE + "DONE",
                        "03-05T00:00" + ENABLE + "ISSUED",
                        "03-05T02:00" + ENABLE + "DONE");
        assertThat(ids()).contains(id("ENABLE_ACCOUNT", "03-01T01:00"));
    }

    @Test
    void whatNobodyAskedForStaysDisabledWhenTheEndIsWithdrawn() {
        history.endsAt("02-01T00:00", "03-01T00:00");
        disabled("02-28T00:00").hr("03-05T00:00", "TERMINATION_RESCINDED").until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void whoIsHiredAgainGetsBackNothingWithoutARole() {
        history.endsAt("02-01T00:00", "03-01T00:00");
        disabled("03-01T01:00")
                .hr("03-05T00:00", "REHIRED", limit("effectiveAt", "03-12T00:00"))
                .until("05-01T00:00");

        assertThat(history.commands())
                .containsExactly("03-01T00:00" + DISABLE + "ISSUED", "03-01T01:00" + DISABLE + "DONE");
    }

    @Test
    void whatIsDisabledIsDeletedWhenTheRetentionIsOver() {
        history.endsAt("02-01T00:00", "03-01T00:00");
        disabled("03-02T00:00").account("04-01T06:00", "ACCOUNT_DELETED", "sap").until("05-01T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "03-01T00:00" + DISABLE + "ISSUED",
                        "03-02T00:00" + DISABLE + "DONE",
                        "04-01T00:00" + DELETE + "ISSUED",
                        "04-01T06:00" + DELETE + "DONE");
        assertThat(ids()).contains(id("DELETE_ACCOUNT", "04-01T00:00"));
    }

    @Test
    void theRetentionCountsFromTheEndIfTheAccountWasDisabledBefore() {
        history.policy("sap", "enforce", "leaver: {delete: P10D}");
        disabled("02-01T00:00").endsAt("02-01T00:00", "03-01T00:00").until("05-01T00:00");

        assertThat(history.commands()).containsExactly("03-11T00:00" + DELETE + "ISSUED");
    }

    @Test
    void theRetentionBeginsAnewWhenTheAccountIsEnabledInBetween() {
        history.endsAt("02-01T00:00", "03-01T00:00");
        disabled("02-28T00:00");
        enabled("03-20T00:00");
        disabled("03-21T00:00").until("04-21T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "03-20T00:00" + DISABLE + "ISSUED",
                        "03-21T00:00" + DISABLE + "DONE",
                        "04-20T00:00" + DELETE + "ISSUED");
    }

    @Test
    void deletionIsCancelledWhenTheAccountIsEnabledOrThePersonIsHiredAgain() {
        history.endsAt("01-10T00:00", "01-20T00:00");
        disabled("01-19T00:00");
        enabled("02-20T00:00");
        disabled("02-20T01:00").hr("04-01T00:00", "REHIRED").until("05-01T00:00");

        assertThat(history.commands())
                .containsExactlyInAnyOrder(
                        "02-19T00:00" + DELETE + "ISSUED",
                        "02-20T00:00" + DELETE + "CANCELLED",
                        "02-20T00:00" + DISABLE + "ISSUED",
                        "02-20T01:00" + DISABLE + "DONE",
                        "03-22T01:00" + DELETE + "ISSUED",
                        "04-01T00:00" + DELETE + "CANCELLED");
    }

    @Test
    void aDeletionAtTheVeryInstantComesAfterWhatIsDue() {
        history.endsAt("01-10T00:00", "01-20T00:00");
        disabled("01-19T00:00").account("02-19T00:00", "ACCOUNT_DELETED", "sap").until("05-01T00:00");

        assertThat(history.commands())
                .containsExactly("02-19T00:00" + DELETE + "ISSUED", "02-19T00:00" + DELETE + "DONE");
    }

    @Test
    void whatIsDeletedInTimeOrInAnotherSystemIsNotAskedFor() {
        history.account("01-02T00:00", "ACCOUNT_DISABLED", "github").endsAt("01-10T00:00", "01-20T00:00");
        disabled("01-19T00:00")
                .account("02-18T23:59:59.999", "ACCOUNT_DELETED", "sap")
                .until("05-01T00:00");

        assertThat(history.commands()).isEmpty();
    }

    @Test
    void anAccountThatIsUsedAfterItsDeletionIsThereAgain() {
        history.endsAt("01-10T00:00", "01-20T00:00")
                .account("01-19T00:00", "ACCOUNT_DELETED", "sap")
                .granted("02-01T00:00", "sap", "A")
                .until("02-10T00:00");

        assertThat(history.commands())
                .containsExactlyInAnyOrder("02-01T00:00" + DISABLE + "ISSUED", "02-01T00:00 REVOKE sap:A ISSUED");
    }
}
