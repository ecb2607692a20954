package dev.sluice.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.PolicyHistory.Activation;
import org.junit.jupiter.api.Test;

class PolicyHistoryTest {
    private static final Policies ONE = Policies.of(1);
    private static final Policies TWO = Policies.of(2);
    private static final Policies FIVE = Policies.of(5);

    private final PolicyHistory history =
            PolicyHistory.none().then(ONE, 10, 16).then(TWO, 20, 16).then(FIVE, 30, 16);

    @Test
    void anIdentityGoesThroughEverySetThatItHasNotSeen() {
        assertThat(history.after(0)).extracting(Activation::policies).containsExactly(ONE, TWO, FIVE);
        assertThat(history.after(1)).containsExactly(new Activation(TWO, 20), new Activation(FIVE, 30));
        assertThat(history.after(5)).isEmpty();
    }

    @Test
    void beyondTheLimitTheOldestGoes() {
        PolicyHistory short2 =
                PolicyHistory.none().then(ONE, 10, 1).then(TWO, 20, 1).then(FIVE, 30, 1);

        assertThat(short2.set(1)).isEmpty();
        assertThat(short2.after(1)).extracting(Activation::policies).containsExactly(TWO, FIVE);
    }

    @Test
    void whenAllHaveBeenEvaluatedOnlyTheSetInForceIsLeft() {
        assertThat(history.settled().previous()).isEmpty();
        assertThat(history.settled().after(1)).containsExactly(new Activation(FIVE, 30));
    }

    @Test
    void aSetNeverBecomesCurrentBeforeTheOneThatItReplaces() {
        assertThat(history.then(Policies.of(6), 5, 16).current().at()).isEqualTo(30);
    }

    @Test
    void anIdentityFromAnUnknownFutureIsEvaluatedUnderTheSetInForce() {
        assertThat(history.after(9)).containsExactly(new Activation(FIVE, 30));
    }

    @Test
    void beforeTheFirstSetNothingIsActive() {
        assertThat(PolicyHistory.none().current().policies().active()).isFalse();
        assertThat(history.set(0)).contains(Policies.none());
    }
}
