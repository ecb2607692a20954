package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The commands that a stage issued and closed, and which of them were open at an instant. */
final class OracleCommands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Change(Instant at, String command, String status) {}

    private final Map<String, List<Change>> byIdentity = new TreeMap<>();

    static OracleCommands read(Path file) throws IOException {
        OracleCommands commands = new OracleCommands();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode command = JSON.readTree(line);
                String text = command.path("action").asText() + " "
                        + command.path("system").asText() + "/"
                        + command.path("account").asText() + " "
                        + command.path("entitlement").path("name").asText();
                commands.byIdentity
                        .computeIfAbsent(command.path("identityId").asText(), id -> new ArrayList<>())
                        .add(new Change(
                                Instant.parse(command.path("changedAt").asText()),
                                text,
                                command.path("status").asText()));
            }
        }
        return commands;
    }

    /** What has been issued and neither done nor cancelled; what has failed is still asked for. */
    Set<String> open(String identity, Instant t) {
        Set<String> open = new TreeSet<>();
        for (Change change : until(identity, t)) {
            if (Set.of("DONE", "CANCELLED").contains(change.status())) {
                open.remove(change.command());
            } else {
                open.add(change.command());
            }
        }
        return open;
    }

    /** What a grant was about that had been withdrawn: if it is held after all, it is taken back. */
    Set<String> withdrawn(String identity, Instant t) {
        Set<String> withdrawn = new TreeSet<>();
        for (Change change : until(identity, t)) {
            if (change.command().startsWith("GRANT ") && change.status().equals("CANCELLED")) {
                withdrawn.add(change.command().replace("GRANT ", "REVOKE "));
            }
        }
        return withdrawn;
    }

    private List<Change> until(String identity, Instant t) {
        return byIdentity.getOrDefault(identity, List.of()).stream()
                .filter(change -> !change.at().isAfter(t))
                .toList();
    }
}
