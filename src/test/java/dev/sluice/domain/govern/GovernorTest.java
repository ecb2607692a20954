package dev.sluice.domain.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.IdentityAction;
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
}
