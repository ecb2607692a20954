package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Main;
import dev.sluice.generate.truth.StateTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is found of how things stand, against loops over all facts: told in order, nothing is missed and nothing is made up on the way; told
 * in any order and twice, the same is open in the end.
 */
class StateGroundTruthTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is given for roles and requests is not foreseen elsewhere, so of what commands come to only this system is compared. */
    private static final String FORESEEN = "badges";

    @TempDir
    Path dir;

    private final Map<String, String> kinds = new TreeMap<>();

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
        run("generate", "--out", dir.resolve("events").toString(), "--seed", Long.toString(seed), "--people", "120");
        Map<String, String> truth = truth();
        assertThat(new TreeSet<>(kinds.values())).containsExactlyInAnyOrderElementsOf(StateTruth.KINDS);

        replay("events");
        assertThat(differences(truth, told("events"))).isEmpty();

        shuffle(new Random(seed));
        replay("shuffled");
        assertThat(differences(open(truth), open(told("shuffled")))).isEmpty();
    }

    private static List<String> differences(Map<String, String> expected, Map<String, String> found) {
        TreeSet<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(found.keySet());
        return ids.stream()
                .filter(id -> !Objects.equals(expected.get(id), found.get(id)))
                .map(id -> id + " expected " + expected.get(id) + ", found " + found.get(id))
                .toList();
    }

    /** Each finding in words, by its id. */
    private Map<String, String> truth() throws IOException {
        Map<String, String> truth = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve("events/ground-truth/states.jsonl"))) {
            JsonNode finding = JSON.readTree(line);
            String id = finding.get("findingId").asText();
            kinds.put(id, finding.get("kind").asText());
            truth.put(id, words(finding, finding.get("open").asBoolean()));
        }
        return truth;
    }

    private static String words(JsonNode finding, boolean open) {
        return finding.get("kind").asText() + " " + finding.get("severity").asText() + (open ? " open" : " over");
    }

    /** As each finding of these kinds was told last, but such as were retracted. */
    private Map<String, String> told(String events) throws IOException {
        Map<String, String> told = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve(events + "-out/finding.jsonl"))) {
            JsonNode finding = JSON.readTree(line);
            if (!isForeseen(finding)) {
                continue;
            }
            String id = finding.get("findingId").asText();
            if (finding.get("cause").asText().equals("RETRACTED")) {
                told.remove(id);
            } else {
                told.put(id, words(finding, !finding.get("status").asText().equals("RESOLVED")));
            }
        }
        return told;
    }

    private static boolean isForeseen(JsonNode finding) {
        String kind = finding.get("kind").asText();
        boolean ofCommands = kind.startsWith("PROVISIONING_");
        return StateTruth.KINDS.contains(kind)
                && (!ofCommands
                        || finding.path("account").path("system").asText().equals(FORESEEN));
    }

    /** What is open, of what does not depend on the order. */
    private static Map<String, String> open(Map<String, String> findings) {
        Map<String, String> open = new TreeMap<>(findings);
        open.values()
                .removeIf(words ->
                        words.endsWith("over") || StateTruth.OF_ORDER.contains(words.substring(0, words.indexOf(' '))));
        return open;
    }

    /** One in five comes twice, and all of them in any order. */
    private void shuffle(Random random) throws IOException {
        Files.createDirectories(dir.resolve("shuffled"));
        for (String input : List.of("identity", "access", "authentication", "privileged-session", "compliance")) {
            List<String> lines = new ArrayList<>(Files.readAllLines(dir.resolve("events/" + input + ".jsonl")));
            int size = lines.size();
            for (int i = 0; i < size / 5; i++) {
                lines.add(lines.get(random.nextInt(size)));
            }
            Collections.shuffle(lines, random);
            Files.write(dir.resolve("shuffled/" + input + ".jsonl"), lines);
        }
    }

    private void replay(String events) throws IOException {
        String until = JSON.readTree(
                        dir.resolve("events/ground-truth/summary.json").toFile())
                .get("until")
                .asText();
        run(
                "replay",
                "--events",
                dir.resolve(events).toString(),
                "--policies",
                dir.resolve("events/policies").toString(),
                "--until",
                until,
                "--out",
                dir.resolve(events + "-out").toString());
    }

    private static void run(String... args) {
        assertThat(Main.commandLine().execute(args)).isZero();
    }
}
