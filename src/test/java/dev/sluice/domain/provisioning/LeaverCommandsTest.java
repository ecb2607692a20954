package dev.sluice.domain.provisioning;

import static dev.sluice.domain.Events.lastDay;
import static dev.sluice.domain.Events.zone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ProvisioningCommand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is asked of target systems when someone leaves. */
class LeaverCommandsTest {
    private static final String DISABLE = "DISABLE_ACCOUNT sap/ada ";
    private static final String REVOKE = "REVOKE sap/ada sap:AP_CLERK ";

    private final Story story = Story.ofAClerk();

    @Test
    void accountsAreDisabledAtTheEndAndEntitlementsRevokedADayLater() {
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();
        assertThat(story.until("2026-03-31T16:59:59.999Z").commands()).isEmpty();
        assertThat(story.until("2026-03-31T17:00:00Z").commands())
                .containsExactly(DISABLE + "ISSUED 2026-03-31T17:00:00Z");
        assertThat(story.until("2026-04-01T16:59:59.999Z").commands()).hasSize(1);
        assertThat(story.until("2026-04-01T17:00:00Z").commands())
                .endsWith(REVOKE + "ISSUED 2026-04-01T17:00:00Z")
                .hasSize(2);
    }

    @Test
    void theLastDayInMelbourneIsWorkedToItsEnd() {
        story.at("2026-03-02T09:00:00Z").scheduleTermination(lastDay("2026-06-30"), zone("Australia/Melbourne"));

        assertThat(story.until("2026-07-30T00:00:00Z").commands())
                .containsExactly(DISABLE + "ISSUED 2026-06-30T14:00:00Z", REVOKE + "ISSUED 2026-07-01T14:00:00Z");
    }

    @Test
    void whatComesDueIsDecidedAtItsOwnInstantEvenWhenTheNextEventIsLater() {
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();
        story.at("2026-04-10T00:00:00Z").grant("ad", "ada", "ad:STAFF");

        assertThat(story.commands())
                .containsExactly(DISABLE + "ISSUED 2026-03-31T17:00:00Z", REVOKE + "ISSUED 2026-04-01T17:00:00Z");
    }

    @Test
    void offsetsOfThePolicyMoveTheInstants() {
        Leaver slow = new Leaver(Duration.ofHours(2), Duration.ofDays(3), Duration.ofDays(30), Duration.ofDays(1));
        Story other = new Story(Policies.of(1, Story.enforced("sap").withLeaver(slow)));
        other.at("2020-01-01T00:00:00Z").hire();
        other.at("2020-01-03T00:00:00Z").grant("sap", "ada", "sap:AP_CLERK");
        other.at("2026-03-31T17:00:00Z").terminate();

        assertThat(other.until("2026-05-01T00:00:00Z").commands())
                .containsExactly(DISABLE + "ISSUED 2026-03-31T19:00:00Z", REVOKE + "ISSUED 2026-04-03T17:00:00Z");
    }

    @Test
    void aTerminationLearnedLateIsActedOnAtOnce() {
        story.at("2026-03-31T17:00:00Z").effective("2026-03-01T00:00:00Z").terminate();

        assertThat(story.commands())
                .containsExactly(DISABLE + "ISSUED 2026-03-31T17:00:00Z", REVOKE + "ISSUED 2026-03-31T17:00:00Z");
    }

    @Test
    void whatWasRemovedInTimeIsNeverAskedFor() {
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();
        story.at("2026-03-31T16:59:00Z").disable("sap", "ada");
        story.at("2026-04-01T16:59:00Z").revoke("sap", "ada", "sap:AP_CLERK");

        assertThat(story.until("2026-05-01T00:00:00Z").commands()).isEmpty();
    }

    @Test
    void aCommandIsDoneWhenItsFactIsObservedWhoeverCausedIt() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-03-31T18:00:00Z").by("an-admin").disable("sap", "ada");
        story.at("2026-04-01T18:00:00Z").by("an-admin").revoke("sap", "ada", "sap:AP_CLERK");

