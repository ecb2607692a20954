package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.generate.Comparison;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.generate.LongHistories;
import dev.sluice.generate.ViewComparison;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.generate.truth.TruthFiles;
import dev.sluice.json.PlainJson;
import dev.sluice.replay.MergedHistory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two years of 2,000 people through a broker: what the application decides, and what it knows of them in the end. */
@WithStack
@Tag(LongHistories.TAG)
class LongGroundTruthClusterTest {
    private static final int PARTITIONS = 4;

    @TempDir
    Path dir;

    static LongStream seeds() {
        return LongHistories.seeds(10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheApplicationDecidesAndKnowsIsTheGroundTruth(long seed, EmbeddedStack stack, TestTopics topics)
            throws Exception {
        Path history = dir.resolve("history");
        Path out = Files.createDirectories(dir.resolve("out"));
        HistoryFiles.write(LongHistories.settings(seed), history);
        // At rest, the application goes by the wall clock, and so everything that is due by now is due.
        Instant until = Instant.now();
        Path truth = dir.resolve("truth");
        TruthFiles.write(GroundTruth.compute(history, history.resolve(HistoryFiles.POLICIES), until), truth);
        try (StreamCluster cluster =
                new StreamCluster(stack, topics.name("s" + seed + "."), PARTITIONS, dir.resolve("state"))) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), beforeTheFirstEvent(history));
            cluster.fill(history, 0, Integer.MAX_VALUE);
            cluster.startApp("one");
            cluster.awaitRest(Duration.ofMinutes(30));
            write(cluster, "finding", out.resolve(Comparison.FINDINGS));
            write(cluster, "provisioning-command", out.resolve(Comparison.COMMANDS));
            write(cluster, "identity-access", out.resolve("view.jsonl"));

            assertThat(cluster.read("dead-letter")).isEmpty();
        }

        Comparison decided = Comparison.of(out, truth);
        assertThat(decided.differences()).as(decided.report(10)).isEmpty();
        assertThat(decided.matched()).isGreaterThan(5000);
        ViewComparison known = ViewComparison.ofTheLast(out.resolve("view.jsonl"), history, until);
        assertThat(known.differences()).isEmpty();
        assertThat(known.matched()).isGreaterThan(1900);
    }

    /** In the order of each partition, and so of each identity. */
    private static void write(StreamCluster cluster, String topic, Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            cluster.each(topic, record -> {
                try {
                    lines.write(PlainJson.write(record.value()));
                    lines.newLine();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Instant beforeTheFirstEvent(Path history) throws IOException {
        try (MergedHistory entries = MergedHistory.open(history)) {
            return Instant.ofEpochMilli(entries.nextOccurredAt() - 1);
        }
    }
}
