package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short form of {@code ./sluice torture}: three seeds, each with faults of brokers, instances, network and registry. */
@Tag("oracle")
@Timeout(1800)
class TortureTest {
    /** Names the seeds, with commas between; else they are 1, 2 and 3. */
    private static final String SEEDS = "sluice.torture.seeds";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path dir;

    static LongStream seeds() {
        return java.util.Arrays.stream(System.getProperty(SEEDS, "1,2,3").split(","))
                .mapToLong(Long::parseLong);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCheckPassesAfterTheFaultsOfASeed(long seed) {
        int exit = TortureMain.commandLine()
                .setOut(new PrintWriter(System.out, true))
                .setErr(new PrintWriter(System.err, true))
                .execute(
                        "--short",
                        "--keep",
                        "--shared-machine",
                        "--seed",
                        Long.toString(seed),
                        "--dir",
                        dir.resolve("run").toString());

        assertThat(exit).as("seed %d, see %s", seed, dir).isZero();
    }
}
