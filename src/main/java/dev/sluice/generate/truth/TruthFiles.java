package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The files of a truth: {@code findings.jsonl} and {@code commands.jsonl}, one transition a line. */
public final class TruthFiles {
    /** The file of expected finding transitions. */
    public static final String FINDINGS = "findings.jsonl";

    /** The file of expected command transitions. */
    public static final String COMMANDS = "commands.jsonl";

    /** The file of findings to be expected in what people do, and what others report of them: the id and severity of each. */
    public static final String ACTIVITY = "activity.jsonl";

    /** The file of findings to be expected in sessions, check-outs and leases: the id and severity of each. */
    public static final String SESSIONS = "sessions.jsonl";

    /** The file of findings to be expected in how things stand: each with whether it stands in the end. */
    public static final String STATES = "states.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private TruthFiles() {}

    /**
     * Writes a truth.
     *
     * @param truth the transitions
     * @param directory where to; created if absent
     * @throws IOException if a file can't be written
     */
    public static void write(Truth truth, Path directory) throws IOException {
        Files.createDirectories(directory);
        writeLines(directory.resolve(FINDINGS), truth.findings(), TruthFiles::json);
        writeLines(directory.resolve(COMMANDS), truth.commands(), TruthFiles::json);
    }

    /**
     * Writes what is to be found.
     *
     * @param file {@link #ACTIVITY} or {@link #SESSIONS}
     * @param severities what {@link ActivityTruth}, {@link ReportTruth} or {@link SessionTruth} computed
     * @param directory where to; created if absent
     * @throws IOException if the file can't be written
     */
    public static void writeFindings(String file, Map<String, String> severities, Path directory) throws IOException {
        Files.createDirectories(directory);
        writeLines(directory.resolve(file), List.copyOf(severities.entrySet()), finding -> JSON.createObjectNode()
                .put("findingId", finding.getKey())
                .put("severity", finding.getValue()));
    }

    /**
     * Writes what is to be found in how things stand.
     *
     * @param findings what {@link StateTruth} computed
     * @param directory where to; created if absent
     * @throws IOException if the file can't be written
     */
    public static void writeStates(List<StateFinding> findings, Path directory) throws IOException {
        Files.createDirectories(directory);
        writeLines(directory.resolve(STATES), findings, finding -> JSON.createObjectNode()
                .put("findingId", finding.findingId())
                .put("kind", finding.kind())
                .put("severity", finding.severity())
                .put("open", finding.open()));
    }

    private static <T> void writeLines(Path file, List<T> items, Function<T, ObjectNode> toJson) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (T item : items) {
                writer.write(JSON.writeValueAsString(toJson.apply(item)));
                writer.write('\n');
            }
        }
    }

    private static ObjectNode json(FindingTransition finding) {
        ObjectNode node = JSON.createObjectNode()
                .put("findingId", finding.findingId())
                .put("kind", finding.kind())
                .put("identityId", finding.identityId());
        node.putObject("account")
                .put("system", finding.account().system())
                .put("name", finding.account().name());
        node.put("status", finding.status()).put("severity", finding.severity());
        ArrayNode entitlements = node.putArray("entitlements");
        finding.entitlements().forEach(entitlement -> entitlements.add(json(entitlement)));
        return node.put("changedAt", finding.changedAt().toString())
                .put("openedAt", finding.openedAt().toString())
                .put("episode", finding.episode())
                .put("cause", finding.cause());
    }

    private static ObjectNode json(CommandTransition command) {
        ObjectNode node = JSON.createObjectNode()
                .put("commandId", command.commandId())
                .put("action", command.action())
                .put("identityId", command.identityId())
                .put("system", command.account().system())
                .put("account", command.account().name());
        if (command.entitlement() != null) {
            node.set("entitlement", json(command.entitlement()));
        }
        return node.put("status", command.status())
                .put("issuedAt", command.issuedAt().toString())
                .put("changedAt", command.changedAt().toString());
    }

    private static ObjectNode json(EntitlementName entitlement) {
        return JSON.createObjectNode().put("system", entitlement.system()).put("name", entitlement.name());
    }
}
