package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** When who used which account, where it is told how long accounts may be unused. */
final class Uses {
    /** What tells that an account was used. */
    static final Set<String> ACTIONS = Set.of(
            "LOGIN_SUCCEEDED",
            "MFA_SUCCEEDED",
            "TOKEN_ISSUED",
            "SESSION_STARTED",
            "COMMAND_EXECUTED",
            "FILE_TRANSFERRED",
            "CREDENTIAL_CHECKED_OUT",
            "SECRET_LEASED",
            "SECRET_RETRIEVED",
            "PIPELINE_STARTED");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<AccountName, TreeSet<Instant>>> byIdentity = new TreeMap<>();
    private final SystemPolicies policies;

    private Uses(SystemPolicies policies) {
        this.policies = policies;
    }

    static Uses read(Path events, SystemPolicies policies) throws IOException {
        Uses uses = new Uses(policies);
        for (String file : List.of("authentication.jsonl", "privileged-session.jsonl")) {
            if (Files.exists(events.resolve(file))) {
                uses.read(events.resolve(file));
            }
        }
        return uses;
    }

    private void read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = line.isBlank() ? null : JSON.readTree(line);
                if (event != null && ACTIONS.contains(event.path("action").asText())) {
                    JsonNode by = event.path("subject").path("account");
                    JsonNode to = event.path("target");
                    add(event, by.path("system"), by.path("name"));
                    add(event, to.path("system"), to.path("account"));
                }
            }
        }
    }

    private void add(JsonNode event, JsonNode system, JsonNode name) {
        AccountName account = new AccountName(system.asText(), name.asText());
        if (system.isTextual() && name.isTextual() && dormantAfter(account) != null) {
            byIdentity
                    .computeIfAbsent(event.path("subject").path("identityId").asText(), id -> new TreeMap<>())
                    .computeIfAbsent(account, key -> new TreeSet<>())
                    .add(Instant.parse(event.path("header").path("occurredAt").asText()));
        }
    }

    /** How long an account may be unused; null if nobody says so. */
    Duration dormantAfter(AccountName account) {
        return policies.system(account.system()).dormantAfter();
    }

    /** When an identity used its accounts. */
    Map<AccountName, TreeSet<Instant>> of(String identityId) {
        return byIdentity.getOrDefault(identityId, Map.of());
    }

    /** When it used one. */
    TreeSet<Instant> of(String identityId, AccountName account) {
        return of(identityId).getOrDefault(account, new TreeSet<>());
    }
}
