package dev.sluice.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private final HrTimeline hr = new HrTimeline();

    @Test
    void whoWasNeverListedIsNotAbsent() {
        hr.miss("hr", new FeedRun(100, "f1"));
        assertThat(hr.absentSince()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoIsNoLongerListedIsAbsentSinceTheFirstRunWithoutThem() {
        hr.list("hr", "f1", 110);
        hr.miss("hr", new FeedRun(300, "f3"));
        hr.miss("hr", new FeedRun(200, "f2"));
        assertThat(hr.absentSince()).isEqualTo(200);
    }

    @Test
    void aListingThatArrivesLateTakesTheAbsenceBack() {
        hr.list("hr", "f1", 110);
        hr.miss("hr", new FeedRun(200, "f2"));
        hr.list("hr", "f2", 90);
        assertThat(hr.absentSince())
                .as("the run lists them, whenever the record was made")
                .isEqualTo(Long.MAX_VALUE);
        hr.miss("hr", new FeedRun(300, "f3"));
        hr.list("hr", "f4", 400);
        assertThat(hr.absentSince()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoIsListedByAnotherFeedIsNotAbsent() {
        hr.list("hr", "f1", 110);
        hr.list("payroll", "p1", 110);
        hr.miss("hr", new FeedRun(200, "f2"));
        assertThat(hr.absentSince()).isEqualTo(Long.MAX_VALUE);
        hr.miss("payroll", new FeedRun(250, "p2"));
        assertThat(hr.absentSince()).isEqualTo(250);
    }

    @Test
    void aRunThatWasHeardOfMissesNobodyAgain() {
        hr.list("hr", "f1", 110);
        FeedRun run = new FeedRun(200, "f2");
        assertThat(hr.misses("hr", run)).isTrue();
        hr.miss("hr", run);
        assertThat(hr.misses("hr", run)).isFalse();
    }

    @Test
    void feedsAreForgottenThatHaveNotListedForLongest() {
        for (int i = 0; i <= HrTimeline.MAX_FEEDS; i++) {
            hr.list("feed-" + i, "f", i);
        }
        assertThat(hr.presence()).hasSize(HrTimeline.MAX_FEEDS).doesNotContainKey("feed-0");
    }

    /** As many runs as are remembered, of which each lists or misses: the order in which that is heard does not matter. */
    @Property(tries = 1000)
    void theOrderOfArrivalDoesNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        List<Runnable> facts = new ArrayList<>();
        HrTimeline[] target = new HrTimeline[1];
        for (int i = 1; i <= Presence.MAX_RUNS; i++) {
            int run = i;
            boolean lists = random.nextBoolean();
            facts.add(
                    lists
                            ? () -> target[0].list("hr", "f" + run, 100L * run + 10)
                            : () -> target[0].miss("hr", new FeedRun(100L * run, "f" + run)));
        }
        // The source has listed them before: only then is a run looked at.
        target[0] = new HrTimeline();
        target[0].list("hr", "f0", 10);
        facts.forEach(Runnable::run);
        long inOrder = target[0].absentSince();

        Collections.shuffle(facts, random);
        target[0] = new HrTimeline();
        target[0].list("hr", "f0", 10);
        facts.forEach(Runnable::run);
        assertThat(target[0].absentSince()).isEqualTo(inOrder);
    }
}
