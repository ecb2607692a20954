package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody waits for takes a fifth of a thread's time, and a fortieth while records are many; commits that are asked for a fifth. */
class PaceTest {
    private static final long MS = 1_000_000;

    private long now = Long.MAX_VALUE - 2 * MS;
    private final Paces paces = new Paces(() -> now);
    private final Pace pace = paces.ofThisThread();

    @Test
    void restsFourTimesAsLongAsAPieceTook() {
        assertThat(pace.isRested()).isTrue();
        pace.begin();
        assertThat(pace.isLong(true)).isFalse();
        now += 3 * MS;
        assertThat(pace.isLong(true)).isTrue();
        pace.end();

        now += 11 * MS;
        assertThat(pace.isRested()).isFalse();
        now += MS;
        assertThat(pace.isRested()).isTrue();
    }

    @Test
    void restsThirtyNineTimesAsLongWhileOneOfTheTasksHasManyRecords() {
        pace.ticked(10, 0);
        pace.ticked(0, 0);
        assertThat(pace.recordsAreMany()).isTrue();
        assertRestsFor(39);

        now += 500 * MS;
        assertThat(pace.recordsAreMany()).isFalse();
        assertRestsFor(4);
    }

    @Test
    void whoIsBehindHasManyRecordsHoweverFewItWasLeftTimeFor() {
        pace.ticked(9, 49);
        assertThat(pace.recordsAreMany()).isFalse();
        pace.ticked(1, 50);
        assertThat(pace.recordsAreMany()).isTrue();
        assertRestsFor(39);
    }

    @Test
    void aBacklogCountsForHalfASecond() {
        assertThat(pace.isBusy()).isFalse();
        pace.noteBusy();
        now += 499 * MS;
        assertThat(pace.isBusy()).isTrue();
        now += MS;
        assertThat(pace.isBusy()).isFalse();
    }

    @Test
    void betweenCommitsIsFourTimesAsLongAsTheLastOfAllTasksTook() {
        assertThat(pace.mayCommit()).isTrue();
        pace.commits();
        now += 2 * MS;
        pace.commits();
        now += MS;
        pace.goesOn();
        assertThat(pace.mayCommit()).isFalse();
        now += 5 * MS;
        pace.goesOn();
        now += 7 * MS - 1;
        assertThat(pace.mayCommit()).isFalse();
        now++;
        assertThat(pace.mayCommit()).isTrue();
    }

    @Test
    void afterALongCommitTheNextIsAskedForInHalfASecond() {
        pace.commits();
        now += 2_000 * MS;
        pace.goesOn();
        now += 500 * MS - 1;
        assertThat(pace.mayCommit()).isFalse();
        now++;
        assertThat(pace.mayCommit()).isTrue();

        pace.commits();
        now += MS;
        pace.goesOn();
        now += 4 * MS;
        assertThat(pace.mayCommit()).isTrue();
    }

    private void assertRestsFor(int times) {
        pace.begin();
        now += 2 * MS;
        pace.end();
        now += times * 2 * MS - 1;
        assertThat(pace.isRested()).isFalse();
        now++;
        assertThat(pace.isRested()).isTrue();
    }

    @Test
    void isRestedBeforeTheFirstPieceWhateverTheClockSays() {
        now = -5 * MS;

        assertThat(pace.isRested()).isTrue();
        assertThat(pace.mayCommit()).isTrue();
    }

    @Test
    void aPieceForWhichNobodyWaitsMayBeLonger() {
        pace.begin();
        now += 19 * MS;
        assertThat(pace.isLong(false)).isFalse();
        now += MS;
        assertThat(pace.isLong(false)).isTrue();
    }

    @Test
    void tasksOfOneThreadTakeTurnsAndThoseOfAnotherDoNot() throws InterruptedException {
        pace.begin();
        now += MS;
        pace.end();

        assertThat(paces.ofThisThread()).isSameAs(pace);
        List<Boolean> rested = new ArrayList<>();
        Thread other = new Thread(() -> rested.add(paces.ofThisThread().isRested()));
        other.start();
        other.join();
        assertThat(pace.isRested()).isFalse();
        assertThat(rested).containsExactly(true);
    }
}
