package dev.sluice.generate.truth;

import static dev.sluice.generate.truth.TinyHistory.limit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, entitlements, commands and findings of a leaver, with the answers written by hand. */
class GroundTruthTest {
    private static final String END = "03-01T00:00";

    @TempDir
    private Path directory;

    private TinyHistory history;

    @BeforeEach
    void begin() {
        history = new TinyHistory(directory);
    }

    private TinyHistory leaverWith(String system) {
        return history.hired()
                .account("01-02T00:00", "ACCOUNT_CREATED", system)
                .granted("01-02T01:00", system, "A")
                .endsAt("02-01T00:00", END);
    }

    @Test
    void disablesRevokesAndFindsWhatALeaverKeeps() {
        leaverWith("sap").until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("03-01T00:00 DISABLE_ACCOUNT sap ISSUED", "03-02T00:00 REVOKE sap:A ISSUED");
        assertThat(history.findings()).containsExactly("03-03T00:00 sap OPEN 1 [A] DETECTED");
    }

    @Test
    void namesCommandsAndFindingsByVersionFiveIds() {
        leaverWith("sap").until("04-01T00:00");

        // Computed with Python's uuid.uuid5, apart from any code here.
        assertThat(history.truth().findings())
                .extracting(FindingTransition::findingId)
                .containsExactly("420bb526-5171-525d-9b57-bfaaefd53079");
        assertThat(history.truth().commands())
                .extracting(CommandTransition::commandId)
                .containsExactly("2cf55f82-b467-525b-8ea9-d28e8541a3eb", "c66bf7a2-e7d2-5613-b2cd-5aec45e04b4f");
    }

    @Test
    void looksNoFurtherThanTheLastEventInclusive() {
        leaverWith("sap").until("03-02T00:00");

        assertThat(history.commands()).hasSize(2);
        assertThat(history.findings()).isEmpty();
        assertThat(history.truth().until()).isEqualTo(Instant.parse("2025-03-02T00:00:00Z"));
    }

