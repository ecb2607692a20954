package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import dev.sluice.generate.Comparison;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.generate.LongHistories;
import dev.sluice.generate.ViewComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two years of 2,000 people through the real topology: what it decides and what it knows of them at any time. */
@Tag(LongHistories.TAG)
class LongGroundTruthReplayTest {
    @TempDir
    Path dir;

    static LongStream seeds() {
        return LongHistories.seeds(10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatReplayDecidesAndKnowsIsTheGroundTruth(long seed) throws IOException {
        Path history = dir.resolve("history");
        Path out = dir.resolve("out");
        HistoryFiles.Written written = HistoryFiles.write(LongHistories.settings(seed), history);
        replay(history, out);

        Comparison decided = Comparison.of(out, history.resolve(HistoryFiles.GROUND_TRUTH));
        assertThat(decided.differences()).as(decided.report(10)).isEmpty();
        assertThat(decided.matched()).isGreaterThan(5000);
        ViewComparison known = ViewComparison.ofEach(
                out.resolve("identity-access.jsonl"), history, written.truth().until());
        assertThat(known.differences()).isEmpty();
        assertThat(known.matched()).isGreaterThan(50_000);
        assertThat(known.untold()).isLessThan(known.matched() / 100);
        assertThat(out.resolve("dead-letter.jsonl")).isEmptyFile();
    }

    private static void replay(Path history, Path out) {
        int code = Main.commandLine()
                .execute(
                        "replay",
                        "--events",
                        history.toString(),
                        "--policies",
                        history.resolve(HistoryFiles.POLICIES).toString(),
                        "--out",
                        out.toString());
        assertThat(code).isZero();
    }
}
