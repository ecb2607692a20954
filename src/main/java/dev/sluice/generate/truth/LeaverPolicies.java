package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the policies say of leavers: a mode and offsets per system, and the zone that dates fall back to. */
final class LeaverPolicies {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, SystemRule> systems;
    private final ZoneId zone;

    private LeaverPolicies(Map<String, SystemRule> systems, ZoneId zone) {
        this.systems = systems;
        this.zone = zone;
    }

    /** How one system treats leavers; offsets count from the end of employment. */
    record SystemRule(String mode, Duration disable, Duration revoke, Duration finding) {
        static final SystemRule DEFAULT =
                new SystemRule("report", Duration.ZERO, Duration.ofDays(1), Duration.ofDays(2));

        boolean enforced() {
            return mode.equals("enforce");
        }

        boolean ignored() {
            return mode.equals("ignore");
        }
    }

    static LeaverPolicies read(Path directory) throws IOException {
        Map<String, SystemRule> systems = new TreeMap<>();
        ZoneId zone = ZoneOffset.UTC;
        for (Path file : files(directory)) {
            JsonNode policy = YAML.readTree(file.toFile());
            switch (policy.path("kind").asText()) {
                case "System" -> systems.put(policy.path("id").asText(), rule(policy));
                case "Settings" -> zone = ZoneId.of(policy.path("timeZone").asText("UTC"));
                default -> {
                    // The other kinds have no bearing on leavers.
                }
            }
        }
        return new LeaverPolicies(systems, zone);
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    private static SystemRule rule(JsonNode policy) {
        JsonNode leaver = policy.path("leaver");
        Duration revoke = duration(leaver, "revoke", "P1D");
        return new SystemRule(
                policy.path("mode").asText("report"),
                duration(leaver, "disable", "PT0S"),
                revoke,
                revoke.plus(duration(leaver, "residue", "P1D")));
    }

    private static Duration duration(JsonNode leaver, String key, String fallback) {
        return Duration.parse(leaver.path(key).asText(fallback));
    }

    SystemRule system(String id) {
        return systems.getOrDefault(id, SystemRule.DEFAULT);
    }

    ZoneId zone() {
        return zone;
    }

    /** Every offset from an end of employment at which something may fall due in any system. */
    List<Duration> offsets() {
        return Stream.concat(systems.values().stream(), Stream.of(SystemRule.DEFAULT))
                .flatMap(rule -> Stream.of(rule.disable(), rule.revoke(), rule.finding()))
                .distinct()
                .toList();
    }
}
