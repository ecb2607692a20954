package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many leave at once that the stage writes to an input of its own: a replay goes on, and what follows is held as it was live. */
class MassChangeReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 100;
    private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    Path dir;

    @Test
    void whatFollowsFromTheHundredAndFirstIsHeld() throws IOException {
        replay(LIMIT + 1);

        assertThat(told("finding.jsonl", "kind", "source", "status"))
                .contains("MASS_CHANGE test OPEN")
                .doesNotHaveDuplicates();
        assertThat(told("provisioning-command.jsonl", "action", "status"))
                .hasSize(LIMIT + 1)
                .containsOnlyOnce("DISABLE_ACCOUNT HELD");
        assertThat(dir.resolve("out/dead-letter.jsonl")).isEmptyFile();
    }

    @Test
    void nothingThatFollowsFromAHundredIs() throws IOException {
        replay(LIMIT);

        assertThat(told("finding.jsonl", "kind")).isEmpty();
        assertThat(told("provisioning-command.jsonl", "action", "status"))
                .hasSize(LIMIT)
                .containsOnly("DISABLE_ACCOUNT ISSUED");
    }

    private void replay(int leavers) throws IOException {
        Path events = Files.createDirectories(dir.resolve("events"));
        List<String> identity = new ArrayList<>();
        List<String> access = new ArrayList<>();
        for (int i = 0; i < leavers; i++) {
            identity.add(event("comes", i, START, "\"action\":\"HIRED\""));
            String account = "\"account\":{\"system\":\"sap\",\"name\":\"E" + i + "\"}";
            access.add(event("account", i, START, "\"action\":\"ACCOUNT_CREATED\"", account));
        }
        for (int i = 0; i < leavers; i++) {
            identity.add(event("leaves", i, START.plusSeconds(i + 60), "\"action\":\"TERMINATED\""));
        }
        Files.write(events.resolve("identity.jsonl"), identity);
        Files.write(events.resolve("access.jsonl"), access);
        Files.createDirectories(dir.resolve("policies"));
        Files.writeString(dir.resolve("policies/sap.yaml"), "kind: System\nid: sap\nmode: enforce\n");
        ReplayRun.of(events, dir.resolve("policies"), dir.resolve("out"));
    }

    private static String event(String id, int number, Instant at, String action, String... more) {
        List<String> subject = new ArrayList<>(List.of("\"identityId\":\"E" + number + "\""));
        subject.addAll(List.of(more));
        return "{\"header\":{\"eventId\":\"" + id + number + "\",\"source\":\"test\",\"occurredAt\":\"" + at
                + "\"},\"subject\":{" + String.join(",", subject) + "}," + action + "}";
    }

    /** Some fields of each record. */
    private List<String> told(String file, String... fields) throws IOException {
        List<String> told = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve("out/" + file))) {
            JsonNode record = JSON.readTree(line);
            List<String> values = new ArrayList<>();
            for (String field : fields) {
                values.add(record.path(field).asText());
            }
            told.add(String.join(" ", values));
        }
        return told;
    }
}
