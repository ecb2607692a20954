package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** So often a second on average, twice as often at once, and each for himself. */
class RateLimitTest {
    private final AtomicLong now = new AtomicLong();
    private final RateLimit limit = new RateLimit(10, now::get);

    private long taken(String who, int tries) {
        return IntStream.range(0, tries).filter(i -> limit.takes(who)).count();
    }

    @Test
    void letsTwiceAsManyAtOnceAndThenSoManyASecond() {
        assertThat(taken("a", 100)).isEqualTo(20);
        now.addAndGet(1_000_000_000L);
        assertThat(taken("a", 100)).isEqualTo(10);
        now.addAndGet(60_000_000_000L);
        assertThat(taken("a", 100)).isEqualTo(20);
    }

    @Test
    void countsEverybodyForHimself() {
        assertThat(taken("a", 100)).isEqualTo(20);
        assertThat(taken("b", 100)).isEqualTo(20);
    }

    @Test
    void manyCallersDoNotFillTheMemory() {
        for (int i = 0; i < 50_000; i++) {
            assertThat(limit.takes("caller-" + i)).isTrue();
        }
        assertThat(taken("caller-0", 100)).as("forgotten, so it begins anew").isEqualTo(20);
    }
}
