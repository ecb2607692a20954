package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheBudgetTest {
    @Test
    void everyOpenTaskHasAnEqualShareAndItChangesAsTasksComeAndGo() {
        CacheBudget budget = new CacheBudget(1200);
        CacheBudget.Share first = budget.join();
        assertThat(first.limit()).isEqualTo(1200);

        CacheBudget.Share second = budget.join();
        CacheBudget.Share third = budget.join();
        assertThat(first.limit()).isEqualTo(400);
        assertThat(third.limit()).isEqualTo(400);

        second.leave();
        assertThat(first.limit()).isEqualTo(600);
    }

    @Test
    void whoLeavesTwiceTakesNobodyElsesPlace() {
        CacheBudget budget = new CacheBudget(1200);
        CacheBudget.Share first = budget.join();
        CacheBudget.Share second = budget.join();
        CacheBudget.Share third = budget.join();

        first.leave();
        first.leave();
        first.leave();

        assertThat(second.limit()).isEqualTo(600);
        assertThat(third.limit()).isEqualTo(600);
    }

    @Test
    void whenAllHaveLeftTheNextHasEverything() {
        CacheBudget budget = new CacheBudget(1200);
        CacheBudget.Share first = budget.join();
        first.leave();

        assertThat(first.limit()).isEqualTo(1200);
        assertThat(budget.join().limit()).isEqualTo(1200);
    }

    @Test
    void aBudgetOfNothingIsSharedAsNothing() {
        CacheBudget budget = new CacheBudget(0);
        budget.join();

        assertThat(budget.join().limit()).isZero();
    }
}
