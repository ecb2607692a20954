package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What nobody waits for takes a fifth of the time. */
class PaceTest {
    private long now = 1_000;
    private final Pace pace = new Pace(() -> now);

    @Test
    void restsFourTimesAsLongAsAPieceTook() {
        pace.begin();
        now += 3;
        assertThat(pace.isLong()).isTrue();
        pace.end();

        now += 11;
        assertThat(pace.isRested()).isFalse();
        now += 1;
        assertThat(pace.isRested()).isTrue();
    }

    @Test
    void doesNotRestAfterWhatTookNoTimeThatCanBeTold() {
        pace.begin();
        assertThat(pace.isLong()).isFalse();
        pace.end();

        assertThat(pace.isRested()).isTrue();
    }

    @Test
    void aClockThatIsSetBackIsNotWaitedFor() {
        pace.begin();
        now += 100;
        pace.end();
        now -= 3_600_000;

        assertThat(pace.isRested()).isTrue();
        pace.begin();
        now -= 5;
        pace.end();
        assertThat(pace.isRested()).isTrue();
    }
}
