package dev.sluice.domain.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands end: by their fact, by a lost reason, or with people who have been asked. */
class CommandBookTest {
    private static final Retry THREE = new Retry(Duration.ofMinutes(10), 2, Duration.ofHours(1), 3);
    private static final Policies POLICIES =
            Policies.of(1, Story.enforced("sap").withRetry(THREE));
    private static final Instant LEFT = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void whatIsNotAnsweredIsRepeatedWithTheSameIdUntilPeopleAreAsked() {
        Story story = leaver();
        story.until("2026-03-01T12:00:00Z");

        List<ProvisioningCommand> disables = story.harness().commands();
        assertThat(disables)
                .extracting(c -> c.getStatus() + " " + c.getAttempt() + " " + c.getCause())
                .containsExactly(
                        "ISSUED 1 LEAVER",
                        "ISSUED 2 UNANSWERED",
                        "ISSUED 3 UNANSWERED",
                        "FAILED 3 PROVISIONING_OVERDUE");
        assertThat(disables)
                .extracting(ProvisioningCommand::getCommandId)
                .containsOnly(disables.get(0).getCommandId());
        assertWaited(disables.get(0), disables.get(1), Duration.ofMinutes(10));
        assertWaited(disables.get(1), disables.get(2), Duration.ofMinutes(20));
        assertWaited(disables.get(2), disables.get(3), Duration.ofMinutes(40));
        assertThat(disables)
                .extracting(ProvisioningCommand::getDueAt)
                .containsOnly(disables.get(3).getChangedAt());
        assertThat(story.harness().nextDue()).isEqualTo(Harness.ms("2026-03-02T00:00:00Z"));
    }

    @Test
    void peopleGetAFindingAndATicketAndBothCloseWithTheFact() {
        Story story = leaver();
        story.until("2026-03-01T12:00:00Z");
        Finding open = onlyFinding(story);
        assertThat(open.getKind().toString()).isEqualTo("PROVISIONING_OVERDUE");
        assertThat(open.getStatus()).isEqualTo(FindingStatus.OPEN);
        assertThat(open.getSummary())
                .isEqualTo(
                        "1 command about account ada of E1001 in sap had no answer as often as the policy repeats it.");
        assertThat(open.getEvidence().get(0).getText()).contains("DISABLE_ACCOUNT", "3 times");
        assertThat(tickets(story)).containsExactly("OPEN OPEN PROVISIONING_OVERDUE " + open.getFindingId());

        story.at("2026-03-01T13:00:00Z").disable("sap", "ada");
        assertThat(story.harness().commands())
                .last()
                .extracting(ProvisioningCommand::getStatus)
                .isEqualTo(CommandStatus.DONE);
        assertThat(story.findings()).last().asString().startsWith("RESOLVED SETTLED");
        assertThat(tickets(story)).hasSize(2).last().asString().startsWith("CLOSE CLOSED");
        assertThat(story.harness().tickets())
                .extracting(Ticket::getTicketId)
                .containsOnly(story.harness().tickets().get(0).getTicketId());
    }

    @Test
    void aFailureThatTheTargetReportsIsRepeatedAsWellAndToldAsOne() {
        Story story = leaver();
        String id = story.harness().commands().get(0).getCommandId();
        story.at("2026-03-01T00:01:00Z").provisioningFailed("sap", "ada", id);
        story.until("2026-03-01T00:25:00Z");
        assertThat(story.harness().commands())
                .last()
                .extracting(ProvisioningCommand::getCause)
                .isEqualTo("REFUSED");

        story.until("2026-03-01T00:35:00Z");
        story.at("2026-03-01T00:40:00Z").provisioningFailed("sap", "ada", null);
        story.until("2026-03-01T12:00:00Z");
        assertThat(story.harness().commands())
                .extracting(ProvisioningCommand::getCause)
                .containsExactly("LEAVER", "REFUSED", "UNANSWERED", "PROVISIONING_FAILED");
        assertThat(onlyFinding(story).getKind().toString()).isEqualTo("PROVISIONING_FAILED");
    }

