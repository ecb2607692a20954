package dev.sluice.domain.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GovernorTest {
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoAsksForEverythingThatWillEverBeDueGetsAnAnswer() {
        Harness harness =
                new Harness("E1", Policies.of(1, SystemPolicy.defaults("sap").withMode(Mode.ENFORCE)));
        harness.take(Events.identity(Events.header("e1", "hr", null, 1_000), "E1", IdentityAction.HIRED));

        assertThat(harness.advanceTo(Long.MAX_VALUE)).isFalse();
    }

    /** What was only merged while the rules failed is evaluated with the next fact, be it about something else. */
    @Test
    void anEvaluationThatIsOwedIsMadeUpForWithTheNextFact() {
        Story story = new Story(Story.governedPolicies());
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-01-01T03:00:00Z").grant("sap", "ada", "sap:PAY");
        IdentityState state = story.harness().state();
        assertThat(state.commands()).isEmpty();

        IdentityEvent leaves = Events.identity(
                Events.header("left", "hr", null, Harness.ms("2026-02-01T00:00:00Z")),
                Story.ADA,
                IdentityAction.TERMINATED);
        new Governor().merge(state, leaves, Story.governedPolicies(), 0, new Unasked());
        assertThat(state.isOwed()).isTrue();
        story.at("2026-02-01T01:00:00Z").revoke("sap", "ada", "sap:OTHER");
        assertThat(state.isOwed()).isFalse();
        assertThat(state.commands().keySet())
                .extracting(key -> key.action())
                .containsExactly(CommandAction.DISABLE_ACCOUNT);
    }

    private static final class Unasked implements Decisions {
        @Override
        public void finding(Finding finding, Trigger trigger) {
            throw new AssertionError(finding);
        }

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {
            throw new AssertionError(command);
        }

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {
            throw new AssertionError(ticket);
        }
    }
}
