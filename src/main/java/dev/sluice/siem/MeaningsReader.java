package dev.sluice.siem;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.LogSource;
import dev.sluice.event.Severity;
import dev.sluice.siem.Meanings.Line;
import dev.sluice.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code topology/siem-mapping.yaml}, once, and refuses what is absent, unknown or said twice. */
final class MeaningsReader {
    /** What is read. The maps are by category and action, or by kind or action and status. */
    record Parts(
            Map<String, Map<String, Meaning>> events,
            Map<String, Map<String, Meaning>> findings,
            Map<String, Map<String, Meaning>> commands,
            Map<String, Map<String, Meaning>> tickets,
            Map<AuditOutcome, Meaning> outcomes,
            Meaning unknown,
            Map<LogSource, Integer> facilities,
            Map<Severity, Level> levels,
            List<Line> lines) {}

    private static final String RESOURCE = "topology/siem-mapping.yaml";
    private static final int MAX_BYTES = 1 << 20;
    private static final int PER_CLASS = 100;
    private static final int ENTITY_MANAGEMENT = 3004;
    private static final Set<String> COLUMNS = Set.of(
            "category",
            "action",
            "kind",
            "outcome",
            "when",
            "event",
            "id",
            "name",
            "act",
            "cat",
            "ocsf",
            "class",
            "entity",
            "disposition",
            "windows",
            "severity",
            "result",
            "compliance");

    private static final Set<String> STATE_COLUMNS =
            Set.of("status", "act", "activity", "state", "compliance", "severity", "result", "disposition");

    private final Map<String, Map<String, Meaning>> events = new HashMap<>();
    private final Map<String, Map<String, Meaning>> findings = new HashMap<>();
    private final Map<String, Map<String, Meaning>> commands = new HashMap<>();
    private final Map<String, Map<String, Meaning>> tickets = new HashMap<>();
    private final Map<AuditOutcome, Meaning> outcomes = new EnumMap<>(AuditOutcome.class);
    private final List<Line> lines = new ArrayList<>();

    private MeaningsReader() {}

