package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stories in which the difference was not what ADR 0014 says, as {@link DifferencePropertiesTest} found them. */
class DifferenceStoriesTest {
    private static final Policies POLICIES = Story.governedPolicies();

    private static List<String> open(Story story) {
        return story.harness().state().commands().keySet().stream()
                .map(key -> key.action() + " " + key.system() + "/" + key.account()
                        + (key.object().isEmpty() ? "" : " " + key.object()))
                .toList();
    }

    private static Story inTreasury() {
        Story story = new Story(POLICIES);
        story.at("2026-03-01T00:00:00Z").hire(Events.department("Treasury"));
        return story;
    }

    /** In the other order it is given to ada: which account gets it depends on the order of arrival. */
    @Test
    void whatIsGivenGoesToTheSameAccountInWhateverOrderAccountsAreTold() {
        Story story = inTreasury();
        story.at("2026-03-02T00:00:00Z").createAccount("sap", "adb");
        story.at("2026-03-01T12:00:00Z").createAccount("sap", "ada");
        assertThat(open(story)).containsExactly("GRANT sap/ada CLERK", "GRANT sap/ada PAY");
    }

    /** While on leave no CREATE_ACCOUNT is open, so nothing is closed by the fact that brings the account. */
    @Test
    void anAccountThatTurnsUpDuringALeaveGetsEverything() {
        Story story = inTreasury();
        story.at("2026-03-02T00:00:00Z").startLeave();
        story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        assertThat(open(story)).containsExactly("DISABLE_ACCOUNT sap/ada", "GRANT sap/ada PAY");
    }

    /** Gone from the 5th on, and told on the 8th to have been back at once: there was no hand-over, and none may give a reason. */
    @Test
    void aMoveBeforeAReturnThatWasToldLateLeavesNoOverlapToLose() {
        Story story = inTreasury();
        story.at("2026-03-05T00:00:00Z").terminate();
        story.at("2026-03-06T00:00:00Z").update(Events.department("Audit"));
        story.at("2026-03-08T00:00:00Z").effective("2026-03-05T00:00:00Z").rehire();
        story.at("2026-03-08T00:30:00Z").createAccount("sap", "ada");
        story.at("2026-03-08T01:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(open(story)).doesNotContain("REVOKE sap/ada PAY");
        story.at("2026-03-09T00:00:01Z").createAccount("jira", "ada");
        assertThat(open(story)).doesNotContain("REVOKE sap/ada PAY");
    }

    @Test
    void anAccountThatWasLinkedAfterItsDeletionIsNotDeletedAgainByTimePassing() {
        Story story = new Story(POLICIES);
        story.at("2026-03-01T00:00:00Z").hire();
        story.at("2026-03-01T00:00:00Z").deleteAccount("sap", "ada");
        story.at("2026-03-01T00:00:01Z").by("sap").link("sap", "ada");
        story.at("2026-03-16T00:00:00Z").createAccount("sap", "adb");
        story.at("2026-03-16T00:00:00Z").terminate();
        story.at("2026-03-17T00:00:00Z").disable("sap", "adb");
        assertThat(open(story)).contains("DISABLE_ACCOUNT sap/ada");
        story.until("2026-05-30T00:00:00Z");
        assertThat(open(story)).contains("DISABLE_ACCOUNT sap/ada");
    }

    /** In treasury nobody ever was who was employed; the department was told after the end. */
    @Test
    void aDepartmentThatWasToldAfterTheEndHadGivenNothingBeforeIt() {
        Story story = new Story(POLICIES);
        story.at("2026-03-01T00:00:00Z").hire();
        story.at("2026-03-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR");
        story.at("2026-03-03T00:00:00Z").terminate();
        story.at("2026-03-04T00:00:00Z").update(Events.department("Sales"));
        story.at("2026-03-04T06:00:00Z").rehire(Events.department("Treasury"));
        assertThat(open(story)).doesNotContain("REVOKE sap/ada VENDOR");
    }

    /** The lead gave it, then the department of the first day was another: it is found, not taken away. */
    @Test
    void whatTheLeadGaveForADepartmentThatIsNoLongerToComeIsFound() {
        Story story = new Story(POLICIES);
        story.at("2026-03-01T00:00:00Z").effective("2026-03-10T00:00:00Z").hire(Events.department("Treasury"));
        story.at("2026-03-08T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-03-08T02:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-08T03:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-03-09T00:00:00Z").effective("2026-03-10T00:00:00Z").update(Events.department("Sales"));
        story.until("2026-03-11T00:00:00Z");
        assertThat(open(story)).doesNotContain("REVOKE sap/ada PAY");
        assertThat(story.harness().findings())
                .last()
                .satisfies(finding -> assertThat(finding.getKind().toString()).isEqualTo("UNSANCTIONED_ACCESS"));
    }

    /** Told in order it stays disabled, because it was disabled at work. */
    @Test
    void whatSecurityDisabledBetweenTwoLeavesStaysDisabledInWhateverOrderTheLeavesAreTold() {
        Story story = inTreasury();
        story.at("2026-03-02T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-03-05T00:00:00Z").startLeave();
        story.at("2026-03-10T00:00:00Z").endLeave();
        story.at("2026-03-14T00:00:00Z").endLeave();
        story.at("2026-03-16T00:00:00Z").disable("sap", "ada");
        story.at("2026-03-20T00:00:00Z").startLeave();
        story.at("2026-03-12T00:00:00Z").startLeave();
        story.at("2026-03-30T00:00:00Z").endLeave();
        assertThat(open(story)).containsExactly("GRANT sap/ada CLERK", "GRANT sap/ada PAY");
    }

    /** Told in order it is deleted a month after the 1st of May, when it was disabled again. */
    @Test
    void anAccountThatWasEnabledInBetweenIsNotDeletedEarlier() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-03-02T00:00:00Z").terminate();
        story.at("2026-03-10T00:00:00Z").enable("sap", "ada");
        story.at("2026-05-01T00:00:00Z").disable("sap", "ada");
        story.at("2026-05-02T00:00:00Z").createAccount("jira", "ada");
        story.at("2026-03-03T00:00:00Z").disable("sap", "ada");
        assertThat(open(story)).doesNotContain("DELETE_ACCOUNT sap/ada");
    }

    /** Told in order no command is issued at all, and so the account stays as security left it. */
    @Test
    void whatSecurityDisabledBeforeTheCommandIsNotEnabledWhenTheEndIsRescinded() {
        Story story = new Story(POLICIES);
        story.at("2026-03-01T00:00:00Z").hire();
        story.at("2026-03-01T00:00:01Z").createAccount("sap", "ada");
        story.at("2026-03-05T00:00:00Z").terminate();
        story.at("2026-03-03T00:00:00Z").disable("sap", "ada");
        story.at("2026-03-06T00:00:00Z").rescind();
        assertThat(open(story)).isEmpty();
    }
}
