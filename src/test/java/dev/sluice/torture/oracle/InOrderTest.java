package dev.sluice.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InOrderTest {
    @Test
    void factsInTheOrderInWhichTheyOccurredAreInOrder() {
        assertThat(InOrder.disordered(List.of(
                        Logs.input(1, Logs.FIRST, "iga/1", "APPLIED", 100),
                        Logs.input(3, Logs.SECOND, "iga/2", "APPLIED", 200))))
                .isEmpty();
    }

    @Test
    void aFactThatIsAppliedAfterALaterOneIsNot() {
        assertThat(InOrder.disordered(List.of(
                        Logs.input(1, Logs.SECOND, "iga/2", "APPLIED", 200),
                        Logs.input(2, Logs.FIRST, "iga/1", "APPLIED", 100))))
                .containsExactly("E1");
    }

    @Test
    void norIsOneThatIsAppliedAfterSomethingWasDecidedAtALaterInstant() {
        assertThat(InOrder.disordered(List.of(
                        Logs.decision(7, "finding", "f1", "OPEN"), Logs.input(8, Logs.FIRST, "iga/1", "APPLIED", 100))))
                .containsExactly("E1");
    }

    @Test
    void norIsOneThatLeadsToADecisionOfALaterInstant() {
        AuditLine input = Logs.input(1, Logs.FIRST, "iga/1", "APPLIED", 100);

        assertThat(InOrder.disordered(List.of(input, Logs.decision(2, "finding", "f1", "OPEN", Logs.FIRST))))
                .containsExactly("E1");
        assertThat(InOrder.disordered(List.of(input, Logs.decision(2, "finding", "f1", "OPEN"))))
                .isEmpty();
        assertThat(InOrder.disordered(List.of(input, Logs.decision(1, "finding", "f1", "OPEN", Logs.FIRST))))
                .isEmpty();
    }

    @Test
    void ofTwoTopicsAtOneInstantEitherMayBeFirst() {
        assertThat(InOrder.disordered(List.of(
                        Logs.input(1, new Place("identity", 0, 0), "hr/1", "APPLIED", 100),
                        Logs.input(2, Logs.FIRST, "iga/1", "APPLIED", 100))))
                .containsExactly("E1");
    }

    @Test
    void whatWasNotAppliedHasNoOrder() {
        assertThat(InOrder.disordered(List.of(
                        Logs.input(1, Logs.SECOND, "iga/2", "APPLIED", 200),
                        Logs.input(2, Logs.AGAIN, "iga/1", "DUPLICATE", 100))))
                .isEmpty();
    }
}