    static Parts load() {
        try (InputStream in = MeaningsReader.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The program was built without " + RESOURCE + ".");
            }
            return read(new YamlReader(MAX_BYTES).read(RESOURCE, in).get(0).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Parts read(JsonNode root) {
        return new MeaningsReader().parts(root);
    }

    /** The key of an action that means something else with a decision or test result. */
    static String key(String action, String when) {
        return action + '\n' + when;
    }

    private Parts parts(JsonNode root) {
        root.path("events").forEach(this::event);
        each(root, "findings", "findingStates", this::finding);
        each(root, "commands", "commandStates", this::command);
        each(root, "tickets", "ticketStates", this::ticket);
        root.path("outcomes").forEach(this::outcome);
        Meaning unknown = row(root.path("unknown"));
        lines.add(new Line("*", "unknown", "", unknown));
        return new Parts(
                copied(events),
                copied(findings),
                copied(commands),
                copied(tickets),
                Map.copyOf(outcomes),
                unknown,
                facilities(root.path("facilities")),
                levels(root.path("severities")),
                List.copyOf(lines));
    }

    private interface Pair {
        void read(JsonNode row, JsonNode state);
    }

    private static void each(JsonNode root, String rows, String states, Pair pair) {
        for (JsonNode row : root.path(rows)) {
            known(row, COLUMNS);
            root.path(states).forEach(state -> {
                known(state, STATE_COLUMNS);
                pair.read(row, state);
            });
        }
    }

    private void event(JsonNode row) {
        String action = text(row, "action");
        String when = row.path("when").asText("");
        Meaning meaning = row(row);
        add(events, text(row, "category"), when.isEmpty() ? action : key(action, when), meaning, row);
        lines.add(new Line(text(row, "category"), action, when, meaning));
    }

    private void outcome(JsonNode row) {
        Meaning meaning = row(row);
        once(outcomes, AuditOutcome.valueOf(text(row, "outcome")), meaning, row);
        lines.add(new Line("*", text(row, "outcome"), "", meaning));
    }

    private static Meaning row(JsonNode row) {
        known(row, COLUMNS);
        int type = number(row, "ocsf");
        int ocsfClass = type / PER_CLASS;
        String entity = row.hasNonNull("entity") ? text(row, "entity") : null;
        if (entity == null == (ocsfClass == ENTITY_MANAGEMENT)) {
            throw broken(row, "a row of the OCSF class 3004, and no other, says its entity");
        }
        return new Meaning(
                number(row, "event"),
                text(row, "id"),
                text(row, "name"),
                text(row, "act"),
                text(row, "cat"),
                ocsfClass,
                type % PER_CLASS,
                entity,
                row.path("disposition").asInt(0),
                row.path("windows").asInt(0),
                Severity.valueOf(row.path("severity").asText("INFO")),
                false,
                Result.valueOf(row.path("result").asText("SUCCESS")),
                // A finding that is reported to us is a new one.
                ocsfClass / 1_000 == 2 ? 1 : 0,
                row.path("compliance").asInt(0));
    }

    private void finding(JsonNode row, JsonNode state) {
        boolean fixed = state.hasNonNull("severity");
        Meaning meaning = new Meaning(
                number(row, "event"),
                text(row, "id"),
                text(row, "name"),
                text(state, "act"),
                text(row, "cat"),
                number(row, "class"),
                number(state, "activity"),
                null,
                0,
                0,
                Severity.valueOf(fixed ? text(state, "severity") : text(row, "severity")),
                fixed,
                Result.NONE,
                number(state, "state"),
                number(state, "compliance"));
        add(findings, text(row, "kind"), text(state, "status"), meaning, row);
        lines.add(new Line("finding", text(row, "kind"), text(state, "status"), meaning));
    }

    private void command(JsonNode row, JsonNode state) {
        Meaning meaning = work(row, state, "provisioning", "Provisioning Command");
        add(commands, text(row, "action"), text(state, "status"), meaning, row);
        lines.add(new Line("provisioning-command", text(row, "action"), text(state, "status"), meaning));
    }

    private void ticket(JsonNode row, JsonNode state) {
        Meaning meaning = work(row, state, "ticket", "Ticket");
        add(tickets, text(row, "kind"), text(state, "status"), meaning, row);
        lines.add(new Line("ticket", text(row, "kind"), text(state, "status"), meaning));
    }

    private static Meaning work(JsonNode row, JsonNode state, String category, String entity) {
        return new Meaning(
                number(row, "event"),
                text(row, "id"),
                text(row, "name"),
                text(state, "act"),
                category,
                ENTITY_MANAGEMENT,
                number(state, "activity"),
                entity,
                state.path("disposition").asInt(0),
                0,
                Severity.valueOf(state.path("severity").asText("INFO")),
                false,
                Result.valueOf(state.path("result").asText("SUCCESS")),
                0,
                0);
    }

    private static void add(
            Map<String, Map<String, Meaning>> map, String first, String second, Meaning meaning, JsonNode row) {
        once(map.computeIfAbsent(first, key -> new HashMap<>()), second, meaning, row);
    }

    private static <K, V> void once(Map<K, V> map, K key, V value, JsonNode row) {
        if (map.put(key, value) != null) {
            throw broken(row, "there is another row for the same");
        }
    }

    private static Map<String, Map<String, Meaning>> copied(Map<String, Map<String, Meaning>> map) {
        map.replaceAll((key, inner) -> Map.copyOf(inner));
        return Map.copyOf(map);
    }

    private static Map<LogSource, Integer> facilities(JsonNode rows) {
        Map<LogSource, Integer> facilities = new EnumMap<>(LogSource.class);
        rows.forEach(row -> once(facilities, LogSource.valueOf(text(row, "logSource")), number(row, "facility"), row));
        for (LogSource source : LogSource.values()) {
            if (!facilities.containsKey(source)) {
                throw new IllegalStateException(RESOURCE + " has no facility for " + source + ".");
            }
        }
        return facilities;
    }

    private static Map<Severity, Level> levels(JsonNode rows) {
        Map<Severity, Level> levels = new EnumMap<>(Severity.class);
        rows.forEach(row -> once(
                levels,
                Severity.valueOf(text(row, "severity")),
                new Level(
                        number(row, "ocsf"),
                        number(row, "cef"),
                        number(row, "leef"),
                        number(row, "syslog"),
                        number(row, "windows")),
                row));
        for (Severity severity : Severity.values()) {
            if (severity != Severity.UNKNOWN && !levels.containsKey(severity)) {
                throw new IllegalStateException(RESOURCE + " has no numbers for " + severity + ".");
            }
        }
        return levels;
    }

    /** A misspelt column would be a column that is not there. */
    private static void known(JsonNode row, Set<String> columns) {
        row.fieldNames().forEachRemaining(name -> {
            if (!columns.contains(name)) {
                throw broken(row, "`" + name + "` is no column");
            }
        });
    }

    private static int number(JsonNode row, String column) {
        if (!row.path(column).canConvertToInt()) {
            throw broken(row, "it has no number " + column);
        }
        return row.path(column).intValue();
    }

    private static String text(JsonNode row, String column) {
        if (!row.path(column).isTextual()) {
            throw broken(row, "it has no text " + column);
        }
        return row.path(column).textValue();
    }

    private static IllegalStateException broken(JsonNode row, String why) {
        return new IllegalStateException(RESOURCE + ": " + why + ": " + row);
    }
}