    @Test
    void issuesNothingForWhatWasRemovedInTime() {
        leaverWith("sap")
                .account("02-28T23:59:59.999", "ACCOUNT_DISABLED", "sap")
                .revoked("03-01T23:59:59.999", "sap", "A")
                .until("03-30T00:00");

        assertThat(history.commands()).isEmpty();
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void closesCommandsWhenTheFactIsObserved() {
        leaverWith("sap")
                .account("03-01T00:00:00.001", "ACCOUNT_DISABLED", "sap")
                .revoked("03-02T05:00", "sap", "A")
                .until("03-30T00:00");

        assertThat(history.commands())
                .containsExactly(
                        "03-01T00:00 DISABLE_ACCOUNT sap ISSUED",
                        "03-01T00:00:00.001 DISABLE_ACCOUNT sap DONE",
                        "03-02T00:00 REVOKE sap:A ISSUED",
                        "03-02T05:00 REVOKE sap:A DONE");
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void aRemovalAtTheVeryInstantComesAfterWhatIsDue() {
        leaverWith("sap")
                .account(END, "ACCOUNT_DISABLED", "sap")
                .revoked("03-03T00:00", "sap", "A")
                .until("04-01T00:00");

        assertThat(history.commands())
                .startsWith("03-01T00:00 DISABLE_ACCOUNT sap ISSUED", "03-01T00:00 DISABLE_ACCOUNT sap DONE");
        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 sap OPEN 1 [A] DETECTED", "03-03T00:00 sap RESOLVED 1 [A] ACCESS_REMOVED");
    }

    @Test
    void aTerminationWithoutNoticeActsAtOnce() {
        history.hired()
                .granted("01-02T00:00", "sap", "A")
                .hr("02-10T09:00", "TERMINATED")
                .until("02-11T09:00");

        assertThat(history.commands())
                .containsExactly("02-10T09:00 DISABLE_ACCOUNT sap ISSUED", "02-11T09:00 REVOKE sap:A ISSUED");
    }

    @Test
    void partialRemovalShrinksAndALaterGrantExtendsAFinding() {
        leaverWith("sap")
                .granted("01-03T00:00", "sap", "B")
                .revoked("03-05T00:00", "sap", "A")
                .granted("03-06T00:00", "sap", "C")
                .snapshot("03-07T00:00", "sap")
                .until("04-01T00:00");

        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 sap OPEN 1 [A, B] DETECTED",
                        "03-05T00:00 sap OPEN 1 [B] DETECTED",
                        "03-06T00:00 sap OPEN 1 [B, C] DETECTED",
                        "03-07T00:00 sap RESOLVED 1 [B, C] ACCESS_REMOVED");
        assertThat(history.commands())
                .contains("03-06T00:00 REVOKE sap:C ISSUED", "03-07T00:00 REVOKE sap:C DONE")
                .doesNotContain("03-07T00:00 REVOKE sap:A DONE");
    }

    @Test
    void aGrantAfterResolutionOpensTheSecondEpisodeAtOnce() {
        leaverWith("sap")
                .revoked("03-04T00:00", "sap", "A")
                .granted("03-10T00:00", "sap", "A")
                .until("04-01T00:00");

        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 sap OPEN 1 [A] DETECTED",
                        "03-04T00:00 sap RESOLVED 1 [A] ACCESS_REMOVED",
                        "03-10T00:00 sap OPEN 2 [A] DETECTED");
        assertThat(history.truth().findings().get(2).openedAt()).isEqualTo(Instant.parse("2025-03-10T00:00:00Z"));
        assertThat(history.truth().commands())
                .filteredOn(command -> command.action().equals("REVOKE"))
                .extracting(CommandTransition::commandId)
                .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2)));
    }

    @Test
    void anAccountEnabledAgainIsDisabledAgain() {
        leaverWith("sap")
                .account("02-28T00:00", "ACCOUNT_DISABLED", "sap")
                .revoked("02-28T01:00", "sap", "A")
                .account("03-09T00:00", "ACCOUNT_ENABLED", "sap")
                .account("03-09T06:00", "ACCOUNT_DISABLED", "sap")
                .until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("03-09T00:00 DISABLE_ACCOUNT sap ISSUED", "03-09T06:00 DISABLE_ACCOUNT sap DONE");
    }

    @Test
    void aDeletedAccountHoldsNothingAnyMore() {
        leaverWith("sap").account("03-05T00:00", "ACCOUNT_DELETED", "sap").until("04-01T00:00");

        assertThat(history.commands())
                .contains("03-05T00:00 DISABLE_ACCOUNT sap DONE", "03-05T00:00 REVOKE sap:A DONE");
        assertThat(history.findings()).last().isEqualTo("03-05T00:00 sap RESOLVED 1 [A] ACCESS_REMOVED");
    }

    @Test
    void aDisabledAccountStillHoldsItsEntitlements() {
        leaverWith("sap").account("02-20T00:00", "ACCOUNT_DISABLED", "sap").until("03-30T00:00");

        assertThat(history.commands()).containsExactly("03-02T00:00 REVOKE sap:A ISSUED");
        assertThat(history.findings()).hasSize(1);
    }

    @Test
    void aSnapshotAloneImpliesAnEnabledAccount() {
        history.hired()
                .snapshot("01-02T00:00", "sap", "B", "A")
                .endsAt("02-01T00:00", END)
                .until("04-01T00:00");

        assertThat(history.commands()).contains("03-01T00:00 DISABLE_ACCOUNT sap ISSUED");
        assertThat(history.findings()).containsExactly("03-03T00:00 sap OPEN 1 [A, B] DETECTED");
    }

    @Test
    void aReportSystemAndOneWithoutPolicyGetFindingsOnly() {
        leaverWith("github").granted("01-05T00:00", "jira", "J").until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
        assertThat(history.findings())
                .containsExactlyInAnyOrder(
                        "03-03T00:00 github OPEN 1 [A] DETECTED", "03-03T00:00 jira OPEN 1 [J] DETECTED");
    }

    @Test
    void anIgnoredSystemGetsNothing() {
        leaverWith("servicenow").until("04-01T00:00");

        assertThat(history.commands()).isEmpty();
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void offsetsAreThePolicys() {
        history.policy("sap", "enforce", "leaver: {disable: PT2H, revoke: PT3H, residue: PT4H}");
        leaverWith("sap").until("04-01T00:00");

        assertThat(history.commands())
                .containsExactly("03-01T02:00 DISABLE_ACCOUNT sap ISSUED", "03-01T03:00 REVOKE sap:A ISSUED");
        assertThat(history.findings()).containsExactly("03-01T07:00 sap OPEN 1 [A] DETECTED");
    }

    @Test
    void aGrantWhoseLimitEndsAtTheInstantNeedsNoRevoke() {
        history.hired()
                .granted("01-02T00:00", "sap", "A", limit("validTo", "03-02T00:00"))
                .account("01-03T00:00", "ACCOUNT_DISABLED", "sap")
                .endsAt("02-01T00:00", END)
                .until("03-30T00:00");

        assertThat(history.commands()).isEmpty();
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void aGrantThatStartsAfterTheEndIsRevokedWhenItStarts() {
        history.hired()
                .granted("01-02T00:00", "sap", "A", limit("validFrom", "03-10T00:00"))
                .account("01-03T00:00", "ACCOUNT_DISABLED", "sap")
                .endsAt("02-01T00:00", END)
                .until("03-30T00:00");

        assertThat(history.commands()).containsExactly("03-10T00:00 REVOKE sap:A ISSUED");
        assertThat(history.findings()).containsExactly("03-10T00:00 sap OPEN 1 [A] DETECTED");
    }

    @Test
    void residueThatEndsByItsOwnLimitIsResolvedThen() {
        history.hired()
                .granted("01-02T00:00", "github", "A", limit("validTo", "03-09T00:00"))
                .endsAt("02-01T00:00", END)
                .until("04-01T00:00");

        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 github OPEN 1 [A] DETECTED", "03-09T00:00 github RESOLVED 1 [A] ACCESS_REMOVED");
    }

    @Test
    void aSnapshotLiftsNoLimitButShowsWhatIsHeldAfterIt() {
        history.hired()
                .granted("01-02T00:00", "github", "A", limit("validTo", "03-09T00:00"))
                .endsAt("02-01T00:00", END)
                .snapshot("03-08T00:00", "github", "A")
                .snapshot("03-10T00:00", "github", "A")
                .until("04-01T00:00");

        assertThat(history.findings())
                .containsExactly(
                        "03-03T00:00 github OPEN 1 [A] DETECTED",
                        "03-09T00:00 github RESOLVED 1 [A] ACCESS_REMOVED",
                        "03-10T00:00 github OPEN 2 [A] DETECTED");
    }

    @Test
    void anEventToldTwiceCountsOnce() throws Exception {
        leaverWith("sap")
                .revoked("03-04T00:00", "sap", "A")
                .granted("03-10T00:00", "sap", "A")
                .until("04-01T00:00");
        Path access = directory.resolve("access.jsonl");
        List<String> lines = Files.readAllLines(access);
        List<String> findings = history.findings();

        Files.writeString(access, String.join("\n", lines) + "\n" + String.join("\n", lines) + "\n");

        assertThat(history.findings()).isEqualTo(findings);
    }

    @Test
    void whatItDoesNotCoverIsAnErrorThatNamesTheLine() {
        leaverWith("sap").account("02-02T00:00", "ACCOUNT_RENAMED", "sap");

        assertThatThrownBy(history::truth)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("access.jsonl line 3")
                .hasMessageContaining("ACCOUNT_RENAMED");
    }
}
