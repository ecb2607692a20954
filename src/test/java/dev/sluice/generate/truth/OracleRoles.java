package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Roles without nesting, whose conditions are lists of values by attribute. */
final class OracleRoles {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** One role. */
    record Role(Map<String, Set<String>> when, Set<EntitlementName> grants, Duration overlap) {
        boolean isMet(Map<String, String> attributes) {
            return when.entrySet().stream().allMatch(one -> {
                String value = attributes.get(one.getKey());
                return value != null && one.getValue().contains(value);
            });
        }
    }

    private OracleRoles() {}

    static List<Role> read(Path policies) throws IOException {
        List<Role> roles = new ArrayList<>();
        try (Stream<Path> files = Files.list(policies)) {
            for (Path file : files.sorted().toList()) {
                JsonNode policy = YAML.readTree(file.toFile());
                if (policy.path("kind").asText().equals("Role")) {
                    roles.add(role(policy));
                }
            }
        }
        return roles;
    }

    private static Role role(JsonNode policy) {
        Map<String, Set<String>> when = new TreeMap<>();
        policy.path("when").properties().forEach(one -> {
            Set<String> values = new TreeSet<>();
            one.getValue().forEach(value -> values.add(value.asText()));
            when.put(one.getKey(), values);
        });
        Set<EntitlementName> grants = new TreeSet<>();
        for (JsonNode grant : policy.path("grants")) {
            int colon = grant.asText().indexOf(':');
            grants.add(new EntitlementName(
                    grant.asText().substring(0, colon), grant.asText().substring(colon + 1)));
        }
        return new Role(when, grants, Duration.parse(policy.path("overlap").asText("PT0S")));
    }
}