        assertThat(story.commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-03-31T17:00:00Z",
                        DISABLE + "DONE 2026-03-31T18:00:00Z",
                        REVOKE + "ISSUED 2026-04-01T17:00:00Z",
                        REVOKE + "DONE 2026-04-01T18:00:00Z");
    }

    @Test
    void aSnapshotWithoutTheEntitlementAnswersARevoke() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-02T00:00:00Z").snapshot("sap", "ada", "sap:AP_CLERK");
        assertThat(story.commands()).endsWith(REVOKE + "ISSUED 2026-04-01T17:00:00Z");

        story.at("2026-04-03T00:00:00Z").snapshot("sap", "ada");
        assertThat(story.commands()).endsWith(REVOKE + "DONE 2026-04-03T00:00:00Z");
    }

    @Test
    void aDeletedAccountAnswersEverything() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-01T17:00:00Z");
        story.at("2026-04-02T00:00:00Z").deleteAccount("sap", "ada");

        assertThat(story.commands())
                .contains(DISABLE + "DONE 2026-04-02T00:00:00Z", REVOKE + "DONE 2026-04-02T00:00:00Z");
        assertThat(story.harness().state().commands()).isEmpty();
    }

    @Test
    void anAccountEnabledAgainIsDisabledAgainAtOnce() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-03-31T18:00:00Z").disable("sap", "ada");
        story.at("2026-03-31T19:00:00Z").enable("sap", "ada");

        assertThat(story.commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-03-31T17:00:00Z",
                        DISABLE + "DONE 2026-03-31T18:00:00Z",
                        DISABLE + "ISSUED 2026-03-31T19:00:00Z");
        assertThat(ids()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void anEntitlementGrantedToALeaverIsRevokedAtOnceFromTheRevokeInstantOn() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-03-31T18:00:00Z").disable("sap", "ada");
        story.at("2026-03-31T18:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");
        story.at("2026-03-31T20:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-04-05T00:00:00Z").grant("sap", "ada", "sap:VENDOR");

        assertThat(story.commands().subList(2, 4))
                .containsExactly(
                        "REVOKE sap/ada sap:PAY ISSUED 2026-04-01T17:00:00Z",
                        "REVOKE sap/ada sap:VENDOR ISSUED 2026-04-05T00:00:00Z");
    }

    @Test
    void aRehireCancelsWhatIsOpenAtItsStart() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").effective("2026-04-10T00:00:00Z").rehire();

        assertThat(story.until("2026-05-01T00:00:00Z").commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-03-31T17:00:00Z",
                        REVOKE + "ISSUED 2026-04-01T17:00:00Z",
                        DISABLE + "CANCELLED 2026-04-10T00:00:00Z",
                        REVOKE + "CANCELLED 2026-04-10T00:00:00Z");
    }

    @Test
    void aRescindedOrMovedEndCancelsAndTheSameEndAsksAgainUnderTheSameIds() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-02T00:00:00Z").rescind();
        story.at("2026-04-03T00:00:00Z").effective("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-04T00:00:00Z").effective("2026-06-30T00:00:00Z").terminate();

        assertThat(story.commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-03-31T17:00:00Z",
                        REVOKE + "ISSUED 2026-04-01T17:00:00Z",
                        DISABLE + "CANCELLED 2026-04-02T00:00:00Z",
                        REVOKE + "CANCELLED 2026-04-02T00:00:00Z",
                        DISABLE + "ISSUED 2026-04-03T00:00:00Z",
                        REVOKE + "ISSUED 2026-04-03T00:00:00Z",
                        DISABLE + "CANCELLED 2026-04-04T00:00:00Z",
                        REVOKE + "CANCELLED 2026-04-04T00:00:00Z");
        assertThat(ids()).hasSize(2);
        assertThat(story.harness().commands())
                .extracting(ProvisioningCommand::getAttempt)
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 2);
    }

    @Test
    void anEndMovedToADayAgoTakesBackWhatIsNotDueYet() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-02T00:00:00Z").effective("2026-04-01T20:00:00Z").terminate();

        assertThat(story.until("2026-05-01T00:00:00Z").commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-03-31T17:00:00Z",
                        REVOKE + "ISSUED 2026-04-01T17:00:00Z",
                        REVOKE + "CANCELLED 2026-04-02T00:00:00Z",
                        REVOKE + "ISSUED 2026-04-02T20:00:00Z");
    }

    @Test
    void aCommandIsNamedAfterWhatItAsksForAndWhenTheNeedBegan() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").grant("sap", "ada", "sap:PAY");

        // Computed with another implementation: Python's uuid.uuid5.
        assertThat(story.harness().commands())
                .extracting(ProvisioningCommand::getCommandId)
                .containsExactly(
                        "3ddda8b5-a419-5494-8fe5-0cf71977a52b",
                        "b90fa9e6-456b-58bb-bf08-e3c8a338d8df",
                        "07aad8ef-0971-54fd-a2a5-6b5f610cba22");
    }

    @Test
    void aReportedSystemAndOneWithoutAPolicyGetNoCommands() {
        story.at("2026-03-01T00:00:00Z").grant("ad", "ada", "ad:STAFF");
        story.at("2026-03-01T00:00:00Z").grant("hr", "ada", "hr:STAFF");
        story.at("2026-03-01T00:00:00Z").grant("jira", "ada", "jira:DEV");
        story.at("2026-03-31T17:00:00Z").terminate();

        assertThat(story.until("2026-05-01T00:00:00Z").commands()).allMatch(line -> line.contains("sap/ada"));
    }

    @Test
    void nothingIsAskedForWithoutAnActivePolicySet() {
        Story silent = new Story(Policies.none());
        silent.at("2020-01-01T00:00:00Z").hire();
        silent.at("2020-01-02T00:00:00Z").grant("sap", "ada", "sap:AP_CLERK");
        silent.at("2026-03-31T17:00:00Z").terminate();
        silent.until("2026-05-01T00:00:00Z");

        assertThat(silent.commands()).isEmpty();
        assertThat(silent.findings()).isEmpty();
    }

    @Test
    void goingFromReportToEnforceComputesTheCommandsOnce() {
        Story reported = new Story(Policies.of(1, Story.quiet(SystemPolicy.defaults("sap"))));
        reported.at("2020-01-01T00:00:00Z").hire();
        reported.at("2020-01-02T00:00:00Z").grant("sap", "ada", "sap:AP_CLERK");
        reported.at("2026-03-31T17:00:00Z").terminate();
        assertThat(reported.until("2026-04-10T00:00:00Z").commands()).isEmpty();

        Harness harness = reported.harness();
        harness.activate(Policies.of(2, Story.enforced("sap")), Harness.ms("2026-04-11T00:00:00Z"));
        harness.activate(Policies.of(2, Story.enforced("sap")), Harness.ms("2026-04-12T00:00:00Z"));

        assertThat(reported.commands())
                .containsExactly(DISABLE + "ISSUED 2026-04-11T00:00:00Z", REVOKE + "ISSUED 2026-04-11T00:00:00Z");
        assertThat(reported.findings()).hasSize(1);
    }

    @Test
    void goingBackToReportCancelsWhatIsOpen() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.harness().activate(Policies.of(2), Harness.ms("2026-04-05T00:00:00Z"));

        assertThat(story.harness().commands())
                .filteredOn(c -> c.getStatus() == CommandStatus.CANCELLED)
                .extracting(ProvisioningCommand::getCause)
                .containsOnly("POLICY");
        assertThat(story.harness().state().commands()).isEmpty();
    }

    @Test
    void aRenamedAccountIsAskedForUnderItsNewName() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-03-31T18:00:00Z").rename("sap", "ada", "Ada");

        assertThat(story.commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-03-31T17:00:00Z",
                        DISABLE + "CANCELLED 2026-03-31T18:00:00Z",
                        "DISABLE_ACCOUNT sap/Ada ISSUED 2026-03-31T18:00:00Z");
    }

    @Test
    void whatIsHeldWithoutAnAccountIsRevokedButThereIsNoAccountToDisable() {
        Story nameless = new Story(Story.usualPolicies());
        nameless.at("2020-01-01T00:00:00Z").hire();
        nameless.at("2020-01-02T00:00:00Z").grantSomewhere("sap:AP_CLERK");
        nameless.at("2026-03-31T17:00:00Z").terminate();

        assertThat(nameless.until("2026-05-01T00:00:00Z").commands())
                .containsExactly("REVOKE sap/null sap:AP_CLERK ISSUED 2026-04-01T17:00:00Z");
    }

    @Test
    void aLateTerminationIsActedOnAtTheClockNeverInThePast() {
        story.at("2026-04-10T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-03-31T17:00:00Z").terminate();

        assertThat(story.commands())
                .containsExactly(
                        DISABLE + "ISSUED 2026-04-10T00:00:00Z",
                        REVOKE + "ISSUED 2026-04-10T00:00:00Z",
                        "REVOKE sap/ada sap:PAY ISSUED 2026-04-10T00:00:00Z");
    }

    @Test
    void aFactThatArrivesAfterTheInstantButHappenedBeforeFindsTheCommandIssued() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-01T16:00:00Z").arriving("2026-04-01T18:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");

        assertThat(story.commands().subList(1, 3))
                .containsExactly(REVOKE + "ISSUED 2026-04-01T17:00:00Z", REVOKE + "DONE 2026-04-01T17:00:00Z");
    }

    @Test
    void aRequestIsAScimDelta() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-05T00:00:00Z");

        assertThat(story.harness().commands())
                .extracting(c -> c.getScim().getMethod() + " " + c.getScim().getPath())
                .containsExactly("PATCH /Users/ada", "PATCH /Groups/AP_CLERK");
    }

    @Test
    void anAccountOfWhichNobodySaidThatItIsDisabledIsDisabled() {
        story.at("2020-01-04T00:00:00Z").revoke("sap", "ada2", "sap:PAY");
        story.at("2026-03-31T17:00:00Z").terminate();

        assertThat(story.commands()).contains("DISABLE_ACCOUNT sap/ada2 ISSUED 2026-03-31T17:00:00Z");
        story.at("2026-04-01T00:00:00Z").disable("sap", "ada2");
        assertThat(story.commands()).contains("DISABLE_ACCOUNT sap/ada2 DONE 2026-04-01T00:00:00Z");
    }

    @Test
    void aRepeatIsCountedAsOneHoweverManyCommandsWereClosedInBetween() {
        for (int i = 0; i < 500; i++) {
            story.at("2020-01-04T00:00:00Z").grant("sap", "ada", "sap:ROLE" + i);
        }
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-05T00:00:00Z");
        story.at("2026-04-06T00:00:00Z").rescind();
        story.at("2026-04-07T00:00:00Z").effective("2026-03-31T17:00:00Z").terminate();

        assertThat(story.harness().commands())
                .filteredOn(c -> c.getStatus() == CommandStatus.ISSUED)
                .hasSize(2 * 502)
                .extracting(c -> c.getCommandId() + " " + c.getAttempt())
                .doesNotHaveDuplicates();
    }

    @Test
    void aCommandThatAPolicyAsksForLaterIsCancelledByThePolicy() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-02T00:00:00Z");
        SystemPolicy sap = Story.enforced("sap");
        story.harness()
                .activate(
                        Policies.of(
                                2,
                                sap.withLeaver(new Leaver(
                                        Duration.ZERO, Duration.ofDays(9), Duration.ofDays(30), Duration.ofDays(1)))),
                        Harness.ms("2026-04-02T12:00:00Z"));

        assertThat(story.harness().commands())
                .filteredOn(c -> c.getStatus() == CommandStatus.CANCELLED)
                .extracting(c -> c.getAction() + " " + c.getCause())
                .containsExactly("REVOKE POLICY");
    }

    private java.util.Set<String> ids() {
        java.util.Set<String> ids = new java.util.TreeSet<>();
        story.harness().commands().forEach(c -> ids.add(c.getCommandId()));
        return ids;
    }
}
