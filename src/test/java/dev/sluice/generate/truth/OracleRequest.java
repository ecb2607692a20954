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
import java.util.TreeMap;

/**
 * A step of a request for access. Of each request there is one submission, one approval by somebody else and at most one
 * cancellation, in that order; another history is not understood.
 *
 * @param at when
 * @param action REQUEST_SUBMITTED, REQUEST_APPROVED or REQUEST_CANCELLED
 * @param requestId the request
 * @param entitlement what is asked for
 */
record OracleRequest(Instant at, String action, String requestId, EntitlementName entitlement) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The steps in order, by identity; only of systems that get commands. */
    static Map<String, List<OracleRequest>> read(Path access, SystemPolicies systems) throws IOException {
        Map<String, List<OracleRequest>> byIdentity = new TreeMap<>();
        try (BufferedReader lines = Files.newBufferedReader(access)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                String system = event.path("entitlement").path("system").asText();
                if (event.path("action").asText().startsWith("REQUEST_")
                        && systems.system(system).enforced()) {
                    byIdentity
                            .computeIfAbsent(
                                    event.path("subject").path("identityId").asText(), id -> new ArrayList<>())
                            .add(step(event));
                }
            }
        }
        return byIdentity;
    }

    private static OracleRequest step(JsonNode event) {
        JsonNode request = event.path("request");
        boolean own = request.path("approvedBy")
                .asText()
                .equals(request.path("requestedBy").asText());
        String action = event.path("action").asText();
        if (own
                || !List.of("REQUEST_SUBMITTED", "REQUEST_APPROVED", "REQUEST_CANCELLED")
                        .contains(action)) {
            throw new IllegalArgumentException("the oracle does not know what this means: " + event);
        }
        return new OracleRequest(
                Instant.parse(event.path("header").path("occurredAt").asText()),
                action,
                request.path("requestId").asText(),
                new EntitlementName(
                        event.path("entitlement").path("system").asText(),
                        event.path("entitlement").path("name").asText()));
    }
}
