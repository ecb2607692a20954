package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.torture.oracle.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictsTest {
    private static final String KILL = "kill -9 to progress";

    @TempDir
    Path dir;

    @Test
    void aRunIsOneLine() throws IOException {
        assertThat(Verdicts.line(Verdicts.of(outcome(1, 0, 9_000))))
                .isEqualTo("seed 1: passed; 1,234 inputs, 9 faults of 8 kinds, 2.0 min");
        assertThat(Verdicts.line(Verdicts.of(outcome(2, 3, 9_000))))
                .isEqualTo("seed 2: FAILED C1 each input once (3); 1,234 inputs, 9 faults of 8 kinds, 2.0 min");
        assertThat(Verdicts.line(Verdicts.failed(3, "no brokers\nat all")))
                .isEqualTo("seed 3: THE RIG FAILED, no brokers");
    }

    @Test
    void allRunsTogetherSayHowSoonEverythingWentOn() throws IOException {
        left(2, outcome(2, 1, 21_000));
        left(1, outcome(1, 0, 9_000));
        left(10, outcome(10, 0, -1));
        Files.createDirectories(dir.resolve("seed-11"));

        List<String> summary = Verdicts.summary(Verdicts.in(dir));

        assertThat(summary).hasSize(5);
        assertThat(summary.get(0)).startsWith("seed 1: passed");
        assertThat(summary.get(2)).startsWith("seed 10: passed");
        assertThat(summary.get(3)).isEqualTo("2 of 3 runs passed; 3,702 inputs, 27 faults");
        assertThat(summary.get(4).replaceAll(" +", " "))
                .isEqualTo("kill -9 to progress, alone 2 times p50 9.0 s p95 21.0 s max 21.0 s never 1");
    }

    @Test
    void seedsAreNumbersAndRanges() {
        assertThat(Seeds.of("1-3")).containsExactly(1L, 2L, 3L);
        assertThat(Seeds.of("7, 2,4-5,4")).containsExactly(2L, 4L, 5L, 7L);
        for (String wrong : List.of("", "x", "3-1", "1-2-3", "-4", "1-9999999", "12345678901234567890")) {
            assertThatThrownBy(() -> Seeds.of(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void left(long seed, Outcome outcome) throws IOException {
        Path own = Files.createDirectories(dir.resolve("seed-" + seed));
        Verdicts.write(own.resolve(Verdicts.FILE), Verdicts.of(outcome));
    }

    private static Outcome outcome(long seed, int problems, long ms) {
        return new Outcome(
                Map.of("seed", seed, "inputs", 1_234, "faults", 9, "kinds", 8, "seconds", 120),
                List.of(new Verdict("C1 each input once", Map.of(), List.of(), problems)),
                List.of(new Timing(KILL, "F1", ms, true)));
    }
}
