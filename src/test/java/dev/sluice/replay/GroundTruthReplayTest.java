package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.Main;
import dev.sluice.generate.Comparison;
import dev.sluice.generate.ViewComparison;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.generate.truth.SessionTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated organisations through the real topology, against the answer that was computed by another route. */
class GroundTruthReplayTest {
    private static final List<String> INPUTS =
            List.of("identity", "access", "authentication", "privileged-session", "compliance");

    /** Which of them it is depends on the commands that were issued, and what is too much on the order of arrival (docs/adr/0015, 0016). */
    private static final List<String> OF_HISTORY =
            List.of("UNSANCTIONED_ACCESS", "EXPIRED_ACCESS", "RESURRECTED_ACCESS", "MASS_CHANGE");

    /** Here targets say of commands that they failed, which counts only if the command was issued before. */
    private static final String REFUSING = "badges";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A history is the same for each test, made once, and played in its order once. */
    @TempDir
    static Path histories;

    @TempDir
    Path dir;

    @Test
    void findingsAndCommandsEqualTheGroundTruth() throws IOException {
        equalTheGroundTruth(1);
    }

    @Tag("oracle")
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findingsAndCommandsOfMoreEqualTheGroundTruth(long seed) throws IOException {
        equalTheGroundTruth(seed);
    }

    private void equalTheGroundTruth(long seed) throws IOException {
        Path events = generated(seed);
        Path out = replayed(seed);

        Comparison comparison = Comparison.of(out, events.resolve("ground-truth"));
        assertThat(comparison.isEqual()).as(comparison.report(10)).isTrue();
        assertThat(comparison.matched()).isGreaterThan(300);
        ViewComparison known = ViewComparison.ofEach(
                out.resolve("identity-access.jsonl"),
                events,
                GroundTruth.compute(events).until());
        assertThat(known.differences()).isEmpty();
        assertThat(known.matched()).isGreaterThan(1000);
        assertThat(out.resolve("dead-letter.jsonl")).isEmptyFile();
    }

    @Test
    void theSameInputGivesTheSameBytes() throws IOException {
        Path events = generated(1);
        Path first = replayed(1);
        replay(events, events, "second");

        try (var files = Files.list(first)) {
            for (Path file : files.toList()) {
                assertThat(file).hasSameBinaryContentAs(dir.resolve("second").resolve(file.getFileName()));
            }
        }
    }

    @Test
    void aShuffledAndDuplicatedCopyEndsInTheSameOpenFindingsAndTheSameView() throws IOException {
        endsInTheSame(1);
    }

    @Tag("oracle")
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shuffledAndDuplicatedCopiesOfMoreEndInTheSame(long seed) throws IOException {
        endsInTheSame(seed);
    }

    private void endsInTheSame(long seed) throws IOException {
        Path events = generated(seed);
        shuffle(events, new Random(seed));
        // Timers may come due after the last event of the one and not of the other; a common end settles both.
        replay(events, events, "ordered", "--until", "2027-06-01T00:00:00Z");
        replay(events, dir.resolve("shuffled"), "shuffled-out", "--until", "2027-06-01T00:00:00Z");

        assertThat(openFindings("shuffled-out")).isEqualTo(openFindings("ordered"));
        assertThat(view("shuffled-out")).isEqualTo(view("ordered"));
        assertThat(openFindings("ordered")).isNotEmpty();
    }

    private static Path generated(long seed) {
        Path history = histories.resolve("seed" + seed);
        if (!Files.exists(history)) {
            run("generate", "--out", history.toString(), "--seed", Long.toString(seed), "--people", "120");
        }
        return history;
    }

    private Path replayed(long seed) {
        Path out = histories.resolve("out" + seed);
        if (!Files.exists(out)) {
            Path events = generated(seed);
            replay(events, events, out.toString());
        }
        return out;
    }

    private void replay(Path history, Path events, String out, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "replay",
                "--events",
                events.toString(),
                "--policies",
                history.resolve("policies").toString(),
                "--out",
                dir.resolve(out).toString()));
        args.addAll(List.of(more));
        run(args.toArray(String[]::new));
    }

    private static void run(String... args) {
        assertThat(Main.commandLine().execute(args)).isZero();
    }

    private void shuffle(Path events, Random random) throws IOException {
        Files.createDirectories(dir.resolve("shuffled"));
        for (String input : INPUTS) {
            List<String> lines = new ArrayList<>(Files.readAllLines(events.resolve(input + ".jsonl")));
            int size = lines.size();
            for (int i = 0; i < size / 5; i++) {
                lines.add(lines.get(random.nextInt(size)));
            }
            Collections.shuffle(lines, random);
            Files.write(dir.resolve("shuffled/" + input + ".jsonl"), lines);
        }
    }

    private TreeSet<String> openFindings(String out) throws IOException {
        Map<String, String> latest = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve(out + "/finding.jsonl"))) {
            JsonNode finding = JSON.readTree(line);
            String kind = finding.get("kind").asText();
            boolean refused = kind.startsWith("PROVISIONING_")
                    && finding.path("account").path("system").asText().equals(REFUSING);
            // Of sessions what comes months too late is not judged.
            if (OF_HISTORY.contains(kind) || SessionTruth.KINDS.contains(kind) || refused) {
                continue;
            }
            latest.put(
                    finding.get("findingId").asText(),
                    finding.get("status").asText() + " "
                            + finding.get("severity").asText() + " " + finding.get("entitlements"));
        }
        TreeSet<String> open = new TreeSet<>();
        latest.forEach((id, text) -> {
            if (!text.startsWith("RESOLVED")) {
                open.add(id + " " + text);
            }
        });
        return open;
    }

    private Map<String, String> view(String out) throws IOException {
        Map<String, String> latest = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve(out + "/identity-access.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            ((ObjectNode) record).remove("openFindings");
            String bucket = record.path("page").path("bucket").asText();
            latest.put(record.get("identityId").asText() + "#" + bucket, record.toString());
        }
        return latest;
    }
}