    @Test
    void aFailureOfAnEarlierAttemptOrOfAnotherCommandSaysNothing() {
        Story story = leaver();
        String id = story.harness().commands().get(0).getCommandId();
        story.until("2026-03-01T00:15:00Z");
        assertThat(story.harness().commands()).hasSize(2);
        story.at("2026-03-01T00:05:00Z").provisioningFailed("sap", "ada", id);
        story.at("2026-03-01T00:16:00Z").provisioningFailed("sap", "ada", "another");
        story.at("2026-03-01T00:16:00Z").provisioningFailed("sap", "other", null);

        story.until("2026-03-01T00:40:00Z");
        assertThat(story.harness().commands())
                .last()
                .extracting(ProvisioningCommand::getCause)
                .isEqualTo("UNANSWERED");
    }

    @Test
    void whoComesBackCancelsWhatPeopleWereAskedFor() {
        Story story = leaver();
        story.until("2026-03-01T12:00:00Z");
        story.at("2026-03-01T13:00:00Z").rehire();

        assertThat(story.harness().commands())
                .last()
                .extracting(ProvisioningCommand::getStatus)
                .isEqualTo(CommandStatus.CANCELLED);
        assertThat(story.findings()).last().asString().startsWith("RESOLVED SETTLED");
        assertThat(tickets(story)).last().asString().startsWith("CLOSE CLOSED");
    }

    @Test
    void aFailureThatIsToldWhenPeopleHaveBeenAskedMakesItAFailure() {
        Story story = leaver();
        story.until("2026-03-01T12:00:00Z");
        story.at("2026-03-01T13:00:00Z").provisioningFailed("sap", "ada", null);

        assertThat(tickets(story)).hasSize(3).last().asString().startsWith("OPEN OPEN PROVISIONING_FAILED");
        assertThat(story.harness().openFindings()).hasSize(1);
    }

    @Test
    void moreAttemptsInThePolicyGiveWhatFailedAnotherChance() {
        Story story = leaver();
        story.until("2026-03-01T12:00:00Z");
        Retry four = new Retry(Duration.ofMinutes(10), 2, Duration.ofHours(1), 4);
        story.harness()
                .activate(Policies.of(2, Story.enforced("sap").withRetry(four)), Harness.ms("2026-03-01T13:00:00Z"));

        assertThat(story.harness().commands())
                .last()
                .extracting(ProvisioningCommand::getAttempt)
                .isEqualTo(4);
        assertThat(story.harness().openFindings()).isEmpty();
        story.until("2026-03-01T23:00:00Z");
        assertThat(story.harness().commands())
                .last()
                .extracting(ProvisioningCommand::getStatus)
                .isEqualTo(CommandStatus.FAILED);
    }

    @Test
    void manyCommandsAboutOneAccountAreOneFindingAndOneTicket() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
        for (int i = 0; i < 50; i++) {
            story.at("2026-01-03T00:00:00Z").grant("sap", "ada", "sap:E" + i);
        }
        story.at(LEFT.toString()).terminate();
        story.until("2026-03-02T12:00:00Z");

        assertThat(story.harness().findings())
                .filteredOn(f -> f.getKind().toString().equals("PROVISIONING_OVERDUE"))
                .extracting(f -> f.getEntitlements().size())
                .containsExactly(0, 50);
        assertThat(story.harness().tickets())
                .extracting(Ticket::getTicketId)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    private static Story leaver() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
        story.at(LEFT.toString()).terminate();
        return story;
    }

    private static void assertWaited(ProvisioningCommand before, ProvisioningCommand after, Duration wait) {
        assertThat(Duration.between(before.getChangedAt(), after.getChangedAt()))
                .isBetween(wait, wait.plus(wait.dividedBy(10)));
    }

    private static Finding onlyFinding(Story story) {
        assertThat(story.harness().findings()).hasSize(1);
        return story.harness().findings().get(0);
    }

    private static List<String> tickets(Story story) {
        return story.harness().tickets().stream()
                .map(t -> t.getAction() + " " + t.getStatus() + " " + t.getKind() + " " + t.getFindingId())
                .toList();
    }
}
