package dev.sluice.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An HR system that only hands out today's record, every day, leads to the same commands as one that tells each event: joiners,
 * movers, leavers, returns and contracts that end are found by the difference. Each command comes within a day of its time,
 * because a report is read once a day and tells days, not instants.
 *
 * <p>Left out of the history is what such a report can't carry: leaves of absence, second employments, and ends that are
 * withdrawn in the very hours in which something falls due ({@link DailySnapshots#carry}).
 */
class DailySnapshotTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse(GeneratorSettings.DEFAULT_START);
    private static final int PEOPLE = 70;
    private static final int MONTHS = 12;

    private static final Duration DAY = Duration.ofDays(1);

    /** The command is repeated after this time only, and by then has been answered. */
    private static final String PATIENT = "retry: {first: P9D, max: P9D}\n";

    @TempDir
    Path dir;

    /** All that follows from the last event has come to an end by then. */
    private Instant until;

    @ParameterizedTest
    @ValueSource(longs = {1})
    void aYearOfDailySnapshotsLeadsToTheCommandsOfTheEvents(long seed) throws IOException {
        GeneratorSettings settings = new GeneratorSettings(seed, PEOPLE, MONTHS, START);
        until = settings.end().plus(DAY.multipliedBy(60));
        HistoryFiles.write(settings, dir.resolve("history"));
        RolePolicies.write(dir.resolve("policies"), PATIENT);
        List<JsonNode> hr = carried(read(dir.resolve("history/identity.jsonl")));
        List<String> access = loaded(read(dir.resolve("history/access.jsonl")), identities(hr));
        Map<String, List<Instant>> byEvents = answered(lines(hr), access);

        LocalDate lastReport = settings.end().atZone(ZoneOffset.UTC).toLocalDate();
        Map<String, List<Instant>> bySnapshots = byCommand(replay(DailySnapshots.of(hr, lastReport), access));

        assertThat(differences(byEvents, bySnapshots)).isEmpty();
        assertThat(kinds(byEvents))
                .contains(
                        "CREATE_ACCOUNT DONE",
                        "GRANT DONE",
                        "REVOKE DONE",
                        "REVOKE CANCELLED",
                        "DISABLE_ACCOUNT DONE",
                        "ENABLE_ACCOUNT DONE",
                        "DELETE_ACCOUNT DONE");
        assertThat(identities(hr)).hasSizeGreaterThan(50);
    }

    private static Set<String> kinds(Map<String, List<Instant>> byCommand) {
        Set<String> kinds = new TreeSet<>();
        byCommand.keySet().forEach(text -> kinds.add(text.replaceAll("^(\\S+ \\S+) .*", "$1")));
        return kinds;
    }

    /** The same commands as often, each within a day. */
    private static List<String> differences(
            Map<String, List<Instant>> byEvents, Map<String, List<Instant>> bySnapshots) {
        Set<String> all = new TreeSet<>(byEvents.keySet());
        all.addAll(bySnapshots.keySet());
        List<String> differences = new ArrayList<>();
        for (String command : all) {
            List<Instant> one = byEvents.getOrDefault(command, List.of());
            List<Instant> other = bySnapshots.getOrDefault(command, List.of());
            boolean same = one.size() == other.size();
            for (int i = 0; same && i < one.size(); i++) {
                same = Duration.between(one.get(i), other.get(i)).abs().compareTo(DAY) <= 0;
            }
            if (!same) {
                differences.add(command + ": by events at " + one + ", by snapshots at " + other);
            }
        }
        return differences;
    }

    /** The instants of each change of command, by status, action, identity, account and entitlement. */
    private static Map<String, List<Instant>> byCommand(List<JsonNode> commands) {
        Map<String, List<Instant>> byCommand = new TreeMap<>();
        for (JsonNode command : commands) {
            String text = command.path("action").asText() + " "
                    + command.path("status").asText() + " "
                    + command.path("identityId").asText() + " "
                    + command.path("system").asText() + "/"
                    + command.path("account").asText() + " "
                    + command.path("entitlement").path("name").asText();
            byCommand
                    .computeIfAbsent(text, t -> new ArrayList<>())
                    .add(Instant.parse(command.path("changedAt").asText()));
        }
        byCommand.values().forEach(instants -> instants.sort(Comparator.naturalOrder()));
        return byCommand;
    }

    /** Plays the events until the targets have done all that they are asked for; adds what they do to the access events. */
    private Map<String, List<Instant>> answered(List<String> hr, List<String> access) throws IOException {
        SlowTargets targets = new SlowTargets();
        while (true) {
            List<JsonNode> commands = replay(hr, access);
            List<String> answers = targets.answer(commands);
            if (answers.isEmpty()) {
                return byCommand(commands);
            }
            access.addAll(answers);
            access.sort(Comparator.comparing(DailySnapshotTest::at));
        }
    }

    private static Instant at(String line) {
        try {
            return DailySnapshots.at(JSON.readTree(line));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<JsonNode> replay(List<String> hr, List<String> access) throws IOException {
        Path events = Files.createDirectories(dir.resolve("events"));
        Files.write(events.resolve("identity.jsonl"), hr);
        Files.write(events.resolve("access.jsonl"), access);
        int code = Main.commandLine()
                .execute(
                        "replay",
                        "--events",
                        events.toString(),
                        "--policies",
                        dir.resolve("policies").toString(),
                        "--out",
                        dir.resolve("out").toString(),
                        "--until",
                        until.toString());
        assertThat(code).isZero();
        assertThat(dir.resolve("out/dead-letter.jsonl")).isEmptyFile();
        return read(dir.resolve("out/provisioning-command.jsonl"));
    }

    private static List<JsonNode> carried(List<JsonNode> events) {
        Map<String, List<JsonNode>> byIdentity = new TreeMap<>();
        events.forEach(event -> byIdentity
                .computeIfAbsent(identity(event), id -> new ArrayList<>())
                .add(event));
        byIdentity.values().removeIf(life -> !DailySnapshots.carry(life));
        return events.stream()
                .filter(event -> byIdentity.containsKey(identity(event)) && !isOfAnAgency(event))
                .toList();
    }

    /** Agencies dismiss many at once: told by the one source of the reports, they would have everything else of that source held. */
    private static boolean isOfAnAgency(JsonNode event) {
        return event.path("header").path("source").asText().startsWith("agency-");
    }

    /** What the systems reported first, before HR was connected: both feeds find it there. */
    private static List<String> loaded(List<JsonNode> access, Set<String> identities) {
        List<String> loaded = new ArrayList<>();
        for (JsonNode event : access) {
            Instant at = DailySnapshots.at(event);
            if (identities.contains(identity(event)) && at.isBefore(START.plus(DAY))) {
                ((ObjectNode) event.get("header"))
                        .put("occurredAt", at.minus(DAY.multipliedBy(2)).toString());
                loaded.add(event.toString());
            }
        }
        return loaded;
    }

    private static Set<String> identities(List<JsonNode> events) {
        Set<String> identities = new TreeSet<>();
        events.forEach(event -> identities.add(identity(event)));
        return identities;
    }

    private static String identity(JsonNode event) {
        return event.path("subject").path("identityId").asText();
    }

    private static List<String> lines(List<JsonNode> events) {
        return events.stream().map(JsonNode::toString).toList();
    }

    private static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }
}
