package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Main;
import dev.sluice.generate.truth.ActivityTruth;
import dev.sluice.generate.truth.ReportTruth;
import dev.sluice.generate.truth.SessionTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in what people do, against loops over all of it: nothing is missed and nothing is made up, however it arrives. */
class ActivityGroundTruthTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is planted, and ordinary: each kind is found in each organisation. */
    private static final int KINDS = 21;

    /** Why nothing is left of a finding: it never was, or it is found here, where it is told of in another kind. */
    private static final Set<String> WITHDRAWN = Set.of("RETRACTED", "CORRELATED");

    private static final Set<String> COVERED = Stream.of(ActivityTruth.KINDS, ReportTruth.KINDS, SessionTruth.KINDS)
            .flatMap(Set::stream)
            .collect(Collectors.toSet());

    @TempDir
    Path dir;

    @Test
    void everythingIsFoundAndNothingElse() throws IOException {
        agrees(11);
    }

    @Tag("oracle")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everythingIsFoundAndNothingElseInTenOrganisations(long seed) throws IOException {
        agrees(seed);
    }

    private void agrees(long seed) throws IOException {
        run("generate", "--out", dir.resolve("events").toString(), "--seed", Long.toString(seed), "--people", "200");
        Map<String, String> truth = truth();

        Set<String> kinds = new TreeSet<>();
        assertThat(replayed("events", kinds)).isEqualTo(truth);
        assertThat(kinds).hasSize(KINDS);

        delay(new Random(seed));
        assertThat(replayed("delayed", kinds)).isEqualTo(truth);
    }

    private Map<String, String> truth() throws IOException {
        Map<String, String> truth = new TreeMap<>();
        for (String file : List.of("activity.jsonl", "sessions.jsonl")) {
            for (String line : Files.readAllLines(dir.resolve("events/ground-truth/" + file))) {
                JsonNode finding = JSON.readTree(line);
                truth.put(
                        finding.get("findingId").asText(),
                        finding.get("severity").asText());
            }
        }
        return truth;
    }

    /** One in twenty arrives up to two days late, and one in fifty twice. */
    private void delay(Random random) throws IOException {
        Files.createDirectories(dir.resolve("delayed"));
        for (String input : List.of("identity", "access", "authentication", "privileged-session", "compliance")) {
            Map<String, Instant> arrivals = new TreeMap<>();
            int number = 0;
            for (String line : Files.readAllLines(dir.resolve("events/" + input + ".jsonl"))) {
                Instant at = Instant.parse(
                        JSON.readTree(line).path("header").path("occurredAt").asText());
                long late = random.nextInt(20) == 0
                        ? random.nextLong(Duration.ofDays(2).toMillis())
                        : 0;
                arrivals.put(String.format("%09d", number++) + line, at.plusMillis(late));
                if (random.nextInt(50) == 0) {
                    arrivals.put(String.format("%09d", number++) + line, at.plusMillis(late + 1000));
                }
            }
            List<String> lines = new ArrayList<>(arrivals.keySet());
            lines.sort(Comparator.comparing(arrivals::get));
            Files.write(
                    dir.resolve("delayed/" + input + ".jsonl"),
                    lines.stream().map(line -> line.substring(9)).toList());
        }
    }

    /** The severity of each finding that was told last, but such as were retracted, or are over with what they are about. */
    private Map<String, String> replayed(String events, Set<String> kinds) throws IOException {
        run(
                "replay",
                "--events",
                dir.resolve(events).toString(),
                "--policies",
                dir.resolve("events/policies").toString(),
                "--out",
                dir.resolve(events + "-out").toString());
        Map<String, String> found = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve(events + "-out/finding.jsonl"))) {
            JsonNode finding = JSON.readTree(line);
            String kind = finding.get("kind").asText();
            if (!COVERED.contains(kind)) {
                continue;
            }
            kinds.add(kind);
            String id = finding.get("findingId").asText();
            boolean over = SessionTruth.OF_STATE.contains(kind)
                    && finding.get("status").asText().equals("RESOLVED");
            if (over || WITHDRAWN.contains(finding.get("cause").asText())) {
                found.remove(id);
            } else {
                found.put(id, finding.get("severity").asText());
            }
        }
        return found;
    }

    private static void run(String... args) {
        assertThat(Main.commandLine().execute(args)).isZero();
    }
}
