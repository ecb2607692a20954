package dev.sluice.whatif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.domain.finding.SodViolations;
import dev.sluice.replay.Replay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a set would have raised over a history: the real topology plays it again under that set, into a folder that goes. */
public final class Backtest {
    /**
     * A violation that would have been raised.
     *
     * @param violation which, with what conflicted last
     * @param from when it would have begun
     * @param until when it would have ended, or null if it would still stand
     * @param mitigated whether somebody had accepted it at the end
     */
    public record Episode(Violation violation, Instant from, Instant until, boolean mitigated) {}

    /**
     * What came of a history.
     *
     * @param episodes what would have been raised, by rule, identity and time
     * @param events how many events were played
     * @param badLines how many lines could not be read
     */
    public record Result(List<Episode> episodes, long events, long badLines) {}

    private final Replay replay;
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * A backtest.
     *
     * @param replay plays a history under the candidate
     */
    public Backtest(Replay replay) {
        this.replay = replay;
    }

    /**
     * Plays a history.
     *
     * @param events the directory of input files
     * @param until the instant to which events are played (ms since the epoch); the last event's by default
     * @return what would have been raised, and of how much
     * @throws IOException if a file can't be read or written
     */
    public Result run(Path events, OptionalLong until) throws IOException {
        Path out = Files.createTempDirectory("sluice-backtest-");
        try {
            Replay.Summary played = replay.run(events, out, until);
            return new Result(episodes(out.resolve("finding.jsonl")), played.events(), played.badLines());
        } finally {
            delete(out);
        }
    }

    private List<Episode> episodes(Path findings) throws IOException {
        Map<String, Episode> open = new LinkedHashMap<>();
        List<Episode> episodes = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(findings, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null) {
                JsonNode finding = mapper.readTree(line);
                if (SodViolations.KIND.equals(finding.path("kind").asText())) {
                    take(finding, open, episodes);
                }
                line = reader.readLine();
            }
        }
        episodes.addAll(open.values());
        episodes.sort(Comparator.comparing(Episode::violation).thenComparing(Episode::from));
        return episodes;
    }

    /** What is announced has not begun; what never begins was none. */
    private static void take(JsonNode finding, Map<String, Episode> open, List<Episode> episodes) {
        String id = finding.path("findingId").asText();
        String status = finding.path("status").asText();
        Episode before = open.get(id);
        Instant changedAt = Instant.parse(finding.path("changedAt").asText());
        if (status.equals("RESOLVED") || status.equals("PENDING")) {
            if (before != null) {
                episodes.add(new Episode(before.violation(), before.from(), changedAt, before.mitigated()));
                open.remove(id);
            }
        } else {
            List<String> entitlements = new ArrayList<>();
            finding.path("entitlements")
                    .forEach(one -> entitlements.add(
                            one.path("system").asText() + ":" + one.path("name").asText()));
            Violation violation = new Violation(
                    finding.path("ruleId").asText(), finding.path("identityId").asText(), id, entitlements);
            open.put(
                    id,
                    new Episode(
                            violation, before == null ? changedAt : before.from(), null, status.equals("MITIGATED")));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
