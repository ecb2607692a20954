package dev.sluice.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Targets that do what they are asked for, but only when it has been asked for a day and a half, and is still. */
final class SlowTargets {
    /** Longer than a day, so that a command that comes up to a day earlier or later is answered just the same. */
    static final Duration PATIENCE = Duration.ofHours(36);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> ANSWERS = Map.of(
            "CREATE_ACCOUNT", "ACCOUNT_CREATED",
            "ENABLE_ACCOUNT", "ACCOUNT_ENABLED",
            "DISABLE_ACCOUNT", "ACCOUNT_DISABLED",
            "DELETE_ACCOUNT", "ACCOUNT_DELETED",
            "GRANT", "ENTITLEMENT_GRANTED",
            "REVOKE", "ENTITLEMENT_REVOKED");

    private final Set<String> answered = new HashSet<>();

    /** What they do about commands that they have not seen yet, as lines of access events; commands are records of the topic. */
    List<String> answer(List<JsonNode> commands) {
        Map<String, Instant> withdrawn = new TreeMap<>();
        for (JsonNode command : commands) {
            if (command.path("status").asText().equals("CANCELLED")) {
                withdrawn.put(id(command), changedAt(command));
            }
        }
        List<String> events = new ArrayList<>();
        for (JsonNode command : commands) {
            boolean issued = command.path("status").asText().equals("ISSUED");
            if (issued && !answered.contains(id(command)) && !isSoon(command, withdrawn.get(id(command)))) {
                answered.add(id(command));
                events.add(event(command));
            }
        }
        return events;
    }

    /** What is withdrawn about as soon as it would be done is left undone: the order of the two would be a matter of hours. */
    private static boolean isSoon(JsonNode command, Instant withdrawn) {
        Instant undisputed = changedAt(command).plus(PATIENCE).plus(Duration.ofDays(2));
        return withdrawn != null && withdrawn.isBefore(undisputed);
    }

    private static String id(JsonNode command) {
        return command.path("commandId").asText() + command.path("issuedAt").asText();
    }

    private static Instant changedAt(JsonNode command) {
        return Instant.parse(command.path("changedAt").asText());
    }

    private String event(JsonNode command) {
        String identity = command.path("identityId").asText();
        String system = command.path("system").asText();
        ObjectNode event = JSON.createObjectNode();
        event.putObject("header")
                .put("eventId", "answer-" + answered.size())
                .put("source", system)
                .put("occurredAt", changedAt(command).plus(PATIENCE).toString());
        event.putObject("subject")
                .put("identityId", identity)
                .putObject("account")
                .put("system", system)
                .put("name", command.path("account").asText(identity + "@" + system))
                .put("kind", "PERSONAL");
        event.put("action", ANSWERS.get(command.path("action").asText()));
        if (command.has("entitlement")) {
            event.set("entitlement", command.path("entitlement"));
        }
        return event.toString();
    }
}
