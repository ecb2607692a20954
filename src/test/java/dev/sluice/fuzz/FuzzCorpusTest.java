package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fuzz target holds what it promises for every input of its corpus, which is small; {@link FuzzingTest} makes up others. With
 * {@code -Dsluice.fuzz.seeds=write} the seeds are written anew.
 */
class FuzzCorpusTest {
    private static final long MOST_BYTES = 1 << 20;

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void holdsForEveryInputOfTheCorpus(FuzzTarget target) throws IOException {
        if ("write".equals(System.getProperty("sluice.fuzz.seeds"))) {
            write(target);
        }
        assertThat(target.inputs()).isNotEmpty();
        for (Path input : target.inputs()) {
            byte[] bytes = Files.readAllBytes(input);
            assertThatCode(() -> target.door().take(bytes)).as("%s", input).doesNotThrowAnyException();
        }
        target.door().take(new byte[0]);
    }

    private static void write(FuzzTarget target) throws IOException {
        Files.createDirectories(target.corpus());
        for (Map.Entry<String, byte[]> seed : target.seeds().entrySet()) {
            Files.write(target.corpus().resolve(seed.getKey()), seed.getValue());
        }
    }

    @Test
    void theCorpusIsSmall() throws IOException {
        long bytes = 0;
        for (FuzzTarget target : FuzzTarget.values()) {
            for (Path input : target.inputs()) {
                bytes += Files.size(input);
            }
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void whatCostsMoreThanItsInputWarrantsIsSeen() {
        assertThat(Effort.bounded(10, 10, () -> "cheap")).isEqualTo("cheap");
        assertThatCode(() -> Effort.bounded(10, 10, () -> new byte[16 << 20]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("10 bytes of input took");
    }
}
