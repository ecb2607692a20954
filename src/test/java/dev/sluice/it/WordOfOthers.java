package dev.sluice.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What follows from what other keys tell. While a backlog is worked off they may be months ahead or behind, so that it is found at
 * another instant than in replay, and a lease whose pipeline nobody has told of yet is found and taken back. All else is to be equal;
 * of these what is found, and what stands in the end.
 */
final class WordOfOthers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KINDS = Set.of(
            "PASSWORD_SPRAY",
            "LEASE_OUTLIVES_PIPELINE",
            "LEASE_WITHOUT_PIPELINE",
            "OWNERLESS_SERVICE_ACCOUNT",
            "UNCORRELATED_ACCOUNT",
            "DISPUTED_ACCOUNT",
            "MASS_CHANGE");

    private WordOfOthers() {}

    /** The records that do not follow from it. */
    static TreeSet<String> without(Collection<String> records) {
        TreeSet<String> others = new TreeSet<>();
        for (String line : records) {
            JsonNode record = read(line);
            boolean kind = KINDS.contains(record.path("kind").asText());
            boolean ticket = record.has("ticketId")
                    && KINDS.stream().anyMatch(record.path("summary").asText()::contains);
            boolean command = record.path("action").asText().equals("REVOKE_LEASE");
            if (!kind && !ticket && !command) {
                others.add(line);
            }
        }
        return others;
    }

    /** What was ever found of it and is no mistake that was taken back, by id. */
    static Set<String> found(Collection<String> findings) {
        Set<String> found = new TreeSet<>();
        for (String line : findings) {
            JsonNode record = read(line);
            if (Set.of("PASSWORD_SPRAY", "LEASE_OUTLIVES_PIPELINE", "MASS_CHANGE")
                    .contains(record.path("kind").asText())) {
                found.add(record.path("findingId").asText());
            }
        }
        return found;
    }

    /** What stands of it at last, in the order in which it was told: id and severity. */
    static Map<String, String> standing(List<String> findings) {
        Map<String, String> last = new LinkedHashMap<>();
        for (String line : findings) {
            JsonNode record = read(line);
            if (KINDS.contains(record.path("kind").asText())) {
                last.put(
                        record.path("findingId").asText(),
                        record.path("status").asText() + " "
                                + record.path("severity").asText());
            }
        }
        last.values().removeIf(status -> status.startsWith("RESOLVED"));
        return new TreeMap<>(last);
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException("No JSON: " + line, e);
        }
    }
}
